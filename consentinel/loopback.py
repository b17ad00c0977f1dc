"""A page for one person on this machine: loopback only, behind a token, closed to every other page of the browser.

Who has the address has the page: its token is asked for once and then kept in a cookie of the browser session. A page
of another origin, or of another name for this machine, is refused; what changes anything must come from the page.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import os
import secrets
import signal
from collections.abc import Awaitable, Callable, Mapping, Set
from typing import Any

from aiohttp import web

from evidence.errors import EvidenceError
from harness.errors import ConfigError

HEADER = "X-Consentinel"
"""What the pages' scripts send with each request that changes something; no form and no link can."""

POLICY = (
    "default-src 'none'; img-src 'self' blob:; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "frame-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}

type Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def cookie_of(name: str, host: str) -> str:
    """The cookie's name; a browser keeps one jar for all ports of an address, so that the port is part of it."""
    return f"{name}-{host.rpartition(':')[2]}"


def guard(name: str, token: str, hosts: Set[str], leave: Callable[[web.Request], bool] = lambda _: False) -> Any:
    """Middleware that answers those who have the token, at `hosts` (the Host headers), and nobody else.

    `leave` says which requests carry one of their own, and so need no cookie. What a handler sets of the headers stays.
    Bad requests, ConfigError and EvidenceError become one line of JSON.
    """

    @web.middleware
    async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
        host = request.headers.get("Host", "")
        if host not in hosts:
            return _refused("another host is meant")
        cookie = cookie_of(name, host)
        given = request.query.get("token")
        if given is not None and request.path == "/" and _same(given, token):
            # The token leaves the address bar and the history.
            answer = web.Response(status=303, headers={**_HEADERS, "Location": "/"})
            answer.set_cookie(cookie, token, httponly=True, samesite="Strict", path="/")
            return answer
        if not leave(request):
            if not _same(request.cookies.get(cookie, ""), token):
                return _refused("open the address that the terminal shows")
            if _foreign(request, host):
                return _refused("not from the page")
        response = await _answered(request, handler)
        for key, value in _HEADERS.items():
            response.headers.setdefault(key, value)
        return response

    return guarded


async def told(request: web.Request) -> Mapping[str, Any]:
    """The JSON object that a request carries. Raises TypeError for anything else."""
    value = await request.json()
    if not isinstance(value, dict):
        raise TypeError("not an object")
    return value


async def serve_until_ended(
    make: Callable[[str, Set[str]], web.Application], port: int, opened: Callable[[str], None]
) -> None:
    """Serve an application on 127.0.0.1 until Ctrl-C; `make` gets token and hosts, `opened` the address.

    Port 0 chooses a free one. Raises ConfigError when the port cannot be used.
    """
    token = secrets.token_urlsafe(32)
    hosts: set[str] = set()
    runner = web.AppRunner(make(token, hosts), access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", port).start()
    except (OSError, OverflowError) as error:
        await runner.cleanup()
        number = getattr(error, "errno", None)
        reason = os.strerror(number) if number else error
        raise ConfigError(f"port {port} of 127.0.0.1 cannot be used: {reason}; choose another") from None
    bound = runner.addresses[0][1]
    hosts |= {f"127.0.0.1:{bound}", f"localhost:{bound}"}
    ended = asyncio.Event()
    for signalled in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(signalled, ended.set)
    opened(f"http://127.0.0.1:{bound}/?token={token}")
    try:
        await ended.wait()
    finally:
        await runner.cleanup()


def _foreign(request: web.Request, host: str) -> bool:
    """Whether another page is behind the request; browsers say so themselves, and cannot be made not to."""
    site, mode = request.headers.get("Sec-Fetch-Site", "same-origin"), request.headers.get("Sec-Fetch-Mode", "")
    if request.method in ("GET", "HEAD"):
        # Following a link is harmless; pictures and scripts of another page are none of ours.
        return site in ("cross-site", "same-site") and mode != "navigate"
    origin = request.headers.get("Origin", f"http://{host}")
    return request.headers.get(HEADER) != "1" or origin != f"http://{host}" or site != "same-origin"


async def _answered(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except web.HTTPException as answer:
        for key, value in _HEADERS.items():
            answer.headers.setdefault(key, value)
        raise
    except (json.JSONDecodeError, UnicodeDecodeError, KeyError, TypeError, ValueError):
        return web.json_response({"error": "the request cannot be read"}, status=400)
    except (ConfigError, EvidenceError) as error:
        return web.json_response({"error": str(error)}, status=422)


def _refused(why: str) -> web.Response:
    return web.Response(status=403, text=why, headers=_HEADERS)


def _same(given: str, token: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), token.encode())
