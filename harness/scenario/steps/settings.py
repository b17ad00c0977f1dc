"""Visiting the app's own settings, so that what they offer is in the recording."""

from __future__ import annotations

from harness.scenario.drive import Drive, Seen, StepFailed
from harness.scenario.model import VisitSettings
from harness.scenario.steps.awake import await_controls
from harness.scenario.steps.popups import clear_the_way
from perception.screen.lexicon import has_word, plain
from perception.screen.view import SeenText, View

SETTINGS = ("设置", "系统设置", "更多设置", "设置中心", "settings", "preferences")
MINE = ("我的", "我", "个人中心", "我的账户", "账户", "me", "mine", "account", "profile")
CHANGE_S = 3.0
_ARROWS = "›>》→ "
_FOOT = 0.8
"""Share of the height below which the tab 我的 lies."""


def visit_settings(drive: Drive, step: VisitSettings) -> None:
    """Open the settings and each of their rows in turn; rows that cost, delete or log out are left alone."""
    deadline = drive.clock.now_s() + step.seconds
    page = _settings(drive)
    opened = set[str]()
    while len(opened) < step.pages and drive.clock.now_s() < deadline:
        row = _next_row(drive.read(page), opened)
        if row is None:
            return
        opened.add(row.text)
        drive.tap(row.box, "step", row.text, page)
        drive.wait_change(page.tree, CHANGE_S)
        drive.screen()
        drive.check_app()
        page = _back_to(drive, page)


def _settings(drive: Drive) -> Seen:
    """The settings from the main screen, or from the page behind the tab 我的."""
    home = await_controls(drive)
    entry = _named(drive.read(home), SETTINGS)
    if entry is None:
        mine = _named(drive.read(home), MINE, lowest=True)
        if mine is None:
            raise StepFailed("neither settings nor a page of one's own is named on the main screen")
        drive.tap(mine.box, "step", mine.text, home)
        drive.wait_change(home.tree, CHANGE_S)
        home = clear_the_way(drive)
        entry = _named(drive.read(home), SETTINGS)
    if entry is None:
        raise StepFailed("no settings are named on the page of one's own")
    drive.tap(entry.box, "step", entry.text, home)
    drive.wait_change(home.tree, CHANGE_S)
    page = drive.screen()
    if page.same_as(home):
        raise StepFailed(f"nothing opens behind {entry.text}")
    return page


def _named(view: View, words: tuple[str, ...], *, lowest: bool = False) -> SeenText | None:
    found = [text for text in view.texts if _first(text) in words]
    if lowest:
        found = [text for text in found if text.box.y1 > _FOOT * view.height] or found
    return found[-1] if found and lowest else next(iter(found), None)


def _first(text: SeenText) -> str:
    """What a row says first: its texts may be read as one, with the arrow at its end."""
    return plain(text.text.partition("\n")[0]).strip(_ARROWS)


def _next_row(view: View, opened: set[str]) -> SeenText | None:
    """The topmost text below the title that may be a row and was not opened yet."""
    rows = sorted(view.texts, key=lambda text: text.box.y1)[1:]
    return next(
        (
            row
            for row in rows
            if row.text not in opened
            and 2 <= len(_first(row)) <= 16
            and row.box.y1 < 0.95 * view.height
            and not has_word(row.text, "policy", "dangerous")
        ),
        None,
    )


def _back_to(drive: Drive, page: Seen) -> Seen:
    """The settings page again; a row that switched something has not left it."""
    for _ in range(3):
        seen = clear_the_way(drive)
        known = {text.text for text in drive.read(page).texts}
        shown = {text.text for text in drive.read(seen).texts}
        if known and len(known & shown) >= len(known) * 3 // 4:
            return seen
        drive.back()
        drive.wait_change(seen.tree, CHANGE_S)
        if not drive.in_front():
            raise StepFailed("the way back to the settings leaves the app")
    raise StepFailed("the settings were not found again")
