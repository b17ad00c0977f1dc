"""The privacy policy: whether a text is one, and the way to it through an app's screens."""

from perception.screen.policy.candidates import (
    ELSEWHERE_ROW,
    UNKNOWN_ROW,
    front,
    other_rows,
    policy_link_candidates,
)
from perception.screen.policy.drawn import reads_poorly, with_drawn_texts
from perception.screen.policy.fingerprint import Mark, screen_fingerprint, screen_mark
from perception.screen.policy.judgement import PolicyText, judge_policy_text
from perception.screen.policy.place import find_again, has_own_words
from perception.screen.policy.words import is_dangerous, leaves_app, may_open_policy

__all__ = [
    "ELSEWHERE_ROW",
    "UNKNOWN_ROW",
    "Mark",
    "PolicyText",
    "find_again",
    "front",
    "has_own_words",
    "is_dangerous",
    "judge_policy_text",
    "leaves_app",
    "may_open_policy",
    "other_rows",
    "policy_link_candidates",
    "reads_poorly",
    "screen_fingerprint",
    "screen_mark",
    "with_drawn_texts",
]
