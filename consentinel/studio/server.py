"""The studio's server: loopback only, behind a token, with every text of the app as data and never as markup."""

from __future__ import annotations

import hmac
import json
from collections.abc import Awaitable, Callable, Mapping, Set
from importlib.resources import files
from typing import Any

from aiohttp import web

from consentinel.studio.desk import Desk
from harness.errors import ConfigError

COOKIE = "consentinel-studio"
MAX_BODY = 2 * 1024 * 1024
_DESK: web.AppKey[Desk] = web.AppKey("desk", Desk)
_POLICY = (
    "default-src 'none'; img-src 'self' blob:; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
_PAGE = {"studio.js": "text/javascript", "studio.css": "text/css"}

type Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def studio_app(desk: Desk, token: str, hosts: Set[str]) -> web.Application:
    """The application; `hosts` are the Host headers that are answered (a page of another name cannot reach it)."""
    app = web.Application(middlewares=[_guard(token, hosts)], client_max_size=MAX_BODY)
    app[_DESK] = desk
    app.add_routes(
        [
            web.get("/", _index),
            web.get("/page/{name}", _asset),
            web.get("/state", _state),
            web.get("/screen", _screen),
            web.post("/look", _look),
            web.post("/point", _point),
            web.post("/tap", _tap),
            web.post("/act", _act),
            web.post("/check", _check),
            web.post("/run", _run),
            web.post("/save", _save),
        ]
    )
    return app


def _guard(token: str, hosts: Set[str]) -> Any:
    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.headers.get("Host", "") not in hosts:
            return web.Response(status=403, text="another host is meant", headers=_HEADERS)
        given = request.query.get("token")
        if given is not None and request.path == "/" and hmac.compare_digest(given.encode(), token.encode()):
            # The token leaves the address bar and the history.
            answer = web.Response(status=303, headers={**_HEADERS, "Location": "/"})
            answer.set_cookie(COOKIE, token, httponly=True, samesite="Strict", path="/")
            return answer
        if not hmac.compare_digest(request.cookies.get(COOKIE, "").encode(), token.encode()):
            return web.Response(status=403, text="open the address that the terminal shows", headers=_HEADERS)
        if request.method == "POST" and request.headers.get("X-Studio") != "1":
            return web.Response(status=403, text="not from the page", headers=_HEADERS)
        try:
            response = await handler(request)
        except web.HTTPException as answer:
            answer.headers.update(_HEADERS)
            raise
        except (json.JSONDecodeError, UnicodeDecodeError, KeyError, TypeError, ValueError):
            response = web.json_response({"error": "the request cannot be read"}, status=400)
        except ConfigError as error:
            response = web.json_response({"error": str(error)}, status=422)
        response.headers.update(_HEADERS)
        return response

    return guard


async def _index(request: web.Request) -> web.Response:
    return web.Response(body=_file("index.html"), content_type="text/html", charset="utf-8")


async def _asset(request: web.Request) -> web.Response:
    name = request.match_info["name"]
    if name not in _PAGE:
        raise web.HTTPNotFound
    return web.Response(body=_file(name), content_type=_PAGE[name], charset="utf-8")


async def _state(request: web.Request) -> web.Response:
    """What the page shows; the nodes only when the page has another screen."""
    desk = request.app[_DESK]
    told: dict[str, Any] = {
        "revision": desk.revision,
        "busy": desk.busy,
        "message": desk.message,
        "text": desk.text,
        "file": desk.file.name,
        "statuses": desk.statuses,
    }
    if request.query.get("known") != str(desk.revision):
        told |= {"nodes": desk.nodes(), "size": desk.size()}
    return web.json_response(told)


async def _screen(request: web.Request) -> web.Response:
    picture = request.app[_DESK].picture
    if picture is None:
        raise web.HTTPNotFound
    return web.Response(body=picture, content_type="image/png")


async def _look(request: web.Request) -> web.Response:
    request.app[_DESK].look()
    return web.json_response({})


async def _point(request: web.Request) -> web.Response:
    told = await _told(request)
    return web.json_response({"selectors": request.app[_DESK].proposed(int(told["x"]), int(told["y"]))})


async def _tap(request: web.Request) -> web.Response:
    told = await _told(request)
    add = str(told.get("add", "tapOn"))
    if add not in ("tapOn", "longPressOn", "doubleTapOn", "assertVisible", "assertNotVisible", "scrollUntilVisible"):
        raise ValueError(add)
    request.app[_DESK].tap(int(told["x"]), int(told["y"]), int(told.get("choice", 0)), add=add)
    return web.json_response({})


async def _act(request: web.Request) -> web.Response:
    told = await _told(request)
    request.app[_DESK].act(str(told["word"]), told.get("value"))
    return web.json_response({})


async def _check(request: web.Request) -> web.Response:
    told = await _told(request)
    checked = request.app[_DESK].check(str(told["text"]))
    return web.json_response({"error": checked.error, "line": checked.error_line, "lines": checked.lines})


async def _run(request: web.Request) -> web.Response:
    told = await _told(request)
    last = told.get("last")
    request.app[_DESK].run(str(told["text"]), int(told.get("first", 0)), int(last) if last is not None else None)
    return web.json_response({})


async def _save(request: web.Request) -> web.Response:
    told = await _told(request)
    desk = request.app[_DESK]
    desk.save(str(told["text"]))
    return web.json_response({"saved": str(desk.file)})


async def _told(request: web.Request) -> Mapping[str, Any]:
    told = await request.json()
    if not isinstance(told, dict):
        raise TypeError("not an object")
    return told


def _file(name: str) -> bytes:
    return (files("consentinel.studio") / "page" / name).read_bytes()
