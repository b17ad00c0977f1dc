"""What a window is about, with the reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from perception.screen.actions import ANSWERS, Action
from perception.screen.choices import agreeing_pair, lone_choice, unworded_pair
from perception.screen.lexicon import button_word, found_words, has_word, names_policy, patterns, words
from perception.screen.scene import Scene
from perception.screen.topics import TITLE, Topic, is_log_in_button, topics
from perception.screen.view import Kind, SeenText
from perception.screen.windows import Layer

_FEW_BUTTONS = 3
_LONG = 900
"""Characters from which a page is the policy itself rather than a request."""
_SENTENCE = 40
"""Characters from which a text is more than a heading."""
_BUTTON_DP = (28, 72)
"""Least height and width of a button that is as wide as buttons of dialogs are."""
_SAID = 1.0
_LEAST: dict[Kind, float] = {"purpose": 1.5}
"""The weight from which words speak for a kind: one line of its own, or two words."""
_PLAIN_COUPON = 2.0
"""The weight from which a window that names what it gives is a coupon though it looks like an advertisement."""
_MOST_BUTTONS = 10
"""Things to tap on a page without a field above which it does more than log in."""


@dataclass(frozen=True, slots=True)
class Judged:
    """The kind of a window, how sure that is, and why."""

    kind: Kind
    score: float
    reasons: tuple[str, ...]


def judge_kind(
    scene: Scene, layer: Layer, texts: Sequence[SeenText], actions: Sequence[Action], ad_reasons: tuple[str, ...]
) -> Judged:
    """The kind of a layer; `ad_reasons` are the signs of an advertisement that were found in it.

    Consent comes before everything, since consent windows also speak of permissions and log-in; an advertisement before
    coupons, as advertisements lure with them.
    """
    body = "\n".join(text.text for text in texts)
    if layer.form == "system":
        return _system(body)
    if layer.package == "" and not layer.page and _prompts(body, actions):
        return Judged("permission", 0.9, ("words of the system's permission prompt",))
    found = topics(texts, actions)
    consent = _consent(scene, body, actions, layer, found) or _silent_consent(scene, body, actions, layer)
    if consent is not None:
        return consent
    topic = _topic(body, layer, actions, found)
    if ad_reasons and (layer.page or not _beats_lure(topic, ad_reasons)):
        return Judged("ad", 0.9 if len(ad_reasons) > 1 else 0.8, ad_reasons)
    if topic is None or (topic.kind == "purpose" and _names_both(body)):
        consent = _unworded_consent(scene, body, actions, layer)
    if consent is not None or topic is None:
        return consent or Judged("other", 0.6, ())
    return Judged(topic.kind, min(0.95, 0.6 + 0.05 * topic.weight), topic.told)


def _topic(body: str, layer: Layer, actions: Sequence[Action], found: Sequence[Topic]) -> Topic | None:
    """The kind that the words speak for most; a page is of no kind unless it logs in, whatever stands on it."""
    for topic in found:
        if topic.weight < _LEAST.get(topic.kind, _SAID) or (topic.kind == "purpose" and not actions):
            continue
        if not layer.page or (topic.kind == "login" and _logs_in(layer, body, actions)):
            return topic
    return None


def _beats_lure(topic: Topic | None, ad_reasons: tuple[str, ...]) -> bool:
    """Whether a window says plainly what it is about and only its words and looks speak for an advertisement.

    立即下载 stands under new versions, too. Coupons lure as advertisements do, so only what names 券 or 红包 is one.
    """
    coupon = topic is not None and topic.kind == "coupon"
    if topic is None or topic.weight < (_PLAIN_COUPON if coupon else TITLE) or (coupon and not _names_coupon(topic)):
        return False
    strong = ("label ", "id ") if topic.kind != "coupon" else ("label ", "id ", "leads out")
    return not any(reason.startswith(strong) for reason in ad_reasons)


def _names_coupon(topic: Topic) -> bool:
    return any(has_word(told, "kinds", "coupon_thing") for told in topic.told)


def _system(body: str) -> Judged:
    found = found_words(body, "packages", "permission_words")
    if found:
        return Judged("permission", 0.98, tuple(f"says {word}" for word in found[:3]))
    return Judged("other", 0.7, ())


def _prompts(body: str, actions: Sequence[Action]) -> bool:
    """Whether a window of an unknown package reads like the system's prompt: its question and two of its answers."""
    answers = {word for action in actions if (word := button_word(action.text, "packages", "permission_answers"))}
    asks = any(pattern.search(body) for pattern in patterns("packages", "permission_question"))
    return asks and len(answers) >= 2


