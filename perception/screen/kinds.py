"""What a window is about, with the reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from perception.screen.actions import Action
from perception.screen.lexicon import button_word, found_words, has_word, patterns, words
from perception.screen.scene import Scene
from perception.screen.view import Kind, SeenText
from perception.screen.windows import Layer

_FEW_BUTTONS = 3
_LONG = 900
"""Characters from which a page is the policy itself rather than a request."""
_ASSENT = ("agree", "refuse", "exit", "limited", "acknowledge", "weak_refuse")


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
    consent = _consent(body, actions, layer)
    if consent is not None:
        return consent
    if ad_reasons:
        return Judged("ad", 0.9 if len(ad_reasons) > 1 else 0.8, ad_reasons)
    for kind, group, least in _BY_WORDS:
        found = found_words(body, "kinds", group)
        if kind == "login" and layer.page and not _can_log_in(layer, body, actions):
            continue
        if len(found) >= least:
            return Judged(kind, min(0.95, 0.6 + 0.1 * len(found)), tuple(f"says {word}" for word in found[:4]))
    purpose = found_words(body, "kinds", "purpose")
    asks = [action.text for action in actions if button_word(action.text, "kinds", "purpose_button")]
    if purpose and asks and not layer.page:
        return Judged("purpose", 0.8, (*(f"says {word}" for word in purpose[:3]), f"button {asks[0]}"))
    explains = len(purpose) >= 2 and any(pattern.search(body) for pattern in patterns("kinds", "purpose_sentence"))
    if explains and actions and not layer.page:
        return Judged("purpose", 0.75, tuple(f"says {word}" for word in purpose[:3]))
    found = found_words(body, "kinds", "coupon")
    if found and not layer.page:
        return Judged("coupon", 0.75, tuple(f"says {word}" for word in found[:3]))
    return Judged("other", 0.6, ())


_BY_WORDS: tuple[tuple[Kind, str, int], ...] = (
    ("update", "update", 1),
    ("rating", "rating", 1),
    ("notification", "notification", 1),
    ("login", "login", 2),
)


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


def _consent(body: str, actions: Sequence[Action], layer: Layer) -> Judged | None:
    """Consent: words of privacy and a button that answers. A page (not a pop-up) needs an explicit agreeing button."""
    found = found_words(body, "consent", "privacy")
    named = has_word(body, "consent", "policy_name")
    if not found:
        return None
    said = {group: _say(actions, group) for group in _ASSENT}
    explicit = [*said["agree"], *said["refuse"]]
    if not named and not (said["agree"] and has_word(body, "consent", "agreement_name")) and not said["refuse"]:
        return None
    if not named and _asks_permission(body) and not has_word(body, "consent", "agreement_name"):
        return None
    answers = [*explicit, *said["exit"], *said["acknowledge"], *said["limited"]]
    chooses = said["agree"] and (said["refuse"] or said["exit"] or said["limited"])
    asks = named and _only_asks(body, actions, [*said["agree"], *said["acknowledge"]])
    if layer.page and not (chooses or asks):
        return None
    if not answers or _is_form(layer, body):
        return None
    score = 0.97 if named and said["agree"] and said["refuse"] else 0.88
    return Judged(
        "consent", score, (*(f"says {word}" for word in found[:3]), *(f"button {text}" for text in answers[:3]))
    )


def _only_asks(body: str, actions: Sequence[Action], answers: Sequence[str]) -> bool:
    """Whether a page does nothing but tell of privacy and wait for one button."""
    buttons = [action for action in actions if action.tappable and "《" not in action.text]
    texts = [line for line in body.splitlines() if len(line) >= 30]
    return bool(answers) and len(buttons) <= _FEW_BUTTONS and bool(texts) and len(body) <= _LONG


def _asks_permission(body: str) -> bool:
    return "权限" in body and any(word in body for word in words("kinds", "purpose_button"))


def _is_form(layer: Layer, body: str) -> bool:
    """Log-in forms name policies too; they have a field to type in."""
    fields = any("edittext" in item.node.cls.lower() or "textfield" in item.node.cls.lower() for item in layer.items)
    return (fields or "一键登录" in body) and len(found_words(body, "kinds", "login")) >= 1


def _can_log_in(layer: Layer, body: str, actions: Sequence[Action]) -> bool:
    """A page that only speaks of logging in (a policy, a help text) has neither a field nor a button for it."""
    return _is_form(layer, body) or any(button_word(action.text, "kinds", "login") for action in actions)


def _say(actions: Sequence[Action], group: str) -> list[str]:
    """Texts of actions that say a word of the group; refusals are taken first, as 不同意 holds 同意."""
    return [
        action.text
        for action in actions
        if button_word(action.text, "consent", group)
        and (group in ("refuse", "weak_refuse") or not button_word(action.text, "consent", "refuse"))
    ]
