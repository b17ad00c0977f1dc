"""A worded button of a colour of its own is seen by its colour; faint words on the window's ground are not."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from PIL import Image, ImageDraw

from detectors.rules.finding import Verdict
from evidence import events as ev
from evidence.geometry import Box
from perception.screen.view import CloseMark, View, Window
from tests.detectors.first_launch import run
from tests.recordings import APP, DIALOG, HEIGHT, WIDTH, Tape, finding, view

BUTTON = Box(300, 1500, 780, 1616)


def picture(fill: str, words: str) -> bytes:
    """A white card with a button whose text stands out little."""
    image = Image.new("RGB", (WIDTH, HEIGHT), "#666666")
    pen = ImageDraw.Draw(image)
    pen.rectangle((DIALOG.x1, DIALOG.y1, DIALOG.x2, DIALOG.y2), fill="white")
    pen.rectangle((BUTTON.x1, BUTTON.y1, BUTTON.x2, BUTTON.y2), fill=fill)
    pen.rectangle((480, 1540, 600, 1576), fill=words)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def shown(said: str) -> View:
    """A coupon that is closed with a word, whose contrast the eyes found to be low."""
    mark = CloseMark(BUTTON, said, 0.9, True, "both", 116, contrast=2.3)
    base = view("首页", popup=Window(DIALOG, "dialog", "coupon", 0.8, APP))
    return replace(base, closes=(mark,))


@pytest.mark.parametrize(
    ("said", "fill", "words", "verdict"),
    [
        ("知道了", "#ff8a1f", "white", Verdict.NOT_OBSERVED),
        ("知道了", "white", "#bbbbbb", Verdict.VIOLATION),
        ("×", "#ff8a1f", "white", Verdict.VIOLATION),
    ],
)
def test_low_contrast_of_words_counts_where_nothing_else_shows_them(
    tape: Tape, said: str, fill: str, words: str, verdict: Verdict
) -> None:
    def part(t: Tape) -> None:
        number, name, _ = t.writer.screen_files(picture(fill, words), None)
        t.views[number] = shown(said)
        t.add(
            ev.ScreenTaken(
                screen=number,
                platform="android",
                picture=name,
                source=None,
                stable=True,
                package=APP,
                activity=".Main",
                width=WIDTH,
                height=HEIGHT,
                density=420,
                taken_ms=t.now,
            )
        )
        t.closing(number, view("首页"), view("首页"))
        t.watch("idle", view("首页"))

    assert finding(run(tape, popups=part).judge(), "popup-2022/5.6d").verdict is verdict
