"""`--junitxml` with one test case a rule, whatever was tried before.

pytest writes one test case a test. When its file is there, the cases of scenarios are put in their place; those of
all other tests stay as they are. The form is that of `reports.junit`: violations are failures, inconclusive rules that
count are errors.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_MESSAGE = 1000
"""Characters of one message; CI servers show them in a table."""


@dataclass(frozen=True, slots=True)
class Case:
    """What became of one rule in one test; `told` is the finding in full."""

    rule: str
    title: str
    verdict: str
    outcome: str
    message: str
    told: str
    page: str


def case_of(report: pytest.SubtestReport) -> Case:
    """The case of a rule's subtest."""
    known = {name: str(value) for name, value in report.user_properties}
    told = known.get("told", report.longreprtext)
    if report.skipped and isinstance(report.longrepr, tuple):
        message = str(report.longrepr[2]).removeprefix("Skipped: ")
    else:
        message = next(iter(told.splitlines()), "")
    return Case(
        rule=known.get("rule", str(report.context.msg or "")),
        title=known.get("title", ""),
        verdict=known.get("verdict", ""),
        outcome=report.outcome,
        message=message[:MAX_MESSAGE],
        told=told,
        page=known.get("report", ""),
    )


def rewrite(file: Path, cases: Mapping[str, Sequence[Case]], prefix: str = "") -> None:
    """Put the cases of each test, by its node id, into the file that pytest wrote."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    document = etree.parse(file, parser)
    for suite in document.getroot().iter("testsuite"):
        for test, of_test in cases.items():
            _replace(suite, _names(test, prefix), of_test)
        # Of a test that is repeated pytest knows nothing but that it took time.
        for case in suite.findall("testcase"):
            if case.get("name") is None:
                suite.remove(case)
        _count(suite)
    document.write(file, encoding="utf-8", xml_declaration=True)


def _names(test: str, prefix: str) -> tuple[str, str]:
    """The class name and name under which pytest writes a test."""
    from evidence.characters import for_xml

    path, _, name = test.partition("::")
    return ".".join(part for part in (prefix, path.replace("/", ".")) if part), for_xml(name)


def _replace(suite: _Element, names: tuple[str, str], cases: Sequence[Case]) -> None:
    old = [case for case in suite.findall("testcase") if (case.get("classname"), case.get("name")) == names]
    seconds = sum(float(case.get("time") or 0) for case in old)
    at = suite.index(old[0]) if old else len(suite)
    for case in old:
        # What a test tells of its rules stands in their own cases; a fault of the equipment belongs to the test.
        for part in case.findall("failure") + case.findall("skipped") * bool(cases):
            case.remove(part)
        if case.find("error") is None and case.find("skipped") is None:
            suite.remove(case)
    new = [_case(names, case, seconds / len(cases)) for case in cases]
    for offset, element in enumerate(new):
        suite.insert(min(at + offset, len(suite)), element)


def _case(names: tuple[str, str], case: Case, seconds: float) -> _Element:
    """`seconds` is the case's share of the time that the test took."""
    from lxml import etree

    from evidence.characters import for_xml

    element = etree.Element(
        "testcase",
        {"classname": ".".join(names), "name": for_xml(f"{case.rule} {case.title}".strip()), "time": f"{seconds:.3f}"},
    )
    if case.outcome == "skipped":
        etree.SubElement(element, "skipped", {"type": case.verdict, "message": for_xml(case.message)})
    elif case.outcome == "failed":
        tag = "error" if case.verdict == "inconclusive" else "failure"
        told = etree.SubElement(element, tag, {"type": case.verdict, "message": for_xml(case.message)})
        told.text = for_xml(case.told)
    attachment = f"\n[[ATTACHMENT|{case.page}]]" if case.page and case.outcome == "failed" else ""
    etree.SubElement(element, "system-out").text = for_xml(f"verdict: {case.verdict}\n{case.told}{attachment}")
    return element


def _count(suite: _Element) -> None:
    cases = suite.findall("testcase")
    suite.set("tests", str(len(cases)))
    for attribute, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(attribute, str(sum(case.find(tag) is not None for case in cases)))
