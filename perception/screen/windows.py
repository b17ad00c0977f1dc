"""What lies on top of what: windows with roots of their own, pop-ups drawn in a page, pages that cover the screen."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from evidence.geometry import Box
from perception.screen.cards import find_card
from perception.screen.colours import ink
from perception.screen.dim import ring_around
from perception.screen.lexicon import words
from perception.screen.prompts import is_ios_prompt
from perception.screen.scene import Item, Scene
from perception.screen.view import Form

FULL = 0.85
"""Share of the screen from which something covers it; bars of the system take up to 0.1."""
_COVER = 0.7
"""The same of the picture of a start screen, below which the app's name stands."""
_FEW = 4
_LONE_MOST = 40
"""Things to read or tap in a window from which it is taken for a page."""
_SMALLEST = 0.04
"""Share of the screen below which a card in a page is a toast or a spinner."""
_MASK_IDS = ("mask", "overlay", "shade", "dialog", "popup", "modal", "scrim", "backdrop", "van-")
_PICTURES = ("imageview", "image", "webview", "surfaceview", "textureview", "video")


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """Something that may be a window, with the items that lie in it.

    `page` is the app's page itself, which covers the screen; `known` is False when the tree says nothing of what the
    picture shows there.
    """

    box: Box
    form: Form
    items: tuple[Item, ...]
    package: str
    score: float
    reasons: tuple[str, ...]
    blocking: bool = True
    page: bool = False
    known: bool = True
    holder: Item | None = None
    pictured: bool = False
    """Whether the picture alone tells that it is a window."""

    @property
    def ids(self) -> tuple[str, ...]:
        """Lower-case ids in it and of what holds it."""
        around = [item.node.short_id.lower() for item in self.holder.ancestors()] if self.holder else []
        return tuple(filter(None, [*around, *(item.node.short_id.lower() for item in self.items)]))


def find_layers(scene: Scene, package: str, app_package: str) -> tuple[Layer, ...]:
    """All layers back to front: the page, pop-ups drawn in it, windows with roots of their own, system prompts."""
    pages, partial, system = list[Item](), list[Layer](), list[Layer]()
    for root in scene.roots:
        if "toast" in root.node.cls.lower() or _only_toast(scene, root):
            continue
        if _is_system(root.node.package, app_package) or is_ios_prompt(scene, root):
            system.append(_system_layer(scene, root))
        elif root.box.area >= FULL * scene.area or (
            root.box.width >= 0.98 * scene.width
            and root.box.y1 <= 0.06 * scene.height
            and root.box.area >= 0.7 * scene.area
        ):
            pages.append(root)
        else:
            partial.append(_root_layer(scene, root))
    layers = list[Layer]()
    dialogs = any(layer.blocking for layer in (*partial, *system))
    for position, root in enumerate(reversed(pages)):  # UiAutomator lists the windows that are in front first
        layers += _page_layers(scene, root, lowest=position == 0, alone=not dialogs)
    layers += _stacked(scene, partial)
    if not any(not layer.page and layer.blocking for layer in [*layers, *system]):
        layers += _drawn(scene, package)
    return (*layers, *system)


def _is_system(package: str, app_package: str) -> bool:
    if not package or package == app_package:
        return False
    return package in words("packages", "prompt") or package in words("packages", "dialog")


def _only_toast(scene: Scene, root: Item) -> bool:
    inside = scene.inside(root)
    small = root.box.area < 0.12 * scene.area and root.box.height < 0.12 * scene.height
    return (
        small and len(inside) <= 4 and not any(item.node.clickable for item in inside) and any(i.text for i in inside)
    )


def _system_layer(scene: Scene, root: Item) -> Layer:
    box = _card(scene, scene.inside(root), root.box)
    return Layer(box, "system", scene.inside(root), root.node.package, 0.99, (_why_system(root),), holder=root)


def _why_system(root: Item) -> str:
    return "permission alert of iOS" if root.node.cls.startswith("XCUI") else f"package {root.node.package}"


def _root_layer(scene: Scene, root: Item) -> Layer:
    reasons = ["window root of its own that covers part of the screen"]
    dims = _dims(scene, root.box)
    if dims:
        reasons.append("dimmed background")
    form = _form(scene, root.box, dims is not False)
    blocking = form not in ("banner", "floating")
    return Layer(
        root.box,
        form,
        scene.inside(root),
        root.node.package,
        0.97 if dims else 0.9,
        tuple(reasons),
        blocking,
        holder=root,
    )


