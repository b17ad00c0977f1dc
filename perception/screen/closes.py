"""Close and skip controls of a window, by word, id, place and drawing, and whether one tap closes now."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from evidence.geometry import Box
from perception.screen.candidates import Candidate, merge, without_doubtful
from perception.screen.closenodes import ELSEWHERE, LARGEST_DP, from_nodes, from_outside, squarish
from perception.screen.closewords import (
    ANSWERED,
    CLEAR,
    MAX_SAID,
    NEVER,
    announced_wait,
    closes_itself,
    closing_part,
    countdown,
    is_mark,
    must_wait,
    said_score,
)
from perception.screen.colours import ink
from perception.screen.cross import find_crosses
from perception.screen.dim import before_dimmed
from perception.screen.marks import Mark, in_front, is_sign, judged_marks, place_of, surroundings
from perception.screen.ocr import Reading, read_boxes, read_region
from perception.screen.picture import Picture
from perception.screen.rings import is_ring
from perception.screen.scene import Scene
from perception.screen.shown import looked_at
from perception.screen.view import CloseMark, Kind, SeenText
from perception.screen.windows import Layer

_SURE_MARK, _SURE_AT_SIDE = 0.85, 0.75
"""Scores from which a mark in the midst of an advertisement closes it, and one at its side."""
_BAR_DP = 30
"""Height of the bar at the top where clock and battery stand."""
_CORNER_DP = (150, 112)
"""Width of the upper corners of a screen, and where they end below."""
_LOWER = 0.72
"""Share of the screen's height below which a start screen may have its skip button."""
_FOOT_DP = 14
"""Height of the strip at the lower edge of a screen in which no app draws a control."""
_HEAD_DP = 64
"""Height of the upper part of a window in which a closing word may be drawn."""
_SIDE_DP = 48
"""How far from the side of a window the middle of a mark at its side is."""
_BELOW_DP, _EDGE_DP = 72, 24
"""Height of the strip below a window that is read for a closing word, and how far it may begin within a drawn card."""


def closes_in(
    scene: Scene, layer: Layer, kind: Kind, texts: Sequence[SeenText], drawn: Sequence[SeenText]
) -> tuple[CloseMark, ...]:
    """Close candidates of a window, best first.

    Words, ids and places come from the tree, marks and further words from the picture; what is at one place is one.
    """
    drawn_marks, others = judged_marks(scene, layer, texts, faint=kind in ("ad", "coupon", "other"))
    candidates = from_nodes(scene, layer, kind, drawn_marks, others)
    # A ⊗ may be read as the figure 8.
    marked = [mark.box for mark in (*drawn_marks, *others)]
    said = [text for text in drawn if not (len(text.text) == 1 and any(_over(text.box, box) for box in marked))]
    said = [text for text in said if not is_mark(text.text) or is_sign(scene, layer, text.box, texts)]
    candidates += [found for text in said if (found := _from_text(scene, layer, text, kind))]
    candidates += from_outside(scene, layer, kind)
    candidates += [found for mark in drawn_marks if (found := _from_mark(scene, layer, mark, kind))]
    if kind not in ANSWERED and layer.blocking and not layer.page and not any(c.clear for c in candidates):
        candidates += _from_below(scene, layer, kind)
    if not any(c.clear and not c.doubtful for c in candidates):
        candidates += _from_corners(scene, layer, kind)
    merged = [looked_at(scene, one) if one.source == "both" else one for one in merge(candidates)]
    wait = announced_wait(texts)
    marks = [mark for one in without_doubtful(merged) if (mark := _mark(scene, one, wait)) is not None]
    return tuple(sorted(marks, key=lambda mark: (-mark.score, -mark.closable_now, mark.box.y1, mark.box.x1)))


