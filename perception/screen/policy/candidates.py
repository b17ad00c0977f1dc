"""Where the way to the policy may go on from a screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from evidence.geometry import Box
from evidence.tree import Tree
from perception.screen.links import paragraph_links
from perception.screen.picture import read_picture
from perception.screen.policy.icons import drawn_icons, icon_control
from perception.screen.policy.words import asks, is_dangerous, leads_elsewhere, leaves_app, may_open_policy, word_score
from perception.screen.scene import Item, Scene, lay_out
from perception.screen.view import Control, SeenText, View

UNKNOWN_ROW = 0.05
ELSEWHERE_ROW = 0.02
_UNKNOWN_TAB = 0.15
_MAX_ROWS = 24
_MAX_SAID = 30
_MAX_DRAWN = 16
_MAX_PARAGRAPH = 400
_UNMARKED_LINK = 0.6
"""What a name in a paragraph scores when no colour shows where it is."""
_TITLE_SHARE = 0.09
_TAB_SHARE = 0.88
"""Tabs lie below this share of the height."""
_CARD_PICTURE = 0.3
"""Share of a control that a picture in it fills from which it is a card of content."""
_PANEL = (0.25, 0.95)
"""Least and largest share of the screen of a drawer or a sheet."""
_MAX_PANELS = 24
_FEW_CONTROLS = 2
_MAX_CONTROLS = 200
"""More than any screen for people offers; an app that offers more must not make the search crawl."""
_BACK = frozenset(("‹", "〈", "<", "←", "返回", "back"))
"""What the arrow at the top left says; the search has the back key for that."""
_FIELDS = ("edittext", "textfield", "searchfield")


def policy_link_candidates(view: View, tree: Tree | None, picture: bytes | None = None) -> tuple[Control, ...]:
    """What to tap on a screen to come nearer to the privacy policy, best first; `score` tells how promising it is.

    The policy's own link scores about 1, the steps before it less, unnamed icons at corners and unknown tabs least.
    What may cost, destroy, call, log out or leave the app is never among them; nor is what lies under a pop-up. With
    the picture, icons are known by their shape (#gear, #person …), and found where there is no tree.
    """
    scene = lay_out(tree, read_picture(picture)[0] if picture else None, view.density)
    found = [
        control for item in _in_front(scene, view) if (control := _from_item(scene, item, view.height)) is not None
    ]
    found += [control for text in view.texts if (control := _from_text(scene, text, view.height)) is not None]
    found += view.consent.policy_links if view.consent is not None else ()
    links = [link for text in view.texts for link in _links_in(scene, text)]
    found = [control for control in found if not any(_is_part(link, control) for link in links)] + links
    found += drawn_icons(scene)
    area = front(view)
    found = [control for control in found if area is None or area.contains_point(*control.box.centre)]
    found.sort(key=lambda control: (-control.score, control.box.area, control.box.y1, control.box.x1))
    return _distinct(found)


def other_rows(view: View, tree: Tree | None, known: Sequence[Control]) -> tuple[Control, ...]:
    """Named controls of a screen that say nothing of the way, top to bottom: a policy may stand behind any of them.

    Cards of content are none. Rows that say they lead elsewhere (orders, languages …) score less than the others.
    """
    scene = lay_out(tree, None, view.density)
    area = front(view)
    boxes = [control.box for control in known]
    rows = list[Control]()
    for item in _in_front(scene, view):
        if not _tappable(item) or _is_card(scene, item):
            continue
        said = scene.said(item)
        nested = any(part.node.clickable for part in scene.inside(item)[1:])
        if not nested and _row_says(said) and (area is None or area.contains_point(*item.box.centre)):
            rows.append(Control(item.box, said, "tree", item.node.path, _row_score(said)))
    for text in view.texts:
        drawn = text.node_path is None and len(text.text) <= _MAX_DRAWN and text.box.y1 > _TITLE_SHARE * view.height
        if drawn and _row_says(text.text) and (area is None or area.contains_point(*text.box.centre)):
            rows.append(Control(text.box, text.text, "picture", None, _row_score(text.text)))
    rows = [row for row in rows if not any(row.box.contains(box) or box.contains(row.box) for box in boxes)]
    return tuple(sorted(rows, key=lambda row: (row.box.y1, row.box.x1))[:_MAX_ROWS])


def front(view: View) -> Box | None:
    """The part of the screen that can be tapped: a pop-up's when one lies over the page, else all (None)."""
    return view.popup.box if view.popup is not None and view.popup.form != "fullscreen" else None


def _links_in(scene: Scene, text: SeenText) -> list[Control]:
    """Names of policies in a paragraph; in a question they are hardly links."""
    if len(text.text) > _MAX_PARAGRAPH:
        return []
    links = paragraph_links(scene, text)
    if asks(text.text):
        return [replace(link, score=min(link.score, word_score(text.text))) for link in links]
    if scene.picture is None or len(text.text) <= _MAX_DRAWN:
        return links
    # Words in the midst of a text, in its own colour and without brackets, are no link to a person.
    return [link if _stands_out(link) else replace(link, score=ELSEWHERE_ROW) for link in links]


def _stands_out(link: Control) -> bool:
    return link.score > _UNMARKED_LINK or link.text[:1] in "《〈「“【"


def _is_part(link: Control, control: Control) -> bool:
    """Whether a control is the paragraph in which a link stands: its middle would miss the link."""
    return link.text in control.text and len(control.text) > len(link.text) + 4 and control.box.contains(link.box)


def _in_front(scene: Scene, view: View) -> Sequence[Item]:
    """The items that nothing covers: of a pop-up those from the node on that has its box, of a drawer those in it."""
    area = front(view)
    if area is None:
        panel = next((item for item in _large(scene) if _covers_others(scene, item)), None)
        return scene.inside(panel) if panel is not None else scene.items
    alike = [i for i in scene.items if i.box.intersect(area).area >= 0.95 * max(i.box.area, area.area) and not i.leaf]
    if not alike:
        return scene.items
    # What is drawn later lies on top, but a source begins with the front window: the others come behind it.
    held = alike[-1]
    root = next((item for item in held.ancestors() if item.parent is None), held)
    return scene.items[held.order : root.last + 1]


def _large(scene: Scene) -> list[Item]:
    """Items that may be a drawer or a sheet, the front one first."""
    least, most = (share * scene.area for share in _PANEL)
    large = [item for item in scene.items if least <= item.box.area <= most and not item.leaf]
    return large[-_MAX_PANELS:][::-1]


def _covers_others(scene: Scene, panel: Item) -> bool:
    """Whether an item lies on top of the page: controls of its own stand over controls that are not in it."""
    own = [item for item in scene.inside(panel)[1:] if item.node.clickable]
    if len(own) < _FEW_CONTROLS:
        return False
    around = {item.order for item in panel.ancestors()}
    below = (item for item in scene.items[: panel.order] if item.node.clickable and item.order not in around)
    inside = [item for item in below if panel.box.contains_point(*item.box.centre) and item.box.area < panel.box.area]
    return len(inside) >= _FEW_CONTROLS


def _distinct(found: Sequence[Control]) -> tuple[Control, ...]:
    kept = list[Control]()
    for control in found:
        if len(kept) == _MAX_CONTROLS:
            break
        if not any(
            control.box.intersect(other.box).area >= 0.6 * min(control.box.area, other.box.area) for other in kept
        ):
            kept.append(control)
    return tuple(kept)


def _from_item(scene: Scene, item: Item, height: int) -> Control | None:
    if not _tappable(item) or any(part.node.clickable for part in scene.inside(item)[1:]):
        return None
    said = scene.said(item)
    if not said:
        return icon_control(scene, item, height)
    if len(said) > _MAX_SAID or _barred(said):
        return None
    score = word_score(said)
    if score and _is_card(scene, item):
        score = min(score, UNKNOWN_ROW)
    if not score and item.box.y1 >= _TAB_SHARE * height and len(said) <= 6 and not leads_elsewhere(said):
        score = _UNKNOWN_TAB
    return Control(item.box, said, "tree", item.node.path, round(score, 2)) if score else None


def _from_text(scene: Scene, text: SeenText, height: int) -> Control | None:
    """A word that only the picture shows, or that no clickable node holds, may be a button; others are none."""
    if len(text.text) > _MAX_DRAWN or _barred(text.text):
        return None
    score = word_score(text.text)
    if text.node_path is not None:
        title = text.box.y2 <= 0.14 * height or (not may_open_policy(text.text) and score < 0.6)
        held = any(item.node.clickable and item.box.contains(text.box) for item in scene.items)
        if title or held or text.box.height > scene.px(80):
            return None
        return Control(text.box, text.text, "tree", text.node_path, round(0.8 * score, 2)) if score >= 0.3 else None
    if text.box.y2 <= _TITLE_SHARE * height and score < 1.0:
        return None
    return Control(text.box, text.text, "picture", None, round(0.9 * score, 2)) if score else None


def _tappable(item: Item) -> bool:
    field = any(name in item.node.cls.lower() for name in _FIELDS)
    return item.node.clickable and item.node.enabled and not item.node.checkable and not field


def _barred(said: str) -> bool:
    return is_dangerous(said) or leaves_app(said)


def _row_says(said: str) -> bool:
    return bool(said) and len(said) <= _MAX_SAID and said.strip().lower() not in _BACK and not _barred(said)


def _row_score(said: str) -> float:
    return ELSEWHERE_ROW if leads_elsewhere(said) else UNKNOWN_ROW


def _is_card(scene: Scene, item: Item) -> bool:
    """Whether a control is content: a large picture in it beside its words."""
    tall = scene.dp(item.box.height) > 72
    return tall and any(
        part.leaf and not part.text and part.box.area >= _CARD_PICTURE * item.box.area and part is not item
        for part in scene.inside(item)
    )
