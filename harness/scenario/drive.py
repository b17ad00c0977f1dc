"""What steps need of a running attempt: the phone, the recording, the eyes, and the checks that nothing has died."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal, Protocol

from evidence.clock import Clock
from evidence.errors import SourceError
from evidence.events import (
    AppOpsSeen,
    AppOutcome,
    Identifiers,
    KeyPressed,
    ScreenTaken,
    Swiped,
    SystemPrompt,
    Tap,
    TapDone,
    TapPurpose,
)
from evidence.geometry import Box
from evidence.traffic import BytesCounted
from evidence.tree import Tree, parse_source
from evidence.writer import RecordingWriter
from harness.config.apps import AppProfile
from harness.errors import CommandFailed
from harness.platforms.base import Platform
from harness.scenario.asking import Ask, ask_on_terminal
from harness.scenario.given import kinds_in
from harness.scenario.prompting import is_system_prompt
from harness.scenario.scope import Scope
from harness.scenario.secrets import Secrets
from perception.screen.refusal import refuses_to_run
from perception.screen.remembered import look_once
from perception.screen.view import View

FRESH_MS = 1000.0
"""How old the last screen may be to be looked at again instead of a new one."""
STANDING_MS = 2000.0
"""The same for one whose tree was read again: all but its picture is known to be as it was."""
SETTLE_S = 0.12
"""Between two looks at the source while it comes to rest."""

ENOUGH_TEXT = 40
"""Characters that the tree of an ordinary page exceeds; a page with fewer is drawn (a web view, a canvas)."""


class Capturing(Protocol):
    """What steps need of the capture: to know that it lives."""

    def check(self) -> None:
        """Raise CaptureLost when it does not."""


class StepFailed(Exception):
    """A step could not do what it says; the message is for a person."""


class AppGone(Exception):
    """The app crashed, hung or left: what the scenario still wanted of this life cannot be seen."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A screen that was just recorded, with what the harness read from it."""

    taken: ScreenTaken
    picture: bytes | None
    tree: Tree | None
    source: bytes

    @property
    def number(self) -> int:
        """The screen's number in the recording."""
        return self.taken.screen

    def same_as(self, other: Seen) -> bool:
        """Whether both trees show the same; without a tree nothing is known to be the same."""
        return self.tree is not None and other.tree is not None and self.tree.signature == other.tree.signature