def _from_text(scene: Scene, layer: Layer, text: SeenText, kind: Kind) -> Candidate | None:
    """A word that only the picture shows."""
    if text.node_path is not None or len(text.text) > MAX_SAID or not surroundings(scene, layer).contains(text.box):
        return None
    score = said_score(text.text, kind)
    if not score or text.box.centre[1] < scene.px(_BAR_DP):
        return None
    if score < CLEAR and not (place_of(scene, layer, text.box) == "corner" and layer.box.contains(text.box)):
        return None
    box = closing_part(text.text, text.box)
    return Candidate(box, text.text, min(score, 0.9), "picture", True, box)


def _from_below(scene: Scene, layer: Layer, kind: Kind) -> list[Candidate]:
    """Closing words that only the picture shows, in the strip below a window."""
    if scene.picture is None or layer.box.y2 > scene.height - scene.px(40):
        return []
    box = layer.box
    # The lower edge of a card that only the picture shows may be found somewhat too low.
    upper = box.y2 if layer.known else max(box.y1, box.y2 - scene.px(_EDGE_DP))
    strip = Box(box.x1, upper, box.x2, min(scene.height, box.y2 + scene.px(_BELOW_DP)))
    found = []
    before = before_dimmed(scene.picture, box, strip)
    for reading in _joined(before, read_region(before, strip, 6, max_aspect=10)):
        score = said_score(reading.text, kind)
        if score >= CLEAR and in_front(scene, layer, reading.box):
            found.append(Candidate(reading.box, reading.text, min(score, 0.9), "picture", True, reading.box))
    return found


def _joined(picture: Picture, readings: Sequence[Reading]) -> tuple[Reading, ...]:
    """The readings, and what neighbours on a row say together: a word over a dimmed page is easily read in parts."""
    pairs = [
        Box(one.box.x1, min(one.box.y1, other.box.y1), other.box.x2, max(one.box.y2, other.box.y2))
        for one in readings
        for other in readings
        if abs(one.box.centre[1] - other.box.centre[1]) < one.box.height // 2
        and one.box.x1 < other.box.x1 <= one.box.x2 + one.box.height
    ]
    return (*readings, *(reading for reading in read_boxes(picture, pairs) if reading is not None))


def _from_corners(scene: Scene, layer: Layer, kind: Kind) -> list[Candidate]:
    """Marks and words in the corners of an advertisement that closes nowhere else and whose tree is silent there.

    The foot of one over the whole screen may look like a sheet before it, and the card at the end of a video like a
    dialog: then the upper corners are the screen's.
    """
    if scene.picture is None or kind != "ad":
        return []
    found = list[Candidate]()
    far = not layer.page and layer.box.y1 >= scene.px(_CORNER_DP[1])
    sheet = far and layer.form == "sheet"
    for corner in _corners(scene, layer, far=True) if far and layer.form in ("sheet", "dialog") else ():
        for cross in find_crosses(scene.picture, corner, scene.density)[:1]:
            if cross.score >= _SURE_MARK and in_front(scene, layer, cross.box):
                tap = cross.box.padded(round(0.3 * cross.box.width))
                found.append(Candidate(cross.box, "", round(0.8 * cross.score, 2), "picture", True, tap))
    for corner in _corners(scene, layer, sheet):
        for reading in read_region(scene.picture, corner, 4, max_aspect=10):
            # A mark that was read as a letter was found as a mark before, and judged by what it stands in.
            score = said_score(reading.text, kind) if len(reading.text) > 1 else 0.0
            if score >= CLEAR and (not sheet or in_front(scene, layer, reading.box)):
                found.append(Candidate(reading.box, reading.text, min(score, 0.85), "picture", True, reading.box))
    return found


def _corners(scene: Scene, layer: Layer, far: bool) -> list[Box]:
    """Where such words are written; a card that the picture alone shows was read closely before, and no page was."""
    wide, low, bar = scene.px(_CORNER_DP[0]), scene.px(_CORNER_DP[1]), scene.px(_BAR_DP)
    upper = [Box(left, bar, left + wide, low) for left in (scene.width - wide, 0)]
    if far:
        return upper
    if layer.form in ("banner", "floating") or not (layer.known or layer.page):
        return []
    if layer.page:
        foot = scene.height - scene.px(_FOOT_DP)
        return [*upper, Box(scene.width - wide, round(_LOWER * scene.height), scene.width, foot)]
    box, high = layer.box, min(layer.box.height, scene.px(_HEAD_DP))
    return [Box(box.x1, box.y1, box.x2, box.y1 + high)] if box.width <= 3 * wide else []


