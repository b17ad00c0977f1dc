"""A screen with everything that the eyes saw on it marked, and a legend below."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from evidence.geometry import Box
from perception.screen.view import View
from reports.pictures import open_picture

MAX_SIDE = 4096
"""Longest side, in px, of what is drawn; larger screens are scaled down."""
_MAX_MARKS = 300
_MAX_LEGEND = 60
_PAPER = (248, 249, 252)
_INK = (16, 24, 40)

Colour = tuple[int, int, int]
_WINDOW: Colour = (23, 92, 211)
_POPUP: Colour = (217, 45, 32)
_AGREE: Colour = (3, 152, 85)
_REFUSE: Colour = (181, 71, 8)
_LINK: Colour = (14, 116, 144)
_TICK: Colour = (127, 86, 217)
_LABEL: Colour = (202, 138, 4)
_CLOSE: Colour = (193, 21, 116)
_TEXT: Colour = (152, 162, 179)


@dataclass(frozen=True, slots=True)
class Mark:
    """A box to draw, with its words for the legend; no words, no number."""

    box: Box
    colour: Colour
    words: str = ""
    wide: int = 4


def annotated(picture: bytes | None, view: View, font: Path | None) -> bytes:
    """PNG of the picture with all marks; without a readable picture the texts stand on empty paper.

    `font` is a file with Chinese characters; without one, Pillow's own is used.
    """
    shot = open_picture(picture) if picture is not None else None
    size = shot.size if shot is not None else (max(1, min(view.width, 20_000)), max(1, min(view.height, 20_000)))
    scale = min(1.0, MAX_SIDE / max(size))
    size = (max(1, round(size[0] * scale)), max(1, round(size[1] * scale)))
    marks = [*_texts(view, bare=shot is None), *_marks(view)][-_MAX_MARKS:]
    told = [mark for mark in marks if mark.words][:_MAX_LEGEND]
    unit = max(12, min(40, size[0] // 34))
    sheet = Image.new("RGB", (max(size[0], 16 * unit), size[1] + round(1.5 * unit) * (len(told) + 1)), _PAPER)
    if shot is not None:
        sheet.paste(shot.resize(size, Image.Resampling.BILINEAR) if scale < 1 else shot, (0, 0))
    draw, face = ImageDraw.Draw(sheet), _face(font, unit)
    if shot is None:
        _write_texts(draw, view, scale, font)
    for mark in marks:
        _outline(draw, mark, scale, size)
    for number, mark in enumerate(told, 1):
        _number(draw, mark, number, scale, size, face, unit)
        top = size[1] + round(1.5 * unit) * (number - 1) + unit // 2
        draw.rectangle((unit // 2, top, round(2.2 * unit), top + round(1.2 * unit)), fill=mark.colour)
        draw.text((round(0.7 * unit), top), str(number), font=face, fill=(255, 255, 255))
        draw.text((round(2.6 * unit), top), _printable(mark.words), font=face, fill=_INK)
    buffer = io.BytesIO()
    sheet.save(buffer, "PNG", compress_level=6)
    return buffer.getvalue()


def _marks(view: View) -> Iterator[Mark]:
    for window in view.windows:
        front = window is view.popup
        said = f"{window.kind}, {window.form}, {window.score:.2f}{', in front' if front else ''}"
        yield Mark(window.box, _POPUP if front else _WINDOW, said, 7)
    if view.consent is not None:
        for control, colour, word in (
            (view.consent.agree, _AGREE, "agree"),
            (view.consent.refuse, _REFUSE, "refuse"),
            *((link, _LINK, "policy") for link in view.consent.policy_links),
        ):
            if control is not None:
                yield Mark(control.box, colour, f"{word}: {control.text}")
    for check in view.checks:
        yield Mark(check.box, _TICK, f"{'ticked' if check.ticked else 'not ticked'}, {check.score:.2f}: {check.about}")
    if view.ad is not None and view.ad.label is not None:
        yield Mark(view.ad.label.box, _LABEL, f"label: {view.ad.label.text}")
    for mark in view.ad.close if view.ad is not None else view.closes:
        state = "closes now" if mark.closable_now else "does not close yet"
        yield Mark(mark.box, _CLOSE, f"{state}, {mark.score:.2f}, from {mark.source}: {mark.text}")


def _texts(view: View, *, bare: bool) -> Iterator[Mark]:
    for text in view.texts:
        if bare or text.source != "tree":
            yield Mark(text.box, _TEXT, wide=2)


def _write_texts(draw: ImageDraw.ImageDraw, view: View, scale: float, font: Path | None) -> None:
    for text in view.texts[:_MAX_MARKS]:
        face = _face(font, max(8, min(40, round(text.box.height * scale * 0.6))))
        draw.text((text.box.x1 * scale, text.box.y1 * scale), _printable(text.text), font=face, fill=_INK)


def _outline(draw: ImageDraw.ImageDraw, mark: Mark, scale: float, size: tuple[int, int]) -> None:
    x1, y1, x2, y2 = _scaled(mark.box, scale, size)
    draw.rectangle((x1, y1, x2, y2), outline=mark.colour, width=max(1, round(mark.wide * scale)))


def _number(
    draw: ImageDraw.ImageDraw,
    mark: Mark,
    number: int,
    scale: float,
    size: tuple[int, int],
    face: ImageFont.FreeTypeFont | ImageFont.ImageFont,
    unit: int,
) -> None:
    """The number at the box's upper left corner, inside the picture."""
    x1, y1, _, _ = _scaled(mark.box, scale, size)
    left, top = min(x1, max(0, size[0] - 2 * unit)), max(0, y1 - round(1.3 * unit))
    draw.rectangle((left, top, left + round(1.6 * unit), top + round(1.3 * unit)), fill=mark.colour)
    draw.text((left + unit // 4, top), str(number), font=face, fill=(255, 255, 255))


def _scaled(box: Box, scale: float, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """The box's corners inside the picture, never turned around."""
    x1, y1, x2, y2 = (round(side * scale) for side in box.as_list())
    x1, y1 = min(max(0, x1), size[0] - 1), min(max(0, y1), size[1] - 1)
    return x1, y1, max(x1, min(x2, size[0] - 1)), max(y1, min(y2, size[1] - 1))


def _printable(words: str) -> str:
    return "".join(c if c.isprintable() else " " for c in words)[:60]


@cache
def _face(font: Path | None, size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    if font is not None:
        try:
            return ImageFont.truetype(str(font), size)
        except OSError:
            pass
    return ImageFont.load_default(size)
