"""CSV of findings (RFC 4180, UTF-8 with the mark that Excel needs): a row each, no cell that a spreadsheet runs."""

from __future__ import annotations

import csv
import io

from detectors.rules.finding import Findings
from evidence.recording import Recording
from reports.masking import mask_for
from reports.table import COLUMNS, about, defused, rows


def csv_table(recording: Recording, findings: Findings, *, show_values: bool = False) -> bytes:
    """The file's bytes. Personal values are masked unless `show_values`. Raises EvidenceError."""
    mask = mask_for(recording, show_values=show_values)
    constant = list(about(recording, findings, mask.text))
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(
        [f"{column.head.zh} {column.head.en}" for column in COLUMNS] + [f"{name.zh} {name.en}" for name, _ in constant]
    )
    for _, cells in rows(recording, findings, mask.text):
        writer.writerow([defused(cell) for cell in (*cells, *(value for _, value in constant))])
    return text.getvalue().encode("utf-8-sig", "replace")
