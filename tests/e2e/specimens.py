"""What the manifests of the virtual phone's specimens promise, and a run that has to find it."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import yaml

from consentinel.judging import judge_folder
from detectors.rules.finding import Findings
from evidence.recording import Recording
from harness.appium.server import AppiumServer
from harness.config.apps import load_apps
from harness.config.devices import AdbAt, Device, load_devices
from harness.run import run_scenario
from harness.scenario.load import load_scenario
from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "virtualphone" / "specimens"
WATCH_S = 4.0
BOOT_S = 120.0


def names() -> list[str]:
    """All specimens."""
    return sorted(path.parent.name for path in FOLDER.glob("*/manifest.yaml"))


def truth(name: str, key: str = "truth") -> dict[str, str]:
    """Rule → verdict that the specimen's manifest promises for the scenario first_launch, or popups with that key."""
    manifest = yaml.safe_load((FOLDER / name / "manifest.yaml").read_text("utf-8"))
    return {rule: entry["verdict"] for rule, entry in manifest[key].items()}


def verdicts(findings: Findings) -> dict[str, str]:
    """Rule → verdict that was given; a draft restates what the rule in force says, and no manifest names it."""
    return {
        finding.rule: str(finding.verdict)
        for finding in findings.findings
        if not finding.rule.startswith("popup-draft-2022/")
    }


@contextmanager
def virtual_phone(folder: Path, like: str = "virtual", apps: tuple[str, ...] = ()) -> Iterator[Device]:
    """A virtual phone of its own for a test, on a private adb server, described as the shipped device is.

    It has the given specimens, or all.
    """
    port, server, console = free_port(), free_port(), free_port()
    shipped = next(device for device in load_devices(ROOT / "devices.yaml") if device.name == like)
    model = "api28" if "28" in like else "api34"
    program = str(Path(sys.executable).parent / "virtualphone")
    command = [program, "start", "--model", model, "--port", str(port), "--console-port", str(console)]
    command += ["--apps", ",".join(apps or names())]
    with (folder / f"phone-{port}.log").open("wb") as log:
        # Ctrl-C in a terminal is for the run, which gives the phone back in order.
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, start_new_session=True)
    try:
        assert process.stdout is not None
        line = process.stdout.readline().decode()
        assert line.startswith("ready"), f"the virtual phone did not start: {line!r}"
        at = AdbAt(server_port=server, connect=f"127.0.0.1:{port}", console=f"127.0.0.1:{console}")
        yield shipped.model_copy(update={"adb": at, "start": None, "name": f"vp-{port}"})
    finally:
        process.terminate()
        process.wait(20)
        end_adb_server(server)


def run_specimen(
    device: Device,
    name: str,
    out: Path,
    appium: AppiumServer,
    watch_s: float = WATCH_S,
    scenario_name: str = "first_launch",
) -> tuple[Recording, Findings]:
    """Run a scenario on a specimen, judge and return it."""
    app = load_apps(ROOT / "apps.yaml")[name]
    scenario = load_scenario(ROOT / "scenarios" / f"{scenario_name}.yaml")
    run = run_scenario(
        device, app, scenario, out=out, watch_s=watch_s, attempts=2, report=lambda line: None, appium=appium
    )
    return judge_folder(run.recordings[-1])


def end_adb_server(port: int) -> None:
    """Ask the private adb server to end, in its own protocol."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as server:
            server.sendall(b"0009host:kill")
            server.recv(4)
    except OSError:
        return
