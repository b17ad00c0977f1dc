"""Opening recordings: cut short at any byte, damaged, hostile."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evidence.errors import EvidenceError
from evidence.events import RunEnded, Tap
from evidence.recording import Recording
from tests.evidence.made import write_small


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_small(tmp_path / "r")
    return tmp_path / "r"


@pytest.mark.parametrize("name", ["events.jsonl", "traffic/index.jsonl"])
def test_cut_at_every_byte_it_opens_and_keeps_every_whole_line(folder: Path, name: str) -> None:
    whole = (folder / name).read_bytes()
    full = Recording.open(folder)
    for size in range(len(whole)):
        (folder / name).write_bytes(whole[:size])
        cut = Recording.open(folder)
        lines = whole[:size].count(b"\n")
        if name == "events.jsonl":
            assert cut.events == full.events[:lines]
            assert not cut.complete
        else:
            assert cut.traffic.count == lines
        assert len(cut.flows) <= 1
        assert bool(cut.damage) == (size > 0 and whole[size - 1 : size] != b"\n")


def test_only_an_attempt_that_ended_by_itself_is_complete(folder: Path) -> None:
    assert Recording.open(folder).complete
    (folder / "events.jsonl").unlink()
    cut = Recording.open(folder)
    assert not cut.complete and cut.ended is None and cut.events == ()


def test_it_opens_in_another_folder(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "elsewhere" / "x")
    shutil.rmtree(folder)
    recording = Recording.open(tmp_path / "elsewhere" / "x")
    assert recording.screens[1].picture == b"\x89PNG"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (b"", "not JSON"),
        (b'{"run_id": "r"', "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"[1]", "valid dictionary"),
        (b'{"run_id": "r"}', "attempt"),
        (b'{"format_version": 99, "new": {}}', "format 99 is newer"),
        (b'{"evil\\nline\\u202e": 1}', "run_id"),
        (b"\xff\xfe", "not JSON"),
    ],
)
def test_a_hostile_head_is_one_clear_line(folder: Path, text: bytes, says: str) -> None:
    (folder / "recording.json").write_bytes(text)
    with pytest.raises(EvidenceError) as caught:
        Recording.open(folder)
    message = str(caught.value)
    assert says in message and "recording.json" in message and message.isprintable()


def test_something_else_is_not_a_recording(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="not a recording"):
        Recording.open(tmp_path / "missing")
    (tmp_path / "dir" / "recording.json").mkdir(parents=True)
    with pytest.raises(EvidenceError, match="not a recording"):
        Recording.open(tmp_path / "dir")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    changes=st.dictionaries(
        st.sampled_from(["run_id", "attempt", "app", "tools", "started", "x"]), st.text() | st.none()
    )
)
def test_any_head_opens_or_says_why_not(folder: Path, changes: dict[str, Any]) -> None:
    path = folder / "recording.json"
    head = json.loads(path.read_text("utf-8"))
    try:
        path.write_text(json.dumps(head | changes), "utf-8")
        Recording.open(folder)
    except EvidenceError as error:
        assert str(error).isprintable()
    finally:
        path.write_text(json.dumps(head), "utf-8")


@pytest.mark.parametrize(
    "name", ["../secret.png", "/etc/hostname", "a\x00b", ".hidden", "x" * 300, "a\\b", "", "link.png"]
)
def test_files_outside_the_recording_are_never_read(folder: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / "secret.png").write_bytes(b"secret")
    (folder / "secret.png").write_bytes(b"secret")
    (folder / "screens" / "link.png").symlink_to(tmp_path / "secret.png")
    lines = [json.loads(line) for line in (folder / "events.jsonl").read_text("utf-8").splitlines()]
    for line in lines:
        if line["type"] == "screen":
            line["picture"] = line["source"] = name
    (folder / "events.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    recording = Recording.open(folder)
    screen = recording.screens[1]
    assert screen.picture is None and screen.tree is None and screen.tree_problem
    assert recording.text("screens", name) == ""


def test_times_that_no_attempt_has_are_damage(folder: Path) -> None:
    with (folder / "events.jsonl").open("a") as file:
        for value in ("NaN", "Infinity", "1e300"):
            file.write(f'{{"type": "app.stopped", "package": "p", "at_ms": {value}}}\n')
        file.write('{"type": "no.such"}\n{"type": "tap", "purpose": "step", "x": 1, "y": 2, "more": 1}\n')
    recording = Recording.open(folder)
    assert len(recording.damage) == 5
    assert all(one.file == "events.jsonl" and one.reason for one in recording.damage)
    assert len(recording.of(RunEnded)) == 1


def test_an_event_is_found_by_its_number(folder: Path) -> None:
    recording = Recording.open(folder)
    tap = recording.of(Tap)[0]
    assert recording.event(tap.id) is tap
    assert recording.event(999) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
TYPES = {
    "events.jsonl": ["screen", "tap", "run.ended", "identifiers", "appops"],
    "traffic/index.jsonl": ["begin", "ws", "end", "request", "bytes"],
}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=80)
@given(
    st.lists(
        st.dictionaries(st.sampled_from(["type", "at_ms", "id", "screen", "flow", "x", "values"]), JSON), max_size=5
    )
)
def test_any_lines_open(folder: Path, values: list[dict[str, Any]]) -> None:
    for name, types in TYPES.items():
        lines = [json.dumps({"type": kind, **value}) + "\n" for kind, value in zip(types, values, strict=False)]
        (folder / name).write_text("".join(lines), "utf-8")
    recording = Recording.open(folder)
    assert len(recording.events) + recording.traffic.count + len(recording.damage) == 2 * len(values)
    assert len(recording.flows) <= len(values)
    assert len(recording.screens) <= len(values)


def test_the_folder_of_a_run_or_a_bag_is_told_from_the_recording_in_it(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="name the folder of one attempt"):
        Recording.open(tmp_path)
    for attempt in ("attempt-1", "attempt-2"):
        write_small(tmp_path / "run" / attempt)
    write_small(tmp_path / "bag" / "data")
    with pytest.raises(EvidenceError, match=r"name .*run/attempt-2$"):
        Recording.open(tmp_path / "run")
    with pytest.raises(EvidenceError, match=r"name .*bag/data$"):
        Recording.open(tmp_path / "bag")