def _consent(scene: Scene, body: str, actions: Sequence[Action], layer: Layer, topic: Sequence[Topic]) -> Judged | None:
    """Consent: words of privacy and a button that answers. A page (not a pop-up) needs an explicit agreeing button."""
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
    explains = topic and topic[0].kind == "purpose" and topic[0].weight > TITLE and not _agrees(said["agree"])
    # An explanation of a permission refers to the policy; a request for consent asks to read it.
    if explains and not _reads(body):
        return None
    answers = [*explicit, *said["exit"], *said["acknowledge"], *said["limited"]]
    chooses = said["agree"] and (said["refuse"] or said["exit"] or said["limited"])
    asks = named and _only_asks(body, actions, [*said["agree"], *said["acknowledge"]])
    if layer.page and not (chooses or asks or _refuses(scene, body, actions, layer)):
        return None
    if not answers or _is_form(layer, body, actions):
        return None
    score = 0.97 if named and said["agree"] and said["refuse"] else 0.88
    return Judged(
        "consent", score, (*(f"says {word}" for word in found[:3]), *(f"button {text}" for text in answers[:3]))
    )


def _refuses(scene: Scene, body: str, actions: Sequence[Action], layer: Layer) -> bool:
    """Whether a page asks to read the policy over a refusing button and one other beside it, whatever that says."""
    refusing = [action for action in actions if action.tappable and button_word(action.text, "consent", "refuse")]
    return _asks_to_read(body) and any(agreeing_pair(scene, layer.box, one, actions) is not None for one in refusing)


def _silent_consent(scene: Scene, body: str, actions: Sequence[Action], layer: Layer) -> Judged | None:
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


def _unworded_consent(scene: Scene, body: str, actions: Sequence[Action], layer: Layer) -> Judged | None:
    """A pop-up about nothing else that asks to read the policy, over buttons in words that nobody foresaw.

    Two of them, or one under a request that names an agreement as well.
    """
    if layer.page or not _asks_to_read(body):
        return None
    if unworded_pair(scene, layer.box, actions) is not None:
        return Judged("consent", 0.7, ("asks to read the policy", "two buttons"))
    if _names_both(body) and lone_choice(actions) is not None:
        return Judged("consent", 0.65, ("asks to read policy and agreement", "one button"))
    return None


def _asks_to_read(body: str) -> bool:
    return names_policy(body) and len(body) >= _SENTENCE and _reads(body)


def _reads(body: str) -> bool:
    # A tree may have a paragraph in pieces: words and links.
    forms = (body, body.replace("\n", ""))
    return any(pattern.search(form) for form in forms for pattern in patterns("consent", "reads"))


def _names_both(body: str) -> bool:
    """Whether policy and agreement are named, as requests for consent do and explanations of permissions do not."""
    return names_policy(body) and has_word(body, "consent", "agreement_name")


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
    return (_has_field(layer) and has_word(body, "kinds", "login")) or any(map(is_log_in_button, buttons))


def _has_field(layer: Layer) -> bool:
    return any("edittext" in item.node.cls.lower() or "textfield" in item.node.cls.lower() for item in layer.items)


def _logs_in(layer: Layer, body: str, actions: Sequence[Action]) -> bool:
    """Whether a page is there to log in; a policy or a help text only speaks of it, and 我的 offers it among much else.

    It has a field, or little but buttons that log in.
    """
    if _has_field(layer):
        return len(found_words(body, "kinds", "login")) >= 2
    if sum(action.tappable for action in actions) > _MOST_BUTTONS:
        return False
    said = [action.text for action in actions]
    offers = any(button_word(text, "kinds", "login") for text in said) and len(found_words(body, "kinds", "login")) >= 2
    return offers or any(map(is_log_in_button, said))


def _say(actions: Sequence[Action], group: str) -> list[str]:
    """Texts of actions that say a word of the group; refusals are taken first, as 不同意 holds 同意."""
    return [
        action.text
        for action in actions
        if button_word(action.text, "consent", group)
        and (group in ("refuse", "weak_refuse") or not button_word(action.text, "consent", "refuse"))
    ]
