"""The formats that a judged recording can be told in: one line each. A new exporter is a module and a line here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from detectors.rules.finding import Findings
    from evidence.recording import Recording

type Content = bytes | Iterable[bytes]
type Files = Iterable[tuple[str, Content]]
"""Relative path and content of each file, to be written in this order."""


@dataclass(frozen=True, slots=True)
class Format:
    """How a format is made: `files` of recording, findings and whether personal values are shown.

    `place` is the file, or the folder, that a person is told. `private`: nothing is masked in it, whatever was asked.
    `judged`: it tells findings; what does not is made of a recording that nobody has judged, too. `earlier`: a pattern
    of what an earlier report of the recording may have left; it is taken away first, as it may show what is masked now.
    """

    name: str
    place: str
    files: Callable[[Recording, Findings, bool], Files]
    private: bool = False
    judged: bool = True
    earlier: Callable[[Recording], str] | None = None


def _html(recording: Recording, findings: Findings, show: bool) -> Iterator[tuple[str, Content]]:
    from reports.html import html_report

    yield "report.html", html_report(recording, findings, show_values=show)


def _linked(recording: Recording, findings: Findings, show: bool) -> Iterator[tuple[str, Content]]:
    from reports.html import linked_report

    yield from linked_report(recording, findings, show_values=show)


def _junit(recording: Recording, findings: Findings, show: bool) -> Iterator[tuple[str, Content]]:
    from reports.junit import junit_xml

    yield "junit.xml", junit_xml(recording, findings, show_values=show)


def _har(recording: Recording, findings: Findings, show: bool) -> Iterator[tuple[str, Content]]:
    from reports.har import har_file

    yield "traffic.har", har_file(recording)


def _sarif(recording: Recording, findings: Findings, show: bool) -> Iterator[tuple[str, Content]]:
    from reports.sarif import sarif_log

    yield "findings.sarif", sarif_log(recording, findings, show_values=show)


def _code_scanning(recording: Recording, findings: Findings, show: bool) -> Iterator[tuple[str, Content]]:
    from reports.sarif import sarif_log

    yield "code-scanning.sarif", sarif_log(recording, findings, show_values=show, alerts_only=True)


def _earlier_allure(recording: Recording) -> str:
    from reports.allure import prefix

    return f"allure-results/{prefix(recording)}-*"


def _csv(recording: Recording, findings: Findings, show: bool) -> Iterator[tuple[str, Content]]:
    from reports.csvfile import csv_table

    yield "findings.csv", csv_table(recording, findings, show_values=show)


def _xlsx(recording: Recording, findings: Findings, show: bool) -> Iterator[tuple[str, Content]]:
    from reports.workbook import workbook

    yield "findings.xlsx", workbook(recording, findings, show_values=show)


def _markdown(recording: Recording, findings: Findings, show: bool) -> Iterator[tuple[str, Content]]:
    from reports.markdown import markdown_summary

    yield "summary.md", markdown_summary(recording, findings, show_values=show)


def _allure(recording: Recording, findings: Findings, show: bool) -> Iterator[tuple[str, Content]]:
    from reports.allure import allure_results

    for name, content in allure_results(recording, findings, show_values=show):
        yield f"allure-results/{name}", content


def _docx(recording: Recording, findings: Findings, show: bool) -> Iterator[tuple[str, Content]]:
    from reports.assessor.content import assessor_document
    from reports.assessor.docx import docx_file

    yield "assessor.docx", docx_file(assessor_document(recording, findings, show_values=show))


def _pdf(recording: Recording, findings: Findings, show: bool) -> Iterator[tuple[str, Content]]:
    from reports.assessor.content import assessor_document
    from reports.assessor.pdf import pdf

    yield "assessor.pdf", pdf(assessor_document(recording, findings, show_values=show))


FORMATS = {
    made.name: made
    for made in (
        Format("html", "report.html", _html),
        Format("junit", "junit.xml", _junit),
        Format("sarif", "findings.sarif", _sarif),
        Format("code-scanning", "code-scanning.sarif", _code_scanning),
        Format("allure", "allure-results", _allure, earlier=_earlier_allure),
        Format("csv", "findings.csv", _csv),
        Format("xlsx", "findings.xlsx", _xlsx),
        Format("markdown", "summary.md", _markdown),
        Format("docx", "assessor.docx", _docx),
        Format("pdf", "assessor.pdf", _pdf),
        Format("har", "traffic.har", _har, private=True, judged=False),
    )
}
"""By name, in the order in which they are told."""

RUN_WRITES = ("html", "junit")
"""What a run writes unasked, by name."""

LINKED = Format("html", "report.html", _linked)
"""The page with its pictures, and what requests hold, as files beside it."""
