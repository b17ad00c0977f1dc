"""Pop-ups of a run: what was seen of each, from its first drawn frame to its closing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from detectors.case import Case
from detectors.gaps import Gap, whole_run_gaps
from evidence.events import AppLaunched, ClosingTried, KeyPressed, ScreenTaken, Tap, WatchEnded, WatchStarted
from evidence.geometry import Box
from evidence.lives import Life
from evidence.recording import Screen
from perception.screen.view import Ad, CloseMark, View, Window

POPUP_FORMS = ("dialog", "sheet", "fullscreen", "splash", "floating")
"""What counts as a pop-up; a banner inside a page does not."""

_CLEARING = ("agree", "refuse", "close_popup", "prompt")
"""Taps that ask for nothing."""

SAME_WINDOW = 0.6
"""Two windows whose boxes overlap this much (intersection over union) are the same one."""


PUSHED = ("ad", "coupon", "rating", "notification", "other")
"""Kinds that push information. Requests for consent or permissions, log-in and updates are not meant by its rules."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A pop-up on a screen with its close marks, best first; `ad` is what is known of it as an advertisement."""

    window: Window
    close: tuple[CloseMark, ...]
    ad: Ad | None


Pick = Callable[[View], Shown | None]
"""Finds the pop-up that a rule is about."""


@dataclass(frozen=True, slots=True)
class Sight:
    """A pop-up on one stable screen."""

    screen: Screen
    view: View
    shown: Shown

    @property
    def window(self) -> Window:
        """Its window."""
        return self.shown.window

    @property
    def close(self) -> tuple[CloseMark, ...]:
        """Its close marks, best first."""
        return self.shown.close


@dataclass
class Appearance:
    """One time that a pop-up stood there: its screens in order, and the closing that was tried.

    `moving` are the unstable screens that show it: they prove nothing, and keep the others from proving that it lacks
    what they show.
    """

    life: Life
    launch: int
    sights: list[Sight]
    tried: ClosingTried | None = None
    moving: list[Sight] = field(default_factory=list)

    @property
    def first(self) -> Sight:
        """The earliest stable screen that shows it."""
        return self.sights[0]

    @property
    def blind(self) -> bool:
        """Whether no screen of it has a usable picture (a secure window is black), so that what is drawn is unseen."""
        return all(any("picture" in problem for problem in sight.view.problems) for sight in self.sights)

    @property
    def box(self) -> Box:
        """Where it stands, in px."""
        return self.first.window.box

    def is_place_of(self, other: Appearance) -> bool:
        """Whether another appearance stands at this one's place in the app: the same form and nearly the same box."""
        return self.first.window.form == other.first.window.form and same_window(self.box, other.box)


@dataclass(frozen=True)
class PopupRun:
    """All appearances of a run, what was not seen of it, and how they were found."""

    appearances: tuple[Appearance, ...]
    gaps: tuple[Gap, ...]
    pick: Pick
    unstable: tuple[Screen, ...] = field(default=())


def ad_run(case: Case) -> PopupRun:
    """The advertisements among the stable screens of all lives, each closing tied to its ad."""
    return _run(case, shown_ad, lambda one: True)


def push_run(case: Case) -> PopupRun:
    """All pop-ups that push information, advertisements or not, and that nobody asked for."""
    return _run(case, shown_push, _unasked)


def shown_ad(view: View) -> Shown | None:
    """The ad pop-up of a view, when there is one."""
    ad = view.ad
    return Shown(ad.window, ad.close, ad) if ad is not None and ad.window.form in POPUP_FORMS else None


def shown_push(view: View) -> Shown | None:
    """The ad pop-up of a view, or the blocking window that pushes something else."""
    popup = view.popup
    if popup is None or popup.kind == "ad" or popup.kind not in PUSHED or popup.form not in POPUP_FORMS:
        return shown_ad(view)
    return Shown(popup, view.closes, None)


def in_background(one: Appearance) -> bool:
    """Whether it came up while the app was watched in the background, where nobody was using it."""
    at = one.first.screen.taken.taken_ms
    ends = {event.watch: event.at_ms for event in one.life.of(WatchEnded)}
    return any(
        event.purpose == "background" and event.at_ms <= at <= ends.get(event.watch, one.life.ended_ms)
        for event in one.life.of(WatchStarted)
    )


