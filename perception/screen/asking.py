"""Whether a window asks for consent: by what it names, what it asks to read, and how it may be answered."""

from __future__ import annotations

import re
from collections.abc import Sequence

from perception.screen.actions import ANSWERS, Action
from perception.screen.choices import agreeing_pair, lone_choice, unworded_pair
from perception.screen.lexicon import button_word, found_words, has_word, names_policy, patterns, plain, words
from perception.screen.permission import GROUPS
from perception.screen.scene import Scene
from perception.screen.topics import TITLE, Judged, Topic, has_field, is_log_in_button, title_kind, title_of
from perception.screen.view import SeenText
from perception.screen.windows import Layer

_FEW_BUTTONS = 3
_LONG = 900
"""Characters from which a page is the policy itself rather than a request."""
_SENTENCE = 40
"""Characters from which a text is more than a heading."""
_BUTTON_DP = (28, 72)
"""Least height and width of a button that is as wide as buttons of dialogs are."""
_MANY = 3
"""Permissions that requests for consent list, and explanations of a permission hardly do."""
_CONSENTS = re.compile("同意|接受|agree|accept|consent")
"""What both answers to a request for consent say, and answers to requests for a permission do not."""
_BEGS = re.compile("请|先|需|撤|收回|取消|withdraw|revoke", re.IGNORECASE)
"""How a hint begins that one has to agree first, and a button that takes agreement back."""
_LOGS_OUT = re.compile("退出(?:当前)?(?:登录|账[号户])|logout|signout")
_LEAVING = ("refuse", "exit", "limited")
_GOES_ON = re.compile("(?:同意|接受|agree|accept)(?:并|且|&|and)?(?:继续|使用|进入|登录|开始|体验|continue|start)")


def asks_consent(
    scene: Scene,
    layer: Layer,
    texts: Sequence[SeenText],
    actions: Sequence[Action],
    topics: Sequence[Topic],
) -> Judged | None:
    """A window that asks for consent, whatever else it speaks of; None when it does not."""
    body = "\n".join(text.text for text in texts)
    return (
        _named(scene, body, texts, actions, layer, topics)
        or _answered(body, texts, actions, layer, topics)
        or _silent(scene, body, actions, layer)
    )


def asks_unworded(scene: Scene, layer: Layer, body: str, actions: Sequence[Action]) -> Judged | None:
    """A pop-up about nothing else that asks to read the policy, over buttons in words that nobody foresaw.

    Two of them, or one, or none that the tree knows, under a request that names an agreement as well.
    """
    if layer.page or not _asks_to_read(body):
        return None
    if unworded_pair(scene, layer.box, actions) is not None:
        return Judged("consent", 0.7, ("asks to read the policy", "two buttons"))
    if names_both(body) and lone_choice(actions) is not None:
        return Judged("consent", 0.65, ("asks to read policy and agreement", "one button"))
    if names_both(body) and not any(action.tappable and "《" not in action.text for action in actions):
        return Judged("consent", 0.6, ("asks to read policy and agreement", "no button in the tree"))
    return None


def names_both(body: str) -> bool:
    """Whether policy and agreement are named, as requests for consent do and explanations of permissions do not."""
    return names_policy(body) and has_word(body, "consent", "agreement_name")


def _named(
    scene: Scene,
    body: str,
    texts: Sequence[SeenText],
    actions: Sequence[Action],
    layer: Layer,
    topics: Sequence[Topic],
) -> Judged | None:
    """Words of privacy and a button that answers. A page (not a pop-up) needs an explicit agreeing button."""
    found = found_words(body, "consent", "privacy")
    named = names_policy(body)
    if not found and (layer.page or not has_word(body, "consent", "agreement_name")):
        return None
    said = {group: _say(actions, group) for group in ANSWERS}
    explicit = [*said["agree"], *said["refuse"]]
    if not found and not (_agrees(said["agree"]) and said["refuse"]):
        return None
    if not named and not (said["agree"] and has_word(body, "consent", "agreement_name")) and not said["refuse"]:
        return None
    if not named and _asks_permission(body) and not has_word(body, "consent", "agreement_name"):
        return None
    explains = topics and topics[0].kind == "purpose" and topics[0].weight > TITLE and not _agrees(said["agree"])
    # An explanation of a permission refers to the policy; a request for consent asks to read it.
    if explains and (not _reads(body) or (title_kind(texts, actions) == "purpose" and not names_both(body))):
        return None
    # 青少年模式 names the policy on children, and its buttons are about the mode.
    if not _agrees(said["agree"]) and title_kind(texts, actions) == "other":
        return None
    answers = [*explicit, *said["exit"], *said["acknowledge"], *said["limited"]]
    chooses = said["agree"] and (said["refuse"] or said["exit"] or said["limited"])
    asks = (named or _agrees(said["agree"])) and _only_asks(body, actions, [*said["agree"], *said["acknowledge"]])
    if layer.page and not (chooses or asks or _refuses(scene, body, actions, layer)):
        return None
    if not answers or _is_form(layer, body, actions):
        return None
    score = 0.97 if named and said["agree"] and said["refuse"] else 0.88
    return Judged(
        "consent", score, (*(f"says {word}" for word in found[:3]), *(f"button {text}" for text in answers[:3]))
    )


