"""Whose window a screen shows: an app's, or the system's that asks for a permission in its name."""

from __future__ import annotations

from functools import cache

from perception.screen.lexicon import raw_words

_BESIDES = (
    "com.hihonor.permissioncontroller",
    # SpringBoard of iOS, while an alert of its own stands there.
    "com.apple.springboard.alert",
)


def is_system_prompt(package: str) -> bool:
    """Whether a package is the one that asks for permissions in an app's name (AOSP and the vendors' own)."""
    return package in _asking()


@cache
def _asking() -> frozenset[str]:
    return frozenset((*raw_words("packages", "prompt"), *_BESIDES))
