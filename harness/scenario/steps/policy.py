"""The step that searches the policy from the main screen."""

from __future__ import annotations

from harness.scenario.drive import Drive
from harness.scenario.model import FindPolicy
from harness.scenario.steps.awake import await_controls
from harness.scenario.steps.popups import clear_the_way
from harness.scenario.steps.search import PolicySearch
from perception.screen.entrance import entrance

MAX_PAGES = 6
"""Pages of an introduction that are passed at most."""


def find(drive: Drive, step: FindPolicy) -> None:
    """Go on from an introduction, then search within the step's bounds; the whole graph is in the recording."""
    await_controls(drive)
    _reach_main_screen(drive)
    PolicySearch(drive, step.maxDepth, step.maxTaps, step.seconds).run()


def _reach_main_screen(drive: Drive) -> None:
    """TH01 counts from the main screen with everything of the first launch closed, so a tour is left first."""
    for _ in range(MAX_PAGES):
        seen = clear_the_way(drive)
        drive.check_app()
        way = entrance(drive.glance(seen), seen.tree)
        if way is None:
            return
        drive.tap(way.box, "step", way.text, seen)
        if drive.wait_change(seen.tree, 3.0) == "same":
            return
