"""Putting the cases of rules into the file that pytest wrote."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from consentinel.pytest_plugin.junit import Case, rewrite

TEST = "scenarios/a.yaml::first[shop]"

WRITTEN = """<?xml version="1.0" encoding="utf-8"?>
<testsuites name="pytest tests"><testsuite name="pytest" errors="1" failures="3" skipped="0" tests="4" time="9">
<testcase time="0.000" />
<testcase classname="test_other" name="test_one" time="1.0"><failure message="x">y</failure></testcase>
<testcase classname="{prefix}scenarios.a.yaml" name="first[shop]" time="6.0">
  <failure message="a">a</failure><failure message="b">b</failure>{more}
</testcase>
<testcase classname="test_other" name="test_two" time="2.0" />
</testsuite></testsuites>
"""


def case(rule: str, outcome: str, verdict: str) -> Case:
    return Case(rule, "title \x1b[1m", verdict, outcome, f"{rule} {verdict}", "told\x00", "runs/r/report.html")


CASES = [
    case("app-2019/3.1", "failed", "violation"),
    case("app-2019/3.2a", "failed", "inconclusive"),
    case("app-2019/3.3", "skipped", "not_applicable"),
    case("app-2019/3.4", "passed", "pass"),
]


@pytest.mark.parametrize("prefix", ["", "nightly"])
def test_each_rule_has_a_case_in_the_place_of_its_test(tmp_path: Path, prefix: str) -> None:
    file = tmp_path / "junit.xml"
    file.write_text(WRITTEN.format(prefix=f"{prefix}." if prefix else "", more=""))
    rewrite(file, {TEST: CASES}, prefix)
    suite = etree.parse(file).find("testsuite")
    assert suite is not None
    assert [(str(x.get("name")).split()[0], [y.tag for y in x]) for x in suite] == [
        ("test_one", ["failure"]),
        ("app-2019/3.1", ["failure", "system-out"]),
        ("app-2019/3.2a", ["error", "system-out"]),
        ("app-2019/3.3", ["skipped", "system-out"]),
        ("app-2019/3.4", ["system-out"]),
        ("test_two", []),
    ]
    assert {x.get("time") for x in list(suite)[1:5]} == {"1.500"}, "the time of the test is shared out"
    assert [suite.get(name) for name in ("tests", "failures", "errors", "skipped")] == ["6", "2", "1", "1"]
    assert (suite[1].findtext("system-out") or "").endswith("[[ATTACHMENT|runs/r/report.html]]")
    assert "ATTACHMENT" not in (suite[4].findtext("system-out") or "")


def test_a_fault_that_follows_is_kept_beside_the_rules(tmp_path: Path) -> None:
    file = tmp_path / "junit.xml"
    file.write_text(WRITTEN.format(prefix="", more='<error message="at teardown">z</error>'))
    rewrite(file, {TEST: CASES[:1]})
    cases = etree.parse(file).findall(".//testcase")
    assert [[x.tag for x in case] for case in cases] == [["failure"], ["failure", "system-out"], ["error"], []]


def test_without_rules_the_test_keeps_its_own_case(tmp_path: Path) -> None:
    file = tmp_path / "junit.xml"
    file.write_text(WRITTEN.format(prefix="", more='<error message="at setup">z</error>'))
    rewrite(file, {TEST: []})
    assert [x.get("name") for x in etree.parse(file).iter("testcase")] == ["test_one", "first[shop]", "test_two"]
