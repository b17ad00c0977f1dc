"""The privacy policy: whether a text is one, and the way to it through an app's screens."""

from perception.screen.policy.candidates import is_dangerous, other_rows, policy_link_candidates
from perception.screen.policy.fingerprint import screen_fingerprint
from perception.screen.policy.judgement import PolicyText, judge_policy_text

__all__ = [
    "PolicyText",
    "is_dangerous",
    "judge_policy_text",
    "other_rows",
    "policy_link_candidates",
    "screen_fingerprint",
]