def _page_layers(scene: Scene, root: Item, lowest: bool, alone: bool) -> list[Layer]:
    """The page of a root that covers the screen and the pop-ups drawn in it, back to front."""
    items = scene.inside(root)
    page = Layer(root.box, "fullscreen", items, root.node.package, 0.5, (), page=True, holder=root)
    popup = _popup_in(scene, root, lowest, alone)
    if popup is None and lowest and alone:
        popup = _lone(scene, root)
    if popup is None:
        return [page]
    if popup.holder is root:
        return [popup]
    inside = {item.order for item in popup.items}
    return [replace(page, items=tuple(item for item in items if item.order not in inside)), popup]


def _popup_in(scene: Scene, root: Item, lowest: bool, alone: bool) -> Layer | None:
    """The frontmost pop-up drawn in a root. `alone`: no window lies before it, to which dimming would belong."""
    items = scene.inside(root)
    content = [item for item in items if _is_content(scene, item)]
    hiding = _hiding(scene, root)
    if hiding is not None:
        why = ("hides the page behind it",)
        package, inside = root.node.package, scene.inside(hiding)
        return Layer(hiding.box, "fullscreen", inside, package, 0.7, why, page=True, holder=hiding)
    if not lowest and any(item.leaf and _pictured(item) and item.box.area >= FULL * scene.area for item in items):
        signs = ("window root of its own", "picture over the screen")
        return Layer(root.box, "fullscreen", items, root.node.package, 0.8, signs, page=True, holder=root)
    for blocker in reversed([item for item in items if item.box.area >= FULL * scene.area]):
        above = [item for item in content if item.order > blocker.order]
        before = any(item.order < blocker.order for item in content)
        if not above or not (before or not lowest or alone):
            continue
        card = _card(scene, items[blocker.order - root.order :], _union(above))
        covers = before and _covering(scene, blocker, items)
        if card.area > FULL * scene.area:
            if covers:
                return _cover(scene, blocker, items, root)
            continue
        if covers and _pictured(blocker):
            return _cover(scene, blocker, items, root)
        if card.area < _SMALLEST * scene.area or not any(_tappable(item) for item in above):
            continue
        under = _under(scene, blocker, card, content)
        found = _judge_card(scene, blocker, card, before or not lowest, own_root=not lowest, under=under)
        if found is not None:
            after = items[blocker.order - root.order :]
            score, reasons = found
            return Layer(card, _form(scene, card, True), after, root.node.package, score, reasons, holder=blocker)
        if covers:
            return _cover(scene, blocker, items, root)
    return None


def _lone(scene: Scene, root: Item) -> Layer | None:
    """A root over the screen that holds nothing but one card, as the source of a dialog's own window does.

    Log-in pages are built so as well, but have a field to type in.
    """
    items = scene.inside(root)
    content = [item for item in items if _is_content(scene, item)]
    typed = any("edittext" in item.node.cls.lower() or "textfield" in item.node.cls.lower() for item in content)
    behind = any(item.leaf and _pictured(item) and item.box.area >= FULL * scene.area for item in items)
    if typed or behind or not 2 <= len(content) <= _LONE_MOST or not any(_tappable(item) for item in content):
        return None
    main = [item for item in content if not _mark_like(scene, item)] or content
    around = _union(main)
    holders = [i for i in items if not i.leaf and i.box.area < 0.8 * scene.area and i.box.contains(around)]
    if not holders:
        return None
    card = min(holders, key=lambda item: item.box.area)
    box = card.box
    middle = 0.25 * scene.height <= box.centre[1] <= 0.75 * scene.height
    margin = min(box.x1, scene.width - box.x2)
    even = abs(box.x1 + box.x2 - scene.width) <= 0.04 * scene.width
    centred = margin >= 0.03 * scene.width and even and middle and box.y1 >= 0.1 * scene.height
    foot = box.y2 >= 0.93 * scene.height and box.width >= 0.9 * scene.width and box.y1 >= 0.2 * scene.height
    dims = _dims(scene, box)
    if not (centred or foot) or box.area < _SMALLEST * scene.area or dims is False:
        return None
    reasons = ("all that the window holds", "dimmed background" if dims else "centred card" if centred else "sheet")
    score = 0.95 if dims else 0.8
    return Layer(box, _form(scene, box, True), items, root.node.package, score, reasons, holder=root)


def _mark_like(scene: Scene, item: Item) -> bool:
    """Whether a node may be a close mark outside a card: small, without words."""
    return not item.text and max(item.box.width, item.box.height) <= scene.px(56)


def _tappable(item: Item) -> bool:
    """Whether a node takes taps as far as can be told: on iOS buttons drawn by frameworks are silent about it."""
    silent = item.node.cls == "XCUIElementTypeOther" and item.leaf and 0 < len(item.text) <= 12
    return item.node.clickable or silent


