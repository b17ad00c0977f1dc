"""What a person reads who made a mistake in a scenario file."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.errors import ConfigError
from harness.scenario.load import load_scenario
from harness.scenario.model import ClosePopups, DecideConsent, LaunchApp, TapOn, Watch

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


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name: a\nwach: 3\n---\n- launchApp\n", "s.yaml:2: wach: unknown key, did you mean 'watch'?"),
        ("name: a\n---\n- launchAp\n", "s.yaml:3: steps[0]: unknown step 'launchAp', did you mean 'launchApp'?"),
        (
            "name: a\n---\n- back\n- tapOn: {txt: x}\n",
            "s.yaml:4: steps[1].tapOn.txt: unknown key, did you mean 'text'?",
        ),
        (
            "name: a\n---\n- watch: idel\n",
            "s.yaml:3: steps[0].watch.purpose: 'idel' is not known, did you mean 'idle'?",
        ),
        ("name: a\n---\n- back: 3\n", "s.yaml:3: steps[0]: 'back' takes settings by name, not a plain value"),
        ("name: a\n---\n- tapOn: {}\n", "s.yaml:3: steps[0].tapOn: name what to tap: text, id or point"),
        ("name: a\n---\n[]\n", "s.yaml: the steps after `---` must be a list with at least one step"),
        ("name: a\n", "s.yaml:1: a scenario has two parts, header and steps, with a line `---` between them"),
        ("---\n- back\n", "s.yaml:1: a scenario has two parts, header and steps, with a line `---` between them"),
        ("- a\n---\n- back\n", "s.yaml:1: the header must be a mapping with at least `name:`"),
        ("name: [\n---\n- back\n", "s.yaml:2:"),
    ],
)
def test_mistakes_are_named_with_file_line_and_mend(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(text)
    with pytest.raises(ConfigError) as caught:
        load_scenario(path)
    said = str(caught.value)
    assert message in said
    assert "\n" not in said


def test_a_missing_file_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="there is no such file"):
        load_scenario(tmp_path / "none.yaml")
