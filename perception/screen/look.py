"""One look at one screen: tree and picture go in, a view comes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from evidence.tree import Tree
from perception.screen.actions import Action, actions_in, shape_of, texts_in
from perception.screen.adlabels import drawn_labels, is_sure, label_in, other_labels_in
from perception.screen.ads import ad_reasons, is_foot, is_foot_of, may_be_page_ad
from perception.screen.answers import unsaid_answers
from perception.screen.buttons import read_buttons
from perception.screen.closes import closes_in
from perception.screen.consent import implied_sentence, read_consent
from perception.screen.embedded import embedded_ads, is_sign
from perception.screen.kinds import judge_kind
from perception.screen.lexicon import has_word
from perception.screen.ocr import read_region
from perception.screen.paragraphs import paragraphs, part_words
from perception.screen.pictorial import is_pictorial
from perception.screen.picture import Picture, read_picture
from perception.screen.scene import MAX_ITEMS, Scene, lay_out
from perception.screen.texts import blank_regions, read_blank, tree_texts
from perception.screen.ticks import ticks_in
from perception.screen.topics import Judged
from perception.screen.view import Ad, CloseMark, Consent, Form, Kind, SeenText, TickBox, View, Window
from perception.screen.windows import Layer, find_layers

MAX_LAYERS = 40
"""Layers of one screen that are looked at, from the front; nobody stacks as many."""
_FEW_TEXTS = 6
"""A page with fewer texts in its tree is read by OCR where it is blank."""
_UPPER = 0.3
"""Share of the screen's height within which a mark may be that of an advertisement over the whole screen."""
_PAGE_KINDS = ("ad", "consent", "login")


@dataclass(frozen=True, slots=True, eq=False)
class _Looked:
    """A layer with what was read and judged of it."""

    layer: Layer
    window: Window
    texts: tuple[SeenText, ...]
    actions: tuple[Action, ...]
    drawn: tuple[SeenText, ...]
    label: SeenText | None


@dataclass(frozen=True, slots=True, eq=False)
class Stage:
    """What every look at one screen begins with: its scene without the picture, its layers, and known close marks."""

    scene: Scene
    layers: tuple[Layer, ...]
    closes: dict[tuple[Layer, Kind, tuple[SeenText, ...], tuple[SeenText, ...]], tuple[CloseMark, ...]] = field(
        default_factory=dict
    )


def set_stage(picture: Picture | None, tree: Tree | None, *, density: int, package: str, app_package: str) -> Stage:
    """What looks at this screen share, drawn texts read or not; it holds none of the picture's pixels."""
    scene = lay_out(tree, picture, density)
    layers = find_layers(scene, package, app_package) or _blank_page(scene, package)
    return Stage(replace(scene, picture=None), layers)


def look(
    picture: bytes | Picture | None,
    tree: Tree | None,
    *,
    density: int,
    package: str,
    app_package: str,
    platform: str = "android",
    ocr: bool = True,
    stage: Stage | None = None,
) -> View:
    """What a person sees on one screen.

    `picture` is PNG, JPEG or WebP, or decoded before, `density` dots per inch, `package` what is in front,
    `app_package` the app under test. `ocr` False reads no text from pixels (marks and colours still are seen). Hostile
    or missing input gives a view with `problems`, never an exception. The same input gives the same view. `stage` is
    what `set_stage` gave for this very screen; without it, it is made anew.
    """
    seen, problem = (picture, "") if isinstance(picture, Picture) else read_picture(picture)
    stage = stage or set_stage(seen, tree, density=density, package=package, app_package=app_package)
    scene = replace(stage.scene, picture=seen)
    problems = [problem] if problem else []
    if not scene.items:
        problems.append("no tree" if tree is None else "the tree has no visible node")
    if scene.cut:
        problems.append(f"the tree has more than {MAX_ITEMS} visible nodes; the rest was left out")
    told = tree_texts(scene)
    reads = ocr and seen is not None
    layers = stage.layers
    if len(layers) > MAX_LAYERS:
        problems.append(f"the tree has more than {MAX_LAYERS} layers; those behind were left out")
    looked = _looked_at(scene, layers[-MAX_LAYERS:], told, reads)
    looked = _with_embedded(scene, looked, told, reads)
    windows = [entry for entry in looked if not entry.layer.page or entry.window.kind in _PAGE_KINDS]
    popup = next((entry for entry in reversed(windows) if entry.window.blocking), None)
    closes = _closes(scene, stage, popup)
    texts = _visible(popup, told, looked)
    return View(
        width=scene.width,
        height=scene.height,
        density=scene.density,
        texts=texts,
        windows=tuple(entry.window for entry in windows),
        popup=popup.window if popup else None,
        consent=_consent(scene, windows, popup, closes),
        ad=_ad(scene, stage, windows, popup, closes),
        checks=_ticks(scene, looked, popup, texts),
        closes=closes,
        package=package,
        problems=tuple(problems),
    )