def _run(case: Case, pick: Pick, counts: Callable[[Appearance], bool]) -> PopupRun:
    found = [one for life in case.lives for one in _appearances(case, life, pick) if counts(one)]
    return PopupRun(tuple(found), tuple(whole_run_gaps(case)), pick, tuple(_unstable(case, pick)))


def _unasked(one: Appearance) -> bool:
    """Whether a pop-up came by itself.

    What stands there after a tap or a key may be a menu that was asked for, and a window about nothing known may be
    part of a page: such a one counts when the harness met it in the way and tried to close it.
    """
    if one.tried is not None or one.first.shown.ad is not None:
        return True
    if one.first.window.kind == "other":
        return in_background(one)
    first = one.first.screen.taken
    before = [event.taken_ms for event in one.life.of(ScreenTaken) if event.taken_ms < first.taken_ms]
    since = max(before, default=one.life.began_ms)
    return not any(
        since < event.at_ms < first.taken_ms
        for event in one.life.events
        if isinstance(event, KeyPressed) or (isinstance(event, Tap) and event.purpose not in _CLEARING)
    )


def same_window(one: Box, other: Box) -> bool:
    """Whether two boxes are one window."""
    common = one.intersect(other).area
    union = one.area + other.area - common
    return union > 0 and common / union >= SAME_WINDOW


def _appearances(case: Case, life: Life, pick: Pick) -> list[Appearance]:
    found: list[Appearance] = []
    current: Appearance | None = None
    for screen in case.screens(life, life.launched_ms or life.began_ms):
        if not screen.taken.stable:
            if current is not None:
                _note_moving(case, current, screen, pick)
            continue
        view = case.view(screen)
        shown = pick(view)
        if shown is None:
            current = None
            continue
        sight = Sight(screen, view, shown)
        launch = sum(1 for event in life.of(AppLaunched) if event.at_ms <= screen.taken.taken_ms)
        if current is not None and _goes_on(current, sight, launch):
            current.sights.append(sight)
        else:
            current = Appearance(life, launch, [sight])
            found.append(current)
    for tried in life.of(ClosingTried):
        one = next((one for one in found if _is_tried(case, one, tried)), None)
        if one is not None:
            one.tried = tried
    return found


def _note_moving(case: Case, current: Appearance, screen: Screen, pick: Pick) -> None:
    view = case.view(screen)
    shown = pick(view)
    if shown is not None and same_window(current.box, shown.window.box):
        current.moving.append(Sight(screen, view, shown))


def _goes_on(current: Appearance, sight: Sight, launch: int) -> bool:
    """Whether a screen shows the same appearance: same start, same place, and not after a tap that was to close it.

    The screens right after such a tap belong to it: they show whether it is still there.
    """
    last = current.sights[-1]
    if launch != current.launch or not same_window(last.window.box, sight.window.box):
        return False
    after = {event.tap: event.after for event in current.life.of(ClosingTried)}
    return not any(
        tap.purpose == "close_popup"
        and last.screen.taken.taken_ms < tap.at_ms < sight.screen.taken.taken_ms
        and sight.screen.number not in after.get(tap.id, ())
        for tap in current.life.of(Tap)
    )


def _is_tried(case: Case, one: Appearance, tried: ClosingTried) -> bool:
    """Whether a closing was tried on this appearance; the screen it began on may have been an unstable one."""
    numbers = [sight.screen.number for sight in one.sights]
    if tried.popup_screen in numbers:
        return True
    tap = case.tap(tried.tap)
    until = tap.screen if tap is not None and tap.screen is not None else tried.popup_screen
    near = any(tried.popup_screen <= number <= until for number in numbers)
    return one.tried is None and near and same_window(one.box, Box(*tried.popup_box))


def _unstable(case: Case, pick: Pick) -> Iterator[Screen]:
    """Unstable screens with a pop-up, of lives in which no stable one shows it."""
    for life in case.lives:
        screens = case.screens(life, life.launched_ms or life.began_ms)
        if any(pick(case.view(screen)) for screen in screens if screen.taken.stable):
            continue
        yield from (screen for screen in screens if not screen.taken.stable and pick(case.view(screen)))
