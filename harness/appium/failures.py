"""What a failed driver command means: one family of errors, whichever library noticed it."""

from __future__ import annotations

import re

import urllib3.exceptions as http
from selenium.common.exceptions import (
    InvalidSessionIdException,
    SessionNotCreatedException,
    TimeoutException,
    WebDriverException,
)

from harness.appium.strict import ForeignAnswer
from harness.errors import (
    AppiumUnavailable,
    CommandFailed,
    CommandTimeout,
    InfraError,
    PhoneOffline,
    SessionLost,
    SessionNotStarted,
)

_PHONE_GONE = re.compile(
    r"device (offline|unauthorized|'[^']*' not found|[^ ]+ was not in the list of connected devices)"
    r"|device still authorizing|could not find a connected android device|no devices/emulators found",
    re.IGNORECASE,
)
_DRIVER_GONE = re.compile(
    r"instrumentation process is not running|socket hang up|ECONNREFUSED|ECONNRESET|EPIPE|cannot be proxied"
    r"|could not proxy command|session (is either terminated|does not exist)",
    re.IGNORECASE,
)
_NO_ANSWER_IN_TIME = re.compile(r"timeout of \d+ ?ms exceeded|ETIMEDOUT", re.IGNORECASE)


def explain(error: Exception, doing: str) -> InfraError:
    """The infrastructure error that an exception of selenium or urllib3 stands for; `doing` names the command."""
    text = _first_line(error)
    match error:
        case InfraError():
            return error
        case http.ReadTimeoutError() | http.ConnectTimeoutError() | TimeoutException():
            return CommandTimeout(f"{doing}: no answer in time ({text})")
        case http.MaxRetryError(reason=http.TimeoutError()):
            return CommandTimeout(f"{doing}: no answer in time ({text})")
        case http.NewConnectionError() | http.MaxRetryError():
            return AppiumUnavailable(f"{doing}: Appium cannot be reached ({text})")
        case http.HTTPError() | ConnectionError() | ForeignAnswer() | InvalidSessionIdException():
            return SessionLost(f"{doing}: {text}")
        case WebDriverException():
            return _explain_driver(error, doing, text)
    # The client stumbles in many ways over bodies that only resemble the protocol.
    return SessionLost(f"{doing}: the answer makes no sense ({type(error).__name__}: {text})")


def _explain_driver(error: WebDriverException, doing: str, text: str) -> InfraError:
    whole = error.msg or ""
    if _PHONE_GONE.search(whole):
        return PhoneOffline(f"{doing}: {text}")
    if isinstance(error, SessionNotCreatedException):
        return SessionNotStarted(f"{doing}: {text}")
    if _NO_ANSWER_IN_TIME.search(whole):
        return CommandTimeout(f"{doing}: {text}")
    if _DRIVER_GONE.search(whole):
        return SessionLost(f"{doing}: {text}")
    return CommandFailed(f"{doing}: {text}")


def _first_line(error: Exception) -> str:
    text = error.msg if isinstance(error, WebDriverException) else str(error)
    lines = (text or "").strip().splitlines()
    return lines[0][:300] if lines else type(error).__name__
