"""What a scenario file may hold, and what is read from it."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.errors import ConfigError
from harness.scenario.load import load_scenario
from harness.scenario.model import (
    Back,
    ClosePopups,
    DecideConsent,
    InputText,
    LaunchApp,
    RunFlow,
    RunScript,
    Selector,
    TapOn,
    Watch,
)

SHIPPED = sorted(Path("scenarios").glob("*.yaml"))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_scenarios_can_be_read(path: Path) -> None:
    scenario = load_scenario(path)
    assert scenario.header.name == path.stem
    assert scenario.steps


def test_short_forms_and_settings(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(
        "name: s\nwatch: 3\n---\n- launchApp\n- tapOn: 设置\n- watch: idle\n- decideConsent: agree\n"
        "- closePopups: {most: 2}\n"
    )
    steps = load_scenario(path).steps
    assert steps == (
        LaunchApp(),
        TapOn(text="设置"),
        Watch(purpose="idle"),
        DecideConsent(choice="agree"),
        ClosePopups(most=2),
    )


def test_a_missing_file_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="there is no such file"):
        load_scenario(tmp_path / "none.yaml")


def test_the_name_may_be_left_to_the_file(tmp_path: Path) -> None:
    path = tmp_path / "smoke.yaml"
    path.write_text("appId: com.example\n---\n- launchApp\n")
    header = load_scenario(path).header
    assert (header.name, header.appId) == ("smoke", "com.example")


def test_selectors_may_be_nested_and_plain(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(
        "name: s\n---\n- tapOn:\n    below: 账号\n    rightOf: {id: icon, index: -1}\n"
        "    containsDescendants: [甲, 乙]\n"
    )
    (step,) = load_scenario(path).steps
    assert step == TapOn(
        below=Selector(text="账号"),
        rightOf=Selector(id="icon", index=-1),
        containsDescendants=(Selector(text="甲"), Selector(text="乙")),
    )


def test_a_flow_is_read_with_the_files_that_it_runs(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "main.yaml").write_text("name: m\n---\n- runFlow: sub/one.yaml\n- runScript: {file: sub/s.js}\n")
    (tmp_path / "sub" / "one.yaml").write_text("appId: x\nenv: {A: b}\n---\n- runFlow: {file: two.yaml}\n- back\n")
    (tmp_path / "sub" / "two.yaml").write_text("appId: x\n---\n- tapOn: ${A}\n")
    (tmp_path / "sub" / "s.js").write_text("output.x = 1")
    scenario = load_scenario(tmp_path / "main.yaml")
    first, script = scenario.steps
    assert isinstance(first, RunFlow) and isinstance(script, RunScript)
    inner, back = first.steps
    assert isinstance(inner, RunFlow) and isinstance(back, Back)
    assert inner.steps == (TapOn(text="${A}"),)
    assert first.own_env == {"A": "b"}
    assert script.source == "output.x = 1"
    assert all(part in scenario.text for part in ("runFlow: sub/one.yaml", "tapOn: ${A}", "output.x = 1"))


def test_a_text_to_be_redacted_is_not_in_the_text_that_recordings_keep(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_text("name: s\n---\n- inputText: {text: hunter2, redact: true}\n")
    scenario = load_scenario(path)
    assert "hunter2" not in scenario.text
    assert scenario.steps == (InputText(text="hunter2", redact=True),)


def test_yaml_that_reads_true_as_a_truth_is_no_obstacle(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_text("name: s\n---\n- runFlow:\n    when:\n      true: ${A == 1}\n    commands: [back]\n")
    (step,) = load_scenario(path).steps
    assert isinstance(step, RunFlow) and step.when is not None
    assert step.when.true == "${A == 1}"
