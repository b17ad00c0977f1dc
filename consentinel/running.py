"""`run` and `demo`: drive, judge, report."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.text import Text

from consentinel.choosing import choose_app, named
from consentinel.confirming import Again, needs_confirming, try_again
from consentinel.judging import judge_folder, write_report
from consentinel.lending import device_for
from consentinel.shipped import shipped
from consentinel.terminal import plain
from consentinel.verdicts import show
from detectors.rules.finding import Findings
from evidence.confirmations import Mark
from harness.appium.server import AppiumServer
from harness.config.apps import AppProfile, load_apps
from harness.config.devices import Device, load_devices
from harness.config.reading import nearest
from harness.errors import ConfigError
from harness.leases import EXPIRY_S, lease, owner_of
from harness.run import Run, run_scenario
from harness.scenario.environment import given
from harness.scenario.load import load_scenario
from harness.scenario.model import Scenario
from reports.confirming import sentence
from reports.formats import RUN_WRITES
from reports.reviewing import Reviewed, reviewed

_MARKS: dict[Mark, str] = {"confirmed": "bold red", "not_confirmed": "yellow", "not_retried": "dim"}

ROOT = Path(__file__).resolve().parent.parent
DEMO_APPS = ("compliant", "early-base64")


@dataclass(frozen=True, slots=True)
class Order:
    """What the user asked for on the command line; watch in s."""

    scenario: str
    app: str
    device: str
    devices_file: Path
    apps_file: Path
    out: Path
    watch_s: float | None
    attempts: int
    env: tuple[str, ...] = ()
    """Values for the scenario, each as NAME=VALUE."""
    confirm: bool = False
    """Whether violations are tried again in a second run."""
    video: bool | None = None
    """Whether the screen is filmed; None leaves it to devices.yaml."""


def run_and_judge(order: Order, console: Console, *, zh: bool) -> int:
    """Run, judge and report; returns the exit status of the findings."""
    scenario = given(find_scenario(order.scenario), order.env)
    app = choose_app(order.app, order.apps_file)
    device = _filming(device_for(app, order.device, order.devices_file), order.video)
    with ExitStack() as stack:
        appium = stack.enter_context(AppiumServer(device.appium, _appium_log(order.out)))
        findings = _one(device, app, scenario, order, appium, console, zh=zh)
    return findings.exit_status


def _filming(device: Device, wanted: bool | None) -> Device:
    """The device, told to film its screen or not. Raises ConfigError where it cannot."""
    if wanted and device.platform != "android":
        raise ConfigError(
            f"device '{device.name}' is of platform {device.platform}: only phones with Android film their screen; "
            "leave --video out, or choose another --device"
        )
    return device if wanted is None else device.model_copy(update={"video": wanted})


def run_demo(out: Path, watch_s: float, console: Console, *, zh: bool) -> int:
    """Try two specimens on the embedded virtual phone. The demo did its job when both were judged: status 0."""
    scenario = find_scenario("first_launch")
    devices_file, apps_file = ROOT / "devices.yaml", ROOT / "apps.yaml"
    apps = load_apps(apps_file)
    device = named({d.name: d for d in load_devices(devices_file)}, "virtual", devices_file, "device")
    with ExitStack() as stack:
        appium = stack.enter_context(AppiumServer(device.appium, _appium_log(out)))
        for name in DEMO_APPS:
            order = Order("first_launch", name, "virtual", devices_file, apps_file, out, watch_s, 2)
            _one(device, named(apps, name, apps_file, "app"), scenario, order, appium, console, zh=zh)
    return 0


def find_scenario(name: str) -> Scenario:
    """The scenario of a file, or a shipped one by its name. Raises ConfigError."""
    path = Path(name)
    if path.suffix in (".yaml", ".yml"):
        return load_scenario(path)
    known = shipped()
    if name not in known:
        raise ConfigError(f"no scenario is named '{name}'{nearest(name, list(known))}")
    return load_scenario(known[name])


def _one(
    device: Device,
    app: AppProfile,
    scenario: Scenario,
    order: Order,
    appium: AppiumServer,
    console: Console,
    *,
    zh: bool,
) -> Findings:
    with console.status(plain(f"{app.name}: …")) as status:

        def drive() -> Run:
            with lease([device], None, owner_of(f"{scenario.header.name} on {app.name}"), EXPIRY_S) as lent:

                def report(line: str) -> None:
                    status.update(plain(f"{app.name}: {line}"))
                    lent.renew()

                return run_scenario(
                    device,
                    app,
                    scenario,
                    out=order.out,
                    watch_s=order.watch_s,
                    attempts=order.attempts,
                    report=report,
                    appium=appium,
                )

        run = drive()
        status.update(plain(f"{app.name}: judging"))
        recording, findings = judge_folder(run.recordings[-1])
        status.update(plain(f"{app.name}: writing the report"))
        written = write_report(recording, findings, run.folder, RUN_WRITES)
        again = None
        if order.confirm and needs_confirming(findings):
            status.update(plain(f"{app.name}: trying the violations again"))
            again = try_again(recording, findings, drive)
            write_report(recording, findings, run.folder, RUN_WRITES)
            if again.run is not None and again.judged is not None:
                write_report(*again.judged, again.run.folder, RUN_WRITES)
    _tell(console, app, run, reviewed(recording, findings), written, zh=zh)
    if again is not None:
        _tell_again(console, again, zh=zh)
    return findings


def _tell(console: Console, app: AppProfile, run: Run, known: Reviewed, written: list[Path], *, zh: bool) -> None:
    show(console, known, title=app.label or app.name, zh=zh)
    if run.failure is not None:
        console.print(plain(f"The equipment failed in every attempt: {run.failure}; {run.failure.mend}", "yellow"))
    console.print(Text(f"recording  {run.recordings[-1]}"), soft_wrap=True)
    for path in written:
        console.print(Text(f"report     {path}"), soft_wrap=True)
    console.print()


def _tell_again(console: Console, again: Again, *, zh: bool) -> None:
    """What came of trying the violations again."""
    for one in again.confirmation.retried:
        said = sentence(one)
        line = plain(f"{one.rule} {said.zh if zh else said.en}", _MARKS[one.mark])
        console.print(line, soft_wrap=True, highlight=False)
    if again.judged is not None:
        console.print(Text(f"second run {again.judged[0].folder}"), soft_wrap=True)
    console.print()


def _appium_log(out: Path) -> Path:
    return out / "appium.log"
