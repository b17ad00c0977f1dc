"""Advertisements: whether a window is one, and the word 广告 on it."""

from __future__ import annotations

from collections.abc import Sequence

from evidence.geometry import Box
from perception.screen.actions import Action
from perception.screen.labels import read_labels
from perception.screen.lexicon import button_word, found_words, has_word, patterns, plain, words
from perception.screen.ocr import Reading, read_region
from perception.screen.scene import Scene
from perception.screen.texts import measure, read_small_pictures
from perception.screen.view import SeenText
from perception.screen.windows import FULL, Layer

_MAX_LABEL = 12
"""Characters of a text that may be a label, such as 广告 | 3s 后关闭."""
_MAX_LINES = 24
_MAX_PAGE_TEXTS = 12
"""A page with more texts is no advertisement as a whole."""
_SMALL = 0.12
"""Share of the screen up to which a box is searched for lines as well, enlarged."""
_ZOOM = 1.8
_BAR_DP = 30
"""Height of the bar at the top where clock and battery stand."""
_MAX_ASPECT = 8.0
"""Width to height of the lines that may be a label; longer ones are not read."""


def label_in(scene: Scene, texts: Sequence[SeenText]) -> SeenText | None:
    """The text that labels an advertisement with the word 广告 itself, measured; None when there is none.

    A text of its own counts, or one beside marks and a countdown; 包含广告 in a sentence and 推广 do not.
    """
    written = {item.node.path for item in scene.items if item.node.text}
    found = [
        (score, text)
        for text in texts
        if (score := _label_score(text.text)) > 0
        # A description is heard, not seen: only a picture described by the very word is taken to show it.
        and (text.node_path is None or text.node_path in written or score == 1.0)
        and _drawn_there(scene, text)
    ]
    if not found:
        return None
    return measure(scene, max(found, key=lambda pair: pair[0] * pair[1].score)[1])


def other_labels_in(texts: Sequence[SeenText]) -> tuple[SeenText, ...]:
    """Labels that stand in for 广告 and do not count: the whole text is AD, 推广, 赞助 …"""
    known = words("ads", "other_label")
    return tuple(text for text in texts if plain(text.text).strip("[]()【】·|") in known)


def ad_reasons(
    scene: Scene, layer: Layer, texts: Sequence[SeenText], actions: Sequence[Action], label: SeenText | None
) -> tuple[str, ...]:
    """Why a layer is an advertisement; empty when it is none.

    One strong sign is enough: a label of any wording, an advertisement container, a button that leads out. Weak signs
    (start screen, call to action, skip, gesture, 推荐) need each other.
    """
    strong, weak = list[str](), list[str]()
    body = "\n".join(text.text for text in texts)
    said = [action.text for action in actions]
    if label is not None:
        strong.append(f"label {label.text}")
    others = other_labels_in(texts)
    for other in others[:2]:
        (weak if plain(other.text) == "推荐" else strong).append(f"label {other.text}")
    container = next((name for name in layer.ids if _names_ad(name)), None)
    if container is not None:
        strong.append(f"id {container}")
    elif any("splash" in name for name in layer.ids):
        weak.append("id of a start screen")
    out = [text for text in said if button_word(text, "ads", "leads_out")]
    if out:
        strong.append(f"leads out: {out[0]}")
    elif lures := [text for text in said if button_word(text, "ads", "call_to_action")]:
        weak.append(f"call to action {lures[0]}")
    if has_word(body, "ads", "gesture"):
        weak.append(f"gesture {found_words(body, 'ads', 'gesture')[0]}")
    skips = [text for text in said if button_word(text, "closing", "skip")]
    if skips:
        weak.append(f"skip {skips[0]}")
    if any(pattern.search(text) for text in said for pattern in patterns("closing", "waiting")):
        weak.append("countdown")
    if _large_picture(layer):
        weak.append("picture over most of the window")
    signs = len(strong) + len(weak)
    if layer.page and not _page_may_be(scene, layer, texts, bool(skips), container is not None, signs):
        return ()
    return (*strong, *weak) if strong or len(weak) >= 3 else ()


