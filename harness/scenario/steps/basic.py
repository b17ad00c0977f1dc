"""Plain steps of a finger: tap, press, swipe, scroll, keys."""

from __future__ import annotations

from evidence.geometry import Box
from harness.errors import CommandFailed
from harness.platforms.abilities import HidesKeyboard, Turns
from harness.scenario.drive import Drive, Seen, StepFailed
from harness.scenario.finding import find
from harness.scenario.language.selector import Tapping
from harness.scenario.language.touch import Place
from harness.scenario.model import (
    Back,
    DoubleTapOn,
    Drag,
    HideKeyboard,
    LongPressOn,
    PressKey,
    Scroll,
    ScrollUntilVisible,
    SetOrientation,
    Swipe,
    TapOn,
)
from harness.scenario.steps.nodes import await_node, patience, point_in, whole_screen

KEY_CODES = {
    "back": 4,
    "home": 3,
    "enter": 66,
    "backspace": 67,
    "tab": 61,
    "escape": 111,
    "lock": 26,
    "power": 26,
    "volume up": 24,
    "volume down": 25,
    "menu": 82,
    "search": 84,
}
RETRY_S = 2.0
"""How long a tap has to change the screen before `retryTapIfNoChange` taps again."""
SCROLL_MS = 600
WAYS = {"UP": (0, -1), "DOWN": (0, 1), "LEFT": (-1, 0), "RIGHT": (1, 0)}
_AGAINST = {"UP": "DOWN", "DOWN": "UP", "LEFT": "RIGHT", "RIGHT": "LEFT"}


def tap_on(drive: Drive, step: TapOn) -> None:
    """Tap the node or the point, as often as is said."""
    x, y, box, target, seen = _aim(drive, step, step.seconds, optional=step.optional)
    for number in range(step.repeat):
        if number:
            drive.clock.sleep(step.delay / 1000)
        drive.tap_at(x, y, purpose="step", target=target, seen=seen, box=box)
    if step.retryTapIfNoChange and drive.wait_change(seen.tree, RETRY_S) == "same":
        drive.tap_at(x, y, purpose="step", target=target, seen=seen, box=box)


def double_tap_on(drive: Drive, step: DoubleTapOn) -> None:
    """Tap twice in a row."""
    x, y, box, target, seen = _aim(drive, step, step.seconds, optional=step.optional)
    for _ in range(2):
        drive.tap_at(x, y, purpose="step", target=target, seen=seen, box=box)
        drive.clock.sleep(step.delay / 1000)


def long_press_on(drive: Drive, step: LongPressOn) -> None:
    """Press and hold."""
    x, y, box, target, seen = _aim(drive, step, step.seconds, optional=step.optional)
    drive.hold_at(x, y, step.duration, target=target, seen=seen, box=box)


def back(drive: Drive, step: Back) -> None:
    """Press back."""
    drive.back()


def press_key(drive: Drive, step: PressKey) -> None:
    """Press a named key."""
    drive.press(step.key, KEY_CODES[step.key])


def hide_keyboard(drive: Drive, step: HideKeyboard) -> None:
    """Put the keyboard away when it is there."""
    if isinstance(drive.platform, HidesKeyboard):
        drive.platform.hide_keyboard()


def set_orientation(drive: Drive, step: SetOrientation) -> None:
    """Turn the screen."""
    if not isinstance(drive.platform, Turns):
        raise StepFailed("this platform does not turn its screen")
    try:
        drive.platform.turn(step.orientation)
    except CommandFailed as error:
        raise StepFailed(f"the screen does not turn: {str(error)[:200]}") from None


def swipe(drive: Drive, step: Swipe) -> None:
    """Swipe over the middle half of the screen as the finger moves, from point to point, or from a node."""
    seen = drive.recent()
    if step.start is not None and step.end is not None:
        screen = whole_screen(seen)
        drive.swipe(point_in(screen, step.start), point_in(screen, step.end), step.duration, seen=seen)
    elif step.from_ is not None:
        found = await_node(drive, step.from_, patience(None, optional=step.optional))
        start = found.node.bounds.centre
        screen = whole_screen(found.seen)
        end = point_in(screen, step.to) if step.to is not None else _edge(start, screen, step.direction or "UP")
        drive.swipe(start, end, step.duration, seen=found.seen)
    else:
        _swipe_middle(drive, step.direction or "UP", step.duration, seen)


