"""Tick boxes and whether they are ticked: told by the tree where it can, else seen in the picture."""

from __future__ import annotations

import re
from collections.abc import Sequence

from evidence.geometry import Box
from perception.screen.boxes import LARGEST_DP, box_before, box_shaped
from perception.screen.lexicon import has_word
from perception.screen.scene import Item, Scene
from perception.screen.ticked import seen_ticked
from perception.screen.view import SeenText, TickBox

_CLASSES = ("checkbox", "radiobutton", "checkedtextview")
_SWITCHES = ("switch", "togglebutton")
_TICKED_MARKS = "☑✅✔✓√☒■●◉"
_EMPTY_MARKS = "☐□○◯"
_MAX_ABOUT = 200
_REACH_DP = 28
LABELS = ("我已", "已阅读", "本人已", "我同意《", "同意《", "阅读并同意《", "登录即", "勾选")
"""How labels of tick boxes begin that are as short as words on buttons."""
_AGREES = re.compile(
    r"[\WoO0Q口〇回]{0,2}(?:我|本人|请|先|勾选|确认|并|仔细|点击)*(?:已经?|同意|阅读|勾选|接受|知悉|(?:登录|注册)\S{0,6}即|未注册)"
    r"|[\WoO0Q]{0,2}\s?(?:i|i've|i have|yes|by)\b.{0,24}(?:read|agree|accept|consent)|(?:agree|accept|consent)\b",
    re.IGNORECASE,
)
"""How the label of a tick box begins; paragraphs about privacy begin otherwise."""
_RULES = re.compile(
    r"协议|政策|条款|隐私|授权|规则|声明|须知|说明|指引|承诺|个人信息|[《〈「【]|terms|privacy|polic|agreement|conditions|notice",
    re.IGNORECASE,
)
"""What is agreed to."""
_NO_LABEL = re.compile(
    r"(?:同意|接受)\s*[,，。!！~?？的吧啊呀啦哦你您他她它楼这那].|\bagree with"
    r"|(?:同意|接受)(?:并|且|&)(?!接受|同意|遵守|授权|知悉|理解|确认|愿意)"
    r"|(?:agree|accept) (?:and|&) (?:continue|enter|start|close)",
    re.IGNORECASE,
)
"""How people agree with each other, and how buttons do that go on at once."""
_REMEMBERS = re.compile(
    r"\W{0,2}(?:记住|自动登录|\d+天内|十天内|下次自动|不再提[示醒]|不再显示|今日不再)"
    r"|\W{0,2}(?:remember me|keep me|don.?t (?:show|ask))"
    r"|\W{0,2}(?:接收|订阅)\S{0,6}(?:营销|推广|资讯|消息|短信|通知|优惠)",
    re.IGNORECASE,
)
"""How labels begin of tick boxes that are not about consent."""

_STATES = re.compile(r"勾|选|check|select|tick|toggle|radio|icon|(?:^|_)(?:ic|btn|img|agree)(?:_|$)", re.IGNORECASE)

MAX_TICKS = 100
"""Tick boxes that are told from the nodes of one screen; a person sees fewer."""


def ticks_in(
    scene: Scene, items: Sequence[Item], texts: Sequence[SeenText], buttons: Sequence[Box] = ()
) -> tuple[TickBox, ...]:
    """Tick boxes: checkable nodes, nodes drawn like a box beside a text, and boxes drawn before a text.

    What stands on one of the `buttons` is no label of a tick box.
    """
    found = list[TickBox]()
    for item in items:
        if len(found) >= MAX_TICKS:
            break
        tick = _from_node(scene, item, texts)
        if tick is not None and not any(_same(tick.box, other.box) for other in found):
            found.append(tick)
    # A label that begins a line was read into the paragraph before it.
    labels = [line for text in texts for line in text.lines[1:] if _is_label(line.text)]
    for text in (*texts, *labels):
        if any(_names(text, button) for button in buttons):
            continue
        tick = _from_text(scene, text)
        if tick is not None and not any(_same(tick.box, other.box) for other in found):
            found.append(tick)
    return tuple(found)


