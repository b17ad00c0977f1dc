"""`replay`: drive a recording again, judge it, and say what differs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.text import Text

from consentinel.choosing import profile_of
from consentinel.comparing import tell_difference
from consentinel.judging import judge_folder, write_report
from consentinel.lending import device_for
from consentinel.terminal import plain
from evidence.info import AppInfo
from evidence.recording import Recording
from harness.appium.server import AppiumServer
from harness.config.apps import AppProfile, load_apps
from harness.config.devices import Device
from harness.errors import AppRefused, ConfigError
from harness.leases import EXPIRY_S, lease, owner_of
from harness.replay import Player, course
from harness.run import run_live
from harness.scenario.model import Header, Scenario
from reports.formats import RUN_WRITES


@dataclass(frozen=True, slots=True)
class ReplayOrder:
    """What the user asked for; without a device the recording's own is taken, else the first that fits the app."""

    recording: Path
    device: str
    devices_file: Path
    apps_file: Path
    out: Path


def replay(order: ReplayOrder, console: Console, *, zh: bool) -> int:
    """Drive it again and compare; returns the comparison's exit status.

    Raises ConfigError, EvidenceError when nothing was driven in the recording, and InfraError.
    """
    then = Recording.open(order.recording)
    course(then)
    app = _profile(order.apps_file, then.info.app)
    device = device_for(app, order.device, order.devices_file, rather=then.info.device.name)
    with AppiumServer(device.appium, order.out / "appium.log") as appium:
        folder = _drive(then, device, app, order.out, appium, console)
    with console.status(plain(f"{app.name}: judging")):
        before, after = judge_folder(order.recording), judge_folder(folder)
        written = write_report(*after, folder.parent, RUN_WRITES)
    status = tell_difference(before, after, folder.parent / "difference.html", console, zh=zh)
    for path in (folder, *written):
        console.print(Text(str(path)), soft_wrap=True)
    return status


def _drive(then: Recording, device: Device, app: AppProfile, out: Path, appium: AppiumServer, console: Console) -> Path:
    """The folder of the recording in which everything was driven again."""
    told = then.info.scenario
    header = Header(name=told.name, watch=told.watch_s)
    scenario = Scenario(header=header, steps=(), text=told.text, source=str(then.folder.name))
    folder: Path | None = None
    with (
        console.status(plain(f"{app.name}: …")) as status,
        lease([device], None, owner_of(f"replay of {told.name} on {app.name}"), EXPIRY_S) as lent,
    ):

        def report(line: str) -> None:
            status.update(plain(f"{app.name}: {line}"))
            lent.renew()

        try:
            with run_live(device, app, scenario, out=out, watch_s=told.watch_s, report=report, appium=appium) as live:
                folder = live.drive.writer.folder
                live.whole = Player(live.drive, then).play()
        except AppRefused as error:
            if folder is None:
                raise ConfigError(f"app '{app.name}' cannot be driven again: {error}") from None
    return folder


def _profile(apps_file: Path, app: AppInfo) -> AppProfile:
    """The user's profile of the app when there is one; else what the recording says of it."""
    profile = load_apps(apps_file).get(app.name) if apps_file.exists() else None
    if profile is not None and profile.id == app.package:
        return profile
    where = {"address": app.package} if app.package.startswith(("http://", "https://")) else {"package": app.package}
    told = {"name": app.name, "label": app.label, "category": app.category, "operator": app.operator, **where}
    return profile_of({**told, "operator_domains": app.operator_domains, "brands": app.brands}, "the recording")
