"""A whole attempt is filmed by the phone's own recorder, and nothing of it stays on the phone."""

from __future__ import annotations

from pathlib import Path

import av

from evidence.custody.checking import check_chain
from evidence.events import AppLaunched, ScreenTaken
from evidence.recording import Recording
from evidence.video import pieces
from harness.appium.server import AppiumServer
from harness.config.apps import load_apps
from harness.config.devices import AppiumAt
from harness.platforms.android import servers
from harness.platforms.android.adb import AdbPhone
from harness.run import run_scenario
from harness.scenario.load import load_scenario
from tests.e2e import specimens

SCENARIO = """name: short
---
- clearState
- launchApp
- watch: {purpose: first_launch, seconds: 2}
- stopApp
"""


def test_an_attempt_is_filmed_from_before_the_launch_to_its_end(tmp_path: Path) -> None:
    scenario = tmp_path / "short.yaml"
    scenario.write_text(SCENARIO)
    with (
        specimens.virtual_phone(tmp_path, apps=("compliant",)) as device,
        AppiumServer(AppiumAt(), tmp_path / "appium.log") as appium,
    ):
        run = run_scenario(
            device.model_copy(update={"video": True}),
            load_apps(specimens.ROOT / "apps.yaml")["compliant"],
            load_scenario(scenario),
            out=tmp_path / "runs",
            watch_s=2.0,
            attempts=1,
            report=lambda line: None,
            appium=appium,
        )
        # Another run of this machine that looks for leftovers may be the one that ends this phone's adb server.
        with servers.used(device.adb):
            phone = AdbPhone(device.adb, device.serial, 20.0)
            phone.connect()
            left = phone.shell("ls /data/local/tmp; pidof screenrecord").out

    assert run.failure is None
    assert "consentinel-" not in left and not any(line.isdigit() for line in left.split())
    recording = Recording.open(run.recordings[-1])
    assert check_chain(recording.folder).state == "whole"
    (piece,) = pieces(recording)
    assert piece.problem == "" and piece.path is not None
    (launched,) = recording.of(AppLaunched)
    assert piece.began_ms < launched.at_ms and piece.ended_ms > recording.of(ScreenTaken)[-1].taken_ms
    with av.open(str(piece.path), "r") as film:
        shown = list(film.decode(video=0))
    assert (shown[0].width, shown[0].height) == (piece.width, piece.height) == (544, 1216)
    assert len({frame.to_ndarray(format="rgb24").tobytes() for frame in shown}) >= 2
