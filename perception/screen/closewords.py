"""What words say about closing: that they close, that closing must wait and how long, or neither."""

from __future__ import annotations

import re
from collections.abc import Sequence

from evidence.geometry import Box
from perception.screen.lexicon import button_word, has_word, length, patterns, plain, words
from perception.screen.view import Kind, SeenText

MAX_SAID = 14
"""Characters of what a control says."""
NEVER = 0.45
"""Candidates that score less are left out."""
CLEAR = 0.7
"""A candidate with this score is clear enough not to look for words that only the picture shows."""
ANSWERED: tuple[Kind, ...] = ("consent", "permission", "login")
"""Windows that ask for an answer: their buttons are no closing words."""
_SECONDS = re.compile(r"(\d{1,3})\s*(?:s\b|秒|sec)|^\D{0,6}(\d{1,2})\D{0,2}$", re.IGNORECASE)
_COUNT = re.compile(r"\d{1,2}(?:s|秒)?")
_PARTS = re.compile(r"[|｜丨]")


def said_score(said: str, kind: Kind) -> float:
    """How surely a control that says this closes a window of a kind, 0 to 1; below CLEAR it only announces closing.

    Of parts with a bar between them (15s 后可领取奖励 | 关闭) the surest counts.
    """
    if any(pattern.search(plain(said)) for pattern in patterns("closing", "not_said")):
        return 0.0
    parts = parts_of(said)
    return max((_part_score(part, kind) for part in parts if len(parts) == 1 or not only_counts(part)), default=0.0)


def _part_score(said: str, kind: Kind) -> float:
    folded = plain(said)
    if is_mark(said):
        return 0.97
    if any(pattern.search(said) for pattern in patterns("closing", "waiting")) and not _closes_itself(said):
        return NEVER if said.strip().isdigit() else 0.5
    if button_word(said, "closing", "skip"):
        return 0.97
    if button_word(said, "closing", "close"):
        return 0.95
    if kind == "other" and folded in words("closing", "acknowledge"):
        return 0.0
    if kind not in ANSWERED and button_word(said, "closing", "later"):
        return 0.75
    return 0.0


def is_mark(said: str) -> bool:
    """Whether a text is but the sign of a close mark."""
    return plain(said) in words("closing", "mark")


def parts_of(said: str) -> list[str]:
    """The parts of a control between bars; the whole where there is no bar."""
    return [part.strip() for part in _PARTS.split(said) if part.strip()] or [said]


def closing_part(said: str, box: Box) -> Box:
    """Where in the box of a text its part that closes stands; the whole box where nothing else stands in it."""
    parts = parts_of(said)
    lengths = [length(part) + 0.5 for part in parts]
    chosen = next((index for index, part in enumerate(parts) if _closes_itself(part)), None)
    if len(parts) == 1 or chosen is None or all(_closes_itself(part) or only_counts(part) for part in parts):
        return box
    left, right = (sum(lengths[:index]) / sum(lengths) for index in (chosen, chosen + 1))
    return Box(box.x1 + round(left * box.width), box.y1, box.x1 + round(right * box.width), box.y2)


def id_score(name: str) -> float:
    """The same of a node's id."""
    folded = plain(name)
    if not folded or has_word(folded, "closing", "not_close"):
        return 0.0
    if folded in words("closing", "id_exact"):
        return 0.85
    return 0.75 if any(part in folded for part in words("closing", "id_fragment")) else 0.0


def leads_on(said: str) -> bool:
    """Whether a button leads to what is offered, whatever its id is called: jump is written for skipping and for it."""
    folded = plain(said)
    return (
        button_word(said, "ads", "call_to_action") is not None
        or button_word(said, "ads", "leads_out") is not None
        or any(pattern.fullmatch(folded) for pattern in patterns("ads", "lure"))
    )


def only_counts(said: str) -> bool:
    """Whether nothing is said but a number of seconds."""
    return _COUNT.fullmatch(plain(said)) is not None


def must_wait(said: str) -> bool:
    """Whether what a control says is that it closes only later, as 3s 后可关闭 and 知道了(5s) do."""
    if closes_itself(said):
        return False
    counts = any(character.isdigit() for character in said)
    if counts and button_word(said, "closing", "acknowledge"):
        return True
    return any(pattern.search(part) for part in parts_of(said) for pattern in patterns("closing", "waiting"))


def closes_itself(said: str) -> bool:
    """跳过 3s and 关闭(3) are controls with a countdown; 3s 后可跳过 is not, whatever word it holds."""
    return any(_closes_itself(part) for part in parts_of(said))


def _closes_itself(said: str) -> bool:
    folded = plain(said)
    return not any(word in folded for word in ("后", "後", "after", "in")) and bool(
        button_word(said, "closing", "skip") or button_word(said, "closing", "close")
    )


def announced_wait(texts: Sequence[SeenText]) -> int | None:
    """The seconds until a window can be closed, when a text in it says so (13秒后可关闭); None without such a text."""
    for text in texts:
        waits = len(text.text) <= 2 * MAX_SAID and not closes_itself(text.text)
        if waits and any(pattern.search(text.text) for pattern in patterns("closing", "until")):
            return countdown(text.text) or 0
    return None


def countdown(text: str) -> int | None:
    """The seconds that a control's text counts, or None."""
    match = _SECONDS.search(text.strip())
    return int(next(group for group in match.groups() if group)) if match else None