def _blank_page(scene: Scene, package: str) -> tuple[Layer, ...]:
    """Without any node the picture itself is the page."""
    if scene.picture is None:
        return ()
    return (Layer(scene.bounds, "fullscreen", (), package, 0.5, (), page=True, known=False),)


def _looked_at(scene: Scene, layers: Sequence[Layer], told: tuple[SeenText, ...], reads: bool) -> list[_Looked]:
    """Each layer read and judged; only what is in front is read from pixels."""
    front = next((layer for layer in reversed(layers) if layer.blocking), None)
    if scene.picture is not None and layers and not any(layer.page for layer in layers) and not scene.items:
        layers = (*_blank_page(scene, ""), *layers)
    looked = [_looked_layer(scene, layer, told, reads and layer is front) for layer in layers]
    last = looked[-1] if looked and looked[-1].layer is front else None
    if last is None or not reads or last.window.kind not in ("ad", "coupon", "other"):
        return looked
    under = looked[-2] if len(looked) > 1 and looked[-2].layer.page else None
    if under is not None and is_foot_of(scene, last.layer, under.layer, under.window.kind == "ad", under.texts):
        items = {item.order: item for item in (*under.layer.items, *last.layer.items)}
        whole = replace(under.layer, items=tuple(items[order] for order in sorted(items)))
        return [*looked[:-2], _looked_layer(scene, whole, told, True)]
    if is_foot(scene, last.layer, last.texts, last.actions, last.label):
        behind = under.layer if under is not None else _blank_page(scene, "")[0]
        return [*looked[:-2], _looked_layer(scene, behind, told, True)]
    return looked


def _looked_layer(scene: Scene, layer: Layer, told: tuple[SeenText, ...], reads: bool) -> _Looked:
    drawn = _drawn(scene, layer, texts_in(layer, told)) if reads else ()
    texts = (*texts_in(layer, told), *drawn)
    actions = actions_in(scene, layer, drawn)
    if reads and layer.known and layer.form != "system" and (unsaid := unsaid_answers(scene, layer, texts, actions)):
        texts, drawn = (*texts, *unsaid), (*drawn, *unsaid)
        actions = actions_in(scene, layer, drawn)
    label = label_in(scene, layer, texts)
    reasons = ad_reasons(scene, layer, texts, actions, label)
    judged = judge_kind(scene, layer, texts, actions, reasons)
    if reads and not is_sure(label) and _may_hide_label(scene, layer, judged, texts):
        drawn = (*drawn, *drawn_labels(scene, layer, texts))
        texts = (*texts_in(layer, told), *drawn)
        actions = actions_in(scene, layer, drawn)
        label = label_in(scene, layer, texts)
        reasons = ad_reasons(scene, layer, texts, actions, label)
        judged = judge_kind(scene, layer, texts, actions, reasons)
    return _Looked(layer, _window(layer, judged, texts, actions), texts, actions, drawn, label)


def _with_embedded(scene: Scene, looked: list[_Looked], told: tuple[SeenText, ...], reads: bool) -> list[_Looked]:
    """The layers and, over a page that nothing blocks, banners and floating advertisements.

    A page that was taken for an advertisement by the label of such a one is none: the advertisement lies low, where a
    page has none of its own, or before a page without a large picture.
    """
    front = looked[-1] if looked else None
    if not reads or front is None or not front.layer.page or front.window.kind == "consent":
        return looked
    if front.window.kind == "ad" and front.layer.known:
        return looked
    found = list[_Looked]()
    for layer, labels in embedded_ads(scene, front.layer, front.texts):
        drawn = (*texts_in(replace(layer, items=()), front.drawn), *labels)
        texts = (*texts_in(layer, told), *drawn)
        label = label_in(scene, layer, texts)
        reasons = ad_reasons(scene, layer, texts, actions_in(scene, layer, drawn), label) or is_sign(layer)
        if reasons:
            window = _window(layer, Judged("ad", 0.85, reasons), texts, ())
            found.append(_Looked(layer, window, texts, (), drawn, label))
    if front.window.kind == "ad":
        lower = any(entry.layer.box.y1 > _UPPER * scene.height for entry in found)
        if not found or not (lower or _is_plain(scene, front.layer)):
            return looked
        judged = Judged("other", 0.6, ())
        front = replace(front, window=_window(front.layer, judged, front.texts, front.actions), label=None)
    return [*looked[:-1], front, *found]


def _is_plain(scene: Scene, page: Layer) -> bool:
    """Whether a page shows no picture over most of it, as an advertisement over the whole screen does."""
    return scene.picture is not None and not is_pictorial(scene.picture, page.box)


def _drawn(scene: Scene, layer: Layer, texts: Sequence[SeenText]) -> tuple[SeenText, ...]:
    """Texts read from pixels where the tree is silent about a layer."""
    if layer.form == "system" or scene.picture is None:
        return ()
    if not layer.known:
        found = read_region(scene.picture, layer.box)
        read = (SeenText(reading.box, reading.text, "picture", reading.score) for reading in found)
        lines = [part for line in read for part in part_words(scene.picture, line)]
        return paragraphs(lines, lambda line: shape_of(scene, layer, line) is not None)
    buttons = () if layer.page else read_buttons(scene, layer.items)
    if len(texts) >= _FEW_TEXTS or not blank_regions(scene, layer.box):
        return buttons
    return (*buttons, *read_blank(scene, layer.box, 40))


