"""A log-in with a phone number and a code, and a demanded update, on the real stack: passed, or told of."""

from __future__ import annotations

import json
import re
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from consentinel.judging import judge_folder
from detectors.rules.finding import Verdict
from evidence.events import AppInstalled, AppOutcome, StepEnded
from evidence.recording import Recording
from harness.appium.server import AppiumServer
from harness.config.apps import AppProfile, Hook, load_apps
from harness.config.devices import Device
from harness.run import Run, run_scenario
from harness.scenario.load import load_scenario
from tests.e2e import specimens
from virtualphone.packaging import pack_apk

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

NUMBER, CODE = "13900139777", "777931"
CHANCE = re.compile(rb"[0-9a-f]{32,}|\.\d+")
"""Digests and fractions of seconds, in which any six digits turn up now and then."""
LOGIN = """\
name: login
description: By phone number and the code that was sent to it.
---
- tapOn: 请输入手机号
- inputText: ${SHOP_PHONE}
- runFlow:
    when: {visible: {id: cb_agreement, checked: false}}
    commands:
      - tapOn: {id: cb_agreement}
- tapOn: 获取验证码
- tapOn: 请输入验证码
- inputAnswer: sms
- tapOn: 登录
"""
BEHIND = """\
name: behind
baseline: 0
---
- launchApp: {clearState: true}
- watch: first_launch
- decideConsent: agree
- passWalls
- assertVisible: 首页
- tapOn: 我的
- assertVisible: ${SHOP_PHONE}
- relaunch
- assertVisible: 首页
"""
INSIDE = """\
name: inside
baseline: 0
---
- launchApp: {clearState: true}
- decideConsent: agree
- assertVisible: 立即更新
- passWalls
- assertNotVisible: 立即更新
- assertVisible: 我的
"""
READ_SMS = "import os; number = os.environ['SHOP_PHONE']; print(number[:4:-1])"


def run(folder: Path, phone: Device, appium: AppiumServer, app: AppProfile, scenario: str) -> Run:
    path = specimens.ROOT / "scenarios" / f"{scenario}.yaml"
    if "\n" in scenario:
        path = folder / f"scenario-{len(list(folder.glob('scenario-*.yaml')))}.yaml"
        path.write_text(scenario, "utf-8")
    return run_scenario(
        phone, app, load_scenario(path), out=folder, watch_s=2, attempts=2, report=lambda line: None, appium=appium
    )


def profile(name: str, folder: Path, **flows: str) -> AppProfile:
    app = load_apps(specimens.ROOT / "apps.yaml")[name]
    paths = {wall: folder / f"{name}-{wall}.yaml" for wall in flows}
    for wall, path in paths.items():
        path.write_text(flows[wall], "utf-8")
    hooks = {"sms": Hook(command=(sys.executable, "-c", READ_SMS))}
    return app.model_copy(update={**paths, "hooks": hooks})


def not_done(recording: Recording) -> list[tuple[str, str, str]]:
    return [(end.step, end.status, end.reason) for end in recording.of(StepEnded) if end.status != "ok"]


def test_the_profiles_means_lead_past_the_log_in_and_are_nowhere_kept(
    phone: Device, appium: AppiumServer, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOP_PHONE", NUMBER)
    done = run(work, phone, appium, profile("sms-wall", work, login=LOGIN), BEHIND)
    assert done.failure is None
    recording = Recording.open(done.recordings[-1])
    assert [step for step in not_done(recording) if not step[2].startswith("its condition")] == []
    assert recording.of(AppOutcome) == ()
    logged_in = [flow for flow in recording.flows if flow.path == "/v2/login"]
    assert len(logged_in) == 1, "the number and the code were sent"
    for file in [*recording.folder.rglob("*"), appium.log]:
        if file.is_file():
            kept = file.read_bytes()
            assert NUMBER.encode() not in kept, file
            assert CODE.encode() not in CHANCE.sub(b"", kept), file


def test_a_log_in_without_means_is_an_outcome_and_what_lies_behind_it_inconclusive(
    phone: Device, appium: AppiumServer, work: Path
) -> None:
    done = run(work, phone, appium, profile("sms-wall", work), "logged_in")
    recording, findings = judge_folder(done.recordings[-1])
    (outcome,) = recording.of(AppOutcome)
    assert outcome.outcome == "login_wall" and "手机号快捷登录" in outcome.detail
    behind = [finding for finding in findings.findings if finding.rule in ("app-2019/1.3", "app-2019/5.1")]
    assert {finding.verdict for finding in behind} == {Verdict.INCONCLUSIVE}
    for finding in behind:
        assert finding.reason and "demands a log-in" in finding.reason.en


def test_a_demanded_update_is_put_away_by_the_profiles_flow(phone: Device, appium: AppiumServer, work: Path) -> None:
    done = run(work, phone, appium, profile("update-wall", work, update="name: away\n---\n- back\n"), INSIDE)
    recording = Recording.open(done.recordings[-1])
    assert not_done(recording) == []
    done = run(work, phone, appium, profile("update-wall", work), INSIDE)
    (outcome,) = Recording.open(done.recordings[-1]).of(AppOutcome)
    assert outcome.outcome == "forced_update" and "当前版本过低" in outcome.detail


def test_another_version_is_installed_over_the_app_whose_data_stay(
    phone: Device, appium: AppiumServer, work: Path
) -> None:
    newer, older = work / "newer.apk", work / "older.apk"
    newer.write_bytes(pack_apk(specimens.FOLDER / "update-wall", version_code=620, version_name="6.2.0"))
    older.write_bytes(pack_apk(specimens.FOLDER / "update-wall"))
    flow = f"name: newer\n---\n- updateApp: {newer}\n- launchApp\n- extendedWaitUntil: {{visible: 我的}}\n"
    scenario = f"{INSIDE}- assertNotVisible: 服务协议与隐私政策\n- updateApp: {older}\n- launchApp\n"
    done = run(work, phone, appium, profile("update-wall", work, update=flow), scenario)
    recording = Recording.open(done.recordings[-1])
    told = [(app.version_code, app.version_name) for app in recording.of(AppInstalled)]
    assert told == [("612", "6.1.2"), ("620", "6.2.0")]
    first, second = recording.of(AppInstalled)
    assert second.sha256 == sha256(newer.read_bytes()).hexdigest() and second.uid == first.uid
    sent = [json.loads(flow.body)["version"] for flow in recording.flows if flow.path == "/v3/start"]
    assert sent == [612, 620], "the app of each version has told which it is"
    (outcome,) = recording.of(AppOutcome)
    assert outcome.outcome == "install_failure" and "VERSION_DOWNGRADE" in outcome.detail
    assert [(step, status) for step, status, _ in not_done(recording)] == [("8", "interrupted"), ("9", "skipped")]
