"""`pytest -n 2` on two virtual phones at once: scenarios, a test in Python, and a phone that is killed in mid-run."""

from __future__ import annotations

import itertools
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import yaml
from lxml import etree

from evidence.recording import Recording
from harness.config.devices import Device
from tests.e2e.specimens import ROOT, virtual_phone
from tests.e2e.test_faults import TIMEOUTS, wait_for

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]

APPS = ("compliant", "early-base64")
RULES = "app-2019/3.1,app-2019/3.4"

SCENARIO = """
name: short
rules: [app-2019/3.1, app-2019/3.4]
watch: {watch}
baseline: 1
---
- clearState
- watch: baseline
- launchApp
- watch: first_launch
- decideConsent: agree
- watch: after_agree
"""

IN_PYTHON = """
def test_first_screen(session, app):
    assert session.steps('''
- clearState
- watch: baseline
- launchApp
- watch: first_launch
''')
    assert session.screen().tree is not None
    verdict = session.judge().of("app-2019/3.1").verdict
    assert verdict == ("violation" if app.name == "early-base64" else "not_observed")
    assert session.end().complete
"""


class Project:
    """A folder with scenarios, apps and two phones, in which pytest is called."""

    def __init__(self, folder: Path, phones: list[Device]) -> None:
        self.folder, self.phones = folder, phones
        entries = [
            {
                "name": phone.name,
                "adb": {"server_port": phone.adb.server_port, "connect": phone.adb.connect},
                "capture": {"egress": "sinkhole"},
                "timeouts": TIMEOUTS,
            }
            for phone in phones
        ]
        (folder / "devices.yaml").write_text(yaml.safe_dump({"devices": entries}))
        (folder / "scenarios").mkdir()
        self.environment = os.environ | {
            "XDG_STATE_HOME": str(folder / "state"),
            "XDG_DATA_HOME": str(folder / "data"),
            "LANG": "C.UTF-8",
            "COLUMNS": "300",
        }

    def scenario(self, watch: int) -> None:
        """The scenario, with so many seconds for a watch."""
        (self.folder / "scenarios" / "short.yaml").write_text(SCENARIO.format(watch=watch))

    def pytest(self, *args: str) -> subprocess.Popen[str]:
        """pytest with two workers."""
        command = [sys.executable, "-m", "pytest", "-p", "consentinel.pytest_plugin", "-n", "2", "--rules", RULES]
        command += [f"--apps={ROOT / 'apps.yaml'}", "--app", ",".join(APPS), "--junitxml=junit.xml", *args]
        return subprocess.Popen(
            command,
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def recordings(self, app: str = "*") -> list[Recording]:
        """All recordings of an app, in the order in which they were begun."""
        folders = self.folder.glob(f"runs/*-{app}-*/attempt-*/recording.json")
        found = [Recording.open(path.parent) for path in folders]
        return sorted(found, key=lambda recording: recording.info.started_epoch_s)

    def cases(self) -> dict[tuple[str, str], list[str]]:
        """What JUnit says: scenario and app, and rule → the elements of the case."""
        cases = etree.parse(self.folder / "junit.xml").findall(".//testcase")
        return {
            (str(case.get("classname")).rsplit(".", 1)[-1], str(case.get("name")).split()[0]): [x.tag for x in case]
            for case in cases
        }

    def devices(self) -> str:
        """What `consentinel devices` says."""
        command = [str(Path(sys.executable).parent / "consentinel"), "devices"]
        done = subprocess.run(
            command, cwd=self.folder, env=self.environment, capture_output=True, text=True, timeout=120, check=True
        )
        return done.stdout


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with ExitStack() as stack:
        phones = [stack.enter_context(virtual_phone(tmp_path, apps=APPS)) for _ in range(2)]
        yield Project(tmp_path, phones)


def test_two_workers_use_two_phones_at_once(project: Project) -> None:
    project.scenario(watch=3)
    (project.folder / "test_own.py").write_text(IN_PYTHON)
    process = project.pytest("--dist", "worksteal", "scenarios", "test_own.py")
    output, _ = process.communicate(timeout=800)
    assert process.returncode == 1, output
    assert "app-2019/3.1 violation: " in output
    assert "2 failed, 3 passed" in output.splitlines()[-1], output
    recordings = project.recordings()
    assert {recording.info.device.name for recording in recordings} == {phone.name for phone in project.phones}
    spans = [(r.info.started_epoch_s, r.info.started_epoch_s + r.events[-1].at_ms / 1000) for r in recordings]
    assert max(spans[0][0], spans[1][0]) < min(spans[0][1], spans[1][1]), "both phones are driven at the same time"
    for phone in project.phones:
        of_phone = [span for r, span in zip(recordings, spans, strict=True) if r.info.device.name == phone.name]
        assert all(before[1] <= after[0] for before, after in itertools.pairwise(of_phone))
    cases = project.cases()
    assert cases["short[early-base64]", "app-2019/3.1"] == ["failure", "system-out"]
    assert cases["short[compliant]", "app-2019/3.1"] == ["system-out"]
    assert cases["short[compliant]", "app-2019/3.4"] == ["system-out"]


def test_a_killed_phone_is_released_and_its_test_run_on_the_other(project: Project) -> None:
    project.scenario(watch=15)
    process = project.pytest("--dist", "load", "scenarios")

    def watched() -> Recording | None:
        assert process.poll() is None, process.communicate()[0]
        for events in project.folder.glob("runs/*/attempt-1/events.jsonl"):
            if '"first_launch"' in events.read_text():
                return Recording.open(events.parent)
        return None

    spoiled = wait_for(watched)
    lost = next(phone for phone in project.phones if phone.name == spoiled.info.device.name)
    assert "short[" in project.devices(), "the leases are listed"
    os.kill(_process_of(lost), signal.SIGKILL)
    output, _ = process.communicate(timeout=800)
    (other,) = [phone for phone in project.phones if phone is not lost]
    app = spoiled.info.app.name
    first, second = project.recordings(app)
    assert (first.info.device.name, second.info.device.name) == (lost.name, other.name)
    assert first.folder.name == "attempt-1"
    assert second.folder == first.folder.parent / "attempt-2"
    assert second.complete
    assert "error" not in output.splitlines()[-1], output
    assert f"{other.name}: completed" in output
    assert ("short[early-base64]", "app-2019/3.1") in project.cases()
    assert ("short[compliant]", "app-2019/3.1") in project.cases()
    assert "passed over until" in project.devices()
    assert "short[" not in project.devices(), "no lease is left"


def test_a_killed_worker_leaves_no_device_busy(project: Project) -> None:
    project.scenario(watch=8)
    process = project.pytest("--dist", "worksteal", "scenarios")

    def driving() -> list[Path]:
        assert process.poll() is None, process.communicate()[0]
        logs = project.folder.glob("runs/*/attempt-1/events.jsonl")
        return [events.parent for events in logs if '"first_launch"' in events.read_text()]

    spoiled = Recording.open(wait_for(driving)[0])
    leases = [json.loads(path.read_text()) for path in project.folder.glob("state/consentinel/leases/*.json")]
    (lease,) = [entry for entry in leases if entry["device"] == spoiled.info.device.name]
    os.kill(lease["pid"], signal.SIGKILL)
    output, _ = process.communicate(timeout=800)
    assert "1 rerun" in output.splitlines()[-1], output
    again = project.recordings(spoiled.info.app.name)
    assert [recording.complete for recording in again] == [False, True]
    assert set(project.cases()) == {
        (f"short[{app}]", rule) for app in APPS for rule in ("app-2019/3.1", "app-2019/3.4")
    }, "one case a rule, whatever was tried before"
    assert "short[" not in project.devices(), "no lease is left"


def _process_of(phone: Device) -> int:
    port = str(phone.adb.connect).rpartition(":")[2]
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = entry.read_text().split("\0")
        except OSError:
            continue
        if "--port" in words and words[words.index("--port") + 1] == port:
            return int(entry.parent.name)
    raise AssertionError(f"{phone.name} is not running")
