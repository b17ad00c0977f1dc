"""The scenario language on the real stack: selectors, blocks, typing, scripts; and no secret anywhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from evidence.events import StepEnded, Swiped, Tap
from evidence.recording import Recording
from harness.appium.server import AppiumServer
from harness.config.apps import load_apps
from harness.config.devices import Device
from harness.run import run_scenario
from harness.scenario.load import load_scenario
from tests.e2e import specimens

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]

NUMBER = "13900139777"
SCENARIO = """\
name: language
description: As much of the language as one app has use for.
baseline: 0
env:
  TAB: 我的
---
- launchApp: {clearState: true}
- extendedWaitUntil: {visible: {id: et_phone}, timeout: 60000}
- tapOn: {id: et_phone}
- inputText: ${TEST_NUMBER}
- assertVisible: {text: '${TEST_NUMBER}', id: et_phone}
- eraseText: 4
- assertNotVisible: ${TEST_NUMBER}
- hideKeyboard
- assertVisible: {id: btn_login, below: {id: et_phone}}
- runFlow:
    when: {visible: {id: tv_skip}, platform: Android}
    commands:
      - tapOn: 随便看看
      - waitForAnimationToEnd
- evalScript: ${output.rounds = 0}
- repeat:
    while: {true: '${output.rounds < 2}'}
    commands:
      - evalScript: ${output.rounds++}
      - swipe: {start: '50%, 70%', end: '50%, 50%', duration: 500}
- retry:
    maxRetries: 2
    commands:
      - tapOn: {text: '${TAB}', index: -1}
      - assertVisible: {text: 设置.*, seconds: 5}
- copyTextFrom: 设置.*
- assertTrue: ${maestro.copiedText.startsWith('设置')}
- tapOn: {text: 设置.*, retryTapIfNoChange: true}
- assertVisible: 手势解锁.*
- longPressOn: {text: 手势解锁.*, duration: 600}
- scrollUntilVisible: {element: 隐私政策.*, timeout: 20000}
- tapOn: {point: '1%, 50%', optional: true}
- back
- takeScreenshot: end
"""


def test_every_step_does_what_it_says_and_the_secret_is_nowhere(
    phone: Device, appium: AppiumServer, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEST_NUMBER", NUMBER)
    path = work / "language.yaml"
    path.write_text(SCENARIO, "utf-8")
    app = load_apps(specimens.ROOT / "apps.yaml")["drawn-tick-login"]
    run = run_scenario(
        phone, app, load_scenario(path), out=work, watch_s=2, attempts=2, report=lambda line: None, appium=appium
    )
    assert run.failure is None
    recording = Recording.open(run.recordings[-1])
    ends = recording.of(StepEnded)
    assert [(end.step, end.status, end.reason) for end in ends if end.status != "ok"] == []
    assert [end.step for end in ends if end.step.startswith("12.")] == ["12.1", "12.2", "12.1", "12.2"]
    assert all(end.after is not None for end in ends[1:])
    assert len(recording.of(Tap)) >= 6 and len(recording.of(Swiped)) >= 2
    for file in [*recording.folder.rglob("*"), appium.log]:
        if file.is_file():
            assert NUMBER.encode() not in file.read_bytes(), file
