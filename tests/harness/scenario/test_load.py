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


@pytest.mark.parametrize("condition", ["{true: '${A == 1}'}", "{<<: {true: '${A == 1}'}}"])
def test_yaml_that_reads_true_as_a_truth_is_no_obstacle(tmp_path: Path, condition: str) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(f"name: s\n---\n- runFlow:\n    when: {condition}\n    commands: [back]\n")
    (step,) = load_scenario(path).steps
    assert isinstance(step, RunFlow) and step.when is not None
    assert step.when.true == "${A == 1}"


_BOMB = "a0: &a0 [x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 8)}]\n" for n in range(1, 9)
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (_BOMB + "---\n- back\n", "more than 100000 values"),
        ("name: s\n---\n- &a [*a]\n", "s.yaml:3:3: it holds itself"),
        ("name: s\n---\n- &a {tapOn: *a}\n", "s.yaml:3:3: it holds itself"),
        (f"name: s\n---\n- runFlow: {'x' * 400}.yaml\n", r"s.yaml:3:3: steps\[0\].runFlow.* cannot be a file"),
        ("name: s\n---\n- runFlow: ~nouser/x.yaml\n", "cannot be a file"),
        ('name: s\n---\n- runFlow: "a\\0b"\n', "there is no file|cannot be a file"),
        ("name: s\n---\n- tapOn: !!omap [a: 1]\n", "s.yaml:3:10: the tag `!!omap` has no meaning here"),
        ("name: s\n---\n- tapOn: !mine x\n", "the tag `!mine` has no meaning here"),
        ("name: s\n---\n- tapOn: {enabled: !!bool abc}\n", "does not fit its value"),
        ("name: s\n---\n- inputText: \"${'\\0'}\"\n", "leave the sign out"),
        ("name: s\n---\n- inputText: \"${'\\ud800'}\"\n", "leave the sign out"),
        ('name: s\nenv: {A: "${5"}\n---\n- back\n', r"s.yaml:2:7: env.A: `\$\{` is not closed"),
        ("name: s\n---\n- inputText: {<<: {text: []}}\n", "s.yaml:3:3: steps.*must be a text"),
        ("name: s\n---\n- inputText: {<<: {text: abc, redact: true}}\n", "write `text` beside `redact`"),
        ("name: s\n---\n- tapOn: true\n", "must be a text: write it in quotes"),
        ("name: s\n---\n- inputText: null\n", "text: is missing"),
    ],
)
def test_hostile_files_are_refused_in_one_line(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(text)
    with pytest.raises(ConfigError, match=said) as refused:
        load_scenario(path)
    assert len(str(refused.value).splitlines()) == 1


def test_files_that_run_each_other_again_and_again_are_refused(tmp_path: Path) -> None:
    for number in range(8):
        (tmp_path / f"{number}.yaml").write_text("name: s\n---\n" + f"- runFlow: {number + 1}.yaml\n" * 8)
    (tmp_path / "8.yaml").write_text("name: s\n---\n- back\n")
    with pytest.raises(ConfigError, match="files are run more than 500 times in all"):
        load_scenario(tmp_path / "0.yaml")


def test_the_header_of_a_file_that_is_run_is_checked_too(tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text("name: s\n---\n- runFlow: two.yaml\n")
    (tmp_path / "two.yaml").write_text('env:\n  A: "${1 +}"\n---\n- back\n')
    with pytest.raises(ConfigError, match=r"two.yaml:2:3: env.A: .* is no JavaScript"):
        load_scenario(tmp_path / "s.yaml")


@pytest.mark.parametrize(
    "written", ["012345", "0x1F", "1_000", "+86138", "007", "1.10", "1e5", "0o17", "2020-01-02", "5"]
)
def test_numbers_are_the_texts_that_they_were_written_as(tmp_path: Path, written: str) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(f"name: s\nenv: {{PIN: {written}}}\n---\n- inputText: {written}\n- tapOn: {{text: {written}}}\n")
    scenario = load_scenario(path)
    assert scenario.header.env == {"PIN": written}
    assert scenario.steps == (InputText(text=written), TapOn(text=written))


@pytest.mark.parametrize("written", ["yes", "on", "No", "!!str 007", "12:30"])
def test_words_that_are_truths_elsewhere_are_texts(tmp_path: Path, written: str) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(f"name: s\n---\n- tapOn: {written}\n")
    assert load_scenario(path).steps == (TapOn(text=written.removeprefix("!!str ")),)


@pytest.mark.parametrize(
    "written",
    [
        "'it''s topsecret'",
        r'"top\u0073ecret ünd"',
        ">-\n      very\n      topsecret",
        '&a "topsecret"',
        '"${output.x} topsecret"',
    ],
)
def test_redacted_texts_are_cut_however_they_are_written(tmp_path: Path, written: str) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(f"name: s\n---\n- inputText:\n    text: {written}\n    redact: true\n- tapOn: after\n")
    kept = load_scenario(path).text.replace("&a ", "")
    assert kept == "name: s\n---\n- inputText:\n    text: [redacted]\n    redact: true\n- tapOn: after\n"


def test_redacted_texts_that_begin_alike_are_cut_whole(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(
        "name: s\n---\n- inputText: {text: pass, redact: true}\n- inputText: {text: password99, redact: true}\n"
        "- tapOn: password99\n- passWalls\n"
    )
    kept = load_scenario(path).text
    assert "word99" not in kept and kept.count("[redacted]") == 3 and "passWalls" in kept
