"""A whole scenario beside a bare Appium client script that does the same: at most 1.3 times its time is the aim.

The scenario runs on a virtual phone while every driver command is noted. The peer is a plain client session on the same
phone and the same Appium that sends the very same commands (taps, sources, screenshots, keys, starts and stops of the
app) in the same order and with the same pauses; it records, captures and looks at nothing. Pauses (watch times among
them) are subtracted on both sides. Run: `python -m benchmarks.scenario [--app compliant] [--watch 4] [--rounds 3]`.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock

from appium.options.android import UiAutomator2Options
from appium.webdriver import Remote

from harness.appium.server import AppiumServer
from harness.appium.session import Session
from harness.config.apps import AppProfile, load_apps
from harness.config.devices import AppiumAt, Device
from harness.platforms.android import servers
from harness.platforms.android.adb import AdbPhone
from harness.platforms.android.platform import AndroidPlatform
from harness.run import run_scenario
from harness.scenario.load import load_scenario
from tests.e2e.specimens import ROOT, virtual_phone

TARGET = 1.3
Command = Callable[[Remote], object]


@dataclass
class Tape:
    """What the scenario did to the phone, in order; `paused_s` is how long it waited on purpose."""

    commands: list[Command] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    paused_s: float = 0.0

    def note(self, name: str, command: Command) -> None:
        """Add a command."""
        self.commands.append(command)
        self.counts[name] = self.counts.get(name, 0) + 1


def harness_side(
    device: Device, app: AppProfile, appium: AppiumServer, out: Path, watch_s: float
) -> tuple[float, Tape]:
    """Seconds of a whole run without its pauses, and what it did."""
    tape = Tape()
    scenario = load_scenario(ROOT / "scenarios" / "first_launch.yaml")
    with taping(tape, app):
        began = time.monotonic()
        run = run_scenario(
            device, app, scenario, out=out, watch_s=watch_s, attempts=1, report=lambda line: None, appium=appium
        )
        took = time.monotonic() - began
    if run.failure is not None:
        raise run.failure
    return took - tape.paused_s, tape


def bare_side(device: Device, appium: AppiumServer, tape: Tape) -> float:
    """Seconds of a plain client session that sends the same commands, without the pauses."""
    began = time.monotonic()
    paused = 0.0
    with bare_client(device, appium) as driver:
        for command in tape.commands:
            waited = command(driver)
            paused += waited if isinstance(waited, float) else 0.0
    return time.monotonic() - began - paused


@contextmanager
def bare_client(device: Device, appium: AppiumServer) -> Iterator[Remote]:
    """A plain client session on the phone."""
    options = UiAutomator2Options().load_capabilities(
        {
            "platformName": "Android",
            "appium:automationName": "UiAutomator2",
            "appium:udid": device.serial,
            "appium:adbPort": device.adb.server_port,
            "appium:newCommandTimeout": 600,
            "appium:settings[enableMultiWindows]": True,
            "appium:settings[waitForIdleTimeout]": 100,
        }
    )
    driver = Remote(appium.url, options=options)
    try:
        yield driver
    finally:
        driver.quit()


@contextmanager
def taping(tape: Tape, app: AppProfile) -> Iterator[None]:
    call, sleep = Session.call, time.sleep
    launch, stop, clear = AndroidPlatform.launch, AndroidPlatform.stop, AndroidPlatform.clear

    def taped_call(self: Session, doing: str, command: Command) -> object:
        tape.note(doing, command)
        return call(self, doing, command)

    def taped_sleep(seconds: float) -> None:
        def pause() -> float:
            began = time.monotonic()
            sleep(seconds)
            return time.monotonic() - began

        tape.note("pause", lambda driver: pause())
        tape.paused_s += pause()

    def taped_launch(self: AndroidPlatform, profile: AppProfile) -> None:
        tape.note("launch", lambda driver: driver.activate_app(app.id))
        launch(self, profile)

    def taped_stop(self: AndroidPlatform, profile: AppProfile) -> None:
        tape.note("stop", lambda driver: driver.terminate_app(app.id))
        stop(self, profile)

    def taped_clear(self: AndroidPlatform, profile: AppProfile) -> None:
        tape.note("clear", lambda driver: driver.execute_script("mobile: clearApp", {"appId": app.id}))
        clear(self, profile)

    with (
        mock.patch.object(Session, "call", taped_call),
        mock.patch.object(time, "sleep", taped_sleep),
        mock.patch.object(AndroidPlatform, "launch", taped_launch),
        mock.patch.object(AndroidPlatform, "stop", taped_stop),
        mock.patch.object(AndroidPlatform, "clear", taped_clear),
    ):
        yield


def main() -> int:
    """Print the ratio; exit status 1 when the aim is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--app", default="compliant")
    parser.add_argument("--watch", type=float, default=4.0)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    app = load_apps(ROOT / "apps.yaml")[arguments.app]
    ratios = []
    with tempfile.TemporaryDirectory() as name:
        out = Path(name)
        with virtual_phone(out) as device, AppiumServer(AppiumAt(), out / "appium.log") as appium:
            for number in range(1, arguments.rounds + 1):
                ours, tape = harness_side(device, app, appium, out, arguments.watch)
                with servers.used(device.adb):
                    AdbPhone(device.adb, device.serial, device.timeouts.adb_s).connect()
                    bare = bare_side(device, appium, tape)
                ratios.append(ours / bare)
                counts = ", ".join(f"{count} {kind}" for kind, count in sorted(tape.counts.items()))
                print(f"round {number}: scenario {ours:.1f} s, bare client {bare:.1f} s: {ours / bare:.2f} ({counts})")
    ratio = statistics.median(ratios)
    print(f"scenario to bare Appium client: {ratio:.2f} (median of {len(ratios)}; aim: at most {TARGET})")
    return 0 if ratio <= TARGET else 1


if __name__ == "__main__":
    raise SystemExit(main())
