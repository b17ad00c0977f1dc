"""Consent requests: who agrees, who refuses, what is linked, and whether the choice is a fair one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from evidence.geometry import Box
from perception.screen.actions import ANSWERS, Action
from perception.screen.choices import agreeing_pair, in_corner, lone_choice, refusing_pair, unworded_pair
from perception.screen.colours import Colour, cmc_distance, dominant, ink
from perception.screen.lexicon import button_word, has_word, names_policy, patterns, plain
from perception.screen.links import policy_links
from perception.screen.picture import Pixels
from perception.screen.scene import Scene
from perception.screen.view import CloseMark, Consent, Control, SeenText, Window
from perception.screen.windows import Layer

AREA_RATIO = 1.5
"""One choice that takes this many times the area of the other is not equal to it (published practice)."""
COLOUR_DISTANCE = 30.0
"""CMC distance of dominant colours above which two choices are not equal (published practice)."""
_RIM = 0.12
"""Share of a button's height at its edges in which no word stands."""
_LINE = 18
"""Sum of the differences of the colour parts from which a line is drawn."""
_TALLER = 1.3
_SAME_GROUND = 5.0
_POLICY_LENGTH = 600
"""Characters from which a window that speaks of collecting and sharing holds a policy's text."""
_BODY = 16
"""Characters from which a text is the one that a request is about."""
_NEAR_DP = 96
_LABELS = ("我已", "已阅读", "本人已")
"""How labels of tick boxes begin, which are no buttons unless they take the tap."""
_AGREES = ("同意", "接受", "继续", "进入", "使用")
"""How a button ends that begins like them; labels go on with what is agreed to."""
_REFUSALS = (("refuse", 1.0), ("exit", 0.95), ("limited", 0.9), ("weak_refuse", 0.8))


def read_consent(
    scene: Scene,
    layer: Layer,
    window: Window,
    texts: Sequence[SeenText],
    actions: Sequence[Action],
    closes: Sequence[CloseMark],
) -> Consent:
    """The consent request that a window makes. On a page, as at log-in, only explicit words count as its buttons."""
    body = "\n".join(text.text for text in texts)
    actions = [action for action in actions if _may_answer(action, layer.box, texts)]
    refuse = _refusal(actions, strict=layer.page)
    agree = _best(actions, "agree", refuse, strict=window.kind == "login")
    if refuse is None and layer.page and window.kind == "consent" and agree is not None:
        refuse = _best([action for action in actions if _under(scene, action, agree)], "weak_refuse", agree)
    acknowledge = None if agree is not None else _best(actions, "acknowledge", refuse)
    chosen = agree or (acknowledge if window.kind == "consent" or not layer.page else None)
    if window.kind == "consent":
        if chosen is not None and refuse is None:
            refuse = refusing_pair(scene, layer.box, chosen, actions, layer.page)
        elif chosen is None and refuse is not None:
            agree = chosen = agreeing_pair(scene, layer.box, refuse, actions)
        elif chosen is None and (pair := unworded_pair(scene, layer.box, actions)) is not None:
            agree, refuse = pair
            chosen = agree
        elif chosen is None:
            agree = chosen = lone_choice(actions)
    refuse_control = refuse.control() if refuse is not None else None
    if refuse_control is None and not layer.page and window.kind == "consent":
        refuse_control = _closing(closes, chosen)
    agree_control = chosen.control() if chosen is not None else None
    if refuse is not None and chosen is not None:
        refuse_control, agree_control = _beside(refuse, chosen).control(), _beside(chosen, refuse).control()
    links = policy_links(scene, layer, texts)
    return Consent(
        window=window,
        agree=agree_control,
        refuse=refuse_control,
        policy_links=links,
        names_policy=names_policy(body) or bool(links),
        shows_policy_text=_is_policy_text(texts),
        only_acknowledge=agree is None and acknowledge is not None and chosen is acknowledge,
        implied=implied_sentence(body),
        equal_choice=equal_choice(scene, agree_control, refuse_control),
    )


