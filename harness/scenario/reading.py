"""Reading a policy that was opened, screen by screen."""

from __future__ import annotations

import time
from typing import Literal

from evidence.events import PolicyOpened, Tap
from harness.scenario.drive import Drive, Seen
from perception.screen.policy import PolicyText, judge_policy_text

LOAD_TIMEOUT_S = 6.0
MIN_CHARACTERS = 200
"""A page with less text than this may still be loading."""


def read_policy(
    drive: Drive,
    *,
    origin: Literal["consent", "search", "login"],
    tap: Tap | None,
    link_text: str,
    pages: int,
    before: Seen | None,
) -> PolicyText:
    """Read what opened, scrolling to its end or for `pages` screens; the text and the screens go into the recording.

    Whether it is a policy is told for the driver's own use; detectors judge the recorded text again.
    """
    seen = _loaded(drive, before)
    screens, lines = [seen.number], _texts(drive, seen)
    for _ in range(pages - 1):
        if not _scrollable(seen):
            break
        width, height = seen.taken.width, seen.taken.height
        drive.platform.swipe(width // 2, int(height * 0.78), width // 2, int(height * 0.22), 350)
        drive.wait_change(seen.tree, 1.0)
        following = drive.screen()
        if following.same_as(seen):
            break
        seen = following
        screens.append(seen.number)
        known = set(lines)
        lines.extend(line for line in _texts(drive, seen) if line not in known)
    text = "\n".join(lines)
    drive.writer.add(
        PolicyOpened(
            origin=origin,
            tap=tap.id if tap else None,
            screens=tuple(screens),
            text_file=drive.writer.policy_file(text),
            link_text=link_text[:200],
        ),
        sync=True,
    )
    return judge_policy_text(text)


def _loaded(drive: Drive, before: Seen | None) -> Seen:
    """The screen once it has text, or after the time that a page may take to load."""
    deadline = time.monotonic() + LOAD_TIMEOUT_S
    while True:
        seen = drive.screen()
        changed = before is None or not seen.same_as(before)
        enough = sum(len(line) for line in _texts(drive, seen)) >= MIN_CHARACTERS
        if (changed and enough) or time.monotonic() > deadline:
            return seen
        drive.wait_change(seen.tree, 1.0)


def _texts(drive: Drive, seen: Seen) -> list[str]:
    return [text.text for text in drive.read(seen).texts]


def _scrollable(seen: Seen) -> bool:
    """Trees that say nothing of scrolling (empty web views) are tried all the same."""
    if seen.tree is None:
        return True
    nodes = list(seen.tree.walk())
    return any(node.scrollable or "WebView" in node.cls for node in nodes)
