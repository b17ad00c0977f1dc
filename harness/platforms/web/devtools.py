"""The DevTools protocol of the browser, through the driver's session."""

from __future__ import annotations

from typing import Any, cast

from harness.appium.session import Session
from harness.appium.strict import StrictDriver
from harness.errors import CommandFailed

_COMMAND = "consentinelDevtools"


class Devtools:
    """Commands to the browser's window that the session has in hand."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def send(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Send one command and return its result. Raises InfraError."""

        def send(driver: StrictDriver) -> object:
            driver.command_executor.add_command(_COMMAND, "POST", "/session/$sessionId/goog/cdp/execute")
            return driver.execute(_COMMAND, {"cmd": method, "params": parameters})["value"]

        told = self._session.call(method, send)
        if not isinstance(told, dict):
            raise CommandFailed(f"{method}: the browser answers {str(told)[:100]!r}")
        return cast("dict[str, Any]", told)

    def evaluate(self, expression: str) -> Any:
        """The value of an expression in the page. What it says is the page's word. Raises InfraError."""
        result = self.send("Runtime.evaluate", expression=expression, returnByValue=True).get("result")
        return result.get("value") if isinstance(result, dict) else None
