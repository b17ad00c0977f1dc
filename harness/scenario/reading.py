"""Reading a policy that was opened, screen by screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from evidence.events import PolicyOpened, Tap
from harness.scenario.drive import Drive, Seen
from perception.screen.policy import PolicyText, judge_policy_text

LOAD_TIMEOUT_S = 6.0
MIN_CHARACTERS = 200
"""A page with less text than this may still be loading."""

DRAG_MS = 350
_ON = (0.86, 0.2)
_BACK = (0.4, 0.65)
"""From, to, as shares of the screen's height."""
_BACK_AT_MOST = 4


@dataclass(frozen=True, slots=True)
class _Page:
    """One screen of what is read, with its lines."""

    seen: Seen
    lines: tuple[str, ...]


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

    Each page shares a line with the one before, so that nothing between them is missed.

    Whether it is a policy is told for the driver's own use; detectors judge the recorded text again.
    """
    read = [_page(drive, _loaded(drive, before))]
    ended, gaps = not _scrollable(read[0].seen), 0
    while not ended and len(read) < pages:
        following = _dragged(drive, read[-1], _ON)
        ended = following.seen.same_as(read[-1].seen)
        for _ in range(_BACK_AT_MOST):
            if ended or not _skipped(read[-1], following):
                break
            following = _dragged(drive, following, _BACK)
        gaps += not ended and _skipped(read[-1], following)
        if not ended:
            read.append(following)
            ended = not _scrollable(following.seen)
    return _note(drive, read, origin=origin, tap=tap, link_text=link_text, whole=ended and not gaps)


def note_read(
    drive: Drive,
    seen: Sequence[Seen],
    *,
    origin: Literal["consent", "search", "login"],
    tap: Tap | None,
    link_text: str,
    to_end: bool,
) -> PolicyText:
    """Note what was read on screens that were taken already; `to_end` says that nothing follows the last one."""
    pages = [_page(drive, one) for one in seen]
    gaps = any(_skipped(one, other) for one, other in pairwise(pages))
    return _note(drive, pages, origin=origin, tap=tap, link_text=link_text, whole=to_end and not gaps)


def _note(
    drive: Drive,
    read: Sequence[_Page],
    *,
    origin: Literal["consent", "search", "login"],
    tap: Tap | None,
    link_text: str,
    whole: bool,
) -> PolicyText:
    text = "\n".join(dict.fromkeys(line for page in read for line in page.lines))
    drive.writer.add(
        PolicyOpened(
            origin=origin,
            tap=tap.id if tap else None,
            screens=tuple(page.seen.number for page in read),
            text_file=drive.writer.policy_file(text),
            link_text=link_text[:200],
            whole=whole,
        ),
        sync=True,
    )
    return judge_policy_text(text)


def _dragged(drive: Drive, page: _Page, way: tuple[float, float]) -> _Page:
    """The page after a drag over these shares of its height, which leave some of what was seen."""
    width, height = page.seen.taken.width, page.seen.taken.height
    start, end = ((width // 2, int(height * share)) for share in way)
    drive.swipe(start, end, DRAG_MS, held=True, seen=page.seen)
    drive.wait_change(page.seen.tree, 1.0)
    return _page(drive, drive.screen())


def _skipped(before: _Page, after: _Page) -> bool:
    """Whether two pages have no line in common, so that there may be some between them."""
    return bool(before.lines and after.lines) and not set(before.lines) & set(after.lines)


def _page(drive: Drive, seen: Seen) -> _Page:
    return _Page(seen, tuple(_texts(drive, seen)))


def _loaded(drive: Drive, before: Seen | None) -> Seen:
    """The screen once it has text, or after the time that a page may take to load."""
    deadline = drive.clock.now_s() + LOAD_TIMEOUT_S
    while True:
        seen = drive.standing()
        changed = before is None or not seen.same_as(before)
        enough = sum(len(line) for line in _texts(drive, seen)) >= MIN_CHARACTERS
        if (changed and enough) or drive.clock.now_s() > deadline:
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