def labels_near(scene: Scene, box: Box, told: Sequence[SeenText]) -> tuple[SeenText, ...]:
    """Labels of any wording that only the picture shows in a box; none is looked for when `told` has one."""
    if scene.picture is None or any(_label_score(text.text) > 0 for text in told):
        return ()
    labels = _labels_of(read_labels(scene.picture, box, scene.density))
    if not labels and box.area <= _SMALL * scene.area:
        labels = _labels_of(read_region(scene.picture, box, _MAX_LINES, zoom=_ZOOM, max_aspect=_MAX_ASPECT))
    return labels


def _labels_of(readings: Sequence[Reading]) -> tuple[SeenText, ...]:
    texts = [SeenText(reading.box, reading.text, "picture", reading.score) for reading in readings]
    return tuple(text for text in texts if _label_score(text.text) > 0 or other_labels_in([text]))


def drawn_labels(scene: Scene, layer: Layer, told: Sequence[SeenText]) -> tuple[SeenText, ...]:
    """Texts that only pixels show in a window where no label was read; the cheapest way of reading comes first.

    Small pictures of the tree, then places of the shape of a label, then, where the tree is all that was read, lines.
    """
    small = read_small_pictures(scene, layer.items)
    if scene.picture is None or any(_label_score(text.text) > 0 for text in small):
        return small
    placed = labels_near(scene, layer.box, ())
    if not layer.known or any(_label_score(text.text) > 0 for text in placed):
        return (*small, *placed)
    known = [text.box for text in told]
    found = read_region(scene.picture, layer.box, _MAX_LINES, known=known, max_aspect=_MAX_ASPECT)
    return (*small, *placed, *(SeenText(reading.box, reading.text, "picture", reading.score) for reading in found))


def _label_score(text: str) -> float:
    said = plain(text).strip("[]()【】·|-•")
    if "广告" not in said or len(said) > _MAX_LABEL or has_word(said, "ads", "not_label"):
        return 0.0
    if said in words("ads", "label"):
        return 1.0
    if has_word(said, "ads", "control_label"):
        return 0.6
    rest = said.replace("广告", "").strip("|·•-:,. x×✕>›▾▼0123456789s秒后关闭跳过可")
    return 0.8 if not rest else (0.5 if len(rest) <= 2 else 0.0)


def _drawn_there(scene: Scene, text: SeenText) -> bool:
    """A text of the tree must be seen: something is drawn in its box."""
    if scene.picture is None or text.source == "picture":
        return True
    return measure(scene, text).contrast is not None


def _names_ad(name: str) -> bool:
    return any(part in name for part in words("ads", "container_id"))


def _large_picture(layer: Layer) -> bool:
    return any(
        item.leaf
        and item.box.intersect(layer.box).area >= 0.5 * layer.box.area
        and not item.text
        and any(part in item.node.cls.lower() for part in ("image", "video", "webview", "texture", "surface"))
        for item in layer.items
    )


def may_be_page_ad(scene: Scene, layer: Layer, texts: Sequence[SeenText]) -> bool:
    """Whether a page holds so little to read that it may be an advertisement as a whole; feeds hold labels too."""
    return len(_below_bar(scene, texts)) <= _MAX_PAGE_TEXTS


def _page_may_be(
    scene: Scene, layer: Layer, texts: Sequence[SeenText], skips: bool, container: bool, signs: int
) -> bool:
    """A page is an advertisement only as a whole: hardly any text, or a way to skip it."""
    readable = _below_bar(scene, texts)
    if skips and len(readable) <= 16:
        return True
    if not layer.known:
        return len(readable) <= 10 and signs >= 2
    covered = _large_picture(layer) and layer.box.area >= FULL * scene.area
    return len(readable) <= 8 and (covered or container or len(readable) <= 4 or signs >= 3)


def _below_bar(scene: Scene, texts: Sequence[SeenText]) -> list[SeenText]:
    """Texts that say something and do not stand in the bar of the system at the top."""
    return [text for text in texts if len(text.text) >= 2 and text.box.centre[1] > scene.px(_BAR_DP)]