def drag(drive: Drive, step: Drag) -> None:
    """Move a node or point, and hold it where it ends before it is let go."""
    start, seen = _place(drive, step.from_, optional=step.optional)
    if step.to is not None:
        end, seen = _place(drive, step.to, optional=step.optional)
    else:
        across, down = (int(part.strip(" %")) for part in (step.offset or "0%,0%").split(","))
        width, height = seen.taken.width, seen.taken.height
        end = (
            min(max(0, start[0] + width * across // 100), width - 1),
            min(max(0, start[1] + height * down // 100), height - 1),
        )
    drive.swipe(start, end, step.duration, held=True, seen=seen)


def scroll(drive: Drive, step: Scroll) -> None:
    """Scroll down by half a screen."""
    _swipe_middle(drive, "UP", SCROLL_MS, drive.recent())


def scroll_until_visible(drive: Drive, step: ScrollUntilVisible) -> None:
    """Scroll until the node is on the screen as far as it must be; fails when the page ends before, or the time."""
    deadline = drive.clock.now_s() + step.timeout / 1000
    duration = 50 + (101 - step.speed) * 12
    seen, same = drive.recent(), 0
    while True:
        for node in find(seen.tree, step.element)[:1]:
            if _share_shown(node.bounds, seen) * 100 >= step.visibilityPercentage:
                if step.centerElement:
                    _centre(drive, node.bounds, duration, seen)
                return
        if drive.clock.now_s() > deadline:
            raise StepFailed(f"no node with {step.element.told()} after scrolling for {step.timeout / 1000:g} s")
        if same > 1:
            raise StepFailed(f"no node with {step.element.told()}: the page ends before it")
        drive.check_app()
        _swipe_middle(drive, _AGAINST[step.direction], duration, seen)
        drive.settle(1.5)
        before, seen = seen, drive.screen()
        same = same + 1 if seen.same_as(before) else 0


def _aim(
    drive: Drive, step: Tapping, seconds: float | None, *, optional: bool
) -> tuple[int, int, Box | None, str, Seen]:
    """The point that a step means, with its node's box, what a person calls it, and the screen."""
    if not step.says_what:
        seen = drive.recent()
        point = step.point or "50%,50%"
        return *point_in(whole_screen(seen), point), None, point, seen
    found = await_node(drive, step, patience(seconds, optional=optional))
    box = found.node.bounds
    x, y = box.centre if step.point is None else point_in(box, step.point)
    return x, y, box, found.label, found.seen


def _place(drive: Drive, place: Place, *, optional: bool) -> tuple[tuple[int, int], Seen]:
    if place.point is not None and not place.says_what:
        seen = drive.recent()
        return point_in(whole_screen(seen), place.point), seen
    found = await_node(drive, place, patience(None, optional=optional))
    return found.node.bounds.centre, found.seen


def _swipe_middle(drive: Drive, direction: str, duration: int, seen: Seen) -> None:
    width, height = seen.taken.width, seen.taken.height
    dx, dy = WAYS[direction]
    reach = height // 4 if dy else width // 4
    x, y = width // 2, height // 2
    start, end = (x - dx * reach, y - dy * reach), (x + dx * reach, y + dy * reach)
    drive.swipe(start, end, duration, seen=seen)


def _edge(start: tuple[int, int], screen: Box, direction: str) -> tuple[int, int]:
    """A tenth short of the screen's edge, straight from a point."""
    dx, dy = WAYS[direction]
    x = start[0] if not dx else screen.width // 10 if dx < 0 else screen.width * 9 // 10
    y = start[1] if not dy else screen.height // 10 if dy < 0 else screen.height * 9 // 10
    return x, y


def _share_shown(box: Box, seen: Seen) -> float:
    screen = whole_screen(seen)
    wide = max(0, min(box.x2, screen.x2) - max(box.x1, screen.x1))
    high = max(0, min(box.y2, screen.y2) - max(box.y1, screen.y1))
    return wide * high / max(1, box.area)


def _centre(drive: Drive, box: Box, duration: int, seen: Seen) -> None:
    height = seen.taken.height
    off = box.centre[1] - height // 2
    if abs(off) > height // 10:
        x = seen.taken.width // 2
        start = height * 3 // 4 if off > 0 else height // 4
        end = max(height // 10, min(height * 9 // 10, start - off))
        drive.swipe((x, start), (x, end), max(duration, 300), held=True, seen=seen)
