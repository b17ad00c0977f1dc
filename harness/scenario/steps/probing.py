"""Touching a pop-up where nothing says that it leads anywhere."""

from __future__ import annotations

from evidence.events import PopupProbed, Spot
from evidence.geometry import Box
from harness.scenario.drive import Drive, Seen
from harness.scenario.model import ProbePopups, Relaunch
from harness.scenario.steps.app import relaunch
from harness.scenario.steps.popups import await_popup, look_after, tidy
from perception.screen.view import View, Window

MARGIN_DP = 24
"""How far from the edge of a card, or of the screen, the blank around it is touched."""


def probe_popups(drive: Drive, step: ProbePopups) -> None:
    """One fresh start for each spot. Where no pop-up comes any more, that is noted and the rest is left."""
    for spot in step.spots:
        relaunch(drive, Relaunch())
        found = await_popup(drive, step.wait)
        if found is None:
            drive.writer.add(PopupProbed(spot=spot, reason="no pop-up came after a fresh start"), sync=True)
            return
        _probe(drive, spot, *found)


def _probe(drive: Drive, spot: Spot, seen: Seen, popup: Window) -> None:
    box = (popup.box.x1, popup.box.y1, popup.box.x2, popup.box.y2)
    point = _point(drive, spot, seen, popup)
    if point is None:
        reason = "the pop-up has no such place"
        drive.writer.add(PopupProbed(spot=spot, popup_screen=seen.number, popup_box=box, reason=reason), sync=True)
        return
    tap = drive.tap_at(*point, purpose="probe", target=spot, seen=seen)
    after = tuple(look_after(drive, tap.at_ms))
    drive.writer.add(
        PopupProbed(spot=spot, popup_screen=seen.number, popup_box=box, tap=tap.id, after=after), sync=True
    )
    if not drive.in_front():
        tidy(drive)


def _point(drive: Drive, spot: Spot, seen: Seen, popup: Window) -> tuple[int, int] | None:
    """Where to touch, in px; never on a control that says what it does."""
    # Drawn labels and marks need the whole view, but a splash does not wait for it.
    view = drive.glance(seen) if popup.form in ("splash", "fullscreen") else drive.view(seen)
    match spot:
        case "blank":
            return _outside(view, popup.box, round(MARGIN_DP * view.density / 160))
        case "beside_mark":
            return _beside_mark(view, popup.box)
        case "picture":
            return _free(view, popup.box, ((0.5, 0.3), (0.5, 0.4), (0.3, 0.35), (0.7, 0.35)))
        case "label":
            label = view.ad.label if view.ad is not None else None
            return label.box.centre if label is not None else None


def _outside(view: View, box: Box, margin: int) -> tuple[int, int] | None:
    """The middle of the broader free strip above or below a card; None beside a window that fills the screen."""
    top, bottom = box.y1, view.height - box.y2
    if max(top, bottom) < 4 * margin:
        return None
    y = box.y1 // 2 if top >= bottom else (box.y2 + view.height) // 2
    points = ((view.width // 2, y), (margin, y), (view.width - margin, y))
    return next((point for point in points if not _controlled(view, point)), None)


def _beside_mark(view: View, box: Box) -> tuple[int, int] | None:
    """One mark's width away from the close mark, towards the middle of the window."""
    mark = next(iter(view.closes), None)
    if mark is None:
        return None
    x, y = mark.box.centre
    reach = round(1.2 * max(mark.box.width, mark.box.height))
    towards = -reach if x > box.centre[0] else reach
    points = ((x + towards, y), (x + towards, y + reach), (x, y + reach))
    return next((p for p in points if box.contains_point(*p) and not _controlled(view, p)), None)


def _free(view: View, box: Box, shares: tuple[tuple[float, float], ...]) -> tuple[int, int] | None:
    points = [(round(box.x1 + across * box.width), round(box.y1 + down * box.height)) for across, down in shares]
    return next((point for point in points if not _controlled(view, point)), None)


def _controlled(view: View, point: tuple[int, int]) -> bool:
    """Whether a close mark or a text stands there: a text may be the call that a user follows on purpose."""
    marks = [mark.box for mark in view.closes]
    return any(box.contains_point(*point) for box in (*marks, *(text.box for text in view.texts)))
