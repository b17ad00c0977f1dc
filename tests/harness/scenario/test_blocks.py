"""Steps inside steps: files and inline, conditions, loops, second tries; each is an event with its number."""

from __future__ import annotations

from pathlib import Path

import pytest

from evidence.events import AppCleared, AppOutcome, StepEnded, StepStarted, Tap
from evidence.lives import lives
from evidence.recording import Recording
from harness.errors import ConfigError
from harness.scenario import runner
from harness.scenario.load import load_scenario
from harness.scenario.model import Scenario
from harness.scenario.runner import play
from harness.scenario.steps import nodes
from tests.harness.scenario.scripted import Button, Page, ScriptedPlatform, drive_for

PAGES = {
    "main": Page(("首页",), (Button("我的", "me"), Button("加一", None))),
    "me": Page(("我的", "账号"), (Button("设置", "settings"),)),
    "settings": Page(("设置",), (Button("关于", None),)),
}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits that a scripted phone does not need."""
    monkeypatch.setattr(nodes, "CONDITION_WAIT_S", 0.0)
    monkeypatch.setattr(nodes, "OPTIONAL_WAIT_S", 0.0)
    monkeypatch.setattr(nodes, "WAIT_S", 0.0)
    monkeypatch.setattr(runner, "CHANGE_S", 0.0)
    monkeypatch.setattr("harness.scenario.steps.checks.CONDITION_WAIT_S", 0.0)


def scenario(folder: Path, steps: str, header: str = "name: s") -> Scenario:
    path = folder / "s.yaml"
    path.write_text(f"{header}\n---\n{steps}")
    return load_scenario(path)


def run(folder: Path, steps: str, header: str = "name: s", platform: ScriptedPlatform | None = None) -> Recording:
    """The recording of a scenario on the scripted pages."""
    drive = drive_for(platform or ScriptedPlatform(PAGES), folder / "r")
    play(drive, scenario(folder, steps, header))
    return Recording.open(folder / "r")


def ends(recording: Recording) -> list[tuple[str, str]]:
    return [(end.step, end.status) for end in recording.of(StepEnded)]


def test_nested_steps_are_events_with_their_numbers_and_screens(tmp_path: Path) -> None:
    (tmp_path / "open.yaml").write_text("appId: x\n---\n- tapOn: ${TAB}\n- assertVisible: 账号\n")
    recording = run(tmp_path, "- clearState\n- launchApp\n- runFlow: {file: open.yaml, env: {TAB: 我的}}\n- back\n")
    assert ends(recording) == [("1", "ok"), ("2", "ok"), ("3.1", "ok"), ("3.2", "ok"), ("3", "ok"), ("4", "ok")]
    tap = next(end for end in recording.of(StepEnded) if end.step == "3.1")
    assert tap.after is not None and tap.before != tap.after
    started = [(start.step, start.kind) for start in recording.of(StepStarted)]
    assert started[2:5] == [("3", "runFlow"), ("3.1", "tapOn"), ("3.2", "assertVisible")]
    assert next(start for start in recording.of(StepStarted) if start.step == "3.1").params["text"] == "${TAB}"


def test_a_flow_is_run_only_when_its_condition_holds(tmp_path: Path) -> None:
    recording = run(
        tmp_path,
        "- clearState\n- launchApp\n"
        "- runFlow: {when: {visible: 不在}, commands: [back]}\n"
        "- runFlow: {when: {visible: 首页, platform: Android, true: '${1 < 2}'}, commands: [{tapOn: 我的}]}\n",
    )
    assert ends(recording)[2:] == [("3", "skipped"), ("4.1", "ok"), ("4", "ok")]


def test_loops_count_or_ask(tmp_path: Path) -> None:
    recording = run(
        tmp_path,
        "- clearState\n- launchApp\n- repeat: {times: '${N}', commands: [{tapOn: 加一}]}\n"
        "- evalScript: ${output.n = 0}\n"
        "- repeat: {while: {true: '${output.n < 3}'}, commands: [{evalScript: '${output.n = output.n + 1}'}]}\n"
        "- assertTrue: ${output.n == 3}\n",
        "name: s\nenv: {N: '2'}",
    )
    assert len(recording.of(Tap)) == 2
    assert [number for number, _ in ends(recording)].count("5.1") == 3
    assert ends(recording)[-1] == ("6", "ok")


def test_a_second_try_starts_from_the_first_step(tmp_path: Path) -> None:
    recording = run(
        tmp_path,
        "- clearState\n- launchApp\n- evalScript: ${output.n = 0}\n"
        "- retry: {maxRetries: 2, commands: [{evalScript: '${output.n++}'}, {assertTrue: '${output.n > 1}'}]}\n"
        "- back\n",
    )
    assert ends(recording)[3:] == [
        ("4.1", "ok"), ("4.2", "failed"), ("4.1", "ok"), ("4.2", "ok"), ("4", "ok"), ("5", "ok"),
    ]  # fmt: skip


def test_what_fails_in_a_block_ends_the_life_unless_the_block_may(tmp_path: Path) -> None:
    recording = run(
        tmp_path,
        "- clearState\n- launchApp\n- runFlow: {optional: true, commands: [{tapOn: 不在}, back]}\n"
        "- runFlow: {commands: [{tapOn: 也不在}]}\n- back\n- clearState\n- launchApp\n",
    )
    assert ends(recording)[2:] == [
        ("3.1", "failed"), ("3.2", "skipped"), ("3", "failed"), ("4.1", "failed"), ("4", "failed"),
        ("5", "skipped"), ("6", "ok"), ("7", "ok"),
    ]  # fmt: skip
    skipped = next(end for end in recording.of(StepEnded) if end.step == "5")
    assert skipped.reason == "step 4.1 (tapOn) failed: no node with text '也不在' within 0 s"


def test_a_life_may_begin_inside_a_block_that_would_be_skipped(tmp_path: Path) -> None:
    recording = run(
        tmp_path,
        "- clearState\n- launchApp\n- tapOn: 不在\n"
        "- runFlow:\n    commands:\n    - back\n    - launchApp: {clearState: true}\n"
        "    - decideConsent: {choice: refuse, optional: true}\n",
    )
    assert ends(recording)[2:] == [
        ("3", "failed"), ("4.1", "skipped"), ("4.2", "ok"), ("4.3", "failed"), ("4", "ok"),
    ]  # fmt: skip
    assert len(recording.of(AppCleared)) == 2
    assert [life.path for life in lives(recording)] == ["ignore", "refuse"]


def test_an_app_that_is_gone_ends_each_block_around(tmp_path: Path) -> None:
    platform = ScriptedPlatform(PAGES)
    platform.trouble = ("crash", "NullPointerException")
    recording = run(
        tmp_path,
        "- clearState\n- launchApp\n- runFlow: {optional: true, commands: [{idle: 1}, back]}\n- back\n",
        platform=platform,
    )
    assert ends(recording)[2:] == [("3.1", "interrupted"), ("3.2", "skipped"), ("3", "interrupted"), ("4", "skipped")]
    assert len(recording.of(AppOutcome)) == 1


def test_the_last_steps_of_the_header_are_run_whatever_came_before(tmp_path: Path) -> None:
    recording = run(
        tmp_path,
        "- tapOn: 不在\n- back\n",
        "name: s\nonFlowStart: [clearState, launchApp]\nonFlowComplete: [stopApp]",
    )
    assert ends(recording) == [
        ("start.1", "ok"), ("start.2", "ok"), ("1", "failed"), ("2", "skipped"), ("end.1", "ok"),
    ]  # fmt: skip


def test_a_run_may_begin_at_any_step(tmp_path: Path) -> None:
    drive = drive_for(ScriptedPlatform(PAGES), tmp_path / "r")
    drive.platform.launch(drive.app)
    assert play(drive, scenario(tmp_path, "- clearState\n- launchApp\n- tapOn: 我的\n"), start=2)
    assert ends(Recording.open(tmp_path / "r")) == [("3", "ok")]


def test_names_without_a_value_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TAB", raising=False)
    recording = run(tmp_path, "- clearState\n- launchApp\n- tapOn: ${TAB}\n- back\n")
    assert recording.of(StepEnded)[2].reason == (
        "`${TAB}` has no value: export TAB before the run, or name it in `env`"
    )


def test_values_that_do_not_fit_are_told_when_they_are_known(tmp_path: Path) -> None:
    recording = run(tmp_path, "- clearState\n- launchApp\n- tapOn: {text: 我的, index: '${\"x\"}'}\n")
    assert recording.of(StepEnded)[2].reason.startswith("index: Input should be a valid integer")


def test_secrets_of_the_environment_are_typed_and_nowhere_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_PASSWORD", "pa55-w0rd<&>")
    typed: list[str] = []
    platform = ScriptedPlatform({"main": Page(("账号 pa55-w0rd<&>",), (Button("登录", None),))})
    monkeypatch.setattr(platform, "type_text", typed.append)
    recording = run(
        tmp_path,
        "- clearState\n- launchApp\n- inputText: ${SHOP_PASSWORD}\n- assertVisible: 账号 ${SHOP_PASSWORD}\n"
        "- tapOn: {text: '没有 ${SHOP_PASSWORD}', label: '${SHOP_PASSWORD}'}\n",
        platform=platform,
    )
    assert typed == ["pa55-w0rd<&>"]
    assert ends(recording)[2:] == [("3", "ok"), ("4", "ok"), ("5", "failed")]
    for path in (tmp_path / "r").rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert b"pa55-w0rd" not in content, path
    assert "************" in recording.of(StepEnded)[-1].reason


def test_what_is_told_to_the_person_who_waits_has_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_PASSWORD", "pa55-w0rd")
    heard: list[str] = []
    (tmp_path / "s.js").write_text("console.log('with', SHOP_PASSWORD)")
    drive = drive_for(ScriptedPlatform(PAGES), tmp_path / "r", report=heard.append)
    play(drive, scenario(tmp_path, "- runScript: {file: s.js, label: Say it}\n"))
    assert heard == ["Say it", "with *********"]


@pytest.mark.parametrize("source", ["throw new Error('no')", "while (true) {}", "console.log(NOBODY_SET_IT)"])
def test_a_script_that_fails_is_a_step_that_failed(tmp_path: Path, source: str) -> None:
    (tmp_path / "s.js").write_text(source)
    recording = run(
        tmp_path,
        "- clearState\n- runScript: {file: s.js, optional: true}\n- runScript: s.js\n- back\n- clearState\n",
    )
    assert ends(recording) == [("1", "ok"), ("2", "failed"), ("3", "failed"), ("4", "skipped"), ("5", "ok")]
    assert "cannot be computed" in recording.of(StepEnded)[1].reason


@pytest.mark.parametrize("times", ["${1/0}", "${0/0}", "${null}many"])
def test_a_number_of_rounds_that_is_none_is_told(tmp_path: Path, times: str) -> None:
    recording = run(tmp_path, f"- clearState\n- repeat: {{times: '{times}', commands: [back]}}\n")
    assert ends(recording)[-1] == ("2", "failed")
    assert recording.of(StepEnded)[-1].reason == f"times: {times} is no number"


def test_values_of_a_file_that_cannot_be_computed_fail_the_step(tmp_path: Path) -> None:
    (tmp_path / "f.yaml").write_text("name: f\nenv: {A: '${nope()}'}\n---\n- back\n")
    recording = run(tmp_path, "- clearState\n- runFlow: f.yaml\n- clearState\n")
    assert ends(recording) == [("1", "ok"), ("2", "failed"), ("3", "ok")]


@pytest.mark.parametrize("value", ["${nope()}", "${5"])
def test_a_header_that_cannot_be_computed_is_told_before_any_step(tmp_path: Path, value: str) -> None:
    drive = drive_for(ScriptedPlatform(PAGES), tmp_path / "r")
    whole = scenario(tmp_path, "- clearState\n")
    header = whole.header.model_copy(update={"env": {"A": value}})
    with pytest.raises(ConfigError, match=r"s\.yaml"):
        play(drive, whole.model_copy(update={"header": header}))
    assert not Recording.open(tmp_path / "r").of(StepStarted)


def test_what_fails_at_the_start_ends_the_life_of_the_steps_too(tmp_path: Path) -> None:
    recording = run(
        tmp_path,
        "- back\n- clearState\n- launchApp\n",
        "name: s\nonFlowStart: [clearState, launchApp, {assertVisible: 没有}]\nonFlowComplete: [stopApp]",
    )
    assert ends(recording)[2:] == [("start.3", "failed"), ("1", "skipped"), ("2", "ok"), ("3", "ok"), ("end.1", "ok")]


def test_a_crash_at_the_start_ends_the_life_of_the_steps_too(tmp_path: Path) -> None:
    platform = ScriptedPlatform(PAGES)
    platform.trouble = ("crash", "NullPointerException")
    recording = run(tmp_path, "- back\n", "name: s\nonFlowStart: [clearState, launchApp, {idle: 1}]", platform=platform)
    assert ends(recording)[2:] == [("start.3", "interrupted"), ("1", "skipped")]


@pytest.mark.parametrize(
    "decision", ["decideConsent: agree", "decideConsent: ${WHICH}", "runFlow: f.yaml"], ids=["plain", "named", "file"]
)
def test_a_life_begun_at_the_start_knows_what_its_user_will_choose(tmp_path: Path, decision: str) -> None:
    (tmp_path / "f.yaml").write_text("name: f\nenv: {HERE: '${WHICH}'}\n---\n- decideConsent: '${HERE}'\n")
    recording = run(tmp_path, f"- {decision}\n", "name: s\nenv: {WHICH: agree}\nonFlowStart: [clearState, launchApp]")
    assert [life.path for life in lives(recording)] == ["agree"]


@pytest.mark.parametrize("block", ["retry: {commands: [", "repeat: {times: 1, commands: [", "runFlow: {commands: ["])
def test_a_run_goes_on_at_a_life_that_begins_inside_a_block(tmp_path: Path, block: str) -> None:
    last = "decideConsent: {choice: refuse, optional: true}"
    recording = run(tmp_path, f"- clearState\n- tapOn: 不在\n- {block}back, clearState, launchApp]}}\n- {last}\n")
    assert ends(recording)[1:] == [
        ("2", "failed"), ("3.1", "skipped"), ("3.2", "ok"), ("3.3", "ok"), ("3", "ok"), ("4", "failed"),
    ]  # fmt: skip
    assert [life.path for life in lives(recording)] == ["ignore", "refuse"]


def test_a_round_that_fails_is_followed_by_one_with_a_life_of_its_own(tmp_path: Path) -> None:
    drive = drive_for(ScriptedPlatform(PAGES), tmp_path / "r")
    steps = (
        "- evalScript: ${output.n = 0}\n- repeat: {times: 2, commands: [clearState, {assertTrue: '${output.n++}'}]}\n"
    )
    assert not play(drive, scenario(tmp_path, steps))
    assert ends(Recording.open(tmp_path / "r"))[1:] == [
        ("2.1", "ok"), ("2.2", "failed"), ("2.1", "ok"), ("2.2", "ok"), ("2", "ok"),
    ]  # fmt: skip


@pytest.mark.parametrize("steps", ["clearState, {tapOn: 不在}", "{tapOn: 不在}, back"])
def test_a_loop_that_only_its_condition_ends_stops_at_a_failure(tmp_path: Path, steps: str) -> None:
    recording = run(tmp_path, f"- repeat: {{while: {{true: '${{1 < 2}}'}}, commands: [{steps}]}}\n- clearState\n")
    assert [number for number, _ in ends(recording)] == ["1.1", "1.2", "1", "2"]
    assert ends(recording)[-2:] == [("1", "failed"), ("2", "ok")]


def test_no_rounds_begin_no_life(tmp_path: Path) -> None:
    recording = run(
        tmp_path, "- clearState\n- tapOn: 不在\n- repeat: {times: '${0}', commands: [clearState]}\n- back\n"
    )
    assert ends(recording)[1:] == [("2", "failed"), ("3", "skipped"), ("4", "skipped")]
