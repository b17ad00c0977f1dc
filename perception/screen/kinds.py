"""What a window is about, with the reasons."""

from __future__ import annotations

from collections.abc import Sequence

from perception.screen.actions import Action
from perception.screen.asking import asks_consent, asks_unworded, names_both
from perception.screen.lexicon import button_word, found_words, has_word, patterns
from perception.screen.scene import Scene
from perception.screen.topics import TITLE, Judged, Topic, has_field, is_log_in_button, topics
from perception.screen.view import Kind, SeenText
from perception.screen.windows import Layer

_SAID = 1.0
_LEAST: dict[Kind, float] = {"purpose": 1.5}
"""The weight from which words speak for a kind: one line of its own, or two words."""
_PLAIN_COUPON = 2.0
"""The weight from which a window that names what it gives is a coupon though it looks like an advertisement."""
_MOST_BUTTONS = 10
"""Things to tap on a page without a field above which it does more than log in."""


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
    consent = asks_consent(scene, layer, texts, actions, found)
    if consent is not None:
        return consent
    topic = _topic(body, layer, actions, found)
    if ad_reasons and (layer.page or not _beats_lure(topic, ad_reasons)):
        return Judged("ad", 0.9 if len(ad_reasons) > 1 else 0.8, ad_reasons)
    if topic is None or (topic.kind == "purpose" and names_both(body)):
        consent = asks_unworded(scene, layer, body, actions)
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
    strong = ("label ", "id ", "names ") if topic.kind != "coupon" else ("label ", "id ", "names ", "leads out")
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
    answers = {word for action in actions if (word := _permission_answer(action.text))}
    asks = any(pattern.search(body) for pattern in patterns("packages", "permission_question"))
    return asks and len(answers) >= 2


def _permission_answer(text: str) -> str | None:
    """The word of the system's answers that a button says; refusals hold the words of grants (不允许, don't allow)."""
    groups = ("permission_refusals", "permission_grants", "permission_others")
    return next((word for group in groups if (word := button_word(text, "packages", group))), None)


def _logs_in(layer: Layer, body: str, actions: Sequence[Action]) -> bool:
    """Whether a page is there to log in; a policy or a help text only speaks of it, and 我的 offers it among much else.

    It has a field, or little but buttons that log in.
    """
    if has_field(layer):
        return len(found_words(body, "kinds", "login")) >= 2
    if sum(action.tappable for action in actions) > _MOST_BUTTONS:
        return False
    said = [action.text for action in actions]
    offers = any(button_word(text, "kinds", "login") for text in said) and len(found_words(body, "kinds", "login")) >= 2
    return offers or any(map(is_log_in_button, said))
