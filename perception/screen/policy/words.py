"""What the words of a control say of the way to the policy."""

from __future__ import annotations

import re
from functools import cache

from perception.screen.lexicon import button_word, has_word, plain, raw_words

STEPS = (
    ("search_policy", 1.0),
    ("search_near", 0.85),
    ("search_about", 0.65),
    ("search_settings", 0.6),
    ("search_mine", 0.5),
    ("search_login", 0.35),
    ("search_more", 0.3),
)
_BROAD = ("search_settings", "search_mine", "search_login", "search_more")
"""Words that stand in the names of much else: 我的订单 is no way to 我的, nor 播放设置 to 设置."""
_AGREEMENT = 0.2
"""A user agreement is not the policy, but its page may lead there."""
_QUESTION = 0.4
_OTHER_POLICY = 0.9
"""Part of the score that is left to a policy for children or to a summary."""
_OWN_NAME = re.compile(
    "隐私|个人信息|协议|条款|法律|政策|声明|规则|指引|须知|权益|privacy|legal|terms|polic|agreement|notice",
    re.IGNORECASE,
)


def word_score(said: str) -> float:
    """How near the words are to the policy, 0 to 1; a text that says hardly more than a known word scores most."""
    if has_word(said, "consent", "agreement_name") and "隐私" not in said and "privacy" not in said.lower():
        return _AGREEMENT
    for group, base in STEPS:
        if group == "search_policy" and has_word(said, "policy", group):
            if asks(said):
                return _QUESTION
            return base * (_OTHER_POLICY if has_word(said, "policy", "other_policy") else 1.0)
        word = button_word(said, "policy", group)
        if group in _BROAD and plain(said) != word and leads_elsewhere(said):
            continue
        if word is not None and (len(word) > 1 or plain(said) == word):
            return base - 0.1 * (1 - len(word) / max(1, len(plain(said))))
    return 0.0


def asks(said: str) -> bool:
    """Whether a text is a question, as a help page has them."""
    return has_word(said, "policy", "question") and not any(mark in said for mark in "《「“")


def may_open_policy(said: str) -> bool:
    """Whether a control can be the last one of a way that a person finds: it names a policy or the like, or nothing.

    Icons without a name (said is empty, or an id or a shape behind #) may be anything.
    """
    return not said or said.startswith("#") or _OWN_NAME.search(said) is not None


def leads_elsewhere(said: str) -> bool:
    """Whether a text says that it leads to something that is not on the way."""
    return has_word(said, "policy", "elsewhere") and not _OWN_NAME.search(said)


def is_dangerous(text: str) -> bool:
    """Whether a control's text names something that the search must never tap."""
    said = text[:400]
    innocent = has_word(said, "policy", "search_policy") or has_word(said, "policy", "search_login")
    patterns = _patterns("dangerous", innocent)
    return any(pattern.search(said) for pattern in patterns)


def leaves_app(text: str) -> bool:
    """Whether a control's text says that it leads out of the app."""
    return any(pattern.search(text[:400]) for pattern in _patterns("leaves", False))


@cache
def _patterns(group: str, innocent: bool) -> tuple[re.Pattern[str], ...]:
    """Chinese words match anywhere, others as whole words: a display is no payment."""
    harmless = frozenset(raw_words("policy", "harmless")) if innocent else frozenset()
    return tuple(
        re.compile(rf"\b{re.escape(word)}\b" if word.isascii() else re.escape(word), re.IGNORECASE)
        for word in raw_words("policy", group)
        if word not in harmless
    )
