"""The file of second runs: lines are only added, a crash costs at most the last one, links are not followed."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from evidence.confirmations import (
    CONFIRMATIONS,
    Confirmation,
    Retried,
    Said,
    add_confirmation,
    read_confirmations,
)
from evidence.errors import EvidenceError

ONE = Retried(rule="app-2019/3.1", fingerprint="0" * 32, mark="confirmed", said=Said(zh="再次出现", en="seen again"))
WHOLE = Confirmation(at="2025-11-21T10:00:00+08:00", run_id="r", attempt=1, folder="../x", retried=(ONE,))


def test_a_recording_without_the_file_was_not_tried_again(tmp_path: Path) -> None:
    assert read_confirmations(tmp_path) == ()


def test_lines_are_added_for_the_owner_alone(tmp_path: Path) -> None:
    for _ in range(3):
        add_confirmation(tmp_path, WHOLE)
    assert read_confirmations(tmp_path) == (WHOLE,) * 3
    assert stat.S_IMODE((tmp_path / CONFIRMATIONS).stat().st_mode) == 0o600


@given(cut=st.integers(min_value=2, max_value=200))
def test_a_line_that_was_cut_short_is_passed_over(tmp_path_factory: pytest.TempPathFactory, cut: int) -> None:
    folder = tmp_path_factory.mktemp("r")
    add_confirmation(folder, WHOLE)
    add_confirmation(folder, WHOLE)
    path = folder / CONFIRMATIONS
    path.write_bytes(path.read_bytes()[:-cut])
    assert read_confirmations(folder) == (WHOLE,)
    add_confirmation(folder, WHOLE)
    assert read_confirmations(folder) == (WHOLE, WHOLE)


def test_lines_of_another_form_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / CONFIRMATIONS).write_bytes(b'{"a": 1}\n[]\n\xff\n{"confirmation_version": 2}\n')
    assert read_confirmations(tmp_path) == ()


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_text("{}\n")
    (tmp_path / CONFIRMATIONS).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(EvidenceError, match="remove it"):
        read_confirmations(tmp_path)
    with pytest.raises(EvidenceError, match="remove it"):
        add_confirmation(tmp_path, WHOLE)
    assert (tmp_path / "elsewhere").read_text() == "{}\n"


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match=r"cannot be written: No such file or directory"):
        add_confirmation(tmp_path / "none", WHOLE)


def test_a_mark_names_a_fingerprint() -> None:
    with pytest.raises(ValidationError):
        Retried(rule="r", fingerprint="x", mark="confirmed", said=ONE.said)