def _answered(
    body: str, texts: Sequence[SeenText], actions: Sequence[Action], layer: Layer, topics: Sequence[Topic]
) -> Judged | None:
    """Answers that only requests for consent have, under words about data or rules.

    Of a text that scrolls only a part can be read, which need not name the policy. The same answers stand under
    explanations of one permission and under invitations: their titles or words say so.
    """
    agree = [text for text in _say(actions, "agree") if _CONSENTS.search(plain(text))]
    refuse = [text for text in _say(actions, "refuse") if _CONSENTS.search(plain(text))]
    leave = [text for group in _LEAVING for text in _say(actions, group)]
    exits = any("退出" in text for text in leave)
    explains = bool(topics) and topics[0].kind == "purpose" and not exits and not _lists(body)
    asked = () if explains or not (refuse or exits) else found_words(body, "consent", "data_asked")
    told = (*found_words(body, "consent", "data"), *asked)
    few = sum(action.tappable and "《" not in action.text for action in actions) <= _FEW_BUTTONS + 1
    on, reads = any(_GOES_ON.search(plain(text)) for text in agree), _reads(body)
    headed = has_word(title_of(texts, actions), "consent", "data")
    least = 2 if layer.page or not (refuse or reads or headed) else 0 if refuse and on and not explains else 1
    if not agree or not leave or len(told) < least or (layer.page and not ((refuse or on or exits) and few)):
        return None
    if _is_form(layer, body, actions) or title_kind(texts, actions) is not None:
        return None
    answers = [*agree, *leave]
    return Judged(
        "consent", 0.75, (*(f"says {word}" for word in told[:3]), *(f"button {text}" for text in answers[:3]))
    )


def _lists(body: str) -> bool:
    """Whether many permissions are named: the explanation of one comes when it is needed."""
    return sum(has_word(body, "permissions", group) for group in GROUPS) >= _MANY


def _silent(scene: Scene, body: str, actions: Sequence[Action], layer: Layer) -> Judged | None:
    """A pop-up that asks to read the policy over buttons without words, as pictures are where only the tree is."""
    if layer.page or any(action.tappable and "《" not in action.text for action in actions):
        return None
    if not _asks_to_read(body):
        return None
    low, wide = scene.px(_BUTTON_DP[0]), scene.px(_BUTTON_DP[1])
    silent = [i for i in layer.items if i.node.clickable and i.leaf and not i.text and i.box.height >= low]
    if not any(item.box.width >= wide for item in silent):
        return None
    return Judged("consent", 0.7, ("asks to read the policy", "buttons without words"))


def _refuses(scene: Scene, body: str, actions: Sequence[Action], layer: Layer) -> bool:
    """Whether a page asks to read the policy over a refusing button and one other beside it, whatever that says."""
    refusing = [action for action in actions if action.tappable and button_word(action.text, "consent", "refuse")]
    return _asks_to_read(body) and any(agreeing_pair(scene, layer.box, one, actions) is not None for one in refusing)


def _asks_to_read(body: str) -> bool:
    return names_policy(body) and len(body) >= _SENTENCE and _reads(body)


def _reads(body: str) -> bool:
    # A tree may have a paragraph in pieces: words and links.
    forms = (body, body.replace("\n", ""))
    return any(pattern.search(form) for form in forms for pattern in patterns("consent", "reads"))


def _agrees(answers: Sequence[str]) -> bool:
    """Whether any answer agrees to more than a permission, which 允许 and 授权 say as well."""
    return any(not button_word(text, "kinds", "permits") for text in answers)


def _only_asks(body: str, actions: Sequence[Action], answers: Sequence[str]) -> bool:
    """Whether a page does nothing but tell of privacy and wait for one button."""
    buttons = [action for action in actions if action.tappable and "《" not in action.text]
    texts = [line for line in body.splitlines() if len(line) >= 30]
    return bool(answers) and len(buttons) <= _FEW_BUTTONS and bool(texts) and len(body) <= _LONG


def _asks_permission(body: str) -> bool:
    return "权限" in body and any(word in body for word in words("kinds", "purpose_button"))


def _is_form(layer: Layer, body: str, actions: Sequence[Action]) -> bool:
    """Log-in forms name policies too; they have a field to type in, or buttons that log in."""
    buttons = (action.text for action in actions if action.tappable or action.item is None or layer.page)
    return (has_field(layer) and has_word(body, "kinds", "login")) or any(map(is_log_in_button, buttons))


def _say(actions: Sequence[Action], group: str) -> list[str]:
    """Texts of actions that say a word of the group; refusals are taken first, as 不同意 holds 同意.

    Neither a hint to agree first, nor taking it back, nor logging out is an answer.
    """
    return [
        action.text
        for action in actions
        if button_word(action.text, "consent", group)
        and (group in ("refuse", "weak_refuse") or not button_word(action.text, "consent", "refuse"))
        and not (_BEGS.match(action.text) if group == "agree" else _LOGS_OUT.search(plain(action.text)))
    ]
