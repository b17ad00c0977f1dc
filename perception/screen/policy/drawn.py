"""Texts that only the picture shows, on screens whose tree names a title bar or tabs and nothing else."""

from __future__ import annotations

from dataclasses import replace

from evidence.tree import Tree
from perception.screen.picture import read_picture
from perception.screen.scene import lay_out
from perception.screen.texts import blank_regions, read_blank
from perception.screen.view import View

_MAX_LINES = 40
_OVER = 3
"""Texts of the tree that lie over a blank region from which it is a background."""


def reads_poorly(view: View, tree: Tree | None) -> bool:
    """Whether a large part of the screen is drawn and none of its texts is in the view."""
    scene = lay_out(tree, None, view.density)
    if not scene.items:
        return not view.texts
    for region in blank_regions(scene, scene.bounds):
        if sum(region.contains_point(*text.box.centre) for text in view.texts) < _OVER:
            return True
    return False


def with_drawn_texts(view: View, tree: Tree | None, picture: bytes | None) -> View:
    """The view with the texts that OCR reads in the blank regions of its tree; costs up to a second."""
    seen = read_picture(picture)[0]
    if seen is None:
        return view
    scene = lay_out(tree, seen, view.density)
    known = {text.text for text in view.texts}
    read = [text for text in read_blank(scene, scene.bounds, _MAX_LINES) if text.text not in known]
    return replace(view, texts=tuple(sorted((*view.texts, *read), key=lambda text: (text.box.y1, text.box.x1))))
