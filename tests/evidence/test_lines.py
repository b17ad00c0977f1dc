"""JSON lines that survive a crash at any byte."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from evidence.lines import Damage, LineWriter, read_lines, read_models

VALUES = [{"a": 1, "b": "字"}, {"a": 2, "b": "byte \udcff"}, {"a": 3, "b": "x\ny"}]


def _written(path: Path) -> bytes:
    writer = LineWriter(path)
    for value in VALUES:
        writer.write(value, sync=True)
    writer.close()
    return path.read_bytes()


def test_cut_at_every_byte_gives_all_whole_lines_and_names_the_cut_one(tmp_path: Path) -> None:
    whole = _written(tmp_path / "a.jsonl")
    path = tmp_path / "cut.jsonl"
    for size in range(len(whole) + 1):
        path.write_bytes(whole[:size])
        damage: list[Damage] = []
        lines = whole[:size].count(b"\n")
        assert list(read_lines(path, damage)) == VALUES[:lines]
        torn = not whole[:size].endswith(b"\n") and size > 0
        assert damage == ([Damage("cut.jsonl", lines + 1, "cut short")] if torn else [])


def test_appending_after_a_cut_at_any_byte_loses_no_new_line(tmp_path: Path) -> None:
    whole = _written(tmp_path / "a.jsonl")
    path = tmp_path / "cut.jsonl"
    for size in range(1, len(whole)):
        path.write_bytes(whole[:size])
        writer = LineWriter(path)
        writer.write({"new": size})
        writer.close()
        assert list(read_lines(path, []))[-1] == {"new": size}


def test_a_line_torn_by_another_process_does_not_swallow_the_next(tmp_path: Path) -> None:
    path = tmp_path / "shared.jsonl"
    mine = LineWriter(path)
    mine.write({"n": 1})
    with path.open("ab") as other:
        other.write(b'{"n": 2, "bo')
    mine.write({"n": 3})
    mine.close()
    damage: list[Damage] = []
    assert list(read_lines(path, damage)) == [{"n": 1}, {"n": 3}]
    assert damage == [Damage("shared.jsonl", 2, "not JSON")]


def test_two_processes_append_without_mixing_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "shared.jsonl"
    code = (
        "import sys; from pathlib import Path; from evidence.lines import LineWriter\n"
        "w = LineWriter(Path(sys.argv[1]))\n"
        "for n in range(300): w.write({'who': sys.argv[2], 'n': n, 'pad': 'x' * 5000})\n"
    )
    children = [subprocess.Popen([sys.executable, "-c", code, str(path), who]) for who in ("a", "b")]
    assert [child.wait(60) for child in children] == [0, 0]
    damage: list[Damage] = []
    values = list(read_lines(path, damage))
    assert not damage
    for who in ("a", "b"):
        assert [value["n"] for value in values if value["who"] == who] == list(range(300))


def test_damage_names_the_line_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "d.jsonl"
    path.write_bytes(b'{"a": 1}\nnonsense\n\n[1]\n{"a": "x"}\n{"a": 2}\n' + b"[" * 100_000 + b"\n")
    damage: list[Damage] = []
    assert list(read_models(path, TypeAdapter(dict[str, int]), damage)) == [{"a": 1}, {"a": 2}]
    assert [(one.line, one.reason.split(":")[0]) for one in damage] == [
        (2, "not JSON"),
        (4, "not an object"),
        (5, "a"),
        (7, "not JSON"),
    ]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=400))
def test_any_bytes_are_read_without_an_error(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "any.jsonl"
    path.write_bytes(data)
    damage: list[Damage] = []
    for value in read_lines(path, damage):
        assert isinstance(value, dict)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=st.dictionaries(st.text(), st.text() | st.integers() | st.booleans()))
def test_what_is_written_is_read_back(tmp_path: Path, value: dict[str, object]) -> None:
    path = tmp_path / "back.jsonl"
    path.unlink(missing_ok=True)
    writer = LineWriter(path)
    writer.write(value)
    writer.close()
    assert path.read_bytes().count(b"\n") == 1
    assert list(read_lines(path, [])) == [json.loads(json.dumps(value))]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(categories=["Cs", "Ll"])))
def test_every_text_that_is_read_can_be_encoded(tmp_path: Path, text: str) -> None:
    path = tmp_path / "halves.jsonl"
    path.write_bytes(json.dumps({text: [text]}).encode() + b"\n")
    (value,) = read_lines(path, [])
    assert all(
        key.encode("utf-8", "surrogateescape") == item.encode("utf-8", "surrogateescape")
        for key, (item,) in value.items()
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no /dev/full")
def test_a_full_disk_is_an_error_of_the_system() -> None:
    writer = LineWriter(Path("/dev/full"))
    with pytest.raises(OSError, match="No space left"):
        writer.write({"a": 1})
    writer.close()
    writer.close()


def test_files_are_private(tmp_path: Path) -> None:
    writer = LineWriter(tmp_path / "p.jsonl")
    writer.close()
    assert (tmp_path / "p.jsonl").stat().st_mode & 0o077 == 0
