"""Touches, keys and text on an Android phone, through the UiAutomator2 driver."""

from __future__ import annotations

from appium.webdriver.webdriver import WebDriver
from selenium.webdriver.common.actions.action_builder import ActionBuilder
from selenium.webdriver.common.actions.interaction import POINTER_TOUCH
from selenium.webdriver.common.actions.pointer_input import PointerInput

from harness.appium.session import Session
from harness.appium.strict import unlogged

HOME_KEY = 3
ESCAPE_KEY = 111
HOLD_S = 0.3


class Input:
    """What a finger does; each returns when the phone has carried it out. Raises InfraError."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def tap(self, x: int, y: int) -> None:
        """One short touch at a point in px."""
        self._session.call("tap", lambda driver: driver.execute_script("mobile: clickGesture", {"x": x, "y": y}))

    def swipe(self, x1: int, y1: int, x2: int, y2: int, duration_ms: int) -> None:
        """One touch moved from point to point in px."""
        self._session.call("swipe", lambda driver: driver.swipe(x1, y1, x2, y2, duration_ms))

    def drag(self, x1: int, y1: int, x2: int, y2: int, duration_ms: int) -> None:
        """The same, held at the end: a page flies on from the speed of the last tenth of a second."""

        def drag(driver: WebDriver) -> None:
            # The way to where the touch begins is no part of it, and takes no time.
            touch = PointerInput(POINTER_TOUCH, "finger")
            actions = ActionBuilder(driver, touch, duration=0)
            finger = actions.pointer_action
            finger.move_to_location(x1, y1)
            finger.pointer_down()
            touch.create_pointer_move(duration=duration_ms, x=x2, y=y2, origin="viewport")
            finger.pause(HOLD_S)
            finger.pointer_up()
            actions.perform()

        self._session.call("drag", drag)

    def type_text(self, text: str) -> None:
        """Type into the element that has the focus; what is typed stays out of Appium's log."""
        with unlogged():
            self._session.call("type", lambda driver: driver.switch_to.active_element.send_keys(text))

    def back(self) -> None:
        """The system's back."""
        self._session.call("back", lambda driver: driver.back())

    def press_key(self, code: int) -> None:
        """Press a key by its Android code."""
        self._session.call("key", lambda driver: driver.press_keycode(code))

    def turn(self, *, upright: bool) -> None:
        """Turn the screen upright, or on its side."""

        def turn(driver: WebDriver) -> None:
            driver.orientation = "PORTRAIT" if upright else "LANDSCAPE"

        self._session.call("turn", turn)
