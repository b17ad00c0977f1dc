"""The DevTools protocol of the browser, through the driver's session."""

from __future__ import annotations

import time
from typing import Any, cast

from harness.appium.session import Session
from harness.appium.strict import StrictDriver
from harness.errors import CommandFailed, InfraError

AGAIN_S = 5.0
"""How long a command is given again that a page going away has cut off."""

_COMMAND = "consentinelDevtools"
_WORLD = "consentinel"
_LOST_PAGE = ("cannot find context", "no frame for given id", "no frame with given id")
_CUT_OFF = ("aborted by navigation", "not attached to an active page")


def cut_off(error: InfraError) -> bool:
    """Whether a command ended because another page came in the place of the one it was for, and not by a failure."""
    said = f"{error} {error.__cause__}".lower()
    return any(words in said for words in _CUT_OFF)


class Devtools:
    """Commands to the browser's window that the session has in hand."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def send(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Send one command and return its result; a page that goes away meanwhile is asked anew. Raises InfraError."""
        deadline = time.monotonic() + AGAIN_S
        while True:
            try:
                return self._send(method, parameters)
            except InfraError as error:
                if not cut_off(error) or time.monotonic() > deadline:
                    raise
                if method.startswith("Input."):
                    # It may have been what made the page go.
                    return {}
            time.sleep(0.05)

    def _send(self, method: str, parameters: dict[str, Any]) -> dict[str, Any]:

        def send(driver: StrictDriver) -> object:
            driver.command_executor.add_command(_COMMAND, "POST", "/session/$sessionId/goog/cdp/execute")
            return driver.execute(_COMMAND, {"cmd": method, "params": parameters})["value"]

        told = self._session.call(method, send)
        if not isinstance(told, dict):
            raise CommandFailed(f"{method}: the browser answers {str(told)[:100]!r}")
        return cast("dict[str, Any]", told)

    def evaluate(self, expression: str) -> Any:
        """The value of an expression in the page in front, worked out apart from its scripts. Raises InfraError.

        What the page has made of its own functions does not hold there, but what is stored and shown is the page's.
        """
        deadline = time.monotonic() + AGAIN_S
        while True:
            try:
                return self._evaluate(expression)
            except InfraError as error:
                if not _lost_page(error) or time.monotonic() > deadline:
                    raise
            time.sleep(0.05)

    def _evaluate(self, expression: str) -> Any:
        try:
            frame = self.send("Page.getFrameTree")["frameTree"]["frame"]["id"]
            world = self.send("Page.createIsolatedWorld", frameId=frame, worldName=_WORLD)["executionContextId"]
            told = self.send("Runtime.evaluate", expression=expression, contextId=world, returnByValue=True)["result"]
            return told.get("value")
        except (KeyError, TypeError, AttributeError) as error:
            raise CommandFailed(f"the browser's answer makes no sense: {error}") from error


def _lost_page(error: InfraError) -> bool:
    """Whether another page came between the commands that ask one."""
    said = f"{error} {error.__cause__}".lower()
    return any(words in said for words in _LOST_PAGE)
