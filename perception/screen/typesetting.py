"""Where each character of a text stands in its box: as read line by line, or as a browser or a phone would set it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from perception.screen.view import SeenText

_TOKEN = re.compile(
    r"\n|\s|[\[(（《〈「“『【]*(?:[A-Za-z0-9'’&@%+\-_./:]+|[^\s])[)）\]》〉」”』】,，。、;；:：!！?？.]*"
)
"""What a line break never parts: a word, or a character, with its brackets and marks."""
_NARROW = dict.fromkeys("iljtfrI.,;:'|!()[]’\"", 0.3) | dict.fromkeys("mwMW@%", 0.86) | {" ": 0.27, "-": 0.36}
_FACTORS = (1.0, 0.97, 1.03, 0.94, 1.06, 0.9, 1.1, 0.85, 1.15)
_SIZES = (11, 12, 13, 14, 15, 16, 17, 18)
"""Font sizes of paragraphs in sp."""
_LEAST_EM = 0.8
"""Share of the font size by the lines' height that the one by their length is at least."""
_LEAST_FIT = 0.8
"""Mean difference of the widths of lines, in em, up to which they are the same."""
_PITCH = 1.5
_EM_OF_LINE = 0.92
"""Height of the ink of a line of Han characters in em."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a character stands: the line's number and its columns, in px from the left of the text's box."""

    line: int
    start: int
    end: int


def advance(text: str) -> float:
    """The width of a text in em: full for Han characters, by their shape for Latin letters."""
    return sum(map(_advance, text))


def places_read(text: SeenText) -> list[Place]:
    """The places of a text that was read line by line; empty when its lines do not add up to it."""
    places, at = list[Place](), 0
    for number, line in zip(_row_numbers(text.lines), text.lines, strict=True):
        while at < len(text.text) and text.text[at].isspace() and not line.text.startswith(text.text[at]):
            places.append(Place(number, line.box.x1 - text.box.x1, line.box.x1 - text.box.x1))
            at += 1
        if not text.text.startswith(line.text, at):
            return []
        em = line.box.width / max(1.0, advance(line.text))
        x = float(line.box.x1 - text.box.x1)
        for char in line.text:
            places.append(Place(number, round(x), round(x + em * _advance(char))))
            x += em * _advance(char)
        at += len(line.text)
    return places if at == len(text.text) else []


def rows_read(text: SeenText) -> list[tuple[int, int]]:
    """The rows that the lines of a text take, from the top of its box; pieces side by side share one."""
    rows: dict[int, tuple[int, int]] = {}
    for number, line in zip(_row_numbers(text.lines), text.lines, strict=True):
        top, bottom = line.box.y1 - text.box.y1, line.box.y2 - text.box.y1
        known = rows.get(number, (top, bottom))
        rows[number] = (min(known[0], top), max(known[1], bottom))
    return list(rows.values())


def places_set(text: SeenText, rows: Sequence[tuple[int, int]]) -> list[Place]:
    """The places as if the text were set and broken where a line is full; `rows` are the lines that are drawn.

    The glyph width is the one near the lines' height with which the text takes as many lines as are drawn.
    """
    height = float(np.median([bottom - top for top, bottom in rows]))
    width = text.box.width
    guess = height / _EM_OF_LINE
    best, best_key = list[Place](), (10**6, 0.0)
    for factor in _FACTORS:
        em = guess * factor if len(rows) > 1 else width / max(1.0, advance(text.text))
        places = _broken(text.text, em, width)
        key = (abs(places[-1].line + 1 - len(rows)), abs(factor - 1.0))
        if key < best_key:
            best, best_key = places, key
    return [Place(min(place.line, len(rows) - 1), place.start, place.end) for place in best]


