"""Carrying out again, on a phone, what a recording tells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from evidence.errors import EvidenceError
from evidence.events import (
    AppLaunched,
    AppOpsSeen,
    AppOutcome,
    AppStopped,
    BaseEvent,
    ClosingTried,
    KeyPressed,
    PhaseStarted,
    PolicyOpened,
    PolicySearchEnded,
    PolicySearchStarted,
    PopupProbed,
    Replayed,
    ReplayStarted,
    ScreenTaken,
    StepEnded,
    StepStarted,
    Swiped,
    Tap,
    TapEffect,
    WatchEnded,
    WatchStarted,
)
from evidence.recording import Recording
from evidence.tree import Node, Tree
from harness.errors import AppRefused, InfraError
from harness.replay.course import Driven, course
from harness.replay.finding import SAME_SCREEN, Sought, find_again, share_left, sought, stands_instead
from harness.replay.retelling import Retelling
from harness.replay.ways import LOOKS, TOLD, WHOLE, again, by_place, held_ms
from harness.scenario.drive import AppGone, Drive, Seen, StepFailed
from harness.scenario.model import PassWalls, Watch
from harness.scenario.runner import look_after
from harness.scenario.steps import DO
from harness.scenario.steps.app import start
from harness.scenario.steps.basic import KEY_CODES, RETRY_S
from harness.scenario.steps.consent import note_effect
from harness.scenario.steps.watch import watch
from harness.scenario.walls import await_wall, flows

FIND_S = 10.0
"""How long an element is waited for."""
BACK_S = 3.0
"""How long an app that was brought back may take to show itself."""
LONGEST_PAUSE_MS = 10_000.0
"""A pause of the recording that was longer had its reason in the machine, not in the app."""


@dataclass
class Player:
    """One replay: `then` is the recording, `drive` the attempt that drives it again.

    Raises ConfigError when a flow of the app's profile cannot be read that led past a wall then.
    """

    drive: Drive
    then: Recording
    _told: Retelling = field(init=False)
    _written: str = field(init=False)
    """The scenario, and the flows of the app's profile where they were run."""
    _acted_ms: float = 0.0
    _acted_then_ms: float = 0.0

    def __post_init__(self) -> None:
        self._told = Retelling(self.drive)
        led = any(event.kind == PassWalls.kind for event in self.then.of(StepStarted))
        self._written = "\n".join(
            (self.then.info.scenario.text, *(flow.text for flow in (flows(self.drive.app) if led else ())))
        )

    def play(self) -> bool:
        """Drive the whole recording again; True when every step could be repeated. Raises InfraError."""
        info = self.then.info
        self.drive.writer.add(ReplayStarted(run_id=info.run_id, attempt=info.attempt), sync=True)
        whole, gone = True, ""
        for driven in course(self.then):
            gone = "" if driven.begins_life else gone
            reason, lost = self._step(driven, gone)
            gone = reason if lost else gone
            whole = whole and not reason
        return whole

    def _step(self, driven: Driven, gone: str) -> tuple[str, bool]:
        """Repeat one step; returns why it could not be (or an empty text), and whether this life is over by that."""
        step, before = driven.step, self.drive.last
        self.drive.report(step.label or step.kind)
        number = before.number if before else None
        self._note(StepStarted(step=step.step, kind=step.kind, label=step.label, params=step.params, before=number))
        if gone:
            self._note(StepEnded(step=step.step, status="skipped", reason=gone))
            return gone, True
        try:
            self._carry_out(driven)
        except StepFailed as error:
            self._end(step, "failed", str(error), number)
            # What went on after a failure then goes on after it now.
            return f"step {step.step} ({step.kind}): {error}", not driven.failed
        except AppRefused as error:
            self._note(AppOutcome(outcome=error.outcome, detail=error.detail, launch=self.drive.launch))
            self._end(step, "interrupted", str(error), number)
            return str(error), True
        except (AppGone, InfraError, EvidenceError, KeyboardInterrupt) as error:
            self._end(step, "interrupted", str(error) or type(error).__name__, number)
            if not isinstance(error, AppGone):
                raise
            return str(error), True
        self._end(step, "ok", "", number)
        return "", False

    def _carry_out(self, driven: Driven) -> None:
        kind = driven.step.kind
        if kind in WHOLE:
            self._whole(driven)
        elif kind in TOLD or kind in LOOKS:
            self._events(driven)
        else:
            raise StepFailed(f"a replay does not know how `{kind}` is repeated")

    def _whole(self, driven: Driven) -> None:
        path = next((event.path for event in driven.events if isinstance(event, PhaseStarted)), None)
        self.drive.choice = path if path is not None else self.drive.choice
        step = again(self.drive, driven.step, self._written)
        if step.acts:
            self._pause(driven.step.at_ms)
        with self._told.screens_of(driven.events):
            DO[type(step)](self.drive, step)
            if step.acts:
                look_after(self.drive, step)
        self._acted(driven.events[-1].at_ms if driven.events else driven.step.at_ms)

    def _events(self, driven: Driven) -> None:
        waiting = iter(driven.events)
        for event in waiting:
            match event:
                case WatchStarted():
                    self._watch(event, waiting)
                case Tap():
                    self._tap(event, waiting, driven.step)
                case ScreenTaken():
                    self._look(event)
                case KeyPressed() | Swiped() | AppStopped() | AppLaunched():
                    self._act(event)
                case AppOpsSeen() if event.moment.startswith("before"):
                    self.drive.note_appops(event.moment)
                    self.drive.count_bytes(event.moment)
                case AppOutcome(outcome="login_wall" | "captcha" | "forced_update"):
                    self._wall()
                case ClosingTried() | PopupProbed() | PolicyOpened() | PolicySearchStarted() | PolicySearchEnded():
                    self._told.again(event)
                case _:
                    pass

    def _watch(self, event: WatchStarted, waiting: Iterator[BaseEvent]) -> None:
        """A watch inside a step, for as long as then; its screens are its own."""
        inside = list[BaseEvent]()
        for following in waiting:
            inside.append(following)
            if isinstance(following, WatchEnded):
                break
        with self._told.screens_of(inside):
            watch(self.drive, Watch(purpose=event.purpose, seconds=event.planned_ms / 1000))
        self._acted(inside[-1].at_ms if inside else event.at_ms)

    def _wall(self) -> None:
        """Where a wall ended a life then, the one that stands there now ends it too. Raises AppGone."""
        wall = await_wall(self.drive, FIND_S)
        if wall is not None:
            said, launch = wall.said[:300], self.drive.launch
            self._note(AppOutcome(outcome=wall.kind, detail=said, launch=launch, screen=wall.screen))
            raise AppGone(f"{wall.kind}: {said}")

    def _look(self, event: ScreenTaken) -> None:
        """Take a screen as long after the last action as then; an app that was left is brought back, as then."""
        self._pause(event.taken_ms)
        if event.package == self.then.info.app.package and not self.drive.in_front():
            self.drive.check_app()
            self.drive.platform.launch(self.drive.app)
            self.drive.wait_change(None, BACK_S)
        self._told.saw(event, self.drive.screen())
        self.drive.check_app()

    def _pause(self, then_ms: float) -> None:
        """Wait until as much time has passed since the last action as then."""
        pause = min(LONGEST_PAUSE_MS, then_ms - self._acted_then_ms) if self._acted_then_ms else 0.0
        self.drive.clock.sleep(max(0.0, self._acted_ms + pause - self.drive.clock.now_ms()) / 1000)

    def _act(self, event: KeyPressed | Swiped | AppStopped | AppLaunched) -> None:
        drive = self.drive
        self._pause(event.at_ms)
        match event:
            case Swiped():
                seen = drive.last or drive.screen()
                across, down = self._scale(seen, event.screen)
                begin = round(event.x1 * across), round(event.y1 * down)
                end = round(event.x2 * across), round(event.y2 * down)
                drive.swipe(begin, end, event.duration_ms, held=event.held, seen=seen)
            case KeyPressed(key="back"):
                drive.back()
            case KeyPressed() if event.key in KEY_CODES:
                drive.press(event.key, KEY_CODES[event.key])
            case KeyPressed() if event.key != "unknown":
                raise StepFailed(f"the recording does not say enough to press this again: {event.key}")
            case AppStopped():
                drive.platform.stop(drive.app)
                self._note(AppStopped(package=drive.app.id))
            case AppLaunched():
                start(drive, fresh=event.fresh)
            case _:
                pass
        self._acted(event.at_ms)

    def _tap(self, event: Tap, waiting: Iterator[BaseEvent], step: StepStarted) -> None:
        """Tap what was tapped; after a decision its effect is watched for anew."""
        drive = self.drive
        held = event.held_ms if event.held_ms is not None else held_ms(step)
        if drive.last is not None and drive.touched_ms > drive.last.taken.taken_ms:
            # Taps in a row, with no look between them, keep their distance.
            self._pause(event.at_ms)
            if self._not_needed(event, step, drive.last):
                return
        x, y, node, by, detail = self._place(event, drive.last or drive.screen(), step)
        if by == "none":
            self._note(Replayed(recorded=event.id, tap=None, by="none", detail=detail))
            raise StepFailed(f"“{event.target}” was not found again: {detail}")
        box, seen, target = node.bounds if node is not None else None, drive.last or drive.screen(), event.target
        if held is not None:
            tap = drive.hold_at(x, y, held, target=target, seen=seen, box=box)
        else:
            tap = drive.tap_at(x, y, purpose=event.purpose, target=target, seen=seen, box=box)
        self._note(Replayed(recorded=event.id, tap=tap.id, by=by, detail=detail))
        self._told.tapped(event, tap)
        self._acted(event.at_ms, tap.at_ms)
        if event.purpose not in ("agree", "refuse"):
            return
        if self.drive.decided_ms is None:
            self.drive.decided_ms = tap.at_ms
        note_effect(self.drive, tap, seen)
        for following in waiting:
            if isinstance(following, ScreenTaken) and self.drive.last is not None:
                self._told.saw(following, self.drive.last)
            if isinstance(following, TapEffect) and following.tap == event.id:
                self._acted(following.at_ms)
                return

    def _not_needed(self, event: Tap, step: StepStarted, before: Seen) -> bool:
        """Whether a tap that was made since nothing had changed is not to be made now."""
        once_more = step.params.get("retryTapIfNoChange") is True
        late = event.at_ms - self._acted_then_ms >= RETRY_S * 1000
        return once_more and late and self.drive.wait_change(before.tree, RETRY_S) == "changed"

    def _place(self, event: Tap, seen: Seen, step: StepStarted) -> tuple[int, int, Node | None, str, str]:
        """Where to tap now: in the node that was tapped then, waited for; else at the same place of the screen."""
        screen = self.then.screens.get(event.screen) if event.screen is not None else None
        tree = screen.tree if screen is not None else None
        width, height = seen.taken.width, seen.taken.height
        across, down = self._scale(seen, event.screen)
        x, y = round(event.x * across), round(event.y * down)
        wanted = sought(event, tree, screen.taken.width, screen.taken.height) if screen and tree is not None else None
        if wanted is None or tree is None:
            return x, y, None, "position", "no node stood where it was tapped"
        node, now = self._wait_for(wanted, seen)
        if node is not None:
            box = node.bounds
            x = box.x1 + round(wanted.inside[0] * box.width)
            y = box.y1 + round(wanted.inside[1] * box.height)
            return min(x, width - 1), min(y, height - 1), node, "element", ""
        if now is not None and share_left(tree, now) < SAME_SCREEN:
            return x, y, None, "none", "another screen stands there"
        meant_text = wanted.only_id or not by_place(step)
        instead = stands_instead(wanted, now, x, y, width, height) if now is not None and meant_text else ""
        if instead:
            return x, y, None, "none", f"“{instead[:60]}” stands in its place"
        return x, y, None, "position", "no node is alike"

    def _wait_for(self, wanted: Sought, seen: Seen) -> tuple[Node | None, Tree | None]:
        """The node as soon as it is there, and the tree that was looked at last.

        One that says something else is taken when nothing better has come.
        """
        deadline = self.drive.clock.now_s() + FIND_S
        tree, width, height = seen.tree, seen.taken.width, seen.taken.height
        while True:
            late = self.drive.clock.now_s() > deadline
            node = find_again(wanted, tree, width, height, renamed=late) if tree is not None else None
            if node is not None or late:
                return node, tree
            self.drive.wait_change(tree, 1.0)
            self.drive.check_app()
            tree = self.drive.screen().tree

    def _scale(self, seen: Seen, number: int | None) -> tuple[float, float]:
        """How many px of today's screen are one px of then, across and down."""
        screen = self.then.screens.get(number) if number is not None else None
        if screen is None:
            return 1.0, 1.0
        return seen.taken.width / max(1, screen.taken.width), seen.taken.height / max(1, screen.taken.height)

    def _acted(self, then_ms: float, now_ms: float | None = None) -> None:
        """Pauses are counted from the last action."""
        self._acted_then_ms = then_ms
        self._acted_ms = now_ms if now_ms is not None else self.drive.clock.now_ms()

    def _end(self, step: StepStarted, status: str, reason: str, before: int | None) -> None:
        after = self.drive.last.number if self.drive.last else None
        ended = {"step": step.step, "status": status, "reason": reason[:1000], "before": before, "after": after}
        self._note(StepEnded.model_validate(ended))

    def _note(self, event: BaseEvent) -> None:
        self.drive.writer.add(event)
