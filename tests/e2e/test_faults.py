"""What is left when a part of a run is killed in mid-run: a recording that judges honestly, and a phone as it was."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml

from consentinel.judging import judge_folder
from detectors.rules.finding import Verdict
from evidence.events import CaptureEnded, InfraProblem, WatchStarted
from evidence.recording import Recording
from harness.config.devices import Device
from harness.toolchain import locate_adb
from tests.e2e.specimens import ROOT, virtual_phone

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(400)]

BIN = Path(sys.executable).parent
APP = "compliant"
TIMEOUTS = {"command_s": 20, "session_s": 60, "adb_s": 10}
PATIENCE_S = 120.0


class Run:
    """`consentinel run` as a process, with state and data folders of its own."""

    def __init__(self, device: Device, folder: Path) -> None:
        self.folder, self.device = folder, device
        assert device.adb.connect is not None
        devices = folder / "devices.yaml"
        entry = {
            "name": "phone",
            "adb": {"server_port": device.adb.server_port, "connect": device.adb.connect},
            "capture": {"egress": "sinkhole"},
            "timeouts": TIMEOUTS,
        }
        devices.write_text(yaml.safe_dump({"devices": [entry]}))
        self.environment = os.environ | {
            "XDG_STATE_HOME": str(folder / "state"),
            "XDG_DATA_HOME": str(folder / "data"),
        }
        self.out = folder / "runs"
        self.devices = devices
        self.process = subprocess.Popen(
            [
                *self._command("run", "--app", APP),
                *("--apps", str(ROOT / "apps.yaml"), "--out", str(self.out), "--watch", "20", "--attempts", "1"),
            ],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def _command(self, *words: str) -> list[str]:
        return [str(BIN / "consentinel"), *words, "--devices", str(self.devices)]

    def until_watching(self) -> Path:
        """The recording's folder, once the first watch of the running app is under way and a request was captured."""

        def watching() -> Path | None:
            assert self.process.poll() is None, self.process.communicate()[0].decode()
            for events in self.out.glob("*/attempt-1/events.jsonl"):
                index = events.parent / "traffic" / "index.jsonl"
                if '"first_launch"' in events.read_text() and '"begin"' in index.read_text():
                    return events.parent
            return None

        return wait_for(watching)

    def child(self, word: str) -> int:
        """The process id of a descendant whose command line holds the word."""
        found = wait_for(lambda: [pid for pid in _below(self.process.pid) if word in _command_line(pid)])
        return found[-1]

    def ends(self) -> int:
        """The exit status, once the process is over."""
        return self.process.wait(PATIENCE_S)

    def restore(self) -> str:
        """What `consentinel devices --restore` says."""
        done = subprocess.run(
            self._command("devices", "--restore"), env=self.environment, capture_output=True, text=True, timeout=60
        )
        return done.stdout + done.stderr


@pytest.fixture
def phone(tmp_path: Path) -> Iterator[Device]:
    with virtual_phone(tmp_path) as device:
        yield device


def test_the_harness_is_killed(phone: Device, tmp_path: Path) -> None:
    run = Run(phone, tmp_path)
    folder = run.until_watching()
    below = _below(run.process.pid)
    run.process.kill()
    run.process.wait(10)
    wait_for(lambda: not [pid for pid in below if Path(f"/proc/{pid}").exists()], "its children end with it")
    recording, findings = judge_folder(folder)
    assert not recording.complete
    assert recording.flows, "what was captured before is there"
    assert {f.verdict for f in findings.findings} <= {Verdict.INCONCLUSIVE, Verdict.NOT_APPLICABLE}
    assert Verdict.PASS not in {f.verdict for f in findings.findings}
    assert proxy_of(phone) != "null"
    assert "restored" in run.restore()
    assert proxy_of(phone) in (":0", "null")


@pytest.mark.parametrize(("word", "reason"), [("mitmdump", "CaptureLost"), ("appium", "SessionLost")])
def test_a_tool_is_killed(phone: Device, tmp_path: Path, word: str, reason: str) -> None:
    run = Run(phone, tmp_path)
    folder = run.until_watching()
    os.kill(run.child(word), signal.SIGKILL)
    assert run.ends() == 3
    recording = Recording.open(folder)
    assert [problem.error for problem in recording.of(InfraProblem)] == [reason]
    assert recording.ended is not None
    assert recording.ended.outcome == "interrupted"
    assert recording.flows
    if word == "mitmdump":
        assert "signal 9" in recording.of(CaptureEnded)[-1].reason
    _, findings = judge_folder(folder)
    assert Verdict.PASS not in {f.verdict for f in findings.findings}
    assert proxy_of(phone) in (":0", "null"), "the phone is as it was"


def test_the_phone_is_lost(tmp_path: Path) -> None:
    with virtual_phone(tmp_path) as phone:
        run = Run(phone, tmp_path)
        folder = run.until_watching()
        os.kill(_phone_process(phone), signal.SIGKILL)
        assert run.ends() == 3
        recording = Recording.open(folder)
        assert recording.of(InfraProblem)
        assert recording.of(WatchStarted)
        _, findings = judge_folder(folder)
        assert Verdict.PASS not in {f.verdict for f in findings.findings}


def proxy_of(device: Device) -> str:
    """The phone's proxy setting, read by a plain adb client."""
    adb = [str(locate_adb().path), "-P", str(device.adb.server_port)]
    address = str(device.adb.connect)
    subprocess.run(
        [*adb, "connect", address], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=30
    )
    command = [*adb, "-s", address, "shell", "settings get global http_proxy"]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=30).stdout.strip()


def wait_for[T](look: Callable[[], T | None], what: str = "it") -> T:
    """What `look` gives once it gives something."""
    deadline = time.monotonic() + PATIENCE_S
    while not (seen := look()):
        assert time.monotonic() < deadline, f"{what}: not in time"
        time.sleep(0.1)
    return seen


def _phone_process(device: Device) -> int:
    port = str(device.adb.connect).rpartition(":")[2]
    return next(pid for pid in _below(os.getpid()) if f"--port\0{port}" in _command_line(pid))


def _below(pid: int) -> list[int]:
    """All descendants of a process, nearest first; those of processes that ended meanwhile are left out."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if fields[0] != "Z":
            parents.setdefault(int(fields[1]), []).append(int(entry.parent.name))
    found, queue = [], [pid]
    while queue:
        children = parents.get(queue.pop(0), [])
        found += children
        queue += children
    return found


def _command_line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return ""
