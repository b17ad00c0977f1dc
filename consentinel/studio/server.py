"""The studio's server: loopback only, behind a token, with every text of the app as data and never as markup."""

from __future__ import annotations

from collections.abc import Set
from importlib.resources import files
from typing import Any

from aiohttp import web

from consentinel.loopback import guard, told
from consentinel.studio.desk import Desk

NAME = "consentinel-studio"
MAX_BODY = 2 * 1024 * 1024
_DESK: web.AppKey[Desk] = web.AppKey("desk", Desk)
_TOUCHES = frozenset({"tapOn", "longPressOn"})
_ASSERTS = frozenset({"assertVisible", "assertNotVisible"})
_PAGE = {"studio.js": "text/javascript", "studio.css": "text/css"}


def studio_app(desk: Desk, token: str, hosts: Set[str]) -> web.Application:
    """The application; `hosts` are the Host headers that are answered (a page of another name cannot reach it)."""
    app = web.Application(middlewares=[guard(NAME, token, hosts)], client_max_size=MAX_BODY)
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
            web.post("/add", _add),
            web.post("/act", _act),
            web.post("/check", _check),
            web.post("/run", _run),
            web.post("/save", _save),
        ]
    )
    return app


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
    text, edition = desk.draft
    state: dict[str, Any] = {
        "revision": desk.revision,
        "busy": desk.busy,
        "message": desk.message,
        "text": text,
        "edition": edition,
        "file": desk.file.name,
        "statuses": desk.statuses,
    }
    if request.query.get("known") != str(desk.revision):
        state |= {"nodes": desk.nodes(), "size": desk.size()}
    return web.json_response(state)


async def _screen(request: web.Request) -> web.Response:
    picture = request.app[_DESK].picture
    if picture is None:
        raise web.HTTPNotFound
    return web.Response(body=picture, content_type="image/png")


async def _look(request: web.Request) -> web.Response:
    request.app[_DESK].look()
    return web.json_response({})


async def _point(request: web.Request) -> web.Response:
    words = await told(request)
    proposed = request.app[_DESK].proposed(int(words["x"]), int(words["y"]))
    selectors = [{"told": one.told(), "means": one.model_dump(mode="json", exclude_unset=True)} for one in proposed]
    return web.json_response({"selectors": selectors})


async def _tap(request: web.Request) -> web.Response:
    words = await told(request)
    request.app[_DESK].tap(int(words["x"]), int(words["y"]), add=_one_of(words["add"], _TOUCHES))
    return web.json_response({})


async def _add(request: web.Request) -> web.Response:
    words = await told(request)
    request.app[_DESK].add(_one_of(words["word"], _ASSERTS), dict(words["selector"]))
    return web.json_response({})


async def _act(request: web.Request) -> web.Response:
    words = await told(request)
    request.app[_DESK].act(str(words["word"]), words.get("value"))
    return web.json_response({})


async def _check(request: web.Request) -> web.Response:
    words = await told(request)
    desk = request.app[_DESK]
    checked = desk.check(str(words["text"]), int(words["edition"]))
    answer = {"error": checked.error, "line": checked.error_line, "lines": checked.lines}
    text, edition = desk.draft
    return web.json_response({**answer, "text": text, "edition": edition})


async def _run(request: web.Request) -> web.Response:
    words = await told(request)
    last = words.get("last")
    request.app[_DESK].run(str(words["text"]), int(words.get("first", 0)), int(last) if last is not None else None)
    return web.json_response({})


async def _save(request: web.Request) -> web.Response:
    words = await told(request)
    desk = request.app[_DESK]
    desk.save(str(words["text"]), int(words["edition"]))
    return web.json_response({"saved": str(desk.file)})


def _one_of(word: Any, words: Set[str]) -> str:
    if word not in words:
        raise ValueError(word)
    return str(word)


def _file(name: str) -> bytes:
    return (files("consentinel.studio") / "page" / name).read_bytes()
