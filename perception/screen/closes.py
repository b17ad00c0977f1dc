"""Close and skip controls of a window, by word, id, place and drawing, and whether one tap closes now."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from evidence.geometry import Box
from perception.screen.buttons import glyphs_in
from perception.screen.colours import ink
from perception.screen.cross import find_crosses
from perception.screen.dim import before_dimmed
from perception.screen.lexicon import button_word, has_word, patterns, plain, words
from perception.screen.marks import FIELDS, Mark, beside_field, in_front, marks_of, names_other, place_of, surroundings
from perception.screen.ocr import read_boxes, read_region
from perception.screen.rings import is_ring
from perception.screen.scene import Item, Scene
from perception.screen.view import CloseMark, Kind, SeenText, Source
from perception.screen.windows import Layer

_LARGEST_DP = 56
"""Longest side of a nameless node that may be a close control; they are usually below 90 px at 1080 px."""
_SMALLEST_DP = 6
_SECONDS = re.compile(r"(\d{1,3})\s*(?:s\b|秒|sec)|^\D{0,6}(\d{1,2})\D{0,2}$", re.IGNORECASE)
_ONLY_COUNT = re.compile(r"\d{1,2}(?:s|秒)?")
_READ_DP, _INSET = 96, 0.15
"""Longest side of a node that is read once more, and the share of its height by which its edges are left out."""
_MAX_SAID = 14
_NEVER = 0.45
"""Candidates that score less are left out."""


_SURE_MARK = 0.85
_ELSEWHERE = ("foot", "within")
_CLEAR = 0.7
"""A candidate with this score is clear enough not to look for words that only the picture shows."""
_ANSWERED: tuple[Kind, ...] = ("consent", "permission", "login")
"""Windows that ask for an answer: their buttons are no closing words."""
_BAR_DP = 30
"""Height of the bar at the top where clock and battery stand."""
_CORNER_DP = (150, 112)
"""Width of the upper corners of a screen, and where they end below."""
_LOWER = 0.72
"""Share of the screen's height below which a start screen may have its skip button."""
_HEAD_DP = 64
"""Height of the upper part of a window in which a closing word may be drawn."""
_BELOW_DP = 72
"""Height of the strip below a window that is read for a closing word."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    box: Box
    text: str
    score: float
    source: Source
    enabled: bool
    tap: Box
    doubtful: bool = False
    """Counts only where nothing surer closes the window."""


def closes_in(
    scene: Scene, layer: Layer, kind: Kind, texts: Sequence[SeenText], drawn: Sequence[SeenText]
) -> tuple[CloseMark, ...]:
    """Close candidates of a window, best first.

    Words, ids and places come from the tree, marks and further words from the picture; what is at one place is one.
    """
    drawn_marks = marks_of(scene, layer, texts, faint=kind in ("ad", "coupon", "other"))
    candidates = [found for item in _near(scene, layer) if (found := _from_node(scene, layer, item, kind, drawn_marks))]
    # A ⊗ may be read as the figure 8.
    said = [text for text in drawn if not (len(text.text) == 1 and any(_over(text.box, m.box) for m in drawn_marks))]
    candidates += [found for text in said if (found := _from_text(scene, layer, text, kind))]
    candidates += _from_outside(scene, layer, kind)
    candidates += [found for mark in drawn_marks if (found := _from_mark(scene, layer, mark, kind))]
    if kind not in _ANSWERED and layer.blocking and not layer.page and not any(c.score >= _CLEAR for c in candidates):
        candidates += _from_below(scene, layer, kind)
    if not any(c.score >= _CLEAR and not c.doubtful for c in candidates):
        candidates += _from_corners(scene, layer, kind)
    merged = _without_doubtful([_read(scene, candidate) for candidate in _merge(candidates)])
    wait = _announced_wait(texts)
    marks = [mark for candidate in merged if (mark := _mark(scene, candidate, wait)) is not None]
    return tuple(sorted(marks, key=lambda mark: (-mark.score, -mark.closable_now, mark.box.y1, mark.box.x1)))


def _near(scene: Scene, layer: Layer) -> list[Item]:
    return [
        item
        for item in layer.items
        if item is not layer.holder and item.box.area < 0.3 * layer.box.area + scene.px(48) ** 2
    ]


def _from_node(scene: Scene, layer: Layer, item: Item, kind: Kind, marks: Sequence[Mark]) -> _Candidate | None:
    """A node as a candidate: what it says decides, then its id, then its place with a mark drawn in it."""
    said = item.text or (scene.said(item) if item.node.clickable and len(scene.inside(item)) <= 4 else "")
    if _is_no_close(item):
        return None
    tap = _tap_box(item)
    drawn = next((m for m in marks if item.box.padded(scene.px(4)).contains_point(*m.box.centre)), None)
    marked = drawn is not None
    enabled = item.node.enabled
    if said and len(said) <= _MAX_SAID:
        score = _said_score(said, kind)
        if score:
            return _Candidate(item.box, said, score, "both" if marked else "tree", enabled, tap)
    if said and len(said) > 6:
        return None
    by_id = _id_score(item.node.short_id)
    small = max(scene.dp(item.box.width), scene.dp(item.box.height)) <= _LARGEST_DP
    if by_id and (small or said):
        unseen = scene.picture is not None and not marked and not said
        return _Candidate(
            item.box, said, 0.95 if marked else by_id, "both" if marked else "tree", enabled, tap, doubtful=unseen
        )
    if said or not small or not _squarish(item.box) or scene.dp(item.box.width) < _SMALLEST_DP or not item.leaf:
        return None
    if drawn is not None:
        elsewhere = drawn.place in _ELSEWHERE
        return _Candidate(item.box, "", 0.8 if elsewhere else 0.93, "both", enabled, tap, doubtful=elsewhere)
    clickable = item.node.clickable or (item.parent is not None and item.parent.node.clickable)
    corner = place_of(scene, layer, item.box) not in (None, *_ELSEWHERE)
    if clickable and corner and not layer.page and scene.picture is None:
        return _Candidate(item.box, "", 0.55, "tree", enabled, tap)
    return None


def _from_text(scene: Scene, layer: Layer, text: SeenText, kind: Kind) -> _Candidate | None:
    """A word that only the picture shows."""
    if text.node_path is not None or len(text.text) > _MAX_SAID or not surroundings(scene, layer).contains(text.box):
        return None
    score = _said_score(text.text, kind)
    if not score or text.box.centre[1] < scene.px(_BAR_DP):
        return None
    if score < _CLEAR and not (place_of(scene, layer, text.box) == "corner" and layer.box.contains(text.box)):
        return None
    return _Candidate(text.box, text.text, min(score, 0.9), "picture", True, text.box)


def _from_outside(scene: Scene, layer: Layer, kind: Kind) -> list[_Candidate]:
    """Nodes just outside a window that say they close it, as 关闭广告 below a card; those of the dimmed page do not."""
    if layer.page or not layer.blocking or layer.form == "system" or kind in _ANSWERED:
        return []
    own, near, found = {item.order for item in layer.items}, surroundings(scene, layer), list[_Candidate]()
    for item in scene.items:
        if item.order in own or not item.text or len(item.text) > _MAX_SAID or _is_no_close(item):
            continue
        if not near.contains(item.box) or layer.box.contains_point(*item.box.centre) or item.box.height > scene.px(72):
            continue
        score = _said_score(item.text, kind)
        if score >= _CLEAR and (scene.picture is None or in_front(scene, layer, item.box)):
            found.append(_Candidate(item.box, item.text, min(score, 0.9), "tree", item.node.enabled, _tap_box(item)))
    return found


def _from_below(scene: Scene, layer: Layer, kind: Kind) -> list[_Candidate]:
    """Closing words that only the picture shows, in the strip below a window."""
    if scene.picture is None or layer.box.y2 > scene.height - scene.px(40):
        return []
    box = layer.box
    strip = Box(box.x1, box.y2, box.x2, min(scene.height, box.y2 + scene.px(_BELOW_DP)))
    found = []
    for reading in read_region(before_dimmed(scene.picture, box, strip), strip, 6, max_aspect=10):
        score = _said_score(reading.text, kind)
        if score >= _CLEAR and in_front(scene, layer, reading.box):
            found.append(_Candidate(reading.box, reading.text, min(score, 0.9), "picture", True, reading.box))
    return found


def _from_corners(scene: Scene, layer: Layer, kind: Kind) -> list[_Candidate]:
    """Marks and words in the corners of an advertisement that closes nowhere else and whose tree is silent there.

    The foot of one over the whole screen may look like a sheet before it: then the upper corners are the screen's.
    """
    if scene.picture is None or kind != "ad":
        return []
    found = list[_Candidate]()
    far = layer.form == "sheet" and layer.box.y1 >= scene.px(_CORNER_DP[1])
    for corner in _corners(scene, layer, far):
        for cross in find_crosses(scene.picture, corner, scene.density)[:1] if far else ():
            if cross.score >= _SURE_MARK and in_front(scene, layer, cross.box):
                tap = cross.box.padded(round(0.3 * cross.box.width))
                found.append(_Candidate(cross.box, "", round(0.8 * cross.score, 2), "picture", True, tap))
        for reading in read_region(scene.picture, corner, 4, max_aspect=10):
            # A mark that was read as a letter was found as a mark before, and judged by what it stands in.
            score = _said_score(reading.text, kind) if len(reading.text) > 1 else 0.0
            if score >= _CLEAR and (not far or in_front(scene, layer, reading.box)):
                found.append(_Candidate(reading.box, reading.text, min(score, 0.85), "picture", True, reading.box))
    return found


def _corners(scene: Scene, layer: Layer, far: bool) -> list[Box]:
    """Where such words are written; what the picture alone shows was read as a whole before."""
    wide, low, bar = scene.px(_CORNER_DP[0]), scene.px(_CORNER_DP[1]), scene.px(_BAR_DP)
    upper = [Box(left, bar, left + wide, low) for left in (scene.width - wide, 0)]
    if far:
        return upper
    if not layer.known or layer.form in ("banner", "floating"):
        return []
    if layer.page:
        return [*upper, Box(scene.width - wide, round(_LOWER * scene.height), scene.width, scene.height - low // 2)]
    box, high = layer.box, min(layer.box.height, scene.px(_HEAD_DP))
    return [Box(box.x1, box.y1, box.x2, box.y1 + high)] if box.width <= 3 * wide else []


def _read(scene: Scene, candidate: _Candidate) -> _Candidate:
    """A small node with the word or the countdown that is drawn in it: its text may be a name that is read aloud."""
    known = candidate.source == "picture" or any(character.isdigit() for character in candidate.text)
    if scene.picture is None or known or scene.dp(max(candidate.box.width, candidate.box.height)) > _READ_DP:
        return candidate
    glyphs, inset = glyphs_in(scene, candidate.box), round(_INSET * candidate.box.height)
    places = [candidate.box.padded(-inset), *([glyphs.padded(2)] if glyphs is not None else [])]
    for reading in read_boxes(scene.picture, places):
        said = plain(reading.text) if reading is not None else ""
        if _ONLY_COUNT.fullmatch(said) or (not candidate.text and _said_score(said, "ad") >= _CLEAR):
            return replace(candidate, text=said, doubtful=False)
    return candidate


def _from_mark(scene: Scene, layer: Layer, mark: Mark, kind: Kind) -> _Candidate | None:
    """A drawn mark; in the midst of a window it is one only where nothing else closes an advertisement."""
    elsewhere = mark.place in _ELSEWHERE
    if elsewhere and (kind not in ("ad", "coupon") or mark.cross.score < _SURE_MARK):
        return None
    box = mark.box
    holder = next(
        (
            item
            for item in reversed(layer.items)
            if item.node.clickable
            and item.box.contains_point(*box.centre)
            and max(scene.dp(item.box.width), scene.dp(item.box.height)) <= 1.6 * _LARGEST_DP
        ),
        None,
    )
    # An undrawn tap area cannot be seen in the picture: the mark with a finger's margin stands for it.
    tap = holder.box if holder else box.padded(round(0.3 * box.width))
    score = round((0.7 if elsewhere else 0.9) * mark.cross.score, 2)
    return _Candidate(box, "", score, "picture", True, tap, doubtful=elsewhere)


def _said_score(said: str, kind: Kind) -> float:
    folded = plain(said)
    if folded in words("closing", "mark"):
        return 0.97
    if any(pattern.search(folded) for pattern in patterns("closing", "not_said")):
        return 0.0
    if any(pattern.search(said) for pattern in patterns("closing", "waiting")) and not _closes_itself(said):
        return _NEVER if said.strip().isdigit() else 0.5
    if button_word(said, "closing", "skip"):
        return 0.97
    if button_word(said, "closing", "close"):
        return 0.95
    if kind == "other" and folded in words("closing", "acknowledge"):
        return 0.0
    if kind not in _ANSWERED and button_word(said, "closing", "later"):
        return 0.75
    return 0.0


def _id_score(name: str) -> float:
    folded = plain(name)
    if not folded or has_word(folded, "closing", "not_close"):
        return 0.0
    if folded in words("closing", "id_exact"):
        return 0.85
    return 0.75 if any(part in folded for part in words("closing", "id_fragment")) else 0.0


def _is_no_close(item: Item) -> bool:
    if item.node.checkable or any(name in item.node.cls.lower() for name in FIELDS):
        return True
    return names_other(item) or beside_field(item)


def _tap_box(item: Item) -> Box:
    """Where a tap counts: the node, or the clickable node around it when that is not much larger."""
    if item.node.clickable:
        return item.box
    for around in item.ancestors():
        if around.node.clickable:
            return around.box if around.box.area <= 6 * item.box.area else item.box
    return item.box


def _squarish(box: Box) -> bool:
    return 0.6 <= box.width / max(1, box.height) <= 1.67


def _merge(candidates: list[_Candidate]) -> list[_Candidate]:
    """One candidate a place: words before ids before marks; what two senses see is surer and says so."""
    kept = list[_Candidate]()
    for candidate in sorted(candidates, key=lambda c: (not c.text, -c.score, c.box.area)):
        place = next((index for index, other in enumerate(kept) if _same_place(candidate.box, other.box)), None)
        if place is None:
            kept.append(candidate)
            continue
        other = kept[place]
        # Of nested nodes the outer tap area counts; the drawn part of the inner one says what it is.
        tap = other.tap if other.tap.area >= candidate.tap.area else candidate.tap
        seen: Source = other.source if other.source == candidate.source else "both"
        doubtful = other.doubtful and candidate.doubtful
        score = max(other.score, candidate.score)
        kept[place] = replace(other, score=score, source=seen, tap=tap, doubtful=doubtful)
    return kept


def _without_doubtful(candidates: list[_Candidate]) -> list[_Candidate]:
    """Candidates without those that count only where no mark in a usual place and no word closes the window."""
    sure = [candidate for candidate in candidates if not candidate.doubtful and candidate.score >= _CLEAR]
    return (
        sure + [one for one in candidates if one.doubtful or one.score < _CLEAR]
        if not sure
        else [one for one in candidates if not one.doubtful]
    )


def _over(text: Box, mark: Box) -> bool:
    return text.contains_point(*mark.centre)


def _same_place(one: Box, other: Box) -> bool:
    return one.intersect(other).area >= 0.5 * min(one.area, other.area) > 0


def _announced_wait(texts: Sequence[SeenText]) -> int | None:
    """The seconds until a window can be closed, when a text in it says so (13秒后可关闭); None without such a text."""
    for text in texts:
        waits = len(text.text) <= 2 * _MAX_SAID and not _closes_itself(text.text)
        if waits and any(pattern.search(text.text) for pattern in patterns("closing", "until")):
            return countdown(text.text) or 0
    return None


def _mark(scene: Scene, candidate: _Candidate, wait: int | None) -> CloseMark | None:
    seen = ink(scene.picture.crop(candidate.box)) if scene.picture is not None else None
    drawn = scene.picture is None or seen is not None
    waits = any(pattern.search(candidate.text) for pattern in patterns("closing", "waiting")) and not _closes_itself(
        candidate.text
    )
    counts = countdown(candidate.text)
    if wait is not None and not _closes_itself(candidate.text):
        waits, counts = True, wait if counts is None else counts
    score = candidate.score if drawn else 0.5 * candidate.score
    if score < _NEVER and drawn:
        return None
    return CloseMark(
        box=candidate.tap if candidate.tap.area <= 4 * candidate.box.area else candidate.box,
        text=candidate.text,
        score=round(score, 2),
        closable_now=drawn and candidate.enabled and not waits and not _only_ring(scene, candidate),
        source=candidate.source,
        size_px=min(candidate.tap.width, candidate.tap.height),
        contrast=seen.contrast if seen is not None else None,
        opacity=_opacity(scene, candidate.box),
        countdown_s=counts,
    )


def _only_ring(scene: Scene, candidate: _Candidate) -> bool:
    """Whether a control shows nothing but a progress ring where its mark will be, whatever its node is called."""
    if scene.picture is None or candidate.source != "tree" or not _squarish(candidate.box):
        return False
    return is_ring(scene.picture, candidate.box, scene.density)


def _closes_itself(text: str) -> bool:
    """跳过 3s and 关闭(3) are controls with a countdown; 3s 后可跳过 is not, whatever word it holds."""
    said = plain(text)
    return not any(word in said for word in ("后", "後", "after", "in")) and bool(
        button_word(text, "closing", "skip") or button_word(text, "closing", "close")
    )


def countdown(text: str) -> int | None:
    """The seconds that a control's text counts, or None."""
    match = _SECONDS.search(text.strip())
    return int(next(group for group in match.groups() if group)) if match else None


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
