"""The evidence of a clause: pictures with their marked boxes, and excerpts of messages with the hit marked."""

from __future__ import annotations

import io
from collections.abc import Iterator

from PIL import Image

from detectors.rules.finding import Finding, Text
from reports.assessor.document import Block, Excerpt, Heading, Paragraph, Picture, Pictures
from reports.codings import coding
from reports.exhibits import Exhibit, Showcase
from reports.figures import picture_bytes
from reports.pictures import Shown
from reports.plain import on_one_line, printable
from reports.wire import Segment

MAX_PICTURES = 6
MAX_EXCERPTS = 6
MAX_BRIEF = 2
"""Of each kind where nothing is wrong."""

ACROSS = 3
MAX_RUN = 1600

_DRAWN = ("screen", "event")
"""What is mostly a picture; drawing one takes longest."""


def proofs(finding: Finding, showcase: Showcase, *, full: bool) -> Iterator[Block]:
    """The evidence of a finding, at most so much of it as a reader looks at; the rest is counted."""
    most_pictures, most_excerpts = (MAX_PICTURES, MAX_EXCERPTS) if full else (MAX_BRIEF, MAX_BRIEF)
    pictures: list[Picture] = []
    excerpts: list[Excerpt] = []
    used = 0
    for ref in finding.evidence:
        enough = len(pictures) >= most_pictures if ref.kind in _DRAWN else len(excerpts) >= most_excerpts
        if enough:
            continue
        exhibit = showcase.exhibit(ref)
        if exhibit.picture is not None:
            if len(pictures) < most_pictures:
                pictures.append(_picture(exhibit, exhibit.picture, len(pictures) + 1, showcase))
                used += 1
        elif len(excerpts) < most_excerpts:
            excerpts += _excerpts(exhibit, showcase)
            used += 1
    if finding.evidence:
        yield Heading(3, "证据")
    for at in range(0, len(pictures), ACROSS):
        yield Pictures(tuple(pictures[at : at + ACROSS]))
    yield from excerpts
    if left := len(finding.evidence) - used:
        yield Paragraph(f"另有 {left} 处证据未列出，见录制与报告页面。", "note")


def _picture(exhibit: Exhibit, shown: Shown, number: int, showcase: Showcase) -> Picture:
    buffer = io.BytesIO()
    with Image.open(io.BytesIO(picture_bytes(shown)), formats=("WEBP",)) as picture:
        picture.convert("RGB").save(buffer, "JPEG", quality=85)
    caption = on_one_line(showcase.mask.text(f"图 {number}　{exhibit.label.zh}（{exhibit.caption.zh}）"), 160)
    return Picture(buffer.getvalue(), shown.width, shown.height, caption)


def _excerpts(exhibit: Exhibit, showcase: Showcase) -> Iterator[Excerpt]:
    head = showcase.mask.text(f"{exhibit.label.zh}（{exhibit.caption.zh}）")
    if exhibit.flow is not None:
        flow = exhibit.flow
        receiver = f"，接收方 {exhibit.receiver.zh}" if exhibit.receiver is not None else ""
        head += f"：{flow.method} {showcase.mask.text(f'{flow.scheme}://{flow.host}')}{receiver}"
    if exhibit.place is not None and exhibit.range is not None:
        head += f"；{exhibit.place.zh}第 {exhibit.range[0]}–{exhibit.range[1]} 字节（共 {exhibit.size}）"
    head = on_one_line(head, 400)
    if exhibit.sent:
        yield Excerpt(head, _runs(exhibit.sent))
    for step in exhibit.steps:
        links = "、".join(coding(name).zh for name in step.links)
        yield Excerpt(f"解码：{links}", _runs(step.segments))
    if exhibit.quote:
        yield Excerpt(head, ((printable(exhibit.quote, MAX_RUN), False),))
    if not exhibit.sent and not exhibit.steps and not exhibit.quote:
        yield Excerpt(head, ((Text(zh="（录制中没有这一处的内容）", en="").zh, False),))


def _runs(segments: tuple[Segment, ...]) -> tuple[tuple[str, bool], ...]:
    return tuple((printable(f"{'…' if one.cut else ''}{one.text}", MAX_RUN), one.hit) for one in segments)
