"""One finger on a touchscreen, by the actions of the WebDriver protocol: the same for every driver that has them."""

from __future__ import annotations

from appium.webdriver.webdriver import WebDriver
from selenium.webdriver.common.actions.action_builder import ActionBuilder
from selenium.webdriver.common.actions.interaction import POINTER_TOUCH
from selenium.webdriver.common.actions.pointer_input import PointerInput

TAP_S = 0.06
HOLD_S = 0.3


def tap(driver: WebDriver, x: float, y: float) -> None:
    """One short touch at a point, in the driver's unit."""
    actions = ActionBuilder(driver, PointerInput(POINTER_TOUCH, "finger"), duration=0)
    finger = actions.pointer_action
    finger.move_to_location(round(x), round(y))
    finger.pointer_down()
    finger.pause(TAP_S)
    finger.pointer_up()
    actions.perform()


def swipe(driver: WebDriver, start: tuple[float, float], end: tuple[float, float], duration_ms: int) -> None:
    """One touch moved from point to point and lifted as it moves."""
    _move(driver, start, end, duration_ms, 0.0)


def drag(driver: WebDriver, start: tuple[float, float], end: tuple[float, float], duration_ms: int) -> None:
    """The same, held at the end: a page flies on from the speed of the last tenth of a second."""
    _move(driver, start, end, duration_ms, HOLD_S)


def _move(
    driver: WebDriver, start: tuple[float, float], end: tuple[float, float], duration_ms: int, hold_s: float
) -> None:
    # The way to where the touch begins is no part of it, and takes no time.
    touch = PointerInput(POINTER_TOUCH, "finger")
    actions = ActionBuilder(driver, touch, duration=0)
    finger = actions.pointer_action
    finger.move_to_location(round(start[0]), round(start[1]))
    finger.pointer_down()
    touch.create_pointer_move(duration=duration_ms, x=round(end[0]), y=round(end[1]), origin="viewport")
    if hold_s:
        finger.pause(hold_s)
    finger.pointer_up()
    actions.perform()
