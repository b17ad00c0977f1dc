"""Answers to a request for consent that the tree is silent about: buttons without words, and words without nodes."""

from __future__ import annotations

from collections.abc import Sequence

from evidence.geometry import Box
from perception.screen.actions import ANSWERS, Action, says_answer
from perception.screen.lexicon import button_word, names_policy
from perception.screen.ocr import read_region
from perception.screen.scene import Scene
from perception.screen.view import SeenText
from perception.screen.windows import Layer

_BODY = 40
"""Characters from which a window that names the policy is more than a link to it."""
_BELOW_DP = 64
"""How far below the nodes that are known a button may stand which has none."""
_MOST_LINES = 8


def unsaid_answers(
    scene: Scene, layer: Layer, texts: Sequence[SeenText], actions: Sequence[Action]
) -> tuple[SeenText, ...]:
    """What is drawn under the text of a request and told by no node; nothing is read where both answers are known."""
    body = "".join(text.text for text in texts)
    if scene.picture is None or len(body) < _BODY or not names_policy(body):
        return ()
    said = {group for action in actions for group in ANSWERS if button_word(action.text, "consent", group)}
    if said & {"agree", "acknowledge"} and said - {"agree", "acknowledge"}:
        return ()
    asked = max(texts, key=lambda text: len(text.text))
    foot = layer.box.y2 if layer.page else min(scene.height, layer.box.y2 + scene.px(_BELOW_DP))
    region = Box(layer.box.x1, min(asked.box.y2, foot), layer.box.x2, foot)
    known = [text.box for text in texts if text.box.intersect(region).area > 0]
    found = read_region(scene.picture, region, _MOST_LINES, known=known)
    return tuple(
        SeenText(reading.box, reading.text, "picture", reading.score)
        for reading in found
        if layer.box.contains_point(*reading.box.centre) or says_answer(reading.text)
    )
