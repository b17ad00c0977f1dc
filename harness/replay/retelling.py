"""Telling again what a recording told, with the taps and screens of now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

from evidence.events import (
    BaseEvent,
    ClosingTried,
    PolicyOpened,
    PolicySearchEnded,
    PolicySearchStarted,
    PopupProbed,
    ScreenTaken,
    Tap,
)
from harness.scenario.drive import Drive, Seen
from harness.scenario.reading import note_read


@dataclass
class Retelling:
    """Which tap and which screen of now stands for which of then."""

    drive: Drive
    _screens: dict[int, int] = field(default_factory=dict)
    _seen: dict[int, Seen] = field(default_factory=dict)
    _taps: dict[int, Tap] = field(default_factory=dict)
    _policies: set[int] = field(default_factory=set)
    """Taps of now that opened a policy."""

    def saw(self, then: ScreenTaken, seen: Seen) -> None:
        """A screen of now stands for one of then."""
        self._screens[then.screen] = seen.number
        self._seen[then.screen] = seen

    def tapped(self, then: Tap, now: Tap) -> None:
        """A tap of now stands for one of then."""
        self._taps[then.id] = now

    @contextmanager
    def screens_of(self, then: Sequence[BaseEvent]) -> Iterator[None]:
        """Screens that the block takes stand for those of then: as many from the end as there are."""
        first = self.drive.last
        yield
        last = self.drive.last
        if last is None or last is first:
            return
        for event in then:
            if isinstance(event, ScreenTaken):
                self._screens[event.screen] = last.number
                self._seen[event.screen] = last

    def again(self, event: ClosingTried | PopupProbed | PolicyOpened | PolicySearchStarted | PolicySearchEnded) -> None:
        """Tell the same of now."""
        match event:
            case ClosingTried():
                self._popup(event)
            case PopupProbed():
                self._popup(event)
            case PolicyOpened():
                self._policy(event)
            case PolicySearchStarted():
                screen = self._screens.get(event.screen) if event.screen is not None else None
                self._write(event.model_copy(update={"screen": screen}))
            case PolicySearchEnded():
                self._search(event)

    def _popup(self, event: ClosingTried | PopupProbed) -> None:
        first = event.popup_screen
        tap = self._taps.get(event.tap) if event.tap is not None else None
        self._write(
            event.model_copy(
                update={
                    "popup_screen": self._screens.get(first, 0) if first is not None else None,
                    "tap": tap.id if tap is not None else None,
                    "after": tuple(self._screens[number] for number in event.after if number in self._screens),
                }
            )
        )

    def _policy(self, event: PolicyOpened) -> None:
        tap = self._taps.get(event.tap) if event.tap is not None else None
        seen = [self._seen[number] for number in event.screens if number in self._seen]
        judged = note_read(
            self.drive, seen, origin=event.origin, tap=tap, link_text=event.link_text, to_end=bool(event.whole)
        )
        if tap is not None and judged.is_policy:
            self._policies.add(tap.id)

    def _search(self, event: PolicySearchEnded) -> None:
        """What was found then is found when the same way led to a policy; that it is the shortest is not proved."""
        path = tuple(self._taps[number].id for number in event.path if number in self._taps)
        reached = bool(path) and len(path) == len(event.path) and path[-1] in self._policies
        result: Literal["found", "interrupted"] = "found" if reached else "interrupted"
        reason = "" if reached else "a replay repeats the way of a search and searches nothing itself"
        taps = len(path) if reached else None
        self._write(
            PolicySearchEnded(result=result, reason=reason, path=path if reached else (), taps=taps, operations=taps)
        )

    def _write(self, event: BaseEvent) -> None:
        self.drive.writer.add(event.model_copy(update={"id": 0, "at_ms": 0.0}), sync=True)
