"""Evidence as documents and attachments hold it: pictures as files, messages as text with the hit in brackets."""

from __future__ import annotations

import base64

from detectors.rules.finding import Text
from reports.codings import coding
from reports.exhibits import Exhibit
from reports.pictures import Shown
from reports.plain import printable
from reports.wire import Segment

MAX_EXCERPT = 4000


def picture_bytes(shown: Shown) -> bytes:
    """The embedded picture's bytes, WebP."""
    return base64.b64decode(shown.address.partition(",")[2])


def excerpt(exhibit: Exhibit) -> tuple[tuple[Text, str], ...]:
    """What was sent as the exhibit shows it, then each decoding: a heading and the text, hits as 【hit】."""
    parts: list[tuple[Text, str]] = []
    if exhibit.flow is not None and exhibit.place is not None:
        place = exhibit.place
        where = f" {exhibit.range[0]}–{exhibit.range[1]}" if exhibit.range else ""
        head = Text(
            zh=f"{place.zh}，字节{where}（共 {exhibit.size}）", en=f"{place.en}, bytes{where} of {exhibit.size}"
        )
    else:
        head = Text(zh="原始内容", en="as sent")
    if exhibit.sent:
        parts.append((head, joined(exhibit.sent)))
    for step in exhibit.steps:
        links = [coding(name) for name in step.links]
        decoded = Text(zh="、".join(link.zh for link in links), en=", ".join(link.en for link in links))
        parts.append((decoded, joined(step.segments)))
    if exhibit.quote:
        parts.append((Text(zh="记录", en="record"), printable(exhibit.quote, MAX_EXCERPT)))
    return tuple(parts)


def joined(segments: tuple[Segment, ...]) -> str:
    """Segments as one text: the hit between brackets, … where bytes were left out."""
    pieces = []
    for segment in segments:
        shown = f"【{segment.text}】" if segment.hit else segment.text
        pieces.append(f"…{shown}" if segment.cut else shown)
    return printable("".join(pieces), MAX_EXCERPT)
