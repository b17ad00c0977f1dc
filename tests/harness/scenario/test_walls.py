"""Walls are passed by what the app's profile names; without it they are outcomes of the app."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from evidence.events import AppOutcome, StepEnded
from evidence.geometry import Box
from evidence.recording import Recording
from harness.config.apps import AppProfile, Hook
from harness.errors import ConfigError
from harness.scenario import drive as driving
from harness.scenario import runner
from harness.scenario.environment import given, require
from harness.scenario.load import load_scenario
from harness.scenario.model import RunFlow
from harness.scenario.runner import play
from harness.scenario.steps import nodes
from perception.screen.view import SeenText, View, Window
from tests.harness.scenario.scripted import HEIGHT, PACKAGE, WIDTH, Button, Page, ScriptedPlatform, drive_for

PAGES = {
    "login": Page(("手机号登录",), (Button("请输入验证码", None), Button("登录", "main"))),
    "main": Page(("首页",), (Button("我的", None),)),
}
SCENARIO = "name: s\n---\n- clearState\n- launchApp\n- passWalls: {wait: 0}\n- assertVisible: 首页\n"


@pytest.fixture(autouse=True)
def eyes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A page that speaks of logging in is a log-in page; and nothing needs to be waited for."""

    def look(picture: bytes | None, source: bytes | None, tree: Any, **_: Any) -> View:
        texts = tuple(SeenText(node.bounds, node.text, "tree") for node in tree.walk() if node.text) if tree else ()
        page = View(WIDTH, HEIGHT, 420, texts, (), None, None, None, ())
        if not any("手机号登录" in text.text for text in texts):
            return page
        return replace(page, windows=(Window(Box(0, 0, WIDTH, HEIGHT), "fullscreen", "login", 0.9, PACKAGE),))

    monkeypatch.setattr(driving, "look_once", look)
    monkeypatch.setattr(nodes, "WAIT_S", 0.0)
    monkeypatch.setattr(runner, "CHANGE_S", 0.0)
    return iter(())


def run(folder: Path, app: AppProfile, typed: list[str] | None = None) -> Recording:
    platform = ScriptedPlatform(PAGES, start="login")
    if typed is not None:
        platform.type_text = typed.append  # type: ignore[method-assign,assignment]
    drive = drive_for(platform, folder / "r")
    drive.app = app
    path = folder / "s.yaml"
    path.write_text(SCENARIO)
    play(drive, load_scenario(path))
    return Recording.open(folder / "r")


def profile(folder: Path, flow: str = "", **more: object) -> AppProfile:
    app = AppProfile(name="shop", package=PACKAGE)
    if flow:
        path = folder / "login.yaml"
        path.write_text(f"name: login\n---\n{flow}")
        more["login"] = path
    return app.model_copy(update=more)


def test_a_wall_without_means_is_an_outcome(tmp_path: Path) -> None:
    recording = run(tmp_path, profile(tmp_path))
    (outcome,) = recording.of(AppOutcome)
    assert outcome.outcome == "login_wall" and outcome.screen is not None
    assert "手机号登录" in outcome.detail
    assert [(end.step, end.status) for end in recording.of(StepEnded)][2:] == [("3", "interrupted"), ("4", "skipped")]


def test_the_profiles_flow_leads_past_it(tmp_path: Path) -> None:
    recording = run(tmp_path, profile(tmp_path, "- tapOn: 登录\n"))
    assert not recording.of(AppOutcome)
    assert [(end.step, end.status) for end in recording.of(StepEnded)][2:] == [
        ("3.1", "ok"), ("3", "ok"), ("4", "ok"),
    ]  # fmt: skip


def test_a_flow_that_does_not_get_past_it_leaves_the_outcome(tmp_path: Path) -> None:
    recording = run(tmp_path, profile(tmp_path, "- tapOn: 请输入验证码\n"))
    (outcome,) = recording.of(AppOutcome)
    assert outcome.detail.endswith("the flow of the app's profile did not get past it")


def test_a_hook_answers_and_its_answer_is_kept_secret(tmp_path: Path) -> None:
    command = (sys.executable, "-c", "print(); print(' 482913 ')")
    typed: list[str] = []
    app = profile(
        tmp_path, "- tapOn: 请输入验证码\n- inputAnswer: sms\n- tapOn: 登录\n", hooks={"sms": Hook(command=command)}
    )
    recording = run(tmp_path, app, typed)
    assert typed == ["482913"]
    assert not recording.of(AppOutcome)
    assert "482913" not in (tmp_path / "r" / "events.jsonl").read_text()


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("raise SystemExit(3)", "ended with exit code 3"),
        ("pass", "printed nothing"),
        ("import time; time.sleep(9)", "gave no answer within 0.5 s"),
    ],
)
def test_a_hook_that_does_not_answer_fails_its_step(tmp_path: Path, code: str, reason: str) -> None:
    hook = Hook(command=(sys.executable, "-c", code), wait_s=0.5 if "sleep" in code else 20)
    recording = run(tmp_path, profile(tmp_path, "- inputAnswer: sms\n", hooks={"sms": hook}), [])
    failed = next(end for end in recording.of(StepEnded) if end.status == "failed")
    assert reason in failed.reason


