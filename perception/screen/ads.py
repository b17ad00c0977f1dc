"""Advertisements: whether a window is one, and why."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from evidence.geometry import Box
from perception.screen.actions import Action
from perception.screen.adlabels import SURE, is_sure, label_score, labels_near, other_labels_in
from perception.screen.closewords import closes_itself
from perception.screen.dim import ring_around
from perception.screen.lexicon import button_word, found_words, has_word, patterns, plain, words
from perception.screen.marks import marks_of
from perception.screen.pictorial import has_plain_ground, is_letterboxed, is_pictorial
from perception.screen.scene import Scene
from perception.screen.view import SeenText
from perception.screen.windows import FULL, Layer

_MAX_PAGE_TEXTS = 12
"""A page with more texts is no advertisement as a whole."""
_LINE, _MOST_LINES = 9, 4
"""Characters of a text that is more than a word or two, and how many such an advertisement holds."""
_BAR_DP = 30
"""Height of the bar at the top where clock and battery stand."""
_MOST_BESIDE = 4
"""Texts up to which a window that is a picture says nothing but what the picture is about."""
_MARK = 0.78
"""Least score of a drawn close mark that is a sign."""
_ABOVE_DIM = 30
"""How much brighter than a dimmed page a word is that lies before it."""
_UNDIMMED = 212
"""What is brighter is not dimmed."""
_LOW = 0.6
"""Share of the height below which a card may be the foot of an advertisement over the whole screen."""
_FOOT_AREA = 0.2
"""Share of the screen that such a foot takes at most."""
_FOOT, _TAB, _TABS, _LEVEL_DP = 0.88, 4, 3, 8
"""Share of the height below which tabs stand, how long their words are, how many there are, and how level."""
_SIGHTS = {"picture over most of the window", "hardly any words on the page"}
"""Weak signs that a close mark makes surer."""
_ENOUGH = 3
"""Weak signs that make an advertisement together."""


def ad_reasons(
    scene: Scene, layer: Layer, texts: Sequence[SeenText], actions: Sequence[Action], label: SeenText | None
) -> tuple[str, ...]:
    """Why a layer is an advertisement; empty when it is none.

    One strong sign is enough: a label of any wording, an advertisement container, a button or sentence that leads out.
    Weak signs (start screen, picture, call to action, skip, countdown, close mark, gesture, 推荐) need each other.
    """
    strong, weak = list[str](), list[str]()
    readable = _below_bar(scene, texts)
    said = [action.text for action in actions if action.box.centre[1] > scene.px(_BAR_DP)]
    if label is not None:
        strong.append(f"label {label.text}")
    others = dict.fromkeys(plain(other.text) for other in other_labels_in(texts))
    strong += [f"label {other}" for other in others if other != "推荐"][:2]
    weak += ["label 推荐"] if "推荐" in others and not _is_tab("推荐", texts) else []
    container = next((name for name in _names(layer) if _names_ad(name)), None)
    if container is not None:
        strong.append(f"id {container}")
    elif any("splash" in name for name in layer.ids):
        weak.append("id of a start screen")
    out = next((text for text in said if button_word(text, "ads", "leads_out") or _matches(text, "leads_sentence")), "")
    if out:
        strong.append(f"leads out: {out}")
    lure = "" if out else _lure(said, [action.text for action in actions if action.tappable])
    if lure:
        weak.append(f"call to action {lure}")
    if (out or lure) and not layer.page and _offers_app([text.text for text in texts]):
        strong.append("names the developer of an app")
    body = "\n".join(text.text for text in texts)
    if has_word(body, "ads", "gesture"):
        weak.append(f"gesture {found_words(body, 'ads', 'gesture')[0]}")
    skips = next((text for text in said if button_word(text, "closing", "skip")), "")
    if skips:
        weak.append(f"skip {skips}")
    counts = any(character.isdigit() for character in skips) and "/" not in skips
    if counts or any(pattern.search(text) for text in said for pattern in patterns("closing", "waiting")):
        weak.append("countdown")
    if _pictured(scene, layer):
        weak.append("picture over most of the window")
        if len(readable) <= _MOST_BESIDE and not layer.page:
            weak.append("hardly any words beside the picture")
        if len(readable) <= 1 and not layer.page and layer.blocking:
            weak.append("nothing but a picture")
    elif lure and layer.page and len(readable) <= _MOST_BESIDE and not _is_plain(scene, layer):
        weak.append("hardly any words on the page")
    doubtful = _SIGHTS & set(weak) if not strong else lure and layer.page and layer.known
    if doubtful and len(strong) + len(weak) == _ENOUGH - 1 and _has_mark(scene, layer, texts):
        weak.append("close mark")
    signs = len(strong) + len(weak)
    if layer.page and not _page_may_be(scene, layer, texts, readable, bool(skips), container is not None, signs, label):
        return ()
    return (*strong, *weak) if strong or len(weak) >= _ENOUGH else ()


def is_foot(
    scene: Scene, layer: Layer, texts: Sequence[SeenText], actions: Sequence[Action], label: SeenText | None
) -> bool:
    """Whether what the picture shows as a sheet is the foot of a page below a dark photograph.

    Such are the name of the app below its start screen, which holds nothing to tap, and the plain part of an
    advertisement over the whole screen, whose label stands on the photograph and is not dimmed.
    """
    low = layer.form == "sheet" or (layer.form == "dialog" and layer.box.y1 >= _LOW * scene.height)
    if scene.picture is None or not layer.pictured or not low or label is not None:
        return False
    words_in = [text for text in texts if len(text.text) >= 2]
    if layer.form == "sheet" and len(words_in) <= 2 and not any(action.tappable for action in actions):
        return True
    if len(words_in) > _MOST_BESIDE or (layer.known and layer.form == "sheet"):
        return False
    ring = ring_around(scene.picture, layer.box)
    above = Box(0, scene.px(_BAR_DP), scene.width, layer.box.y1)
    return ring is not None and any(
        int(scene.picture.crop(text.box).max()) > min(ring.far_cap + _ABOVE_DIM, _UNDIMMED)
        for text in labels_near(scene, above, ())
        if label_score(text.text) >= SURE
    )


def is_foot_of(scene: Scene, layer: Layer, page: Layer, is_ad: bool, texts: Sequence[SeenText]) -> bool:
    """Whether what the tree has as a card low on the screen is the foot of the advertisement over the screen behind it.

    Behind it is an advertisement by its own signs, or nothing but a picture.
    """
    low = layer.box.y1 >= _LOW * scene.height and layer.box.area <= _FOOT_AREA * scene.area
    if not low or not layer.known or page.box.area < FULL * scene.area:
        return False
    own = [text for text in _below_bar(scene, texts) if not layer.box.contains_point(*text.box.centre)]
    return is_ad or (_pictured(scene, page) and not own)


def may_be_page_ad(scene: Scene, layer: Layer, texts: Sequence[SeenText]) -> bool:
    """Whether a page holds so little to read that it may be an advertisement as a whole; feeds hold labels too."""
    return len(_below_bar(scene, texts)) <= _MAX_PAGE_TEXTS


def _matches(text: str, group: str, *, whole: bool = False) -> bool:
    said = plain(text)
    return any(pattern.fullmatch(said) if whole else pattern.search(said) for pattern in patterns("ads", group))


def _lure(said: Sequence[str], buttons: Sequence[str]) -> str:
    """What lures on: a known word, or a button worded as such buttons are."""
    known = next((text for text in said if button_word(text, "ads", "call_to_action")), "")
    worded = (text for text in buttons if _matches(text, "lure", whole=True) and not has_word(text, "ads", "not_label"))
    return known or next(worded, "")


def _offers_app(said: Sequence[str]) -> bool:
    """Whether a window names who made an app and two more things of it, as advertisements for apps do."""
    facts = {
        pattern
        for text in said
        for part in re.split(r"[|丨·\s,，;；]+", text)
        for pattern in patterns("ads", "offered_app")
        if pattern.search(plain(part))
    }
    return len(facts) >= 2 and any(_matches(text, "offered_by") for text in said)


def _is_tab(word: str, texts: Sequence[SeenText]) -> bool:
    """Whether a word was also read with what stands beside it, as 推荐 同城 at the head of a feed."""
    return any(len(text.text) > len(word) and plain(text.text).startswith(word) for text in texts)


def _names(layer: Layer) -> Iterator[str]:
    """Ids in a window; of a page those that name most of it, as its banners have containers, too."""
    if not layer.page:
        yield from layer.ids
        return
    around = list(layer.holder.ancestors()) if layer.holder is not None else []
    for item in (*around, *layer.items):
        if item.node.short_id and item.box.intersect(layer.box).area >= 0.5 * layer.box.area:
            yield item.node.short_id.lower()


def _names_ad(name: str) -> bool:
    return any(part in name for part in words("ads", "container_id"))


def _pictured(scene: Scene, layer: Layer) -> bool:
    """Whether a picture takes most of a window, as its tree says or the pixels show."""
    if scene.picture is not None and is_pictorial(scene.picture, layer.box):
        return True
    if scene.picture is not None and layer.page and is_letterboxed(scene.picture, layer.box):
        return True
    return _large_picture(layer)


def _large_picture(layer: Layer) -> bool:
    return any(
        item.leaf
        and item.box.intersect(layer.box).area >= 0.5 * layer.box.area
        and not item.text
        and any(part in item.node.cls.lower() for part in ("image", "video", "webview", "texture", "surface"))
        for item in layer.items
    )


def _is_plain(scene: Scene, layer: Layer) -> bool:
    return scene.picture is None or has_plain_ground(scene.picture, layer.box)


def _has_mark(scene: Scene, layer: Layer, texts: Sequence[SeenText]) -> bool:
    """Whether a close mark is drawn at the corners of a window, or outside it."""
    marks = marks_of(scene, layer, texts, faint=True)
    return any(mark.cross.score >= _MARK and mark.place != "within" for mark in marks)


def _page_may_be(
    scene: Scene,
    layer: Layer,
    texts: Sequence[SeenText],
    readable: Sequence[SeenText],
    skips: bool,
    container: bool,
    signs: int,
    label: SeenText | None,
) -> bool:
    """A page is an advertisement only as a whole: hardly any text, or a way to skip it, and no tabs at its foot."""
    if _has_tabs(scene, texts):
        return False
    if skips and len(readable) <= 16:
        return True
    if sum(len(text.text) >= _LINE for text in readable) > _MOST_LINES:
        return False
    if not layer.known:
        return len(readable) <= 10 and (signs >= 2 or (is_sure(label) and len(readable) <= 5))
    covered = _large_picture(layer) and layer.box.area >= FULL * scene.area
    return len(readable) <= 10 and (covered or container or len(readable) <= 4 or signs >= 3)


def _has_tabs(scene: Scene, texts: Sequence[SeenText]) -> bool:
    """Whether short words stand side by side at the foot of a page, which lead to the parts of an app."""
    low = [t for t in texts if t.box.centre[1] >= _FOOT * scene.height]
    foot = [t for t in low if len(t.text) <= _TAB and not any(t is not o and o.box.intersect(t.box).area for o in low)]
    if any(button_word(text.text, "ads", "call_to_action") for text in foot):
        return False
    for text in foot:
        level = [t for t in foot if abs(t.box.centre[1] - text.box.centre[1]) <= scene.px(_LEVEL_DP)]
        centres = [t.box.centre[0] for t in level]
        if len(level) >= _TABS and max(centres) - min(centres) >= 0.5 * scene.width:
            return True
    return False


def _below_bar(scene: Scene, texts: Sequence[SeenText]) -> list[SeenText]:
    """Texts that say something else than 广告 and 关闭 and do not stand in the bar of the system at the top."""
    below = (text for text in texts if len(text.text) >= 2 and text.box.centre[1] > scene.px(_BAR_DP))
    return [text for text in below if label_score(text.text) < SURE and not closes_itself(text.text)]