def implied_sentence(body: str) -> str:
    """The sentence that takes use or log-in itself as consent, or an empty text."""
    for pattern in patterns("consent", "implied"):
        for match in pattern.finditer(body[:20_000]):
            # 点击“同意”即表示您同意 tells what the agreeing button means: consent is express.
            if any(express.search(match.group()) for express in patterns("consent", "express")):
                continue
            start = max(body.rfind(mark, 0, match.start()) for mark in "。;;!!\n") + 1
            ends = [end for mark in "。;;!!\n" if (end := body.find(mark, match.end())) >= 0]
            return body[start : min(ends, default=len(body))].strip()[:200]
    return ""


def equal_choice(scene: Scene, agree: Control | None, refuse: Control | None) -> bool | None:
    """Whether both choices weigh the same in area and colour; None where there are not two to compare."""
    if agree is None or refuse is None or not agree.box.area or not refuse.box.area:
        return None
    if scene.picture is not None:
        words = [_lone_word(scene, control.box) for control in (agree, refuse)]
        if words[0] is not None and words[1] is not None:
            return _alike(words[0], words[1])
    large, small = sorted((agree.box.area, refuse.box.area), reverse=True)
    if large / small >= AREA_RATIO:
        return False
    if scene.picture is None:
        return None
    one, other = dominant(scene.picture.crop(agree.box)), dominant(scene.picture.crop(refuse.box))
    if one is None or other is None:
        return None
    return _away(one, other) <= COLOUR_DISTANCE


