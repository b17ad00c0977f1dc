"""The report page: one HTML file that opens from disk, without network, in Chinese and English.

Everything that the page shows goes through masking before it enters; the page's content policy allows its own script
and style by their digests, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator

from detectors.rules.finding import Findings
from evidence.recording import Recording
from reports.masking import mask_for
from reports.page.building import tell
from reports.page.shell import page

PAGE = "report.html"
BESIDE = "report.files"
"""The folder beside a linked page."""


def html_report(recording: Recording, findings: Findings, *, show_values: bool = False) -> bytes:
    """The page as one file, within the limits of `reports.page.building`; it says what they kept out.

    Personal values are masked unless `show_values`. Raises EvidenceError when the front end was not built.
    """
    return b"".join(page(tell(recording, findings, mask_for(recording, show_values=show_values))))


def linked_report(
    recording: Recording, findings: Findings, *, show_values: bool = False
) -> Iterator[tuple[str, bytes | Iterator[bytes]]]:
    """The page with all pictures, and contents of requests, as files beside it: relative paths and what they hold.

    Raises EvidenceError when the front end was not built.
    """
    parts = tell(recording, findings, mask_for(recording, show_values=show_values), beside=BESIDE)
    yield from parts.files.items()
    yield PAGE, page(parts)
