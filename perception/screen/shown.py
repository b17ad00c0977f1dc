"""Whether a close control that the tree has is drawn where it says, and what is written in it.

Advertisements keep such nodes in the tree before, or without, drawing them.
"""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from evidence.geometry import Box
from perception.screen.buttons import glyphs_in
from perception.screen.candidates import Candidate
from perception.screen.closewords import CLEAR, is_mark, only_counts, said_score
from perception.screen.cross import find_crosses
from perception.screen.lexicon import length, plain
from perception.screen.ocr import read_boxes
from perception.screen.scene import Scene

_READ_DP, _INSET = 96, 0.15
"""Longest side of a node that is read, and the share of its height by which its edges are left out."""
_PX_PER_DP = 1.5
_STROKE = 9
"""Strokes up to so many px stand out, at that resolution."""
_BRIGHTEST = 93
"""Percentile of the strokes that tells how much stands out."""
_CLEARLY, _LEAST, _BUSY = 1.5, 12.0, 80.0
"""How many times more must stand out in a node than around it, and by how much; how much where nobody can tell."""
_MARGIN_DP = 4
_EM = 0.7
"""Width of a character at most, as a share of its button's height."""


def looked_at(scene: Scene, candidate: Candidate) -> Candidate:
    """A candidate of the tree with the word or the countdown that is drawn in it, and whether anything of it is drawn.

    Its text may be a name that is read aloud. Without a picture nothing is changed.
    """
    if scene.picture is None or candidate.source == "picture":
        return candidate
    both, counted = candidate.source == "both", any(character.isdigit() for character in candidate.text)
    small = scene.dp(max(candidate.box.width, candidate.box.height)) <= _READ_DP
    read = _read(scene, candidate.box) if small and not (both and counted) else ()
    # A mark may be read as a figure or a letter.
    count = next((one for one in read if only_counts(one) and len(one) > both), "")
    word = next((one for one in read if said_score(one, "ad") >= CLEAR), "")
    told = "" if counted else count or ("" if candidate.text or is_mark(word) else word)
    if told:
        return replace(candidate, text=told, doubtful=False, aloud=False)
    if both or word:
        return candidate
    drawn = _is_drawn(scene, candidate, read)
    return candidate if drawn else replace(candidate, shown=drawn is None, doubtful=True)


def _read(scene: Scene, box: Box) -> tuple[str, ...]:
    assert scene.picture is not None
    glyphs, inset = glyphs_in(scene, box), round(_INSET * box.height)
    places = [box.padded(-inset), *([glyphs.padded(2)] if glyphs is not None else [])]
    return tuple(plain(reading.text) for reading in read_boxes(scene.picture, places) if reading is not None)


def _is_drawn(scene: Scene, candidate: Candidate, read: tuple[str, ...]) -> bool | None:
    """Whether a mark, the words, or at least something that does not go on around it is drawn in a node.

    None where so much is drawn all around that nobody can tell.
    """
    assert scene.picture is not None
    word = _of_word(candidate, glyphs_in(scene, candidate.box) or candidate.box)
    inside, outside = _strokes(scene, word)
    if inside >= _CLEARLY * outside + _LEAST:
        return True
    if word.width < candidate.box.width // 2:
        read = (*read, *_read(scene, word))
    said, around = plain(candidate.text), candidate.box.padded(scene.px(_MARGIN_DP))
    if said and any(one and (one in said or said in one) for one in read):
        return True
    if inside < 1:
        return False
    if find_crosses(scene.picture, around, scene.density):
        return True
    return None if min(inside, outside) >= _BUSY else False


def _of_word(candidate: Candidate, box: Box) -> Box:
    """The middle part of a wide button, in which its word stands and of which it takes enough to stand out."""
    middle, half = box.centre[0], round(_EM * length(candidate.text) * box.height / 2)
    if not candidate.text or box.width <= 4 * half:
        return box
    return Box(middle - half, box.y1, middle + half, box.y2)


def _strokes(scene: Scene, box: Box) -> tuple[float, float]:
    """How much stands out in a box and around it, in levels of grey."""
    assert scene.picture is not None
    scale = min(1.0, _PX_PER_DP * 160 / scene.density)
    around = scene.picture.bounds.intersect(box.padded(max(4, min(box.width, box.height) // 2)))
    size = (max(1, round(around.width * scale)), max(1, round(around.height * scale)))
    small = cv2.resize(scene.picture.crop_grey(around), size, interpolation=cv2.INTER_AREA)
    element = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (_STROKE, _STROKE))
    light, dark = (cv2.morphologyEx(small, how, element) for how in (cv2.MORPH_TOPHAT, cv2.MORPH_BLACKHAT))
    strokes = np.maximum(light, dark)
    own = np.zeros(strokes.shape, bool)
    left, top = int((box.x1 - around.x1) * scale), int((box.y1 - around.y1) * scale)
    own[top : round((box.y2 - around.y1) * scale), left : round((box.x2 - around.x1) * scale)] = True
    inside, outside = strokes[own], strokes[~own]
    if not inside.size or not outside.size:
        return 0.0, 0.0
    return float(np.percentile(inside, _BRIGHTEST)), float(np.percentile(outside, _BRIGHTEST))
