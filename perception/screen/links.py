"""Links to the policy: nodes of their own, and words in a paragraph that have no node and are tapped by position."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from evidence.geometry import Box
from perception.screen.coloured import Run, drawn_paragraph
from perception.screen.lexicon import has_word, names_policy, plain
from perception.screen.scene import Item, Scene
from perception.screen.typesetting import (
    Place,
    advance,
    places_drawn,
    places_read,
    places_scrolled,
    places_set,
    rows_guessed,
    rows_read,
)
from perception.screen.view import Control, SeenText
from perception.screen.windows import Layer

_TITLE = re.compile(
    r"《[^《》\n]{2,30}》|〈[^〈〉\n]{2,30}〉|「[^「」\n]{2,30}」|“[^“”\n]{2,30}”|\"[^\"\n]{2,30}\"|【[^【】\n]{2,30}】"
    r"|《[^《》\n]{2,20}$"
)
"""Titles in brackets; one at the end of what can be read may be cut."""
_BARE = re.compile(
    r"关于[^。,，、《》\n]{1,14}(?:隐私|个人信息)(?:保护)?的?(?:声明|政策|说明)"
    r"|(?:用户|儿童|青少年)?(?:个人)?(?:信息)?(?:隐私|私隐)(?:权)?(?:保护)?(?:政策|协议|条款|声明|指引|说明|指南|须知)"
    r"|(?:儿童)?个人信息(?:保护|处理|收集使用)(?:政策|指引|声明|规则)"
    r"|(?:用户|服务|软件|使用|平台|会员)(?:服务|使用|许可|注册)?(?:协议|条款)|认证服务(?:协议|条款)"
    r"|(?:our )?privacy (?:policy|notice|statement|agreement)|cookies? policy"
    r"|terms (?:of (?:service|use)|(?:and|&) conditions)|(?:user|service|licen[cs]e) agreement|terms\b",
    re.IGNORECASE,
)
"""Names of policies and agreements without brackets; agreements are counted off against the links in order."""
_MAX_LINK = 30
_JOINS = " 、,,。和及与&"
_MOVED = 3.2
"""How many characters, with the marks behind them, a line break takes to the next line at most."""


def policy_links(scene: Scene, layer: Layer, texts: Sequence[SeenText]) -> tuple[Control, ...]:
    """What leads to the privacy policy from a window, best first: nodes, then words found by colour or layout."""
    found = [control for item in layer.items if (control := _own_node(scene, item)) is not None]
    for text in texts:
        if found and text.node_path is not None and text.node_path in {control.node_path for control in found}:
            continue
        found += paragraph_links(scene, text)
    # A title in brackets is the link; the same words in a heading are not.
    if any(_TITLE.search(control.text) for control in found):
        found = [control for control in found if control.node_path is not None or _TITLE.search(control.text)]
    found.sort(key=lambda control: (-control.score, control.box.y1, control.box.x1))
    kept = list[Control]()
    for control in found:
        if not any(
            control.box.intersect(other.box).area > 0.5 * min(control.box.area, other.box.area) for other in kept
        ):
            kept.append(control)
    return tuple(kept)


def _own_node(scene: Scene, item: Item) -> Control | None:
    said = item.text
    if not said or len(said) > _MAX_LINK or not names_policy(said):
        return None
    title = _TITLE.fullmatch(said.strip(_JOINS))
    if not (
        item.node.clickable
        or title
        or (item.parent is not None and item.parent.node.clickable and len(item.parent.node.children) <= 3)
    ):
        return None
    if plain(said).startswith(("我已", "已阅读", "同意", "阅读并")) or item.node.checkable:
        return None
    box = _tappable_piece(scene, item)
    return Control(box, said, "tree", item.node.path, 0.97 if item.node.clickable else 0.85)


def _tappable_piece(scene: Scene, item: Item) -> Box:
    """The part of a link's box that a tap hits: a link that a line break cuts has a box around other words as well.

    Its first part ends at the right edge of the first line; where colour shows the parts, the longer one is taken.
    """
    drawn = drawn_paragraph(scene.picture, item.box)
    lines = drawn.rows
    others = [node.bounds for node in (item.parent.node.children if item.parent else ()) if node is not item.node]
    crossed = [box for box in others if box.intersect(item.box).area > 0.02 * item.box.area]
    if len(lines) < 2 and not crossed:
        return item.box
    runs = drawn.runs if len(lines) > 1 else ()
    first = [run for run in runs if run.line == 0 and run.end >= 0.93 * item.box.width]
    last = [run for run in runs if run.line == len(lines) - 1 and run.start <= 0.07 * item.box.width]
    pieces = first[-1:] + last[:1]
    if pieces:
        run = max(pieces, key=lambda run: run.end - run.start)
        top, bottom = lines[run.line]
        return Box(item.box.x1 + run.start, item.box.y1 + top, item.box.x1 + run.end, item.box.y1 + bottom)
    if not crossed:
        return item.box
    line = min(box.height for box in crossed)
    return Box(max(item.box.x1, item.box.x2 - line), item.box.y1, item.box.x2, min(item.box.y2, item.box.y1 + line))


def paragraph_links(scene: Scene, text: SeenText) -> list[Control]:
    """Policy titles inside a longer text, each with the place where it is drawn."""
    spans = _titles(text.text)
    if not any(_is_policy(text.text[start:end]) for start, end in spans):
        return []
    places = places_read(text)
    drawn = drawn_paragraph(scene.picture, text.box, rows_read(text) if places else ())
    lines = drawn.rows or rows_guessed(text, scene.density / 160)
    places = places or places_drawn(text, lines, drawn.spans)
    places = places or places_scrolled(text, lines, drawn.spans) or places_set(text, lines)
    runs = drawn.runs
    ordered = _in_order(runs, spans, lines, text)
    found = []
    for number, (start, end) in enumerate(spans):
        title = text.text[start:end]
        if not _is_policy(title):
            continue
        if ordered:
            own = ordered[number]
            top, bottom = lines[own.line]
            box = Box(text.box.x1 + own.start, text.box.y1 + top, text.box.x1 + own.end, text.box.y1 + bottom)
            found.append(Control(box, title, "both", None, 0.95))
            continue
        guess = _longest_piece(places[start:end])
        if guess is None or guess.end <= guess.start:
            continue
        line, x1, x2 = guess.line, guess.start, guess.end
        run = _nearest(runs, guess, reach=2 * (lines[line][1] - lines[line][0]))
        if run is not None:
            line, x1, x2 = run.line, max(run.start, min(x1, run.end)), min(run.end, max(x2, run.start))
            if x2 - x1 < 0.5 * (run.end - run.start):
                x1, x2 = run.start, run.end
        top, bottom = lines[line]
        box = Box(text.box.x1 + x1, text.box.y1 + top, text.box.x1 + x2, text.box.y1 + bottom)
        found.append(
            Control(box, title, "both" if run is not None else text.source, None, 0.9 if run is not None else 0.6)
        )
    return found


def _in_order(
    runs: Sequence[Run], spans: list[tuple[int, int]], lines: Sequence[tuple[int, int]], text: SeenText
) -> list[Run]:
    """The longest run of each title, when coloured runs and titles match one to one in the order of reading.

    Two runs are one title when the first ends its line, the second begins the next, and their widths together fit.
    Empty when it does not come out even.
    """
    em = float(np.median([bottom - top for top, bottom in lines])) / 0.92
    left = sorted(runs, key=lambda run: (run.line, run.start))
    found = list[Run]()
    for start, end in spans:
        wanted = em * advance(text.text[start:end])
        if not left:
            return []
        pieces = [left.pop(0)]
        if left and _continues(pieces[0], left[0], text.box.width, em) and _width(pieces) < wanted - 0.8 * em:
            pieces.append(left.pop(0))
        if abs(_width(pieces) - wanted) > 1.2 * em + 0.15 * wanted:
            return []
        found.append(max(pieces, key=lambda run: run.end - run.start))
    return [] if left else found


def _continues(run: Run, following: Run, width: int, em: float) -> bool:
    return following.line == run.line + 1 and run.end >= width - _MOVED * em and following.start <= 0.6 * em


def _width(runs: list[Run]) -> int:
    return sum(run.end - run.start for run in runs)


def _titles(text: str) -> list[tuple[int, int]]:
    """Spans of titles in brackets, in quotation marks where none are; without any, of bare names of documents."""
    spans = [match.span() for match in _TITLE.finditer(text)]
    bracketed = [(start, end) for start, end in spans if text[start] in "《〈"]
    for found in (bracketed, spans):
        if any(_is_policy(text[start:end]) for start, end in found):
            return found
    return [match.span() for match in _BARE.finditer(text)]


def _is_policy(title: str) -> bool:
    cut = title.startswith("《") and not title.endswith("》")
    return has_word(title, "consent", "policy_name") or "隐私" in title or (cut and "个人信息" in title)


def _longest_piece(places: Sequence[Place]) -> Place | None:
    """Of a title that a line break cuts, the longer part."""
    pieces: dict[int, Place] = {}
    for place in places:
        known = pieces.get(place.line, place)
        pieces[place.line] = Place(place.line, min(known.start, place.start), max(known.end, place.end))
    return max(pieces.values(), key=lambda piece: piece.end - piece.start, default=None)


def _nearest(runs: Sequence[Run], place: Place, reach: int) -> Run | None:
    """The coloured run at a place: on its line, or at the near end of the next one; of like ones the one as wide."""
    x, wide = (place.start + place.end) // 2, place.end - place.start

    def away(run: Run) -> int:
        aside = max(0, run.start - x, x - run.end)
        return aside + 4 * reach * abs(run.line - place.line)

    near = [run for run in runs if away(run) <= 5 * reach]
    return min(near, key=lambda run: away(run) + abs(run.end - run.start - wide) // 2, default=None)