def _judge_card(
    scene: Scene, blocker: Item, card: Box, before: bool, own_root: bool, under: bool
) -> tuple[float, tuple[str, ...]] | None:
    """Score and reasons for a card over a blocking node, or None when it is no pop-up: two signs are asked for."""
    reasons = ["window root of its own"] if own_root else []
    dims = _dims(scene, card)
    if dims:
        reasons.append("dimmed background")
    if before and (blocker.node.clickable or (blocker.leaf and not blocker.text)):
        reasons.append("node over the whole screen behind it that takes taps")
    if under:
        reasons.append("lies over texts of the page")
    if (
        abs(card.x1 + card.x2 - scene.width) <= 0.06 * scene.width
        and card.width <= 0.97 * scene.width
        and card.y2 < 0.93 * scene.height
        and card.y1 > 0.08 * scene.height
    ):
        reasons.append("centred card")
    elif card.y2 >= 0.93 * scene.height and card.width >= 0.9 * scene.width and before:
        reasons.append("sheet at the bottom edge")
    if any(
        mark in f"{item.node.id} {item.node.cls}".lower()
        for item in (blocker, *blocker.ancestors())
        for mark in _MASK_IDS
    ):
        reasons.append("named as a mask or dialog")
    if dims is False and not (blocker.leaf and before) and not own_root:
        return None
    if len(reasons) < 2:
        return None
    return (0.95 if dims else 0.75), tuple(reasons)


def _under(scene: Scene, blocker: Item, card: Box, content: list[Item]) -> bool:
    """Whether a card covers what comes before it in the tree, which the parts of one page never do."""
    before = [item for item in content if item.order < blocker.order and item.leaf and item.text]
    covered = [item for item in before if item.box.intersect(card).area >= 0.5 * item.box.area]
    return len(covered) >= 2 and len(before) >= _FEW


def _cover(scene: Scene, blocker: Item, items: tuple[Item, ...], root: Item) -> Layer:
    """A page laid over another page in the same root; `blocker` grows to the outermost node that holds nothing else."""
    holder = blocker
    while holder.parent is not None and holder.parent is not root and holder.parent.box.area >= FULL * scene.area:
        between = items[holder.parent.order - root.order + 1 : holder.order - root.order]
        if any(_is_content(scene, item) for item in between):
            break
        holder = holder.parent
    after = items[holder.order - root.order :]
    return Layer(
        holder.box, "fullscreen", after, root.node.package, 0.6, ("covers an earlier page",), page=True, holder=holder
    )


def _hiding(scene: Scene, root: Item) -> Item | None:
    """A part of a root that hides the rest, whatever the order in the tree: it holds what covers the screen.

    The rest is hidden when hardly any of its texts is drawn where the tree has it.
    """
    if scene.picture is None:
        return None
    covers = [i for i in scene.inside(root) if i.leaf and not i.text and i.box.area >= _COVER * scene.area]
    texts = [item for item in scene.inside(root) if item.leaf and item.text and item.box.height <= scene.px(40)]
    for cover in covers[-2:]:
        for part in (one for one in cover.ancestors() if one.box.area >= FULL * scene.area):
            outside = [item for item in texts if not part.order <= item.order <= part.last]
            if len(outside) < _FEW:
                break
            if part is not root and _drawn_share(scene, outside) < 0.3:
                return max(
                    (
                        p
                        for p in cover.ancestors()
                        if p.last - p.order <= part.last - part.order + _FEW and p is not root
                    ),
                    key=lambda p: p.last - p.order,
                )
    return None