def test_a_person_may_answer_instead(tmp_path: Path) -> None:
    asked: list[str] = []

    def ask(question: str, wait_s: float) -> str | None:
        asked.append(question)
        return "done"

    drive = drive_for(ScriptedPlatform(PAGES, start="login"), tmp_path / "r")
    drive.ask = ask
    path = tmp_path / "s.yaml"
    path.write_text("name: s\n---\n- clearState\n- launchApp\n- askPerson: Solve the slider\n")
    assert play(drive, load_scenario(path))
    assert asked == ["Solve the slider\nPress enter when it is done."]


def test_without_a_terminal_a_person_cannot_be_asked(tmp_path: Path) -> None:
    drive = drive_for(ScriptedPlatform(PAGES, start="login"), tmp_path / "r")
    drive.ask = lambda question, wait_s: None
    path = tmp_path / "s.yaml"
    path.write_text("name: s\n---\n- clearState\n- launchApp\n- askPerson: {text: Solve the slider, seconds: 1}\n")
    assert not play(drive, load_scenario(path))
    failed = Recording.open(tmp_path / "r").of(StepEnded)[-1]
    assert "the run has no terminal: Solve the slider" in failed.reason


@pytest.mark.parametrize(
    ("header", "steps", "said"),
    [
        ("name: s", "- inputText: ${SHOP_PASSWORD}\n", "s.yaml: `${SHOP_PASSWORD}` has no value: export SHOP_PASSWORD"),
        ("name: s", "- passWalls\n", "login.yaml: `${SHOP_USER}` has no value"),
        ("appId: com.other", "- back\n", "s.yaml is for com.other, and app 'shop' is com.example.scripted"),
        ("name: s", "- runFlow: typed.yaml\n", "s.yaml: `${SHOP_NUMBER}` has no value: export SHOP_NUMBER"),
        ("name: s\nenv: {A: '${A}'}", "- back\n", "s.yaml: `${A}` has no value: export A"),
        ("name: s\nenv: {A: '${nope()}'}", "- back\n", "s.yaml: `${nope()}` cannot be computed"),
        ("name: s", "- inputAnswer: sms\n", "s.yaml: app 'shop' has no hook named 'sms'"),
    ],
)
def test_what_is_missing_is_told_before_anything_starts(tmp_path: Path, header: str, steps: str, said: str) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(f"{header}\n---\n{steps}")
    (tmp_path / "typed.yaml").write_text("name: t\nenv: {N: '${SHOP_NUMBER}'}\n---\n- inputText: ${N}\n")
    app = profile(tmp_path, "- inputText: ${SHOP_USER}\n")
    with pytest.raises(ConfigError) as caught:
        require(app, load_scenario(path), {})
    assert said in str(caught.value)


@pytest.mark.parametrize("where", ["header", "file"])
def test_a_value_that_cannot_be_read_is_told_before_anything_starts(tmp_path: Path, where: str) -> None:
    (tmp_path / "typed.yaml").write_text("name: t\nenv: {N: n}\n---\n- back\n")
    path = tmp_path / "s.yaml"
    path.write_text("name: s\n---\n- runFlow: typed.yaml\n")
    scenario = load_scenario(path)
    if where == "header":
        header = scenario.header.model_copy(update={"env": {"A": "${5"}})
        scenario = scenario.model_copy(update={"header": header})
    else:
        (block,) = scenario.steps
        assert isinstance(block, RunFlow)
        block.bring(block.steps, {"N": "${5"})
    with pytest.raises(ConfigError, match=r"s\.yaml: `\$\{` is not closed"):
        require(profile(tmp_path), scenario, {})


def test_values_of_a_file_may_come_from_the_step_that_runs_it(tmp_path: Path) -> None:
    (tmp_path / "typed.yaml").write_text("name: t\nenv: {N: '${M}', O: '${P}'}\n---\n- inputText: ${N}\n")
    path = tmp_path / "s.yaml"
    path.write_text("name: s\n---\n- runFlow: {file: typed.yaml, env: {M: m, O: o}}\n")
    require(profile(tmp_path), load_scenario(path), {})


def test_nothing_is_missing_when_the_environment_has_it(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(
        "name: s\nenv: {A: '${HOST}'}\n---\n- inputText: ${A}${output.x}\n"
        "- runFlow: {env: {B: b}, commands: [{inputText: '${B}'}]}\n"
    )
    require(profile(tmp_path), load_scenario(path), {"HOST": "x"})


def test_values_of_the_command_line_go_before_those_of_the_header(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TAB", "old")
    path = tmp_path / "s.yaml"
    path.write_text("name: s\nenv: {TAB: 首页, OTHER: x}\n---\n- tapOn: ${TAB}\n")
    scenario = given(load_scenario(path), ["TAB=我的=你的"])
    assert scenario.header.env == {"OTHER": "x"}
    assert os.environ["TAB"] == "我的=你的"


@pytest.mark.parametrize("pair", ["TAB", "=x", "a b=c"])
def test_a_value_without_its_name_is_told(tmp_path: Path, pair: str) -> None:
    path = tmp_path / "s.yaml"
    path.write_text("name: s\n---\n- back\n")
    with pytest.raises(ConfigError, match="write NAME=VALUE"):
        given(load_scenario(path), [pair])