def _from_node(scene: Scene, item: Item, texts: Sequence[SeenText]) -> TickBox | None:
    cls, box = item.node.cls.lower(), item.box
    named = any(name in cls for name in (*_CLASSES, *_SWITCHES))
    if item.node.checkable:
        about = _about(scene, item, texts)
        return TickBox(box, item.node.checked, 0.98, about, is_about_consent(about))
    drawn_box = box_shaped(scene, box) and item.leaf and not item.node.text and _names_box(item.node.description)
    about = _about(scene, item, texts) if named or drawn_box else ""
    labelled = _is_label(about) and _before(scene, box, about, texts)
    if not (named or (drawn_box and labelled)):
        return None
    # `checked` of a node that is not checkable says nothing: the picture decides.
    seen = seen_ticked(scene, box if drawn_box else _box_part(scene, box))
    if seen is None:
        return TickBox(box, item.node.checked, 0.5, about, is_about_consent(about)) if named else None
    ticked, score = seen
    return TickBox(box, ticked, score, about, is_about_consent(about))


def _names_box(description: str) -> bool:
    """Whether a description may be that of a picture of a box: none, its state or its file, not words to read."""
    return not description or _STATES.search(description) is not None


def _from_text(scene: Scene, text: SeenText) -> TickBox | None:
    """A box that stands before a label: as a character in it, or drawn to its left without a node."""
    said = text.text.strip()
    if not said or len(said) > _MAX_ABOUT or not (is_about_consent(said) or _is_label(said)):
        return None
    line = min(text.box.height, scene.px(24))
    if said[0] in _TICKED_MARKS + _EMPTY_MARKS:
        box = Box(text.box.x1, text.box.y1, text.box.x1 + line, text.box.y1 + line)
        return TickBox(box, said[0] in _TICKED_MARKS, 0.9, said, is_about_consent(said))
    if scene.picture is None or not _is_label(said):
        return None
    side = box_before(scene, text)
    seen = seen_ticked(scene, side) if side is not None else None
    if side is None or seen is None:
        return None
    return TickBox(side, seen[0], min(seen[1], 0.8), said, is_about_consent(said))


def _names(text: SeenText, button: Box) -> bool:
    """Whether a text is the word on a button, which stands in its middle; the label of a tick box does not."""
    middle = abs(2 * text.box.centre[0] - button.x1 - button.x2) <= 0.2 * button.width
    return middle and button.contains_point(*text.box.centre) and not text.text.lstrip().startswith(LABELS)


def _is_label(text: str) -> bool:
    """Whether a text begins as labels of tick boxes do: 已阅读并同意 and 记住密码, not 已关注."""
    agrees = _AGREES.match(text) is not None and has_word(text, "consent", "consent_tick")
    if agrees and _NO_LABEL.search(text) and not _RULES.search(text):
        return False  # 我同意，正好顺路 is an answer to a friend, 同意并继续 a row to tap
    return agrees or _REMEMBERS.match(text) is not None


def is_about_consent(text: str) -> bool:
    """Whether a tick box with this text agrees to rules; 记住账号 and 不再提示 do not."""
    return has_word(text, "consent", "consent_tick") and not has_word(text[:12], "consent", "other_tick")


def _box_part(scene: Scene, box: Box) -> Box:
    """The square at the left of a node that holds box and text."""
    side = min(box.height, scene.px(LARGEST_DP))
    return Box(box.x1, box.centre[1] - side // 2, box.x1 + side, box.centre[1] + side // 2)


def _about(scene: Scene, item: Item, texts: Sequence[SeenText]) -> str:
    """The text that a box belongs to: its own, else those right of it on its row, joined in reading order."""
    own = scene.said(item)
    if own and own.strip(_TICKED_MARKS + _EMPTY_MARKS + " "):
        return own[:_MAX_ABOUT]
    row = _row(scene, item.box, texts)
    return "".join(text.text for text in row)[:_MAX_ABOUT]


def _row(scene: Scene, box: Box, texts: Sequence[SeenText]) -> list[SeenText]:
    y = box.centre[1]
    slack = scene.px(6)
    row = [
        text
        for text in texts
        if text.box.y1 - slack <= y <= text.box.y2 + slack
        and text.box.x1 >= box.x2 - slack
        and len(text.text) <= _MAX_ABOUT
    ]
    row.sort(key=lambda text: text.box.x1)
    kept = list[SeenText]()
    edge = box.x2
    for text in row:
        if text.box.x1 - edge > scene.px(_REACH_DP if not kept else 16):
            break
        kept.append(text)
        edge = max(edge, text.box.x2)
    return kept


def _before(scene: Scene, box: Box, about: str, texts: Sequence[SeenText]) -> bool:
    """Whether a text really stands beside the box, so that pictures in lists are no tick boxes."""
    return bool(about) and bool(_row(scene, box, texts))


def _same(one: Box, other: Box) -> bool:
    return one.intersect(other).area >= 0.3 * min(one.area, other.area) > 0
