"""The server of `serve`: recordings by id only, never by a path; reading by GET, deciding by POST from the page."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from collections.abc import Set
from typing import get_args

from aiohttp import web

from consentinel.loopback import guard, told
from consentinel.reviewing import Decision, JudgedAnew, decide
from consentinel.serving.choice import PAGE, Choice
from consentinel.serving.originals import MAX_LISTED
from consentinel.serving.pages import ASSETS, Manner, asset, page
from consentinel.serving.room import Room
from consentinel.serving.rows import Row
from evidence.errors import EvidenceError
from evidence.reviews import MAX_NAME, MAX_TEXT, Act

NAME = "consentinel-serve"
MAX_BODY = 64 * 1024
_ROOM: web.AppKey[Room] = web.AppKey("room", Room)
_TOKEN: web.AppKey[str] = web.AppKey("token", str)
_ACTS: dict[str, Act] = {act: act for act in get_args(Act)}
_YEAR_S = 365 * 24 * 3600
# The report has its own policy with its script's sum in it, and both hold. In a sandbox it has an origin of its own:
# what an app put into it could reach neither the cookie nor this server, but for the films of its own recording.
_REPORT_POLICY = (
    "sandbox allow-scripts allow-downloads allow-modals; default-src 'none'; img-src data: blob:; "
    "media-src {films}; font-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'"
)


# A nightly's page has links into this server, which a sandbox would cut off from the cookie. Its own policy lets no
# script but its own run, and this one lets none of them ask the server for anything.
_NIGHT_POLICY = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'none'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_FILE_POLICY = "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"


def serving_app(room: Room, token: str, hosts: Set[str]) -> web.Application:
    """The application; `hosts` are the Host headers that are answered."""
    app = web.Application(middlewares=[guard(NAME, token, hosts, _plays)], client_max_size=MAX_BODY)
    app[_ROOM], app[_TOKEN] = room, token
    app.add_routes(
        [
            web.get("/", _runs),
            web.get("/page/{name}", _asset),
            web.get("/manner", _manner),
            web.get("/nightlies", _nights),
            web.get("/nightlies/{id}", _night),
            web.get("/runs/{id}", _run),
            web.get("/runs/{id}/{leave:[0-9a-f]{64}}/report", _report),
            web.get("/runs/{id}/{leave:[0-9a-f]{64}}/video/{file}", _film),
            web.get("/runs/{id}/export/{format}", _export),
            web.get("/runs/{id}/card", _card),
            web.get("/runs/{id}/{kind:screen|source|film}/{number:[0-9]{1,9}}", _original),
            web.post("/runs/{id}/review", _review),
        ]
    )
    return app


async def _runs(request: web.Request) -> web.Response:
    room = request.app[_ROOM]
    rows = await room.rows()
    problem, choice = "", Choice()
    try:
        choice = Choice.read(request.query)
    except EvidenceError as error:
        problem = str(error)
    chosen = choice.of(rows)
    last = max(1, -(-len(chosen) // PAGE))
    number = min(choice.page, last)
    return _html(
        request,
        "runs.html.j2",
        choice=choice,
        problem=problem,
        rows=chosen[(number - 1) * PAGE : number * PAGE],
        found=len(chosen),
        all=len(rows),
        number=number,
        last=last,
        apps=sorted({row.app for row in rows if row.app})[:1000],
        rules=sorted({finding.rule for row in rows for finding in row.findings}),
        waiting=sum(row.waiting > 0 for row in rows if row.last and not row.copy),
        root=room.index.root.resolve().name,
    )


async def _nights(request: web.Request) -> web.Response:
    nights = request.app[_ROOM].nights
    if nights is None:
        raise web.HTTPNotFound
    return _html(request, "nights.html.j2", listed=await asyncio.to_thread(nights.listed))


async def _night(request: web.Request) -> web.Response:
    try:
        made = await request.app[_ROOM].night(request.match_info["id"])
    except KeyError:
        raise web.HTTPNotFound from None
    headers = {"Content-Security-Policy": _NIGHT_POLICY}
    return web.Response(body=made, content_type="text/html", charset="utf-8", headers=headers)


async def _run(request: web.Request) -> web.Response:
    room, row = request.app[_ROOM], await _row(request)
    problem, opened = row.problem, None
    if row.judged:
        try:
            opened = await room.opened(row)
        except EvidenceError as error:
            problem = str(error)
    return _html(
        request,
        "run.html.j2",
        row=row,
        problem=problem,
        opened=opened,
        attempts=room.index.attempts(row),
        formats=[made for made in room.shelf.formats() if made.name != "html"],
        by=room.by,
        max_name=MAX_NAME,
        max_text=MAX_TEXT,
        max_listed=MAX_LISTED,
        report=_report_address(request, row),
    )


async def _card(request: web.Request) -> web.Response:
    """One finding as it stands now, for the page to put in place of what it shows."""
    room, row = request.app[_ROOM], await _row(request)
    opened = await room.opened(row)
    card = next((card for card in opened.cards if card.standing.finding.rule == request.query.get("rule")), None)
    if card is None:
        raise web.HTTPNotFound
    return _html(request, "card.html.j2", report=_report_address(request, row), card=card, max_text=MAX_TEXT)


async def _report(request: web.Request) -> web.StreamResponse:
    if not _has_leave(request):
        raise web.HTTPNotFound
    answer = await _made(request, "html")
    films = f"{request.url.origin()}/runs/{request.match_info['id']}/{request.match_info['leave']}/"
    answer.headers["Content-Security-Policy"] = _REPORT_POLICY.format(films=films)
    return answer


async def _film(request: web.Request) -> web.StreamResponse:
    """A film for the report's player, which has no cookie in its sandbox: the address itself is the leave."""
    room, row = request.app[_ROOM], await _row(request)
    try:
        film = await room.film(row, request.match_info["file"])
    except KeyError:
        raise web.HTTPNotFound from None
    headers = {
        "Content-Security-Policy": _FILE_POLICY,
        "Content-Type": film.type,
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    return web.FileResponse(film.path, headers=headers)


def _leave(token: str, id: str) -> str:
    """What stands in the addresses of a run's report and films; without the token nobody can make one."""
    return hmac.new(token.encode(), f"films of {id}".encode(), hashlib.sha256).hexdigest()


def _has_leave(request: web.Request) -> bool:
    """Whether the address is one that the server gave."""
    told = request.match_info
    return hmac.compare_digest(told["leave"], _leave(request.app[_TOKEN], told["id"]))


def _plays(request: web.Request) -> bool:
    """Whether a film is asked for by such an address."""
    return "file" in request.match_info and _has_leave(request)


def _report_address(request: web.Request, row: Row) -> str:
    """Where a run's report is; its films are beside it."""
    return f"/runs/{row.id}/{_leave(request.app[_TOKEN], row.id)}/report"


async def _export(request: web.Request) -> web.StreamResponse:
    name = request.match_info["format"]
    answer = await _made(request, name)
    answer.headers["Content-Disposition"] = f'attachment; filename="{request.app[_ROOM].shelf.file_name(name)}"'
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


async def _original(request: web.Request) -> web.StreamResponse:
    room, row = request.app[_ROOM], await _row(request)
    wanted = (request.match_info["kind"], int(request.match_info["number"]))
    try:
        original = await room.original(row, *wanted)
    except KeyError:
        raise web.HTTPNotFound from None
    headers = {"Content-Security-Policy": _FILE_POLICY, "Content-Type": original.type}
    return web.FileResponse(original.path, headers=headers)


async def _made(request: web.Request, name: str) -> web.FileResponse:
    room, row = request.app[_ROOM], await _row(request)
    try:
        path = await room.report(row, name)
    except KeyError:
        raise web.HTTPNotFound from None
    except EvidenceError as error:
        raise web.HTTPUnprocessableEntity(text=str(error)) from None
    return web.FileResponse(path)


async def _review(request: web.Request) -> web.Response:
    room, row = request.app[_ROOM], await _row(request)
    words = await told(request)
    act = _ACTS[words["act"]]
    seen = (str(words["fingerprint"]), str(words["verdict"]))
    wanted = Decision(str(words["rule"]), act, str(words["text"]), str(words["by"]), seen)
    try:
        review = await asyncio.to_thread(decide, room.folder(row), wanted)
    except JudgedAnew as error:
        return web.json_response({"error": str(error)}, status=409)
    room.forget()
    return web.json_response({"at": review.at, "by": review.by, "act": review.act})


async def _manner(request: web.Request) -> web.Response:
    """Keep how a person wants the pages, and go back to where they were."""
    back = request.query.get("back", "/")
    inside = back.startswith("/") and not back.startswith("//") and back.isprintable() and "\\" not in back
    answer = web.Response(status=303, headers={"Location": back if inside else "/"})
    for name, known in (("lang", ("zh", "en")), ("theme", ("light", "dark", ""))):
        value = request.query.get(name)
        if value is not None and value in known:
            answer.set_cookie(f"consentinel-{name}", value, max_age=_YEAR_S, httponly=True, samesite="Strict", path="/")
    return answer


async def _asset(request: web.Request) -> web.Response:
    name = request.match_info["name"]
    if name not in ASSETS:
        raise web.HTTPNotFound
    return web.Response(body=asset(name), content_type=ASSETS[name], charset="utf-8")


async def _row(request: web.Request) -> Row:
    try:
        return await request.app[_ROOM].row(request.match_info["id"])
    except KeyError:
        raise web.HTTPNotFound from None


def _html(request: web.Request, template: str, **context: object) -> web.Response:
    manner = Manner.of(request.cookies, request.headers.get("Accept-Language", ""))
    nightlies = request.app[_ROOM].nights is not None
    text = page(template, manner, here=request.path_qs, nightlies=nightlies, **context)
    return web.Response(body=text.encode("utf-8", "replace"), content_type="text/html", charset="utf-8")
