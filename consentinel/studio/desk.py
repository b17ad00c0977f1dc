"""What the studio does with the phone: one thing after the other, in a thread of its own."""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from consentinel.studio.script import Checked, check, with_step, with_steps
from evidence.errors import EvidenceError
from evidence.events import StepEnded
from evidence.lines import reason_of
from evidence.recording import Recording
from harness.attempt import Live
from harness.errors import AppRefused, ConfigError, InfraError
from harness.scenario.composing import node_at, proposals, tap_at
from harness.scenario.drive import AppGone, Drive, Seen, StepFailed
from harness.scenario.language.vocabulary import STEPS
from harness.scenario.model import Scenario, Selector, Step, TapOn
from harness.scenario.runner import play

MAX_NODES = 3000


@dataclass
class Desk:
    """The phone, the screen that was seen last, and the file that is written.

    `revision` counts the screens, so that a page knows when to fetch a new one; an edition counts the steps that
    were added, so that a text that was edited meanwhile gets them too; `message` is the last thing to tell. `renew` is
    called before each thing that is done, and as it goes on; it may raise InfraError.
    """

    live: Live
    file: Path
    text: str
    renew: Callable[[], None] = lambda: None
    revision: int = 0
    busy: str = ""
    message: str = ""
    statuses: dict[int, str] = field(default_factory=dict)
    """Index of a step → what came of it in the last run."""
    _seen: Seen | None = None
    _signature: int | None = None
    _worker: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, thread_name_prefix="studio"))
    _added: list[Step] = field(default_factory=list)
    _pending: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)
    """For the text and what is pending, which the server's thread changes too."""

    @property
    def drive(self) -> Drive:
        """The attempt in progress."""
        return self.live.drive

    @property
    def draft(self) -> tuple[str, int]:
        """The text, and its edition: how many steps were added to it so far."""
        with self._lock:
            return self.text, len(self._added)

    @property
    def picture(self) -> bytes | None:
        """The screen that was seen last."""
        return self._seen.picture if self._seen is not None else None

    def nodes(self) -> list[dict[str, Any]]:
        """The visible nodes of that screen, boxes in px; `window` counts from the front, its root comes first."""
        tree = self._seen.tree if self._seen is not None else None
        shown = [
            (number, node)
            for number, window in enumerate(tree.windows if tree is not None else ())
            for node in window.walk()
            if node.visible and node.bounds.area
        ]
        return [
            {
                "window": number,
                "box": node.bounds.as_list(),
                "class": node.cls,
                "text": node.text[:500],
                "description": node.description[:500],
                "id": node.id[:200],
                "taps": node.clickable or node.checkable,
            }
            for number, node in shown[:MAX_NODES]
        ]

    def size(self) -> tuple[int, int]:
        """Width and height of that screen, in px."""
        return (self._seen.taken.width, self._seen.taken.height) if self._seen is not None else (0, 0)

    def proposed(self, x: int, y: int) -> tuple[Selector, ...]:
        """The selectors that mean what stands at a point of that screen, the most lasting first."""
        return _proposed(self._seen, x, y)

    def start(self) -> Future[None]:
        """See the first screen."""
        return self._queue("looking", self._look)

    def look(self) -> None:
        """See whether the screen has changed; nothing is recorded when it has not. Does nothing while more is to do."""
        if not self._pending:
            self._queue("", self._glance)

    def tap(self, x: int, y: int, *, add: str) -> Future[None]:
        """Touch what stands at a point, in px, as the step `add` does (`tapOn`, `longPressOn`), and add that step."""
        return self._queue("tapping", lambda: self._tap(x, y, add))

    def add(self, word: str, selector: Any) -> Future[None]:
        """Add a step that touches nothing, about what a selector means. Raises ConfigError for a wrong selector."""
        step = _made(word, selector)

        def write() -> None:
            self._check_place_for(step)
            self._add(step)

        return self._queue("", write)

    def act(self, word: str, value: Any) -> Future[None]:
        """Carry out a step and add it to the text; a step that fails is told and not added."""
        return self._queue(word, lambda: self._act(_made(word, value)))

    def run(self, text: str, first: int, last: int | None) -> Future[None]:
        """Run a text from one step to another, both by index."""
        return self._queue("running", lambda: self._run(text, first, last))

    def check(self, text: str, edition: int | None = None) -> Checked:
        """What the language says of a text, which is kept, with the steps that were added since its edition."""
        with self._lock:
            self.text = with_steps(text, self._added[edition:] if edition is not None else [])
            return check(self.text, self.file)

    def save(self, text: str, edition: int | None = None) -> None:
        """Write the text to its file. Raises ConfigError when it is no scenario, or cannot be written."""
        checked = self.check(text, edition)
        text = self.text
        if checked.scenario is None:
            raise ConfigError(checked.error)
        part = self.file.with_name(self.file.name + ".part")
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            part.write_text(text, encoding="utf-8")
            part.replace(self.file)
        except OSError as error:
            raise ConfigError(f"{self.file} cannot be written: {error.strerror or error}") from None

    def close(self) -> None:
        """Let what is being done come to its end."""
        self._worker.shutdown(wait=True, cancel_futures=True)

    def _queue(self, busy: str, work: Callable[[], None]) -> Future[None]:
        with self._lock:
            self._pending += 1
        return self._worker.submit(self._guarded, busy, work)

    def _guarded(self, busy: str, work: Callable[[], None]) -> None:
        """What goes wrong is one line on the page, and the studio goes on."""
        self.busy = busy or self.busy
        try:
            self.renew()
            work()
        except (InfraError, AppRefused) as error:
            mend = getattr(error, "mend", "")
            self.message = f"{error}{'; ' if mend else ''}{mend}"
        except (StepFailed, AppGone, ConfigError, EvidenceError) as error:
            self.message = str(error)
        except Exception as error:
            # A fault of the studio's own: nobody asks the future, so it is told whole where the studio was started.
            self.message = f"the studio itself failed: {type(error).__name__}: {error}"
            traceback.print_exc()
        finally:
            with self._lock:
                self._pending -= 1
            if busy:
                self.busy = ""

    def _look(self) -> None:
        self._seen = self.drive.screen()
        self._signature = hash(self._seen.source)
        self.revision += 1

    def _glance(self) -> None:
        if hash(self.drive.platform.source()) != self._signature:
            self._look()

    def _tap(self, x: int, y: int, add: str) -> None:
        self._glance()
        seen = self._seen
        if seen is None:
            raise StepFailed("no screen was seen yet")
        step = self._step_at(seen, x, y, add)
        self._check_place_for(step)
        if add == TapOn.kind:
            node = node_at(seen.tree, x, y) if seen.tree is not None else None
            target = (node.label or node.id or node.cls) if node is not None else f"{x},{y}"
            self.drive.tap_at(x, y, purpose="step", target=target, seen=seen, box=node.bounds if node else None)
            self.drive.wait_change(seen.tree, 3.0)
        else:
            self._perform((step,), 0)
        self._add(step)

    def _step_at(self, seen: Seen, x: int, y: int, add: str) -> Step:
        known = _proposed(seen, x, y)
        if known:
            return _made(add, known[0].model_dump(exclude_unset=True))
        return _made(add, tap_at(None, x, y, *self.size()).model_dump(exclude_unset=True))

    def _act(self, step: Step) -> None:
        self._check_place_for(step)
        self._perform((step,), 0)
        self._add(step)

    def _check_place_for(self, step: Step) -> None:
        """Raise StepFailed, before anything is touched, where a step cannot be written at the end of the text."""
        now = check(self.text, self.file)
        if now.scenario is not None and check(with_step(self.text, step), self.file).scenario is None:
            raise StepFailed("no step can be added to this text: write its steps one below the other, each with a dash")

    def _add(self, step: Step) -> None:
        with self._lock:
            self.text = with_step(self.text, step)
            self._added.append(step)
        self.message = ""
        self._look()

    def _run(self, text: str, first: int, last: int | None) -> None:
        # What is run is not kept: by now it may have been edited further.
        checked = check(text, self.file)
        if checked.scenario is None:
            raise ConfigError(checked.error)
        steps = checked.scenario.steps[: None if last is None else last + 1]
        self.statuses = {}
        self._perform(steps, first, header=checked)
        self._look()

    def _perform(self, steps: tuple[Step, ...], first: int, header: Checked | None = None) -> None:
        recorded = Recording.open(self.drive.writer.folder).events
        since = recorded[-1].id if recorded else 0
        scenario = header.scenario if header is not None and header.scenario is not None else self._alone(steps)
        self.drive.report = self._report
        done = play(self.drive, scenario.model_copy(update={"steps": steps}), start=first)
        ends = [event for event in Recording.open(self.drive.writer.folder).of(StepEnded) if event.id > since]
        for end in ends:
            number = end.step.partition(".")[0]
            if number.isdigit() and header is not None:
                self.statuses[int(number) - 1] = end.status
        failed = next((end.reason for end in ends if end.status in ("failed", "interrupted")), "")
        if not done and failed:
            raise StepFailed(failed)
        self.message = ""

    def _alone(self, steps: tuple[Step, ...]) -> Scenario:
        checked = check("name: studio\n---\n- back\n", self.file)
        assert checked.scenario is not None
        return checked.scenario.model_copy(update={"steps": steps})

    def _report(self, line: str) -> None:
        self.busy = line[:200] or self.busy
        self.renew()


def _proposed(seen: Seen | None, x: int, y: int) -> tuple[Selector, ...]:
    tree = seen.tree if seen is not None else None
    node = node_at(tree, x, y) if tree is not None else None
    return proposals(tree, node) if tree is not None and node is not None else ()


def _made(word: str, value: Any) -> Step:
    """A step by its word. Raises ConfigError when the word or its settings are unknown."""
    model = STEPS.get(word)
    if model is None:
        raise ConfigError(f"unknown step '{word}'")
    settings = value if isinstance(value, dict) else {} if value is None else {model.shorthand or "": value}
    try:
        return model.model_validate(settings)
    except ValidationError as error:
        raise ConfigError(f"{word}: {reason_of(error)}") from None
