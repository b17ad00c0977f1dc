"""Sending a bulletin to a receiver: tried again when the service is busy, told when it cannot be, never a failure."""

from __future__ import annotations

import time
import urllib.error
import urllib.request
from collections.abc import Callable
from email.message import Message as Headers
from http.client import HTTPException
from typing import IO

from consentinel.nightly.bulletin import bulletin
from consentinel.nightly.messages import Answered, Message, message
from consentinel.nightly.notify import Notice
from reports.history.night import Night

TRIES = 4
TIMEOUT_S = 15.0
MAX_WAIT_S = 60.0
_MAX_ANSWER = 64 * 1024
_BUSY = (408, 425, 429, 500, 502, 503, 504)


def send(notice: Notice, told: Night, *, sleep: Callable[[float], None] = time.sleep) -> str:
    """Tell a receiver what is new in its apps; returns one line for the person who watches, without any secret."""
    part = bulletin(told, notice.concerns, notice.pages)
    name = f"webhook {notice.hook.name}"
    if not part.apps:
        return f"{name}: none of its owners' apps was tried"
    if notice.hook.when == "new" and part.status == 0:
        return f"{name}: nothing new to tell"
    said = ""
    for attempt in range(1, TRIES + 1):
        answer, wait_s = _post(message(notice, part, time.time()))
        if answer.taken:
            return f"{name}: told"
        said = answer.said
        if not answer.again:
            return f"{name}: {notice.host} refused the message: {said}"
        if attempt < TRIES:
            sleep(min(MAX_WAIT_S, wait_s or 2.0 ** (attempt - 1)))
    return f"{name}: {notice.host} could not be told, {TRIES} tries: {said}"


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A message that is sent on elsewhere would take its secrets along."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Headers, newurl: str
    ) -> None:
        return None


_OPENER = urllib.request.build_opener(_NoRedirect)


def _post(one: Message) -> tuple[Answered, float]:
    """The answer, and how long the service asks to wait, in s."""
    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "consentinel"} | one.headers
    request = urllib.request.Request(one.url, one.body, headers, method="POST")
    try:
        with _OPENER.open(request, timeout=TIMEOUT_S) as response:
            return one.read(response.read(_MAX_ANSWER)), 0.0
    except urllib.error.HTTPError as error:
        with error:
            return Answered(False, error.code in _BUSY, f"HTTP status {error.code}"), _seconds(error.headers)
    except (OSError, HTTPException, ValueError) as error:
        reason = error.reason if isinstance(error, urllib.error.URLError) else error
        # What other errors say may hold the address, and with it a secret.
        return Answered(False, True, str(reason) if isinstance(reason, OSError) else type(reason).__name__), 0.0


def _seconds(headers: Headers) -> float:
    """What Retry-After asks for; dates are not waited for."""
    text = headers.get("Retry-After", "")
    return float(text) if text.isdigit() else 0.0
