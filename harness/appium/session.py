"""One Appium session on one phone: opened with patience, every command bounded in time, every failure an InfraError."""

from __future__ import annotations

import base64
import binascii
import contextlib
import time
from collections.abc import Callable
from typing import Any

from harness.appium.failures import explain
from harness.appium.server import AppiumServer
from harness.appium.strict import StrictDriver, open_driver
from harness.config.devices import Timeouts
from harness.errors import CommandTimeout, InfraError, SessionLost, ToolMissing

OPEN_TRIES = 3
BACKOFF_S = 2.0
"""The wait before the second try; it doubles with each further one."""
CLOSE_S = 20.0
"""The longest that the end of a session may take."""


class Session:
    """The driver session of one phone; not for several threads at once."""

    def __init__(self, server: AppiumServer, capabilities: dict[str, Any], timeouts: Timeouts) -> None:
        self._server = server
        self._capabilities = capabilities
        self._timeouts = timeouts
        self._driver: StrictDriver | None = None

    def open(self) -> None:
        """Open the session, trying a few times with growing pauses. Raises InfraError."""
        for attempt in range(1, OPEN_TRIES + 1):
            self.close()
            try:
                self._server.ensure()
                self._driver = self._open_once()
                self._server.joined()
                return
            except ToolMissing:
                raise
            except InfraError as error:
                if attempt == OPEN_TRIES:
                    raise
                if isinstance(error, CommandTimeout):
                    # The server may yet finish that session, which nobody would know of or end.
                    self._server.restart_if_unused()
                time.sleep(BACKOFF_S * 2 ** (attempt - 1))

    def close(self) -> None:
        """End the session if there is one; a server that is gone has ended it already."""
        driver, self._driver = self._driver, None
        if driver is None:
            return
        self._server.left()
        driver.command_executor.client_config.timeout = min(self._timeouts.command_s, CLOSE_S)
        # It is over either way, and what made it fail was reported where it happened.
        with contextlib.suppress(Exception):
            driver.quit()

    def call[T](self, doing: str, command: Callable[[StrictDriver], T]) -> T:
        """Run one command; `doing` names it in errors. Raises InfraError alone."""
        if self._driver is None:
            raise SessionLost(f"{doing}: no session is open")
        try:
            return command(self._driver)
        except Exception as error:
            raise explain(error, doing) from error

    def source(self) -> bytes:
        """The UI source, UTF-8. Raises InfraError; a text that is no XML is a lost session."""
        source = str(self.call("source", lambda driver: driver.page_source))
        if not source.lstrip("\ufeff \r\n\t").startswith("<"):
            raise SessionLost(f"source: the answer is no UI source: {source[:100]!r}")
        return source.encode("utf-8", "replace")

    def screenshot(self) -> bytes:
        """The screen as PNG. Raises InfraError; bytes that are no PNG are a lost session."""
        encoded = self.call("screenshot", lambda driver: driver.get_screenshot_as_base64())
        try:
            picture = base64.b64decode(encoded)
        except (binascii.Error, ValueError, TypeError):
            picture = b""
        if not picture.startswith(b"\x89PNG\r\n\x1a\n"):
            raise SessionLost(f"screenshot: the answer is no PNG: {str(encoded)[:100]!r}")
        return picture

    def _open_once(self) -> StrictDriver:
        try:
            return open_driver(
                self._server.url,
                self._capabilities,
                session_s=self._timeouts.session_s,
                command_s=self._timeouts.command_s,
            )
        except Exception as error:
            raise explain(error, "opening a session") from error
