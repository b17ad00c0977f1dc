"""What was tried on pop-ups."""

from __future__ import annotations

from typing import Literal

from evidence.events.base import BaseEvent, BoxList

Spot = Literal["blank", "beside_mark", "picture", "label"]
"""Where a pop-up is touched that is neither its close mark nor a control: `blank` is outside its card."""
MotionName = Literal["still", "pick_up", "walking", "vehicle", "below", "above"]


class ClosingTried(BaseEvent):
    """The one-click test of a pop-up: one tap, then screens at growing distance. Screens are numbers."""

    type: Literal["closing"] = "closing"
    popup_screen: int
    popup_box: BoxList
    tap: int | None
    trial: int
    after: tuple[int, ...] = ()
    reason: str = ""
    """Why no tap was made, when there was none."""


class PopupProbed(BaseEvent):
    """A touch beside the controls of a pop-up, then screens at growing distance; `tap` None tells why in `reason`."""

    type: Literal["popup.probed"] = "popup.probed"
    spot: Spot
    popup_screen: int | None = None
    popup_box: BoxList | None = None
    tap: int | None = None
    after: tuple[int, ...] = ()
    reason: str = ""


class MotionStarted(BaseEvent):
    """The phone is about to be moved while a pop-up stands there.

    The greatest acceleration in m/s² with gravity, the angle in degrees, the time in s. `popup_screen` is the last
    screen before; `injected` False tells in `reason` why the phone cannot be moved.
    """

    type: Literal["motion.started"] = "motion.started"
    motion: MotionName
    popup_screen: int | None = None
    popup_box: BoxList | None = None
    acceleration: float = 0.0
    rotation: float = 0.0
    seconds: float = 0.0
    injected: bool = True
    reason: str = ""


class MotionEnded(BaseEvent):
    """The motion is over and the sensors are as before; `started` is the id of its beginning."""

    type: Literal["motion.ended"] = "motion.ended"
    started: int
    after: tuple[int, ...] = ()
