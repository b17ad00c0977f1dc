"""Versions are read and compared as numbers."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.toolchain.tool import ask_version, parse_version
from tests.harness.toolchain.conftest import Install


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("v20.19.0", (20, 19, 0)),
        ("Chromium 156.0.8078.79 built on Debian GNU/Linux 12", (156, 0, 8078, 79)),
        ("4.0.0-rc.1", (4, 0, 0)),
        ("no version 3 here", ()),
        ("", ()),
    ],
)
def test_the_first_dotted_number_is_the_version(text: str, version: tuple[int, ...]) -> None:
    assert parse_version(text) == version


@given(st.lists(st.integers(0, 10**6), min_size=2, max_size=4).map(tuple))
def test_a_version_survives_being_printed(version: tuple[int, ...]) -> None:
    assert parse_version("v" + ".".join(map(str, version))) == version


def test_a_program_that_fails_or_is_not_there_tells_no_version(install: Install, tmp_path: Path) -> None:
    program = install("tool", "tool 1.2.3")
    assert ask_version(program) == "1.2.3"
    program.write_text("#!/bin/sh\necho 1.2.3; exit 1\n")
    assert ask_version(program) is None
    assert ask_version(tmp_path / "nothing") is None