def _from_mark(scene: Scene, layer: Layer, mark: Mark, kind: Kind) -> Candidate | None:
    """A drawn mark; in the midst of a window it is one only where nothing else closes an advertisement."""
    elsewhere = mark.place in ELSEWHERE
    box = mark.box
    aside = min(box.centre[0] - layer.box.x1, layer.box.x2 - box.centre[0]) <= scene.px(_SIDE_DP)
    sure = _SURE_AT_SIDE if aside else _SURE_MARK
    if elsewhere and (kind not in ("ad", "coupon") or mark.cross.score < sure):
        return None
    holder = next(
        (
            item
            for item in reversed(layer.items)
            if item.node.clickable
            and item.box.contains_point(*box.centre)
            and max(scene.dp(item.box.width), scene.dp(item.box.height)) <= 1.6 * LARGEST_DP
        ),
        None,
    )
    # An undrawn tap area cannot be seen in the picture: the mark with a finger's margin stands for it.
    tap = holder.box if holder else box.padded(round(0.3 * box.width))
    score = round((0.7 if elsewhere else 0.9) * mark.cross.score, 2)
    return Candidate(box, "", score, "picture", True, tap, doubtful=elsewhere)


def _over(text: Box, mark: Box) -> bool:
    return text.contains_point(*mark.centre)


def _mark(scene: Scene, candidate: Candidate, wait: int | None) -> CloseMark | None:
    seen = ink(scene.picture.crop(candidate.box)) if scene.picture is not None else None
    drawn = candidate.shown and (scene.picture is None or seen is not None)
    waits, counts = must_wait(candidate.text), countdown(candidate.text)
    if wait is not None and not closes_itself(candidate.text):
        waits, counts = True, wait if counts is None else counts
    score = candidate.score if drawn else 0.5 * candidate.score
    if score < NEVER and drawn:
        return None
    return CloseMark(
        box=_shown_box(candidate),
        text=candidate.text,
        score=round(score, 2),
        closable_now=drawn and candidate.enabled and not waits and not _only_ring(scene, candidate),
        source=candidate.source,
        size_px=min(candidate.tap.width, candidate.tap.height),
        contrast=seen.contrast if seen is not None else None,
        opacity=_opacity(scene, candidate.box),
        countdown_s=counts,
    )


def _shown_box(candidate: Candidate) -> Box:
    """The tap area where it is not much larger than what is drawn and has it in its middle, else what is drawn."""
    box, tap = candidate.box, candidate.tap
    middle = box.padded(min(box.width, box.height) // 4).contains_point(*tap.centre)
    return tap if tap.area <= 4 * box.area and middle else box


def _only_ring(scene: Scene, candidate: Candidate) -> bool:
    """Whether a control shows nothing but a progress ring where its mark will be, whatever its node is called."""
    if scene.picture is None or candidate.source != "tree" or not squarish(candidate.box):
        return False
    return is_ring(scene.picture, candidate.box, scene.density)


def _opacity(scene: Scene, box: Box) -> float | None:
    """How opaque a mark is where the ground varies enough to shine through it; a flat ground tells nothing: None."""
    if scene.picture is None:
        return None
    pixels = scene.picture.crop(box)
    seen = ink(pixels)
    if seen is None:
        return None
    grey = scene.picture.crop_grey(box).astype(np.float32)
    core = (
        seen.mask
        & np.roll(seen.mask, 1, 0)
        & np.roll(seen.mask, -1, 0)
        & np.roll(seen.mask, 1, 1)
        & np.roll(seen.mask, -1, 1)
    )
    ground = ~seen.mask
    if int(core.sum()) < 40 or int(ground.sum()) < 40 or float(grey[ground].std()) < 12:
        return None
    return round(1.0 - min(1.0, float(grey[core].std()) / float(grey[ground].std())), 2)
