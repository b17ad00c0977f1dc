"""Where a screen shows that the app led to: another app, a browser, a store."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from detectors.case import Case
from evidence.recording import Screen
from perception.screen.lexicon import words

_OWN_PAGES = ("landing", "webview", "webactivity", "browser", "h5", "adactivity", "download", "reward")
"""Parts of the names of activities in which advertisement SDKs open what they advertise."""


def led_to(case: Case, screens: Sequence[Screen], before: Screen | None) -> tuple[Screen, str] | None:
    """The first stable screen that shows something opened from the app, and what that is; None when none does.

    The home screen, the system's own windows and permission prompts are nothing that an app opens. A page of the app
    counts when its activity is one for landing pages and was not in front `before`.
    """
    for screen in _stable(screens):
        package, activity = screen.taken.package, screen.taken.activity
        if is_elsewhere(case, package):
            return screen, package
        own = before is not None and package == case.package and activity != before.taken.activity
        if own and any(part in activity.rpartition(".")[2].lower() for part in _OWN_PAGES):
            return screen, activity
    return None


def is_elsewhere(case: Case, package: str) -> bool:
    """Whether a package is another app: not this one, nor the system, a prompt or the home screen."""
    if not package or package == case.package or is_over_apps(package):
        return False
    return not _is_one_of(package, words("packages", "home"))


def is_over_apps(package: str) -> bool:
    """Whether a package is the system itself, whose windows and prompts lie over whatever is in front."""
    return package == "android" or _is_one_of(package, (*words("packages", "prompt"), *words("packages", "system")))


def _is_one_of(package: str, known: Sequence[str]) -> bool:
    return any(package == name or package.startswith(f"{name}.") for name in known)


def _stable(screens: Sequence[Screen]) -> Iterator[Screen]:
    return (screen for screen in screens if screen.taken.stable)
