"""How well a page of text can be read, and whether its tree and its picture agree about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from evidence.geometry import Box
from evidence.tree import Tree
from perception.screen.lines import Line, chained, lines_in
from perception.screen.ocr import read_boxes
from perception.screen.picture import Picture, read_picture
from perception.screen.scene import lay_out
from perception.screen.view import SeenText, View

MAX_AREAS = 60
"""Texts of a page that are measured at most, longest first."""
MAX_COVER = 3
"""Screens that these texts cover at most, however they overlap."""
SAMPLED = 6
"""Lines that are read from the picture and held against the tree."""
_TELLING = 12
"""Characters from which a text is long enough to be held against the picture."""
_ALIKE = 0.5
"""Share of neighbouring pairs of characters that a line read from the picture must find in the tree's text."""
_SIDEWAYS = 1.05
"""Width in screens from which a text reaches beyond the screen."""


@dataclass(frozen=True, slots=True)
class Legibility:
    """A page of text, measured. None where nothing could be measured; medians weigh each line by its length.

    `size_sp` is the font size at default font scale, `pitch` the distance of lines over the font size, `contrast` WCAG,
    `sharpness` about 1 for crisp text, below 0.1 when blurred. `cut` is the share of text that runs out of the screen
    at the right, `sideways` whether the tree says so. `unseen` is the share of the tree's text where the picture shows
    nothing, `unlike` the share of sampled lines that read otherwise there; both None without a tree to compare with.
    """

    characters: int
    lines: int
    size_sp: float | None
    pitch: float | None
    contrast: float | None
    sharpness: float | None
    cut: float
    sideways: bool
    unseen: float | None
    unlike: float | None
    box: Box | None
    """A typical line, to show."""
    disagreeing: Box | None = None
    """A text about which tree and picture contradict each other."""


NOTHING = Legibility(0, 0, None, None, None, None, 0.0, False, None, None, None)
"""What is known of a page without a picture or a text."""


def legibility(view: View, picture: bytes | None, tree: Tree | None) -> Legibility:
    """Measure the texts of a page on its picture; boxes in px of the picture. Never raises for what an app shows."""
    seen, _ = read_picture(picture)
    if seen is None or not view.texts:
        return NOTHING
    areas = _areas(view)
    found = [(text, lines_in(seen, text.box, edge=view.width)) for text in areas]
    lines = chained([line for _, drawn in found for line in drawn])
    told = [(text, drawn) for text, drawn in found if text.source != "picture" and len(text.text) >= _TELLING]
    unseen, hidden = _unseen(told)
    unlike, other = _unlike(seen, told)
    return Legibility(
        characters=sum(len(text.text) for text in areas),
        lines=len(lines),
        size_sp=_rounded(_median(lines, lambda line: line.em), 160 / view.density, 1),
        pitch=_rounded(_median([line for line in lines if line.pitch], lambda line: (line.pitch or 0) / line.em), 1, 2),
        contrast=_rounded(_median(lines, lambda line: line.contrast), 1, 2),
        sharpness=_rounded(_median(lines, lambda line: line.sharpness), 1, 3),
        cut=_share(lines, lambda line: line.cut),
        sideways=tree is not None and _sideways(tree, seen, view),
        unseen=unseen,
        unlike=unlike,
        box=_typical(lines),
        disagreeing=hidden or other,
    )


def asks_login(view: View) -> bool:
    """Whether a page is a log-in form in place of what was to be read."""
    return any(window.kind == "login" and window.form == "fullscreen" for window in view.windows)


def _areas(view: View) -> tuple[SeenText, ...]:
    """The texts to measure, in all at most MAX_COVER screens; one around others is left out, as its ink is theirs."""
    long = sorted(view.texts, key=lambda text: -len(text.text))[:MAX_AREAS]
    alone = {
        text.box: text
        for text in reversed(long)
        if not any(other.box != text.box and text.box.contains(other.box) for other in long)
    }
    left, kept = MAX_COVER * view.width * view.height, list[SeenText]()
    for text in reversed(alone.values()):
        left -= text.box.area
        if left >= 0:
            kept.append(text)
    return tuple(kept)


def _unseen(told: Sequence[tuple[SeenText, tuple[Line, ...]]]) -> tuple[float | None, Box | None]:
    """Share of the tree's text in whose place the picture shows no lines, and one such place."""
    if not told:
        return None, None
    blank = [text for text, drawn in told if not drawn]
    share = sum(len(text.text) for text in blank) / sum(len(text.text) for text, _ in told)
    return round(share, 2), blank[0].box if blank else None


def _unlike(picture: Picture, told: Sequence[tuple[SeenText, tuple[Line, ...]]]) -> tuple[float | None, Box | None]:
    """Share of sampled lines that read otherwise in the picture than in the tree, and one of them."""
    sample = [(text, max(drawn, key=lambda line: line.box.width)) for text, drawn in told if drawn][:SAMPLED]
    readings = read_boxes(picture, [_whole_line(line) for _, line in sample])
    both = [
        (text, line, reading.text)
        for (text, line), reading in zip(sample, readings, strict=True)
        if reading is not None and len(reading.text) >= _TELLING // 2
    ]
    if not both:
        return None, None
    other = [line.box for text, line, read in both if _alike(read, text.text) < _ALIKE]
    return round(len(other) / len(both), 2), other[0] if other else None


def _whole_line(line: Line) -> Box:
    """The ink with the ground around it that a reader of lines needs, at most 24 characters of it."""
    box = line.box.padded(round(0.15 * line.em))
    return Box(box.x1, box.y1, min(box.x2, box.x1 + round(24 * line.em)), box.y2)


def _alike(read: str, told: str) -> float:
    """Share of the neighbouring pairs of characters of one text that occur in another; white space does not count."""
    one, other = "".join(read.split()).casefold(), "".join(told.split()).casefold()
    pairs = [one[index : index + 2] for index in range(len(one) - 1)]
    return sum(pair in other for pair in pairs) / len(pairs) if pairs else 1.0


def _sideways(tree: Tree, picture: Picture, view: View) -> bool:
    """Whether most of the tree's text lies in something that is wider than the screen or scrolls sideways."""
    wide = whole = 0
    for item in lay_out(tree, picture, view.density).items:
        if not item.leaf or not item.node.text.strip():
            continue
        length = len(item.node.text)
        whole += length
        beyond = item.node.bounds.x2 > _SIDEWAYS * view.width and tree.platform == "android"
        if beyond or any("horizontalscroll" in above.node.cls.lower() for above in item.ancestors()):
            wide += length
    return whole > 0 and wide > 0.5 * whole


def _median(lines: Iterable[Line], of: Callable[[Line], float]) -> float | None:
    """The median, each line weighed by its length in characters."""
    values = sorted((of(line), line.box.width / line.em) for line in lines)
    whole, passed = sum(weight for _, weight in values), 0.0
    for value, weight in values:
        passed += weight
        if 2 * passed >= whole:
            return value
    return None


def _rounded(value: float | None, factor: float, digits: int) -> float | None:
    return None if value is None else round(value * factor, digits)


def _share(lines: Sequence[Line], has: Callable[[Line], bool]) -> float:
    whole = sum(line.box.width / line.em for line in lines)
    return round(sum(line.box.width / line.em for line in lines if has(line)) / whole, 2) if whole else 0.0


def _typical(lines: Sequence[Line]) -> Box | None:
    em = _median(lines, lambda line: line.em)
    if em is None:
        return None
    return max((line for line in lines if abs(line.em - em) <= 0.05 * em), key=lambda line: line.box.width).box
