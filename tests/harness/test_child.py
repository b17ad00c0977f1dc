"""Programs that the harness starts end with it, whichever way it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from harness.child import Child
from harness.errors import ToolMissing

# Prints the ids of itself and of a program of its own, and stays.
FAMILY = """
import os, subprocess, sys, time
grandchild = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print(os.getpid(), grandchild.pid, flush=True)
time.sleep(600)
"""


def family(log: Path) -> tuple[int, int]:
    """The ids that the family has printed."""
    wait_until(lambda: log.exists() and log.read_text().endswith("\n"))
    parent, child = log.read_text().split()
    return int(parent), int(child)


def wait_until(happened: Callable[[], bool], seconds: float = 20.0) -> None:
    """Wait for something that comes from another process."""
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def gone(pid: int) -> bool:
    """Whether a process has ended, if only its parent does not know yet."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):  # the latter when it ends between opening and reading
        return True
    return state == "Z"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "child.log"


def test_stop_ends_the_program_and_what_it_started(log: Path) -> None:
    with Child.start([sys.executable, "-c", FAMILY], log=log) as child:
        program, grandchild = family(log)
        assert child.pid == program
        assert child.alive()
    wait_until(lambda: gone(program) and gone(grandchild))
    assert not child.alive()


def test_a_program_that_ignores_sigterm_is_killed(log: Path) -> None:
    stubborn = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(600)"
    )
    child = Child.start([sys.executable, "-c", stubborn], log=log, grace_s=0.2)
    wait_until(lambda: "up" in log.read_text())
    child.stop()
    assert gone(child.pid)


def test_a_killed_harness_leaves_nothing_running(log: Path) -> None:
    harness = (
        "import sys, time; from pathlib import Path; from harness.child import Child\n"
        "child = Child.start([sys.executable, '-c', sys.argv[1]], log=Path(sys.argv[2]), grace_s=0.5)\n"
        "time.sleep(600)\n"
    )
    root = Path(__file__).parents[2]
    process = subprocess.Popen([sys.executable, "-c", harness, FAMILY, str(log)], cwd=root)
    program, grandchild = family(log)
    process.kill()
    process.wait()
    wait_until(lambda: gone(program) and gone(grandchild))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a program that its parent died")
def test_a_killed_warden_ends_the_program(log: Path) -> None:
    child = Child.start([sys.executable, "-c", FAMILY], log=log)
    program, grandchild = family(log)
    warden = int(Path(f"/proc/{program}/stat").read_text().rpartition(")")[2].split()[1])
    os.kill(warden, signal.SIGKILL)
    wait_until(lambda: gone(program))
    child.stop()
    wait_until(lambda: gone(grandchild))


def test_a_program_that_ends_tells_its_exit_code(log: Path) -> None:
    child = Child.start([sys.executable, "-c", "print('over'); raise SystemExit(7)"], log=log)
    wait_until(lambda: not child.alive())
    assert child.exit_code() == 7
    assert log.read_text() == "over\n"


def test_a_program_that_is_not_there_is_a_missing_tool(log: Path) -> None:
    with pytest.raises(ToolMissing, match="no-such-program does not start: No such file"):
        Child.start(["no-such-program"], log=log)
