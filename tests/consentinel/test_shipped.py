"""The library of scenarios: each rule that is decided has one that exposes it."""

from __future__ import annotations

from itertools import pairwise

import pytest
from rich.console import Console

from consentinel.rulebook import list_rules, show_rule
from consentinel.shipped import exposing, shipped
from detectors.registry import detectors, restates
from detectors.rules.catalogue import catalogue
from harness.scenario.environment import unset
from harness.scenario.load import load_scenario

JUDGED = [rule for rule, _ in detectors()]


@pytest.mark.parametrize("rule", JUDGED)
def test_each_judged_rule_is_exposed_by_a_scenario(rule: str) -> None:
    assert exposing().get(restates(rule))


@pytest.mark.parametrize("name", sorted(shipped()))
def test_each_scenario_says_what_it_is_for_and_how_long_it_takes(name: str) -> None:
    scenario = load_scenario(shipped()[name])
    header = scenario.header
    assert header.name == name and header.description
    assert len({"smoke", "nightly"} & set(header.tags)) == 1
    assert header.rules and set(header.rules) <= set(JUDGED)
    assert not unset(scenario, {})


def test_the_table_of_rules_names_scenario_and_detector() -> None:
    console = Console(width=240, record=True, force_terminal=False)
    assert list_rules(console, zh=False) == 0
    lines = console.export_text().splitlines()
    row, below = next(pair for pair in pairwise(lines) if pair[0].startswith("popup-2022/5.9b"))
    assert catalogue().rule("popup-2022/5.9b").detector in row and " popup_jumps " in row
    assert below.strip().startswith("popups")


def test_a_rule_names_its_scenarios(capsys: pytest.CaptureFixture[str]) -> None:
    assert show_rule("app-2019/3.2a", Console(width=200), zh=False) == 0
    assert "scenarios: after_refusal, first_launch" in capsys.readouterr().out