def _drawn_share(scene: Scene, texts: list[Item]) -> float:
    """The share of single-line texts that are drawn in their boxes: ink that leaves the box's edges free."""
    assert scene.picture is not None
    step = max(1, len(texts) // 24)
    sample, drawn = texts[::step][:24], 0
    for item in sample:
        seen = ink(scene.picture.crop(item.box))
        if seen is not None and seen.contrast >= 1.2:
            rows = seen.mask.any(axis=1)
            drawn += not rows[0] and not rows[-1] and 0.02 <= float(seen.mask.mean()) <= 0.5
    return drawn / max(1, len(sample))


def _covering(scene: Scene, blocker: Item, items: tuple[Item, ...]) -> bool:
    """Whether something opaque lies on top from this node on: a picture or web view over the screen."""
    return any(item.order >= blocker.order and item.box.area >= FULL * scene.area and _pictured(item) for item in items)


def _drawn(scene: Scene, package: str) -> list[Layer]:
    """A pop-up that only the picture shows, as in web views and canvases."""
    if scene.picture is None:
        return []
    found = find_card(scene.picture)
    if found is None:
        return []
    card = found.box
    node = _node_at(scene, card)
    if node is not None:
        told = ("dimmed background", "card in the page")
        return [
            Layer(
                node.box, _form(scene, card, True), scene.inside(node), package, 0.9, told, holder=node, pictured=True
            )
        ]
    near = card.padded(scene.px(4))
    inside = tuple(item for item in scene.items if near.contains(item.box))
    crossing = any(
        item.text
        and item.box.intersect(card).area > 0
        and not near.contains(item.box)
        and item.box.area < 0.5 * scene.area
        for item in scene.items
    )
    known = not crossing and any(item.text or item.node.clickable for item in inside) and not _behind(scene, inside)
    reasons = ("dimmed background in the picture", "card that the tree does not tell")
    score = min(found.score, 0.85)
    return [
        Layer(
            card, _form(scene, card, True), inside if known else (), package, score, reasons, known=known, pictured=True
        )
    ]


def _behind(scene: Scene, inside: tuple[Item, ...]) -> bool:
    """Whether the nodes where a card stands are those of the page that it hides: their texts are not drawn there."""
    texts = [item for item in inside if item.leaf and item.text and item.box.height <= scene.px(40)]
    return len(texts) >= 2 and _drawn_share(scene, texts) < 0.35


def _node_at(scene: Scene, card: Box) -> Item | None:
    """The node that is drawn as a card, when it holds something to read or tap."""
    for item in scene.items:
        common = item.box.intersect(card).area
        if common >= 0.85 * max(item.box.area, card.area) and any(part.text for part in scene.inside(item)):
            return item
    return None


def _stacked(scene: Scene, layers: list[Layer]) -> list[Layer]:
    """Partial windows back to front: the front one is not dimmed. Without a difference the source decides."""
    layers = layers[::-1]
    if scene.picture is None or len(layers) < 2:
        return layers
    value, scale = scene.picture.reduced
    levels = []
    for layer in layers:
        own = np.zeros(value.shape, bool)
        x1, y1, x2, y2 = (round(v * scale) for v in layer.box.as_list())
        own[y1:y2, x1:x2] = True
        for other in layers:
            if other is not layer and not other.box.contains(layer.box):
                a1, b1, a2, b2 = (round(v * scale) for v in other.box.as_list())
                own[b1:b2, a1:a2] = False
        levels.append(int(np.percentile(value[own], 85)) if own.any() else 0)
    if max(levels) - min(levels) < 25:
        return layers
    return [layer for _, layer in sorted(zip(levels, layers, strict=True), key=lambda pair: pair[0])]


def _dims(scene: Scene, box: Box) -> bool | None:
    """Whether the picture shows a dimmed background around the box; None without a picture or ring."""
    ring = ring_around(scene.picture, box) if scene.picture is not None else None
    if ring is None or ring.plain_dark:
        return None
    return ring.dims or ring.dims_dark


def _form(scene: Scene, box: Box, blocks: bool) -> Form:
    wide, tall = box.width >= 0.9 * scene.width, box.height / max(1, scene.height)
    if box.area >= FULL * scene.area:
        return "fullscreen"
    if wide and box.y2 >= 0.93 * scene.height:
        return "sheet" if blocks or tall >= 0.3 else "banner"
    if wide and tall < 0.25 and box.y1 <= 0.12 * scene.height:
        return "banner"
    if not blocks and box.area < 0.15 * scene.area:
        return "floating"
    return "dialog"


def _card(scene: Scene, items: tuple[Item, ...], fallback: Box) -> Box:
    """The smallest node that holds nearly all content of the items; the fallback when there is none."""
    content = [item for item in items if _is_content(scene, item)][:200]
    holders = [item for item in items if item.box.area < FULL * scene.area and not item.leaf]
    best, best_key = fallback, (0, 0)
    for holder in holders[:300]:
        held = sum(holder.box.contains(item.box) for item in content)
        key = (held, -holder.box.area)
        if held >= 0.6 * len(content) and key > best_key:
            best, best_key = holder.box, key
    return _with_parts(scene, best, content)


def _with_parts(scene: Scene, card: Box, content: list[Item]) -> Box:
    """A card with the boxes of buttons right below it that are as wide, as 取消 of an action sheet is."""
    for item in sorted(content, key=lambda item: item.box.y1):
        level = abs(item.box.x1 - card.x1) <= 0.02 * scene.width and abs(item.box.x2 - card.x2) <= 0.02 * scene.width
        if item.node.clickable and item.text and level and 0 <= item.box.y1 - card.y2 <= scene.px(16):
            card = Box(card.x1, card.y1, card.x2, item.box.y2)
    return card


def _is_content(scene: Scene, item: Item) -> bool:
    if item.box.area >= FULL * scene.area:
        return False
    return bool(item.text) or item.node.clickable or (item.leaf and _pictured(item))


def _pictured(item: Item) -> bool:
    return any(name in item.node.cls.lower() for name in _PICTURES)


def _union(items: list[Item]) -> Box:
    return Box(
        min(item.box.x1 for item in items),
        min(item.box.y1 for item in items),
        max(item.box.x2 for item in items),
        max(item.box.y2 for item in items),
    )
