"""Whether a text is a privacy policy."""

from __future__ import annotations

from dataclasses import dataclass

from perception.screen.lexicon import has_word, plain, words

MIN_LENGTH = 300
"""Characters, white space left out, below which a text is no policy, whatever words it has."""
_LEAST = 0.55
_PARTS = {
    "collect": 0.22,
    "use": 0.16,
    "share": 0.16,
    "rights": 0.16,
    "store": 0.1,
    "protect": 0.08,
    "minors": 0.06,
    "contact": 0.06,
}
_DEAD_LENGTH = 400
_AGREEMENT_SHARE = 3
"""A user agreement has at least this many clauses of its own and speaks of personal information only in passing."""


@dataclass(frozen=True, slots=True)
class PolicyText:
    """The judgement on a text: `score` is 0 to 1, rounded to two digits, `title` the first line."""

    is_policy: bool
    score: float
    reasons: tuple[str, ...]
    title: str


def judge_policy_text(text: str) -> PolicyText:
    """Judge whether a text is a privacy policy.

    It is one when it is long enough, speaks of personal information throughout, and says what is collected and used,
    with whom it is shared and what rights there are. User agreements, dead pages and other texts are none.
    """
    title = next((line.strip()[:60] for line in text.splitlines() if line.strip()), "")
    body = plain_whole(text)
    if len(body) < _DEAD_LENGTH and has_word(body, "policy", "dead"):
        return PolicyText(False, 0.0, ("the page is dead or did not load",), title)
    if len(body) < MIN_LENGTH:
        return PolicyText(False, 0.0, (f"only {len(body)} characters",), title)
    present = tuple(part for part in _PARTS if _holds(body, part))
    density = 1000 * sum(body.count(word) for word in words("policy", "subject")) / len(body)
    clauses = sum(word in body for word in words("policy", "agreement"))
    titled = has_word(title, "consent", "policy_name") or has_word(body[:120], "consent", "policy_name")
    other_title = has_word(title, "consent", "agreement_name") and not has_word(title, "consent", "policy_name")
    score = sum(_PARTS[part] for part in present)
    score += 0.1 if titled else 0.0
    score -= 0.25 if density < 2 else 0.0
    score -= 0.3 if clauses >= _AGREEMENT_SHARE and density < 6 else 0.0
    score -= 0.3 if other_title else 0.0
    reasons = [f"speaks of {part}" for part in present]
    reasons.append(f"{density:.1f} mentions of personal information per 1000 characters")
    if clauses:
        reasons.append(f"{clauses} clauses of a user agreement")
    score = round(max(0.0, min(1.0, score)), 2)
    core = "collect" in present and density >= 1 and len(present) >= 3
    return PolicyText(core and score >= _LEAST, score, tuple(reasons), title)


_LIMIT = 200_000


def plain_whole(text: str) -> str:
    """The whole text as it is compared, at most 200,000 characters."""
    return "".join(plain(text[start : start + 4000]) for start in range(0, min(len(text), _LIMIT), 4000))


def _holds(body: str, part: str) -> bool:
    return any(word in body for word in words("policy", part))
