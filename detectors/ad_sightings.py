"""Advertisement pop-ups of a run: what was seen of each, from its first drawn frame to its closing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from detectors.case import Case
from detectors.gaps import Gap, outcome_gaps, run_gaps, watch_gaps
from detectors.verdicts import text
from evidence.events import AppLaunched, ClosingTried, Tap, WatchStarted
from evidence.geometry import Box
from evidence.lives import Life
from evidence.recording import Screen
from perception.screen.view import Ad, View

POPUP_FORMS = ("dialog", "sheet", "fullscreen", "splash", "floating")
"""What counts as a pop-up; a banner inside a page does not."""

SAME_WINDOW = 0.6
"""Two windows whose boxes overlap this much (intersection over union) are the same one."""


@dataclass(frozen=True, slots=True)
class Sight:
    """An ad on one stable screen."""

    screen: Screen
    view: View
    ad: Ad


@dataclass
class Appearance:
    """One time that an ad pop-up stood there: its screens in order, and the closing that was tried."""

    life: Life
    launch: int
    sights: list[Sight]
    tried: ClosingTried | None = None

    @property
    def first(self) -> Sight:
        """The earliest stable screen that shows it."""
        return self.sights[0]

    @property
    def box(self) -> Box:
        """Where it stands, in px."""
        return self.first.ad.window.box

    @property
    def slot(self) -> tuple[str, int, int]:
        """What tells this ad's place in the app from another's: form and rough position."""
        x, y = self.box.centre
        return self.first.ad.window.form, x // 200, y // 200


@dataclass(frozen=True)
class AdRun:
    """All appearances of a run, and what was not seen of it."""

    appearances: tuple[Appearance, ...]
    gaps: tuple[Gap, ...]
    unstable: tuple[Screen, ...] = field(default=())


def ad_run(case: Case) -> AdRun:
    """Find the ads among the stable screens of all lives, and tie each closing to its ad."""
    appearances = [one for life in case.lives for one in _appearances(case, life)]
    return AdRun(tuple(appearances), tuple(_gaps(case)), tuple(_unstable(case)))


def shown_ad(view: View) -> Ad | None:
    """The ad pop-up of a view, when there is one."""
    ad = view.ad
    return ad if ad is not None and ad.window.form in POPUP_FORMS else None


def same_window(one: Box, other: Box) -> bool:
    """Whether two boxes are one window."""
    common = one.intersect(other).area
    union = one.area + other.area - common
    return union > 0 and common / union >= SAME_WINDOW


def _appearances(case: Case, life: Life) -> list[Appearance]:
    found: list[Appearance] = []
    current: Appearance | None = None
    for screen in case.screens(life, life.launched_ms or life.began_ms):
        if not screen.taken.stable:
            continue
        view = case.view(screen)
        ad = shown_ad(view)
        if ad is None:
            current = None
            continue
        sight = Sight(screen, view, ad)
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


def _goes_on(current: Appearance, sight: Sight, launch: int) -> bool:
    """Whether a screen shows the same appearance: same start, same place, and not after a tap that was to close it.

    The screens right after such a tap belong to it: they show whether it is still there.
    """
    last = current.sights[-1]
    if launch != current.launch or not same_window(last.ad.window.box, sight.ad.window.box):
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


def _unstable(case: Case) -> Iterator[Screen]:
    """Unstable screens with an ad, of lives in which no stable one shows it."""
    for life in case.lives:
        screens = case.screens(life, life.launched_ms or life.began_ms)
        if any(shown_ad(case.view(screen)) for screen in screens if screen.taken.stable):
            continue
        yield from (screen for screen in screens if not screen.taken.stable and shown_ad(case.view(screen)))


def _gaps(case: Case) -> Iterator[Gap]:
    yield from run_gaps(case)
    launched = [life for life in case.lives if life.launched_ms is not None]
    if not launched:
        yield Gap(text("应用没有启动", "the app was not started"))
    for life in case.lives:
        refused = life.decision is not None and not life.decision.agree
        yield from outcome_gaps(life, but=("exit",) if refused else ())
        left = refused and any(event.type == "app.outcome" and event.outcome == "exit" for event in life.events)
        for purpose in dict.fromkeys(e.purpose for e in life.of(WatchStarted) if e.purpose != "baseline"):
            if not (left and purpose == "after_refuse"):
                yield from watch_gaps(life, purpose)
        if life.launched_ms is not None and not life.of(WatchStarted):
            yield from watch_gaps(life, "first_launch")