@dataclass
class Drive:
    """One attempt in progress.

    `report` tells a person what goes on; `watch_s` and `baseline_s` are the run's watch times.
    """

    platform: Platform
    writer: RecordingWriter
    capture: Capturing
    app: AppProfile
    watch_s: float
    baseline_s: float
    report: Callable[[str], None] = lambda line: None
    uid: int | None = None
    launch: int = 0
    phase: int = 0
    watches: int = 0
    last: Seen | None = None
    decided_ms: float | None = None
    choice: str = "ignore"
    """What the user of the present life will choose, known from the steps ahead."""
    left_after_refusal: bool = False
    prompts: set[str] = field(default_factory=set)
    identifiers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    secrets: Secrets = field(default_factory=Secrets)
    ask: Ask = ask_on_terminal
    """Puts a question to the person who started the run."""
    touched_ms: float = 0.0
    """When the phone was touched last."""
    _scope: Scope | None = None

    def __post_init__(self) -> None:
        self.writer.hiding = self.secrets
        told = self.report
        self.report = lambda line: told(self.secrets.mask(line))

    @property
    def scope(self) -> Scope:
        """What `${…}` stands for."""
        if self._scope is None:
            self._scope = Scope(os.environ, self.secrets, self.platform.platform)
        return self._scope

    @property
    def clock(self) -> Clock:
        """The recording's clock."""
        return self.writer.clock

    def screen(self) -> Seen:
        """Record the present screen, and the system prompt that may stand on it."""
        self.capture.check()
        raw = self.platform.screen()
        tree = _tree(raw.platform, raw.source)
        picture = raw.picture
        if self.secrets and picture is not None:
            picture = self.secrets.blot(picture, tree)
        number, shown, source = self.writer.screen_files(picture, raw.source)
        taken = self.writer.add(
            ScreenTaken(
                screen=number,
                platform=raw.platform,
                picture=shown,
                source=source,
                stable=raw.stable,
                unstable_reason=raw.unstable_reason,
                package=raw.package,
                activity=raw.activity,
                width=raw.width,
                height=raw.height,
                density=raw.density,
                taken_ms=raw.taken_ms,
            )
        )
        self.last = Seen(taken, raw.picture, tree, raw.source)
        self._note_prompt(self.last)
        return self.last

    def recent(self) -> Seen:
        """The last screen when it is fresh and nothing was touched since; else a new one."""
        last = self.last
        if last is not None and self._since(last, FRESH_MS):
            self.capture.check()
            return last
        return self.screen()

    def standing(self) -> Seen:
        """The last screen when it is fresh, stable, and the tree still shows the same; else a new one.

        For what begins where something else ended: one tree more costs much less than a screen more.
        """
        last = self.last
        if last is None or last.tree is None or not last.taken.stable or not self._since(last, STANDING_MS):
            return self.screen()
        self.capture.check()
        return last if self._shown() == last.tree.signature else self.screen()

    def _since(self, seen: Seen, age_ms: float) -> bool:
        """Whether a screen is no older, and nothing was done to the phone since."""
        return self.touched_ms < seen.taken.taken_ms > self.clock.now_ms() - age_ms

    def settle(self, timeout_s: float) -> bool:
        """Wait until two sources in a row show the same; False when they do not within the time."""
        deadline = self.clock.now_s() + timeout_s
        before = self._shown()
        while self.clock.now_s() < deadline:
            self.clock.sleep(SETTLE_S)
            now = self._shown()
            if now == before:
                return True
            before = now
        return False

    def _shown(self) -> int | None:
        tree = _tree(self.platform.platform, self.platform.source())
        return tree.signature if tree else None

    def glance(self, seen: Seen) -> View:
        """What the tree and the colours of a screen show, in a fraction of a second: enough to act on most screens."""
        return self._look(seen, ocr=False)

    def view(self, seen: Seen) -> View:
        """What a person sees on a screen, drawn texts included; takes seconds, so never while something is timed."""
        return self._look(seen, ocr=True)

    def read(self, seen: Seen) -> View:
        """The glance when the tree has text enough to act on, else the whole view."""
        glance = self.glance(seen)
        return glance if len(glance.all_text) >= ENOUGH_TEXT else self.view(seen)

    def _look(self, seen: Seen, *, ocr: bool) -> View:
        return look_once(
            seen.picture,
            seen.source,
            seen.tree,
            density=seen.taken.density,
            package=seen.taken.package,
            app_package=self.app.id,
            platform=seen.taken.platform,
            ocr=ocr,
        )

    def tap(self, box: Box, purpose: TapPurpose, target: str, seen: Seen | None) -> Tap:
        """Tap the middle of a box; the event is on the disk before the tap is sent."""
        return self.tap_at(*box.centre, purpose=purpose, target=target, seen=seen, box=box)

    def tap_at(
        self, x: int, y: int, *, purpose: TapPurpose, target: str, seen: Seen | None, box: Box | None = None
    ) -> Tap:
        """Tap a point in px."""
        with self._touch(x, y, purpose, target, seen, box, None) as tap:
            self.platform.tap(x, y)
        return tap

    def hold_at(self, x: int, y: int, duration_ms: int, *, target: str, seen: Seen | None, box: Box | None) -> Tap:
        """Touch a point in px and stay there."""
        with self._touch(x, y, "step", target, seen, box, duration_ms) as tap:
            # A finger that goes nowhere: the one gesture that every platform has.
            self.platform.swipe(x, y, x, y, duration_ms)
        return tap

    @contextmanager
    def _touch(
        self, x: int, y: int, purpose: TapPurpose, target: str, seen: Seen | None, box: Box | None, held: int | None
    ) -> Iterator[Tap]:
        """Note a touch that the block sends, before it is sent and when it was."""
        self.capture.check()
        self.platform.ensure_route()
        tap = self.writer.add(
            Tap(
                purpose=purpose,
                x=x,
                y=y,
                target=target[:200],
                box=(box.x1, box.y1, box.x2, box.y2) if box else None,
                screen=seen.number if seen else None,
                launch=self.launch,
                held_ms=held,
            )
        )
        self.touched()
        yield tap
        self.writer.add(TapDone(tap=tap.id))

    def swipe(
        self, start: tuple[int, int], end: tuple[int, int], duration_ms: int, *, held: bool = False, seen: Seen | None
    ) -> None:
        """Move a finger from point to point, in px; `held` lets nothing run on when it lets go."""
        self.writer.add(
            Swiped(
                x1=start[0],
                y1=start[1],
                x2=end[0],
                y2=end[1],
                duration_ms=duration_ms,
                held=held,
                screen=seen.number if seen else None,
            )
        )
        move = self.platform.drag if held else self.platform.swipe
        self.touched()
        move(*start, *end, duration_ms)

    def back(self) -> None:
        """Press the back key."""
        self.writer.add(KeyPressed(key="back"))
        self.touched()
        self.platform.back()

    def press(self, key: str, code: int) -> None:
        """Press a key; `key` is its name, for a person."""
        self.writer.add(KeyPressed(key=key))
        self.touched()
        self.platform.press_key(code)

    def type_text(self, text: str) -> None:
        """Type into what has the focus; the recording keeps how much was typed, the scenario what."""
        self.capture.check()
        kinds = kinds_in(text, self.identifiers)
        self.writer.add(KeyPressed(key="text", detail=f"{len(text)} characters", kinds=kinds))
        self.touched()
        try:
            self.platform.type_text(text)
        except CommandFailed as error:
            raise StepFailed(f"nothing on the screen takes text: {str(error)[:200]}") from None

    def touched(self) -> None:
        """Note that something is done to the phone now: what was seen before is old."""
        self.touched_ms = self.clock.now_ms()

    def in_front(self) -> bool:
        """Whether the app, or the system asking in its name, is in front."""
        package = self.platform.foreground().package
        return package == self.app.id or is_system_prompt(package)

    def check_app(self) -> None:
        """Note a crash, hang or exit of the app and raise AppGone."""
        outcome = self.platform.outcome(self.app)
        if outcome is None:
            return
        kind, detail = outcome
        if kind == "exit" and self.left_after_refusal:
            return
        self.writer.add(
            AppOutcome(
                outcome=kind, detail=detail[:2000], launch=self.launch, screen=self.last.number if self.last else None
            ),
            sync=True,
        )
        raise AppGone(f"{kind}: {detail[:200]}")

    def check_refusal(self, seen: Seen) -> None:
        """Note an app that refuses to run on this device and raise AppGone."""
        said = refuses_to_run(self.glance(seen))
        if said:
            self.writer.add(
                AppOutcome(outcome="refuses_to_run", detail=said, launch=self.launch, screen=seen.number), sync=True
            )
            raise AppGone(f"refuses_to_run: {said[:200]}")

    def count_bytes(self, moment: str) -> None:
        """Note what the phone has counted for the app so far."""
        if self.uid is None:
            return
        counted = self.platform.bytes_counted(self.uid)
        if counted is not None:
            sent, received = counted
            self.writer.add_traffic(
                BytesCounted(
                    at_ms=self.clock.now_ms(),
                    uid=self.uid,
                    moment=moment,
                    phone_sent=sent,
                    phone_received=received,
                )
            )

    def note_identifiers(self) -> None:
        """Note the phone's identifiers; some (an app's ANDROID_ID) come into being when the app first asks for them."""
        values, sources = self.platform.identifiers(self.app)
        self.identifiers = values
        self.writer.add(Identifiers(values=values, sources=sources), sync=True)

    def note_appops(self, moment: str) -> None:
        """Note which guarded operations the phone says the app has carried out; nothing when it does not tell."""
        accesses = self.platform.appops(self.app)
        if accesses is not None:
            self.writer.add(AppOpsSeen(package=self.app.id, moment=moment, accesses=accesses), sync=True)

    def note_end_of_life(self) -> None:
        """Note what the phone has counted and the app has carried out by the end of a life; before one, nothing."""
        if self.launch:
            self.note_appops("end of the life")
            self.count_bytes("end of the life")

    def wait_change(self, before: Tree | None, timeout_s: float) -> Literal["changed", "same"]:
        """Wait until the tree differs from `before` and has come to rest, or the time is over."""
        deadline = self.clock.now_s() + timeout_s
        previous = before.signature if before else None
        start = previous
        while self.clock.now_s() < deadline:
            tree = _tree(self.platform.platform, self.platform.source())
            now = tree.signature if tree else None
            if now != start and now == previous:
                return "changed"
            previous = now
            self.clock.sleep(SETTLE_S)
        return "same" if previous == start else "changed"

    def _note_prompt(self, seen: Seen) -> None:
        if not is_system_prompt(seen.taken.package) or seen.tree is None:
            return
        # SpringBoard's source holds nothing but the alert and the home screen behind it.
        ios = seen.taken.platform == "ios"
        texts = [node.label for node in seen.tree.walk() if node.label and (ios or is_system_prompt(node.package))]
        joined = " ".join(texts)[:500]
        if joined in self.prompts:
            return
        self.prompts.add(joined)
        self.writer.add(SystemPrompt(screen=seen.number, kind="permission", text=joined), sync=True)


def _tree(platform: str, source: bytes) -> Tree | None:
    try:
        return parse_source(platform, source)
    except SourceError:
        return None
