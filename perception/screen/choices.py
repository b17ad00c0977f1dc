"""The choice beside a choice: dialogs ask with two buttons, whatever the second one says."""

from __future__ import annotations

import re
from collections.abc import Sequence

from evidence.geometry import Box
from perception.screen.actions import Action
from perception.screen.lexicon import button_word, has_word, plain
from perception.screen.scene import Scene

_LONGEST = 14
"""Characters up to which a text may be a choice in words that nobody foresaw."""
_STACKED_DP = 44
"""Gap between choices one above the other at most."""
_DENIES = re.compile(
    r"不|拒|退出|离开|取消|放弃|算了|暂|稍后|以后|下次|再[想看说等]|跳过|返回|关闭|\bno\b|not|don't|later|skip|exit|quit|leave"
)
_OFFERS = re.compile(
    r"查看|详情|了解|更多|全文|阅读|设置|管理|自定义|权限|协议|政策|条款|清单|客服|联系|反馈|帮助|撤回|语言|english|中文"
    r"|view|read|learn|more|detail|manage|option|setting|custom|prefer|help|contact|policy|terms|privacy"
)
"""What stands beside choices and is none: ways to read on, to set, to ask."""


def refusing_pair(scene: Scene, window: Box, agree: Action, actions: Sequence[Action], page: bool) -> Action | None:
    """The one other choice beside an agreeing one; on a page a mere text has to deny something to be one."""
    others = [other for other in actions if not button_word(other.text, "consent", "agree")]
    found = _pair(scene, window, agree, others)
    return found if found is not None and (found.tappable or not page or _denies(found)) else None


def agreeing_pair(scene: Scene, window: Box, refuse: Action, actions: Sequence[Action]) -> Action | None:
    """The one other choice beside a refusing one, which denies nothing."""
    found = _pair(scene, window, refuse, actions)
    return found if found is not None and not _denies(found) else None


def _pair(scene: Scene, window: Box, known: Action, actions: Sequence[Action]) -> Action | None:
    """The one other button that stands beside or right above or below a known choice; None when there are more."""
    found = [other for other in actions if other is not known and _may_choose(other) and _alike(known, other)]
    paired = [other for other in found if _in_row(known.box, other.box) or _in_stack(scene, window, known, other)]
    apart = list[Action]()
    for other in paired:
        if not any(other.box.intersect(kept.box).area > 0.3 * min(other.box.area, kept.box.area) for kept in apart):
            apart.append(other)
    return apart[0] if len(apart) == 1 else None


def unworded_pair(scene: Scene, window: Box, actions: Sequence[Action]) -> tuple[Action, Action] | None:
    """The agreeing and the refusing one of two buttons in words that nobody foresaw, the lowest in a window.

    Words without a shape are buttons only where nothing stands below them. What denies refuses; else the right one of a
    row agrees, the upper one of a stack.
    """
    inside = [action for action in actions if action.text and window.contains_point(*action.box.centre)]
    lowest = sorted(inside, key=lambda action: -action.box.y2)[:2]
    buttons = [action for action in actions if _may_choose(action) and (action.tappable or action in lowest)]
    for one in sorted(buttons, key=lambda action: -action.box.y2)[:2]:
        other = _pair(scene, window, one, buttons)
        if other is None:
            continue
        denying = [action for action in (one, other) if _denies(action)]
        if len(denying) == 1:
            return (other, one) if denying[0] is one else (one, other)
        if _in_row(one.box, other.box):
            left, right = sorted((one, other), key=lambda action: action.box.x1)
            return right, left
        upper, lower = sorted((one, other), key=lambda action: action.box.y1)
        return upper, lower
    return None


def lone_choice(actions: Sequence[Action]) -> Action | None:
    """The one button of a window that has no other choice."""
    buttons = [action for action in actions if action.tappable and _may_choose(action)]
    return buttons[0] if len(buttons) == 1 and not _denies(buttons[0]) else None


def in_corner(window: Box, action: Action) -> bool:
    """Whether a short text stands at the left or right end of a window's head, where sheets have their answers."""
    box = action.box
    edge = 0.12 * window.width
    return box.width <= 0.4 * window.width and (box.x1 - window.x1 <= edge) != (window.x2 - box.x2 <= edge)


def _may_choose(action: Action) -> bool:
    said = plain(action.text)
    if not 1 <= len(said) <= _LONGEST or "《" in said or not any(letter.isalpha() for letter in said):
        return False
    return not (
        _OFFERS.search(said)
        or button_word(action.text, "consent", "settings")
        or has_word(action.text, "consent", "policy_name")
    )


def _denies(action: Action) -> bool:
    return _DENIES.search(action.text.lower()) is not None


def _alike(known: Action, other: Action) -> bool:
    """Whether both are known in the same way: where one is a node that takes taps, a mere text is no choice."""
    if known.item is not None and other.item is not None:
        return other.tappable or not known.tappable
    return True


def _in_row(one: Box, other: Box) -> bool:
    level = abs(one.centre[1] - other.centre[1]) <= 0.35 * max(one.height, other.height)
    return level and min(one.x2, other.x2) <= max(one.x1, other.x1) + 4


def _in_stack(scene: Scene, window: Box, known: Action, other: Action) -> bool:
    one, two = sorted((known.box, other.box), key=lambda box: box.y1)
    if other.box is one and known.tappable and not other.tappable:
        return False  # a heading or the end of a paragraph above a button
    near = -4 <= two.y1 - one.y2 <= scene.px(_STACKED_DP)
    middle = abs(one.centre[0] - two.centre[0]) <= 0.04 * window.width
    right = abs(one.x2 - two.x2) <= 0.03 * window.width
    return near and (middle or right)
