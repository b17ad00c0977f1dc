"""Walls that an app puts before its functions, and the flows of its profile that lead past them."""

from __future__ import annotations

from dataclasses import dataclass

from harness.config.apps import AppProfile
from harness.scenario.drive import Drive
from harness.scenario.load import load_scenario
from harness.scenario.model import Scenario
from harness.scenario.prompting import is_system_prompt
from perception.screen.walls import WallKind, wall_on


@dataclass(frozen=True, slots=True)
class Wall:
    """A wall, what it says, and the number of the screen that shows it."""

    kind: WallKind
    said: str
    screen: int


def await_wall(drive: Drive, wait_s: float) -> Wall | None:
    """The wall that stands there, or comes within the time. Raises AppGone."""
    deadline = drive.clock.now_s() + wait_s
    while True:
        seen = drive.recent()
        drive.check_app()
        if not is_system_prompt(seen.taken.package):
            kind, said = wall_on(drive.read(seen), seen.tree)
            if kind is not None:
                # A way on may be drawn only; whoever says that there is none has looked for it.
                kind, said = wall_on(drive.view(seen), seen.tree)
            if kind is not None:
                return Wall(kind, said, seen.number)
        if drive.clock.now_s() > deadline:
            return None
        drive.wait_change(seen.tree, 1.0)
        drive.screen()


def flow_for(app: AppProfile, kind: WallKind) -> Scenario | None:
    """The flow that the profile names for a wall. Raises ConfigError."""
    path = {"login_wall": app.login, "captcha": app.captcha, "forced_update": app.update}[kind]
    return load_scenario(path) if path is not None else None


def flows(app: AppProfile) -> list[Scenario]:
    """All flows that the profile names, read and so known to be whole. Raises ConfigError."""
    return [load_scenario(path) for path in (app.login, app.captcha, app.update) if path is not None]
