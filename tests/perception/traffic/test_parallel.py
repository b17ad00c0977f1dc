"""Many exchanges read by several processes: the same answers in the same order."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from evidence.errors import EvidenceError
from evidence.index import Traffic
from evidence.lines import LineWriter
from evidence.traffic import Flow, FlowBegin, FlowRequest, encode_bytes
from perception.traffic.find import find_hits
from perception.traffic.needles import Needles
from perception.traffic.parallel import Readers

VALUES = {"android_id": ("3f8a1c9e57d2046b",)}
WORTH = 10


def _flows(folder: Path, count: int) -> tuple[Flow, ...]:
    """Exchanges of which every third carries the value, with their bodies on the disk."""
    writer = LineWriter(folder / "index.jsonl")
    for number in range(count):
        id = f"f{number:04}"
        begin = FlowBegin(at_ms=number, flow=id, method="POST", scheme="https", host="a", port=443, path="/")
        body = VALUES["android_id"][0].encode() if number % 3 == 0 else b"nothing at all"
        writer.write(begin.model_dump(mode="json"))
        writer.write(
            FlowRequest(at_ms=number, flow=id, body=encode_bytes(body), size=len(body)).model_dump(mode="json")
        )
    writer.close()
    return read_again(folder)


def read_again(folder: Path) -> tuple[Flow, ...]:
    """The exchanges that stand in a folder."""
    return Traffic.read(folder / "index.jsonl", []).flows


def which(flow: Flow, needles: Needles) -> tuple[str, int, int]:
    """The exchange, how many hits it has, and the process that read it."""
    return flow.id, len(find_hits(flow, needles)), os.getpid()


def dies(flow: Flow, needles: Needles) -> int:
    """Ends every process but the first."""
    if os.environ.get("FIRST_PROCESS") != str(os.getpid()):
        os._exit(1)
    return len(find_hits(flow, needles))


@pytest.mark.parametrize("processes", [1, 2])
@pytest.mark.parametrize("count", [0, 3, WORTH, 100])
def test_answers_come_in_the_order_of_the_exchanges(tmp_path: Path, count: int, processes: int) -> None:
    flows = _flows(tmp_path, count)
    with Readers(VALUES, which, processes, WORTH) as readers:
        answers = list(readers.each(iter(flows)))
    assert [(id, hits) for id, hits, _ in answers] == [(f"f{n:04}", int(n % 3 == 0)) for n in range(count)]
    others = {pid for _, _, pid in answers} - {os.getpid()}
    assert bool(others) == (count > WORTH and processes > 1)


def test_processes_serve_several_captures(tmp_path: Path) -> None:
    flows = _flows(tmp_path, 40)
    with Readers(VALUES, which, 2, WORTH) as readers:
        first, second = list(readers.each(flows)), list(readers.each(flows))
    assert [answer[:2] for answer in first] == [answer[:2] for answer in second]
    assert os.getpid() not in {pid for _, _, pid in second}


def test_what_goes_wrong_elsewhere_is_raised_here(tmp_path: Path) -> None:
    flows = _flows(tmp_path, 60)
    with Readers(VALUES, which, 2, WORTH) as readers:
        answers = readers.each(iter(flows))
        for _ in range(WORTH):
            next(answers)
        (tmp_path / "index.jsonl").unlink()
        with pytest.raises(EvidenceError, match="changed or removed"):
            list(answers)


def test_without_other_processes_everything_is_read_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FIRST_PROCESS", str(os.getpid()))
    flows = _flows(tmp_path, 60)
    with Readers(VALUES, dies, 2, WORTH) as readers:
        assert list(readers.each(flows)) == [int(n % 3 == 0) for n in range(60)]


_KILLED = """
import os, signal, sys
from pathlib import Path
from perception.traffic.parallel import Readers
from tests.perception.traffic.test_parallel import VALUES, WORTH, read_again, which

if __name__ == "__main__":
    with Readers(VALUES, which, 2, WORTH) as readers:
        flows = read_again(Path(sys.argv[1]))
        print(*{pid for _, _, pid in readers.each(flows)}, flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
"""


def test_processes_end_when_the_first_one_is_killed(tmp_path: Path) -> None:
    _flows(tmp_path, 60)
    script = tmp_path / "killed.py"
    script.write_text(_KILLED, "utf-8")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    # The pipe is read to its end, which comes when the last of them is gone.
    ended = subprocess.run(
        [sys.executable, str(script), str(tmp_path)], env=environment, stdout=subprocess.PIPE, timeout=100, check=False
    )
    assert ended.returncode == -signal.SIGKILL and len(ended.stdout.split()) >= 1
