"""The eyes that detectors judge with, and what they saw, each screen looked at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from evidence.recording import Screen
from perception.screen.legibility import Legibility, legibility
from perception.screen.permission import Purpose, purposes, readable_beside
from perception.screen.policy import PolicyText, judge_policy_text
from perception.screen.remembered import look_once
from perception.screen.view import View


def measure(screen: Screen, view: View) -> Legibility:
    """How well the texts on a recorded screen can be read."""
    return legibility(view, screen.picture, screen.tree)


def told_on(screen: Screen, view: View) -> tuple[Purpose, ...]:
    """What a recorded screen says permissions are for."""
    return purposes(view, screen.picture)


def readable(screen: Screen, view: View) -> bool:
    """Whether anything is known of what stands beside the prompt on a recorded screen."""
    return readable_beside(view, screen.picture)


@dataclass(frozen=True, slots=True)
class Eyes:
    """How a screen becomes a view, a text the judgement whether it is a policy, and what a page is measured for."""

    look: Callable[[Screen, str], View]
    read: Callable[[str], PolicyText]
    measure: Callable[[Screen, View], Legibility] = measure
    told: Callable[[Screen, View], tuple[Purpose, ...]] = told_on
    readable: Callable[[Screen, View], bool] = readable


def look_at(screen: Screen, app_package: str) -> View:
    """What a person sees on a recorded screen."""
    taken, source = screen.taken, screen.source_path
    return look_once(
        screen.picture,
        source.read_bytes() if source else None,
        screen.tree,
        density=taken.density,
        package=taken.package,
        app_package=app_package,
        platform=taken.platform,
    )


SHIPPED_EYES = Eyes(look_at, judge_policy_text)


@dataclass
class Sights:
    """Views of the screens of one recording, made when asked for."""

    eyes: Eyes
    app_package: str
    _by_number: dict[int, View] = field(default_factory=dict)

    def view(self, screen: Screen) -> View:
        """The view of a screen."""
        known = self._by_number.get(screen.number)
        if known is None:
            known = self._by_number[screen.number] = self.eyes.look(screen, self.app_package)
        return known
