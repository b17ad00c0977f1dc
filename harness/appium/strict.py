"""A WebDriver client for which no failure reads as a result, and no command waits for ever.

The stock client raises only when an error body has the W3C form. A grid with a dead node, or a proxy on the way,
answers with other bodies, and the stock client hands those out as values: a page source that says "bad gateway". Here
every status from 400 on, and every body that is not the protocol's, raises.
"""

from __future__ import annotations

import contextlib
import ipaddress
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from appium.options.common import AppiumOptions
from appium.webdriver.appium_connection import AppiumConnection
from appium.webdriver.client_config import AppiumClientConfig
from appium.webdriver.errorhandler import MobileErrorHandler
from appium.webdriver.webdriver import WebDriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.common.proxy import Proxy, ProxyType

_SENSITIVE = "X-Appium-Is-Sensitive"


class ForeignAnswer(WebDriverException):
    """The answer is not one of the WebDriver protocol: whatever answered was not (or no longer) the driver."""


class StrictErrorHandler(MobileErrorHandler):
    """Raises for W3C errors as the stock handler does, and for everything else that is not a result."""

    def check_response(self, response: dict[str, Any]) -> None:
        """Raise unless the response is a result.

        The connection marks what it could not read as the protocol (status from 400 on, or no JSON) with a `status` of
        its own; a result has none.
        """
        super().check_response(response)
        if "status" in response or "value" not in response:
            status, value = response.get("status"), str(response.get("value", ""))
            raise ForeignAnswer(f"no WebDriver answer (HTTP status {status or 200}): {value[:200]!r}")


class StrictDriver(WebDriver):
    """An Appium session with the strict handler from its first command on."""

    def start_session(self, capabilities: dict[str, Any] | AppiumOptions, browser_profile: str | None = None) -> None:
        """Open the session; the base class sets its handler only afterwards."""
        self.error_handler = StrictErrorHandler()
        super().start_session(capabilities, browser_profile)


@contextlib.contextmanager
def unlogged() -> Iterator[None]:
    """Let Appium keep the values of the commands within the block out of its log."""
    connection = AppiumConnection
    connection.extra_headers = connection.extra_headers | {_SENSITIVE: "true"}
    try:
        yield
    finally:
        connection.extra_headers = {k: v for k, v in connection.extra_headers.items() if k != _SENSITIVE}


def open_driver(url: str, capabilities: dict[str, Any], *, session_s: float, command_s: float) -> StrictDriver:
    """A driver with an open session: `session_s` bounds its creation, `command_s` each later command.

    Raises what selenium and urllib3 raise; `harness.appium.session` makes one family of it.
    """
    config = AppiumClientConfig(
        remote_server_addr=url,
        timeout=session_s,
        # A proxy that the machine is set to use does not reach its own loopback.
        proxy=Proxy({"proxyType": ProxyType.DIRECT if _is_loopback(url) else ProxyType.SYSTEM}),
        # urllib3 repeats idempotent requests three times by itself, which makes four timeouts out of one.
        init_args_for_pool_manager={"init_args_for_pool_manager": {"retries": False}},
    )
    driver = StrictDriver(options=AppiumOptions().load_capabilities(capabilities), client_config=config)
    driver.error_handler = StrictErrorHandler()
    config.timeout = command_s
    return driver


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
