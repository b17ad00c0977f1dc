"""XLSX of findings: a summary, one row a finding, one row a piece of evidence; texts only, so that nothing is run.

Written row by row, so that memory stays flat.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from detectors.rules.finding import Findings, Text, Verdict
from evidence.recording import Recording
from reports.account import REJECTED, Entry, entries, headline, tally
from reports.masking import mask_for
from reports.places import Places
from reports.plain import printable
from reports.table import COLUMNS, MAX_CELL, about, is_risky, rows
from reports.wording import VERDICTS

_INK = {
    Verdict.VIOLATION: "#B42318",
    Verdict.INCONCLUSIVE: "#B54708",
    Verdict.REVIEW: "#6941C6",
    Verdict.PASS: "#027A48",
}
_OUTCOME = 1
"""The column that is coloured."""

_A4 = 9
"""XlsxWriter's number for it."""

_EVIDENCE = (
    (Text(zh="条款", en="rule"), 18),
    (Text(zh="类型", en="kind"), 10),
    (Text(zh="编号", en="id"), 24),
    (Text(zh="说明", en="label, in Chinese"), 50),
    (Text(zh="说明（英）", en="label"), 50),
    (Text(zh="位置", en="place"), 18),
    (Text(zh="字节", en="bytes"), 14),
    (Text(zh="编码", en="encodings"), 20),
    (Text(zh="画面方框（像素）", en="box in px"), 22),
    (Text(zh="文件", en="file"), 26),
    (Text(zh="行", en="line"), 8),
)


def workbook(recording: Recording, findings: Findings, *, show_values: bool = False) -> bytes:
    """The file's bytes. Personal values are masked unless `show_values`. Raises EvidenceError."""
    mask = mask_for(recording, show_values=show_values).text
    told = entries(recording, findings)
    buffer = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        started = datetime.fromtimestamp(recording.info.started_epoch_s, UTC)
        book.set_properties({"title": "consentinel", "created": started})
        sheets = _Sheets(book)
        sheets.summary(told, list(about(recording, findings, mask)))
        sheets.findings(list(rows(recording, findings, mask)))
        sheets.evidence(recording, told, mask)
    return buffer.getvalue()


class _Sheets:
    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._head = book.add_format({"bold": True, "bg_color": "#F2F4F7", "text_wrap": True, "valign": "top"})
        self._bold = book.add_format({"bold": True, "font_size": 14})
        self._plain = book.add_format({"text_wrap": True, "valign": "top"})
        self._number = book.add_format({"align": "left", "valign": "top"})
        self._quoted = book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True})
        self._inks = {
            verdict: book.add_format({"text_wrap": True, "valign": "top", "bold": True, "font_color": ink})
            for verdict, ink in _INK.items()
        }

    def summary(self, told: tuple[Entry, ...], constant: Sequence[tuple[Text, str]]) -> None:
        sheet = self._sheet("概要 Summary", ((Text(zh="", en=""), 30), (Text(zh="", en=""), 70)), head=False)
        line = headline(told)
        self._write(sheet, 0, 0, f"{line.zh} / {line.en}", self._bold)
        at = 2
        for name, value in constant:
            self._write(sheet, at, 0, f"{name.zh} {name.en}", self._head)
            self._write(sheet, at, 1, value)
            at += 1
        for outcome, count in tally(told).items():
            at += 1
            word = REJECTED if outcome is None else VERDICTS[outcome]
            ink = self._inks.get(outcome) if outcome is not None else None
            self._write(sheet, at, 0, f"{word.zh} {word.en}", ink)
            sheet.write_number(at, 1, count, self._number)

    def findings(self, told: Sequence[tuple[Entry, list[str]]]) -> None:
        sheet = self._sheet("结论 Findings", tuple((column.head, column.width) for column in COLUMNS))
        for number, (entry, cells) in enumerate(told, 1):
            for place, cell in enumerate(cells):
                counts = entry.outcome is not None and not entry.finding.informative
                ink = self._inks.get(entry.outcome) if counts and entry.outcome and place == _OUTCOME else None
                self._write(sheet, number, place, cell, ink)
        sheet.autofilter(0, 0, max(1, len(told)), len(COLUMNS) - 1)

    def evidence(self, recording: Recording, told: tuple[Entry, ...], mask: Callable[[str], str]) -> None:
        sheet = self._sheet("证据 Evidence", _EVIDENCE)
        places = Places(recording, (ref for entry in told for ref in entry.finding.evidence))
        number = 0
        for entry in told:
            for ref in entry.finding.evidence:
                number += 1
                place = places.of(ref)
                cells = (
                    entry.rule.id,
                    ref.kind,
                    ref.id,
                    ref.label.zh,
                    ref.label.en,
                    ref.place,
                    f"{ref.range[0]}–{ref.range[1]}" if ref.range else "",
                    " > ".join(ref.encodings),
                    ", ".join(map(str, ref.box)) if ref.box else "",
                    place.path if place is not None else "",
                    str(place.line) if place is not None and place.line else "",
                )
                for at, cell in enumerate(cells):
                    self._write(sheet, number, at, printable(mask(cell), MAX_CELL))
        sheet.autofilter(0, 0, max(1, number), len(_EVIDENCE) - 1)

    def _sheet(self, name: str, columns: Sequence[tuple[Text, int]], *, head: bool = True) -> Worksheet:
        sheet = self._book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        for at, (_, width) in enumerate(columns):
            sheet.set_column(at, at, width)
        if head:
            sheet.freeze_panes(1, 1)
            for at, (title, _) in enumerate(columns):
                self._write(sheet, 0, at, f"{title.zh} {title.en}", self._head)
        return sheet

    def _write(self, sheet: Worksheet, row: int, column: int, cell: str, style: Format | None = None) -> None:
        """A text, and marked as one where it looks like a formula, so that editing it does not make it one."""
        chosen = self._quoted if is_risky(cell) else style or self._plain
        sheet.write_string(row, column, cell.encode("utf-8", "replace").decode(), chosen)