def places_drawn(text: SeenText, rows: Sequence[tuple[int, int]], spans: Sequence[tuple[int, int]]) -> list[Place]:
    """The places as the drawn lines tell them, wherever each begins; `spans` are the first and past-the-last columns.

    Empty when the lines together are not as long as the text is, as where something else is drawn beside it.
    """
    widths = [end - start for start, end in spans]
    if not widths or not rows or not text.text:
        return []
    em = sum(widths) / max(1.0, advance("".join(text.text.split("\n"))))
    guess = float(np.median([bottom - top for top, bottom in rows])) / _EM_OF_LINE
    if not _LEAST_EM * guess <= em <= guess / _LEAST_EM:
        return []
    ends = np.cumsum(widths)
    places, done = list[Place](), 0.0
    for token in _TOKEN.findall(text.text):
        wide = 0.0 if token == "\n" else em * advance(token)
        line = min(int(np.searchsorted(ends, done + 0.5 * wide)), len(rows) - 1)
        x = spans[line][0] + done - float(ends[line] - widths[line])
        for char in token:
            step = 0.0 if char == "\n" else em * _advance(char)
            places.append(Place(line, round(max(0.0, x)), round(max(0.0, x + step))))
            x += step
        done += wide
    return places


def places_scrolled(text: SeenText, rows: Sequence[tuple[int, int]], spans: Sequence[tuple[int, int]]) -> list[Place]:
    """The places where only some lines of a text can be seen, as of one that scrolls: those whose widths fit best.

    What cannot be seen has no width. Empty when no run of the text's lines is like those that are drawn.
    """
    widths = np.array([end - start for start, end in spans], float)
    if len(widths) < 2 or len(rows) != len(widths):
        return []
    guess = float(np.median([bottom - top for top, bottom in rows])) / _EM_OF_LINE
    best, best_away, first = list[Place](), _LEAST_FIT * guess, 0
    for factor in _FACTORS:
        places = _broken(text.text, guess * factor, text.box.width)
        ends = np.zeros(places[-1].line + 1)
        for place in places:
            ends[place.line] = max(ends[place.line], place.end)
        for offset in range(len(ends) - len(widths) + 1):
            away = float(np.abs(ends[offset : offset + len(widths)] - widths).mean())
            if away < best_away:
                best, best_away, first = places, away, offset
    return [_shown(place, first, spans) for place in best]


def _shown(place: Place, first: int, spans: Sequence[tuple[int, int]]) -> Place:
    line = place.line - first
    if not 0 <= line < len(spans):
        return Place(0, 0, 0)
    return Place(line, place.start + spans[line][0], place.end + spans[line][0])


def rows_guessed(text: SeenText, dp: float) -> list[tuple[int, int]]:
    """The rows of a text of which only the box is known: the usual font size and line pitch that fill it best.

    `dp` is px in a dp. The rows are those of the ink, as in a picture.
    """
    best, best_key = (1, dp * 14), 10.0
    for size in _SIZES:
        em = size * dp
        count = _broken(text.text, em, text.box.width)[-1].line + 1
        pitch = text.box.height / count / em
        key = abs(pitch - (_PITCH if count > 1 else 1.4)) + 0.012 * abs(size - 14)
        if key < best_key:
            best, best_key = (count, em), key
    count, em = best
    pitch = text.box.height / count
    ink = min(pitch, em * _EM_OF_LINE)
    return [(round((at + 0.5) * pitch - ink / 2), round((at + 0.5) * pitch + ink / 2)) for at in range(count)]


def _row_numbers(lines: Sequence[SeenText]) -> list[int]:
    numbers = list[int]()
    for index, line in enumerate(lines):
        last = lines[index - 1].box if index else None
        beside = last is not None and line.box.centre[1] < last.y2 and line.box.x1 >= last.centre[0]
        numbers.append(numbers[-1] + (not beside) if numbers else 0)
    return numbers


def _broken(text: str, em: float, width: int) -> list[Place]:
    line, x, places = 0, 0.0, list[Place]()
    for token in _TOKEN.findall(text):
        if token == "\n" or (x and x + em * advance(token.rstrip(" ")) > width + 0.3 * em and not token.isspace()):
            line, x = line + 1, 0.0
        for char in token:
            wide = 0.0 if char == "\n" else em * _advance(char)
            if x + wide > width + 0.3 * em and not char.isspace():
                line, x = line + 1, 0.0
            places.append(Place(line, round(x), round(x + wide)))
            x += wide
    return places or [Place(0, 0, 0)]


def _advance(char: str) -> float:
    if unicodedata.east_asian_width(char) in "WFA":
        return 1.0
    return _NARROW.get(char) or (0.66 if char.isupper() else 0.54)
