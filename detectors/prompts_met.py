"""The permission prompts of a run: what each asks for, and what stood on the screen beside it and just before it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from detectors.case import Case, watches
from evidence.events import SystemPrompt, Tap, WatchStarted
from evidence.lives import Life
from evidence.recording import Screen
from perception.screen.permission import NO_COLLECTION, Prompt, Purpose


@dataclass
class Asking:
    """One request: its prompt, the screens that show it, and the last screens before it, all in order.

    `held_ms` says until when each screen before was surely still there, `first_ms` when the prompt was first seen; a
    prompt that follows another with nothing between belongs to the same request and came when that one did.
    """

    life: Life
    prompt: Prompt
    screens: list[Screen]
    before: tuple[tuple[Screen, float], ...]
    first_ms: float
    event: SystemPrompt | None = None

    @property
    def collects(self) -> bool:
        """Whether what it asks for lets personal information be collected."""
        return not self.prompt.groups or bool(self.prompt.groups - NO_COLLECTION)

    @property
    def stable(self) -> list[Screen]:
        """The screens that prove what stood beside the prompt."""
        return [screen for screen in self.screens if screen.taken.stable]

    def answers(self, purpose: Purpose) -> bool:
        """Whether a purpose is about what is asked for; a prompt of an unknown kind is met by any."""
        return not self.prompt.groups or bool(purpose.groups & self.prompt.groups)


@dataclass
class _Walk:
    """The screens of a life so far; `chain` are those before the first of prompts that follow each other."""

    earlier: list[Screen] = field(default_factory=list)
    chain: tuple[tuple[Screen, float], ...] | None = None
    first_ms: float = 0.0
    current: Asking | None = None


def askings(case: Case) -> tuple[Asking, ...]:
    """All requests of a run in order."""
    return tuple(asking for life in case.lives for asking in _of_life(case, life))


def _of_life(case: Case, life: Life) -> Iterator[Asking]:
    walk = _Walk()
    told = {event.screen: event for event in life.of(SystemPrompt)}
    for screen in case.screens(life, life.launched_ms or life.began_ms):
        prompt = case.prompt(screen)
        if prompt is None:
            if walk.current is not None:
                yield walk.current
                walk.earlier.clear()
            walk.current, walk.chain = None, None
            walk.earlier.append(screen)
            continue
        if walk.current is not None and _same(walk.current.prompt, prompt):
            walk.current.screens.append(screen)
            continue
        if walk.current is not None:
            yield walk.current
        if walk.chain is None:
            walk.first_ms = screen.taken.taken_ms
            walk.chain = tuple(_held(life, walk.earlier, screen))
        walk.current = Asking(life, prompt, [screen], walk.chain, walk.first_ms, told.get(screen.number))
    if walk.current is not None:
        yield walk.current


def _same(one: Prompt, other: Prompt) -> bool:
    return one.groups == other.groups and (bool(one.groups) or one.text == other.text)


def _held(life: Life, earlier: list[Screen], first: Screen) -> Iterator[tuple[Screen, float]]:
    """Each earlier screen with the last moment at which it was surely there, in ms.

    It was there when its picture was taken and when a tap was made on it. A watch reads the tree every second and takes
    a screen when it has changed, so that there it stood until the next screen.
    """
    taps: dict[int | None, list[float]] = {}
    for tap in life.of(Tap):
        taps.setdefault(tap.screen, []).append(tap.at_ms)
    watched = _watched(life)
    for screen, following in zip(earlier, [*earlier[1:], first], strict=False):
        taken, after = screen.taken.taken_ms, following.taken.taken_ms
        tapped = [at for at in taps.get(screen.number, ()) if taken <= at <= after]
        through = any(since <= taken and after <= until for since, until in watched)
        yield screen, after if through else max([taken, *tapped])


def _watched(life: Life) -> list[tuple[float, float]]:
    """From when to when each watch of a life went, in ms."""
    made = (watch for purpose in {event.purpose for event in life.of(WatchStarted)} for watch in watches(life, purpose))
    return [(w.started.at_ms, life.ended_ms if w.ended_ms is None else w.ended_ms) for w in made]
