"""The hash chain: written with each event, whole after a whole run, honest after a crash, broken by any change."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence import events as ev
from evidence.clock import Clock
from evidence.custody.checking import check_chain
from evidence.lines import LineWriter
from evidence.recording import Recording
from evidence.traffic import DnsQuery
from evidence.writer import RecordingWriter
from tests.evidence.made import info, write_small


def test_a_whole_recording_has_a_link_for_each_event_and_one_at_its_end(tmp_path: Path) -> None:
    write_small(tmp_path / "r")
    found = check_chain(tmp_path / "r")
    assert (found.state, found.problem) == ("whole", "")
    assert found.links == len(Recording.open(tmp_path / "r").events) + 1
    last = json.loads((tmp_path / "r" / "chain.jsonl").read_bytes().splitlines()[-1])
    assert last["last"] and last["traffic"][0] == (tmp_path / "r" / "traffic" / "index.jsonl").stat().st_size


def test_an_old_recording_opens_and_says_that_it_has_no_chain(tmp_path: Path) -> None:
    write_small(tmp_path / "r")
    (tmp_path / "r" / "chain.jsonl").unlink()
    assert check_chain(tmp_path / "r").state == "none"
    assert Recording.open(tmp_path / "r").complete


def test_lines_of_another_process_are_chained_as_well(tmp_path: Path) -> None:
    writer = RecordingWriter(tmp_path / "r", info(), Clock.start())
    capture = LineWriter(writer.index_path)
    capture.write({"type": "dns", "at_ms": 1, "name": "a.example", "record": "A"})
    writer.add(ev.RunStarted())
    capture.write({"type": "dns", "at_ms": 2, "name": "b.example", "record": "A"})
    writer.close()
    assert check_chain(tmp_path / "r").state == "whole"
    index = tmp_path / "r" / "traffic" / "index.jsonl"
    index.write_bytes(index.read_bytes().replace(b"b.example", b"c.example"))
    found = check_chain(tmp_path / "r")
    assert (found.state, found.problem) == ("broken", "traffic/index.jsonl line 2 was changed, removed or added")


def test_a_large_upload_is_taken_in_by_pieces_and_whole_at_the_end(tmp_path: Path) -> None:
    writer = RecordingWriter(tmp_path / "r", info(), Clock.start())
    writer.add_traffic(DnsQuery(at_ms=1, name="x" * 20_000_000, record="A"))
    writer.add(ev.RunStarted())
    writer.close()
    links = [json.loads(line) for line in (tmp_path / "r" / "chain.jsonl").read_bytes().splitlines()]
    assert links[0]["traffic"][0] < 20_000_000 < links[1]["traffic"][0]
    assert check_chain(tmp_path / "r").state == "whole"


def test_what_we_change_ourselves_is_told_and_the_chain_goes_on(tmp_path: Path) -> None:
    writer = RecordingWriter(tmp_path / "r", info(), Clock.start())
    writer.add_traffic(DnsQuery(at_ms=1, name="hunter2.example", record="A"))
    writer.add(ev.RunStarted())
    path = writer.index_path

    def hide(path: Path, part: Path) -> bool:
        part.write_bytes(path.read_bytes().replace(b"hunter2", b"*******"))
        return True

    writer.rewrite(path, hide, "secrets hidden")
    writer.add(ev.RunEnded(outcome="completed"))
    writer.close()
    assert check_chain(tmp_path / "r").state == "whole"
    assert b'"rewritten":{"traffic":"secrets hidden"}' in (tmp_path / "r" / "chain.jsonl").read_bytes()
    path.write_bytes(path.read_bytes().replace(b"*******", b"hunter3"))
    assert check_chain(tmp_path / "r").state == "broken"


@settings(max_examples=60, deadline=None)
@given(chain_kept=st.floats(0, 0.999), events_kept=st.floats(0, 1))
def test_a_recording_cut_at_any_byte_of_its_files_is_open_and_never_broken(
    tmp_path_factory: pytest.TempPathFactory, chain_kept: float, events_kept: float
) -> None:
    folder = tmp_path_factory.mktemp("cut") / "r"
    write_small(folder)
    for name, share in (("chain.jsonl", chain_kept), ("events.jsonl", events_kept)):
        data = (folder / name).read_bytes()
        (folder / name).write_bytes(data[: int(share * len(data))])
        found = check_chain(folder)
        assert found.state == "open" and found.problem.startswith("the recording was cut short")


def _without(name: str, number: int) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        lines = (folder / name).read_bytes().splitlines(keepends=True)
        del lines[number]
        (folder / name).write_bytes(b"".join(lines))

    return change


def _replaced(name: str, old: bytes, new: bytes) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        data = (folder / name).read_bytes()
        assert old in data
        (folder / name).write_bytes(data.replace(old, new, 1))

    return change


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (_replaced("events.jsonl", b'"agree"', b'"other"'), "events.jsonl line 2 was changed"),
        (_without("events.jsonl", 3), "events.jsonl lines 4 to 5 was changed"),
        (_without("events.jsonl", -1), "events.jsonl was cut short"),
        (_without("traffic/index.jsonl", 2), "traffic/index.jsonl"),
        (lambda folder: (folder / "events.jsonl").unlink(), "events.jsonl was removed"),
        (lambda folder: (folder / "screens/000001.png").unlink(), "screens/000001.png was removed"),
        (_replaced("screens/000001.png", b"PNG", b"PNg"), "screens/000001.png was changed"),
        (lambda folder: (folder / "policy/000009-policy.txt").write_text("x"), "policy/000009-policy.txt was added"),
        (lambda folder: (folder / "recording.json").unlink(), "recording.json was removed"),
        (_replaced("recording.json", b'"shop"', b'"shed"'), "recording.json was changed"),
        (_without("chain.jsonl", 4), "chain.jsonl line 5"),
        (_replaced("chain.jsonl", b'"at_ms":', b'"at_ms":1'), "chain.jsonl line 1 was changed"),
        (lambda folder: (folder / "events.jsonl").open("ab").write(b"{}\n"), "events.jsonl line 8 was added"),
        (lambda folder: (folder / "chain.jsonl").open("ab").write(b"{}\n"), "chain.jsonl line 9"),
        (lambda folder: (folder / "chain.jsonl").open("ab").write(b"\xff\n"), "chain.jsonl line 9"),
    ],
)
def test_the_first_thing_that_was_changed_is_named(
    tmp_path: Path, change: Callable[[Path], object], problem: str
) -> None:
    write_small(tmp_path / "r")
    change(tmp_path / "r")
    found = check_chain(tmp_path / "r")
    assert found.state == "broken" and problem in found.problem, found.problem


def test_a_killed_recorder_leaves_an_open_chain(tmp_path: Path) -> None:
    """The process is killed in the middle of writing, without a chance to say anything."""
    code = (
        "import itertools, sys\n"
        "from pathlib import Path\n"
        "from evidence import events as ev\n"
        "from evidence.clock import Clock\n"
        "from evidence.writer import RecordingWriter\n"
        "from tests.evidence.made import info\n"
        "writer = RecordingWriter(Path(sys.argv[1]), info(), Clock.start())\n"
        "for number in itertools.count(1):\n"
        "    writer.device_file('appops', 'x' * 100)\n"
        "    writer.add(ev.PhaseStarted(phase=number, path='agree'))\n"
        "    if number == 200:\n"
        "        print(flush=True)\n"
    )
    root = Path(__file__).parents[3]
    process = subprocess.Popen([sys.executable, "-c", code, tmp_path / "r"], cwd=root, stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    process.kill()
    process.wait()
    process.stdout.close()
    found = check_chain(tmp_path / "r")
    assert found.state == "open" and found.links >= 199, found.problem
