"""What can be tapped in a window and what it says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evidence.geometry import Box
from perception.screen.buttons import glyphs_in
from perception.screen.lexicon import button_word, length
from perception.screen.scene import Item, Scene
from perception.screen.shapes import button_around
from perception.screen.view import Control, SeenText, Source
from perception.screen.windows import Layer

_MAX_SAID = 24
"""Length up to which a text may be that of a button."""
ANSWERS = ("refuse", "exit", "limited", "agree", "acknowledge", "weak_refuse")
"""Groups of words by which buttons answer a request for consent."""
_FIELDS = ("edittext", "searchfield", "textfield")


@dataclass(frozen=True, slots=True, eq=False)
class Action:
    """A tappable thing: `box` takes the tap, `item` is None where only the picture shows it."""

    text: str
    box: Box
    item: Item | None
    tappable: bool
    score: float

    def control(self, score: float | None = None) -> Control:
        """The same for a view."""
        source: Source = "tree" if self.item is not None else "picture"
        path = self.item.node.path if self.item is not None else None
        return Control(self.box, self.text, source, path, round(self.score if score is None else score, 2))


def actions_in(scene: Scene, layer: Layer, drawn: Sequence[SeenText]) -> tuple[Action, ...]:
    """Everything in a window that may be a button: clickable nodes, then short texts, then texts read by OCR."""
    found, covered = list[Action](), set[int]()
    for item in layer.items:
        if not item.node.clickable or item is layer.holder or not item.node.enabled:
            continue
        said = scene.said(item)
        if not said or length(said) > _MAX_SAID or _field(item) or item.node.checkable:
            continue
        if sum(part.node.clickable for part in scene.inside(item)) > 1:
            continue
        found.append(Action(said, item.box, item, True, 0.97))
        covered.update(range(item.order, item.last + 1))
    told = list[tuple[Item, SeenText, Box | None]]()
    for item in layer.items:
        if item.order in covered or not item.text or length(item.text) > _MAX_SAID or _field(item):
            continue
        if item.leaf and not item.node.clickable and not item.node.checkable and item.node.enabled:
            told.append((item, *_shape_behind(scene, layer, item)))
    behind = [(text, shape) for _, text, shape in told]
    for item, text, shape in told:
        box = _own_part(text, shape, behind) if shape is not None else item.box
        found.append(Action(item.text, box, item, shape is not None, 0.9 if shape else 0.7))
    shaped = [
        (text, shape_of(scene, layer, text))
        for text in drawn
        if length(text.text) <= _MAX_SAID and layer.box.padded(scene.px(72)).contains(text.box)
    ]
    for text, shape in shaped:
        box = _own_part(text, shape, shaped) if shape is not None else text.box
        found.append(Action(text.text, box, None, shape is not None, min(0.9, text.score)))
    return tuple(found)


def says_answer(text: str) -> bool:
    """Whether a text is one of the answers to a request for consent."""
    return any(button_word(text, "consent", group) for group in ANSWERS)


def _own_part(text: SeenText, shape: Box, shaped: Sequence[tuple[SeenText, Box | None]]) -> Box:
    """The part of a strip that belongs to one of several words in a row on it, as at the foot of a card."""
    left, right = shape.x1, shape.x2
    for other, box in shaped:
        if other is text or box is None or box.intersect(shape).area < 0.8 * max(box.area, shape.area):
            continue
        if other.box.x2 <= text.box.x1:
            left = max(left, (other.box.x2 + text.box.x1) // 2)
        elif other.box.x1 >= text.box.x2:
            right = min(right, (other.box.x1 + text.box.x2) // 2)
    return Box(left, shape.y1, right, shape.y2)


def shape_of(scene: Scene, layer: Layer, text: SeenText) -> Box | None:
    """The button that a drawn text of a window stands on; None when it stands on the window itself."""
    if scene.picture is None:
        return None
    within = layer.box if layer.box.contains(text.box) else scene.bounds
    return button_around(scene.picture, text.box, within, scene.density)


def _shape_behind(scene: Scene, layer: Layer, item: Item) -> tuple[SeenText, Box | None]:
    """The word and the drawn button of a node that answers a request and does not say that it takes taps."""
    text = SeenText(item.box, item.text, "tree")
    glyphs = glyphs_in(scene, item.box) if scene.picture is not None and says_answer(item.text) else None
    if glyphs is None:
        return text, None
    text = SeenText(glyphs, item.text, "tree")
    return text, shape_of(scene, layer, text)


def texts_in(layer: Layer, texts: Sequence[SeenText]) -> tuple[SeenText, ...]:
    """The texts that belong to a window: those of its nodes, and drawn ones inside its box."""
    paths = {item.node.path for item in layer.items}
    return tuple(
        text
        for text in texts
        if (text.node_path in paths if text.node_path is not None else layer.box.contains_point(*text.box.centre))
    )


def _field(item: Item) -> bool:
    return any(name in item.node.cls.lower() for name in _FIELDS)