def _may_hide_label(scene: Scene, layer: Layer, judged: Judged, texts: Sequence[SeenText]) -> bool:
    """Whether a label may be drawn in a layer in which none was read: it may be an advertisement."""
    if layer.form == "system":
        return False
    if layer.page:
        return judged.kind == "ad" or (judged.kind in ("coupon", "other") and may_be_page_ad(scene, layer, texts))
    return judged.kind in ("ad", "coupon", "other")


def _window(layer: Layer, judged: Judged, texts: Sequence[SeenText], actions: Sequence[Action]) -> Window:
    form: Form = layer.form
    if layer.page and judged.kind == "ad":
        skips = any(has_word(action.text, "closing", "skip") for action in actions)
        form = "splash" if skips or any("splash" in name for name in layer.ids) else "fullscreen"
    score = round(min(layer.score, judged.score) if not layer.page else judged.score, 2)
    blocking = layer.blocking and not (layer.page and judged.kind == "login")
    reasons = tuple(dict.fromkeys((*layer.reasons, *judged.reasons)))
    return Window(layer.box, form, judged.kind, score, layer.package, reasons, blocking)


def _closes(scene: Scene, stage: Stage, entry: _Looked | None) -> tuple[CloseMark, ...]:
    if entry is None or entry.layer.form == "system":
        return ()
    return _marks(scene, stage, entry, entry.window.kind)


def _marks(scene: Scene, stage: Stage, entry: _Looked, kind: Kind) -> tuple[CloseMark, ...]:
    """The close marks of a layer; what another look with the same texts found there is found again."""
    key = entry.layer, kind, entry.texts, entry.drawn
    if key not in stage.closes:
        stage.closes[key] = closes_in(scene, entry.layer, kind, entry.texts, entry.drawn)
    return stage.closes[key]


def _visible(popup: _Looked | None, told: tuple[SeenText, ...], looked: Sequence[_Looked]) -> tuple[SeenText, ...]:
    """All texts that can be seen: nodes behind a page that covers the screen are in the tree, but not to be seen."""
    drawn = [text for entry in looked for text in entry.drawn]
    shown = told
    pages = [entry for entry in looked if entry.layer.page]
    if popup is not None and popup.layer.page and len(pages) > 1:
        shown = texts_in(popup.layer, told)
    unique = dict.fromkeys((*shown, *drawn))
    return tuple(sorted(unique, key=lambda text: (text.box.y1, text.box.x1)))


def _consent(
    scene: Scene, windows: Sequence[_Looked], popup: _Looked | None, closes: tuple[CloseMark, ...]
) -> Consent | None:
    """The frontmost consent request; else a log-in form that names a policy or takes log-in as consent."""
    for entry in reversed(windows):
        if entry.window.kind == "consent":
            own = closes if entry is popup else ()
            return read_consent(scene, entry.layer, entry.window, entry.texts, entry.actions, own)
    for entry in reversed(windows):
        body = "\n".join(text.text for text in entry.texts)
        if entry.window.kind == "login" and (has_word(body, "consent", "policy_name") or implied_sentence(body)):
            return read_consent(scene, entry.layer, entry.window, entry.texts, entry.actions, ())
    return None


def _ad(
    scene: Scene, stage: Stage, windows: Sequence[_Looked], popup: _Looked | None, closes: tuple[CloseMark, ...]
) -> Ad | None:
    for entry in reversed(windows):
        # What lies behind a window that asks for something else is not what the person has to deal with.
        if entry is popup and entry.window.kind != "ad" and entry.layer.form != "system":
            return None
        if entry.window.kind == "ad":
            own = closes if entry is popup else _marks(scene, stage, entry, "ad")
            if popup is not None and windows.index(popup) > windows.index(entry):
                own = _behind(own, popup)
            return Ad(entry.window, entry.label, other_labels_in(entry.texts), own)
    return None


def _behind(closes: tuple[CloseMark, ...], popup: _Looked) -> tuple[CloseMark, ...]:
    """Close marks behind a window: those that it covers cannot be seen, and no tap reaches the others."""
    seen = (mark for mark in closes if not popup.window.box.contains_point(*mark.box.centre))
    return tuple(replace(mark, closable_now=False) for mark in seen)


def _ticks(
    scene: Scene, looked: Sequence[_Looked], popup: _Looked | None, texts: Sequence[SeenText]
) -> tuple[TickBox, ...]:
    """Tick boxes of what is in front: the pop-up's, else the page's."""
    front = popup or next((entry for entry in reversed(looked) if entry.layer.page), None)
    if front is None:
        return ()
    buttons = [action.box for action in front.actions if action.tappable]
    return ticks_in(scene, front.layer.items, popup.texts if popup is not None else texts, buttons)