def _lone_word(scene: Scene, box: Box) -> tuple[int, Colour, Colour] | None:
    """Height, colour and ground of a word that stands on no button to be seen, of which its box says nothing."""
    if scene.picture is None:
        return None
    seen = ink(scene.picture.crop(box.padded(-max(1, round(_RIM * box.height)))))
    if seen is None or _outlined(scene.picture.crop(box), seen.ground):
        return None
    wide = max(2, box.height // 3)
    strips = (Box(box.x1, box.y1 - wide, box.x2, box.y1), Box(box.x1, box.y2, box.x2, box.y2 + wide))
    around = [colour for strip in strips if (colour := dominant(scene.picture.crop(strip))) is not None]
    if not any(cmc_distance(seen.ground, colour) <= _SAME_GROUND for colour in around):
        return None
    rows = np.flatnonzero(seen.mask.any(axis=1))
    return int(rows[-1] - rows[0]) + 1, seen.colour, seen.ground


def _outlined(pixels: Pixels, ground: Colour) -> bool:
    """Whether one line runs along three sides at least; hairlines between cells run along two."""
    away = np.abs(pixels.astype(np.int16) - np.array(ground, np.int16)).sum(axis=2)
    band = max(2, round(_RIM * pixels.shape[0]))
    lines = list[NDArray[np.float64]]()
    for side, axis in ((np.s_[:band], 0), (np.s_[-band:], 0), (np.s_[:, :band], 1), (np.s_[:, -band:], 1)):
        drawn = away[side] >= _LINE
        if float(drawn.any(axis=axis).mean()) >= 0.6:
            lines.append(np.median(pixels[side][drawn], axis=0))
    return any(sum(float(np.abs(line - other).max()) <= _LINE for other in lines) >= 3 for line in lines)


def _alike(one: tuple[int, Colour, Colour], other: tuple[int, Colour, Colour]) -> bool:
    """Whether two bare words are as tall and of a like colour, on a like ground: a part of a bar may be filled."""
    low, high = sorted((one[0], other[0]))
    like = _away(one[1], other[1]) <= COLOUR_DISTANCE and _away(one[2], other[2]) <= COLOUR_DISTANCE
    return high < _TALLER * low and like


def _away(one: Colour, other: Colour) -> float:
    return max(cmc_distance(one, other), cmc_distance(other, one))


def _refusal(actions: Sequence[Action], strict: bool) -> Action | None:
    """The clearest refusing action: 不同意 before 退出 before 取消; on a page the weak words are not taken."""
    for group, _ in _REFUSALS[:3] if strict else _REFUSALS:
        found = _best(actions, group, None)
        if found is not None:
            return found
    return None


def _best(actions: Sequence[Action], group: str, other: Action | None, strict: bool = False) -> Action | None:
    """The action that says a word of the group most closely; tappable ones and lower ones first."""
    ranked = [
        (action.tappable, len(word) / max(1, len(plain(action.text))), action.score, action.box.y1, index, action)
        for index, action in enumerate(actions)
        if action is not other
        and (word := button_word(action.text, "consent", group))
        and (group in ("refuse", "exit", "limited", "weak_refuse") or not _refuses(action))
        and not _is_title(action.text)
        # 如您同意，请点击下方按钮 begins like a button's text with a comment, but stands on none.
        and (action.tappable or len(plain(action.text)) <= max(6, 2 * len(word)))
        and (action.tappable or not (strict or _is_label(action, actions)))
    ]
    return max(ranked, key=lambda entry: entry[:5])[5] if ranked else None


def _beside(bare: Action, shaped: Action) -> Action:
    """A choice of which only the word is drawn, with the room that the other one's shape leaves for it.

    Beside a button it takes the same room on the other side, above or below it the same width.
    """
    if bare.item is not None or bare.tappable or not shaped.tappable:
        return bare
    text, shape = bare.box, shaped.box
    (x, y), (other_x, other_y) = text.centre, shape.centre
    if abs(y - other_y) <= 0.3 * shape.height and not shape.x1 - text.width < x < shape.x2 + text.width:
        wide, high = shape.width, shape.height
    elif abs(x - other_x) <= 0.1 * shape.width:
        wide, high = shape.width, min(shape.height, round(2.2 * text.height))
    else:
        return bare
    return replace(bare, box=Box(x - wide // 2, y - high // 2, x + wide - wide // 2, y + high - high // 2))


def _is_label(action: Action, actions: Sequence[Action]) -> bool:
    """Whether a text is the label of a tick box, or begins one: 我已阅读并同意 and right beside it 《隐私政策》."""
    if not plain(action.text).startswith(_LABELS):
        return False
    box = action.box
    beside = any(
        abs(other.box.centre[1] - box.centre[1]) <= 0.5 * box.height and -4 <= other.box.x1 - box.x2 <= box.height
        for other in actions
        if other is not action
    )
    return beside or not plain(action.text).strip("。.!").endswith(_AGREES)


def _may_answer(action: Action, window: Box, texts: Sequence[SeenText]) -> bool:
    """Whether an action stands where answers do: on a button, under what is asked, or in a corner of the head."""
    if action.tappable or not _above_body(action, texts):
        return True
    return in_corner(window, action) and any(_whole_word(action, group) for group in ANSWERS)


def _whole_word(action: Action, group: str) -> bool:
    word = button_word(action.text, "consent", group)
    return word is not None and len(plain(action.text)) <= len(word) + 1


def _above_body(action: Action, texts: Sequence[SeenText]) -> bool:
    """Whether words stand above the text that the window asks about, where titles do and answers never."""
    body = max(texts, key=lambda text: len(text.text), default=None)
    return body is not None and len(body.text) >= _BODY and action.box.y2 <= body.box.y1


def _under(scene: Scene, action: Action, agree: Action) -> bool:
    """Whether a button stands beside or near below or above the agreeing one, where 取消 is an answer."""
    (x, y), (other_x, other_y) = action.box.centre, agree.box.centre
    aligned = abs(x - other_x) <= 0.1 * agree.box.width or abs(y - other_y) <= 0.3 * agree.box.height
    return (action.tappable or aligned) and abs(y - other_y) <= scene.px(_NEAR_DP)


def _refuses(action: Action) -> bool:
    return any(button_word(action.text, "consent", group) for group, _ in _REFUSALS[:3])


def _is_title(text: str) -> bool:
    """《隐私政策》 and 我已阅读并同意《…》 are links and labels, not buttons."""
    return "《" in text or "》" in text


def _closing(closes: Sequence[CloseMark], chosen: Action | None) -> Control | None:
    for mark in closes:
        if (
            mark.closable_now
            and mark.score >= 0.7
            and (chosen is None or not mark.box.contains_point(*chosen.box.centre))
        ):
            return Control(mark.box, mark.text or "×", mark.source, None, 0.5)
    return None


def _is_policy_text(texts: Sequence[SeenText]) -> bool:
    body = "\n".join(text.text for text in texts)
    groups = sum(has_word(body, "policy", group) for group in ("collect", "use", "share", "rights"))
    return len(plain(body)) >= _POLICY_LENGTH and groups >= 3
