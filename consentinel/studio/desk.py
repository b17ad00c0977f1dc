"""What the studio does with the phone: one thing after the other, in a thread of its own."""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from consentinel.studio.script import Checked, check, with_step
from evidence.errors import EvidenceError
from evidence.events import StepEnded
from evidence.recording import Recording
from harness.attempt import Live
from harness.errors import AppRefused, ConfigError, InfraError
from harness.scenario.composing import node_at, proposals, tap_at
from harness.scenario.drive import AppGone, Drive, Seen, StepFailed
from harness.scenario.language.vocabulary import STEPS
from harness.scenario.model import Scenario, Step
from harness.scenario.runner import play

MAX_NODES = 3000


@dataclass
class Desk:
    """The phone, the screen that was seen last, and the file that is written.

    `revision` counts the screens, so that a page knows when to fetch a new one; `message` is the last thing to tell.
    """

    live: Live
    file: Path
    text: str
    revision: int = 0
    busy: str = ""
    message: str = ""
    statuses: dict[int, str] = field(default_factory=dict)
    """Index of a step → what came of it in the last run."""
    _seen: Seen | None = None
    _signature: int | None = None
    _worker: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, thread_name_prefix="studio"))
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def drive(self) -> Drive:
        """The attempt in progress."""
        return self.live.drive

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

    def proposed(self, x: int, y: int) -> list[str]:
        """The selectors that mean what stands at a point, the most lasting first, each as a line of YAML."""
        tree = self._seen.tree if self._seen is not None else None
        node = node_at(tree, x, y) if tree is not None else None
        if tree is None or node is None:
            return []
        return [selector.told() for selector in proposals(tree, node)]

    def start(self) -> Future[None]:
        """See the first screen."""
        return self._queue("looking", self._look)

    def look(self) -> Future[None]:
        """See whether the screen has changed; nothing is recorded when it has not."""
        return self._queue("", self._glance)

    def tap(self, x: int, y: int, choice: int, *, add: str) -> Future[None]:
        """Tap what stands at a point, in px, or only `add` a step about it (`tapOn`, `assertVisible`) to the text."""
        return self._queue("tapping", lambda: self._tap(x, y, choice, add))

    def act(self, word: str, value: Any) -> Future[None]:
        """Carry out a step and add it to the text; a step that fails is told and not added."""
        return self._queue(word, lambda: self._act(_made(word, value)))

    def run(self, text: str, first: int, last: int | None) -> Future[None]:
        """Run a text from one step to another, both by index."""
        return self._queue("running", lambda: self._run(text, first, last))

    def check(self, text: str) -> Checked:
        """What the language says of a text, which is kept."""
        self.text = text
        return check(text, self.file)

    def save(self, text: str) -> None:
        """Write the text to its file. Raises ConfigError when it is no scenario, or cannot be written."""
        checked = self.check(text)
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
        return self._worker.submit(self._guarded, busy, work)

    def _guarded(self, busy: str, work: Callable[[], None]) -> None:
        """What goes wrong is one line on the page, and the studio goes on."""
        self.busy = busy or self.busy
        try:
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
            if busy:
                self.busy = ""

    def _look(self) -> None:
        self._seen = self.drive.screen()
        self._signature = hash(self._seen.source)
        self.revision += 1

    def _glance(self) -> None:
        if hash(self.drive.platform.source()) != self._signature:
            self._look()

    def _tap(self, x: int, y: int, choice: int, add: str) -> None:
        self._glance()
        seen = self._seen
        if seen is None:
            raise StepFailed("no screen was seen yet")
        step = self._step_at(seen, x, y, choice, add)
        if add == "tapOn":
            node = node_at(seen.tree, x, y) if seen.tree is not None else None
            target = (node.label or node.id or node.cls) if node is not None else f"{x},{y}"
            self.drive.tap_at(x, y, purpose="step", target=target, seen=seen, box=node.bounds if node else None)
            self.drive.wait_change(seen.tree, 3.0)
        self._added(step)

    def _step_at(self, seen: Seen, x: int, y: int, choice: int, add: str) -> Step:
        width, height = self.size()
        node = node_at(seen.tree, x, y) if seen.tree is not None else None
        known = proposals(seen.tree, node) if seen.tree is not None and node is not None else ()
        selector = known[choice] if 0 <= choice < len(known) else None
        if selector is None and add != "tapOn":
            raise StepFailed("what stands there cannot be told from other nodes")
        if selector is None:
            return tap_at(None, x, y, width, height)
        return _made(add, selector.model_dump(exclude_unset=True))

    def _act(self, step: Step) -> None:
        self._perform((step,), 0)
        self._added(step)

    def _added(self, step: Step) -> None:
        self.text = with_step(self.text, step)
        self.message = ""
        self._look()

    def _run(self, text: str, first: int, last: int | None) -> None:
        checked = self.check(text)
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


def _made(word: str, value: Any) -> Step:
    """A step by its word. Raises ConfigError when the word or its settings are unknown."""
    model = STEPS.get(word)
    if model is None:
        raise ConfigError(f"unknown step '{word}'")
    settings = value if isinstance(value, dict) else {} if value is None else {model.shorthand or "": value}
    try:
        return model.model_validate(settings)
    except ValueError as error:
        raise ConfigError(f"{word}: {str(error).splitlines()[0]}") from None
