"""The HTTP server of UiAutomator2: routes, sessions and error bodies."""

from __future__ import annotations

import asyncio
import json
import traceback
from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web
from playwright.async_api import Error as PlaywrightError

from virtualphone.device.state import PhoneState
from virtualphone.engine.chromium_engine import ChromiumEngine
from virtualphone.engine.surface import SurfaceGoneError
from virtualphone.uia2 import actions, alerts, device, elements, gestures, searching
from virtualphone.uia2.command import Command, Handler
from virtualphone.uia2.errors import WireError, invalid
from virtualphone.uia2.session import Json, Session

_MAX_BODY_BYTES = 16 * 1024 * 1024

type _WebHandler = Callable[[web.Request], Awaitable[web.Response]]

ROUTES: tuple[tuple[str, str, Handler], ...] = (
    ("GET", "source", device.source),
    ("GET", "screenshot", device.screenshot),
    ("POST", "back", device.back),
    ("POST", "keys", device.type_keys),
    ("GET", "orientation", device.orientation),
    ("POST", "orientation", device.set_orientation),
    ("GET", "rotation", device.rotation),
    ("POST", "rotation", device.set_rotation),
    ("GET", "network_connection", device.network_connection),
    ("POST", "network_connection", device.set_network_connection),
    ("GET", "window/current/size", device.window_size),
    ("GET", "window/rect", device.window_rect),
    ("POST", "element", searching.find_element),
    ("POST", "elements", searching.find_elements),
    ("GET", "element/active", searching.active_element),
    ("GET", "appium/element/{element}/first_visible", searching.first_visible),
    ("POST", "element/{element}/click", elements.click),
    ("POST", "element/{element}/clear", elements.clear),
    ("POST", "element/{element}/value", elements.set_value),
    ("GET", "element/{element}/text", elements.text),
    ("GET", "element/{element}/name", elements.name),
    ("GET", "element/{element}/rect", elements.rect),
    ("GET", "element/{element}/location", elements.location),
    ("GET", "element/{element}/size", elements.size),
    ("GET", "element/{element}/screenshot", elements.screenshot),
    ("GET", "element/{element}/attribute/{name}", elements.attribute),
    ("POST", "actions", actions.perform),
    ("GET", "alert/text", alerts.text),
    ("POST", "alert/accept", alerts.accept),
    ("POST", "alert/dismiss", alerts.dismiss),
    ("POST", "appium/gestures/click", gestures.click),
    ("POST", "appium/gestures/long_click", gestures.long_click),
    ("POST", "appium/gestures/double_click", gestures.double_click),
    ("POST", "appium/gestures/drag", gestures.drag),
    ("POST", "appium/gestures/swipe", gestures.swipe),
    ("POST", "appium/gestures/scroll", gestures.scroll),
    ("POST", "appium/gestures/fling", gestures.fling),
    ("POST", "appium/gestures/pinch_open", gestures.pinch_open),
    ("POST", "appium/gestures/pinch_close", gestures.pinch_close),
    ("POST", "gestures/scroll_to", gestures.scroll_to),
    ("POST", "appium/element/{element}/scroll_to/{target}", gestures.scroll_element_to),
    ("POST", "appium/device/press_keycode", device.press_keycode),
    ("POST", "appium/device/long_press_keycode", device.press_keycode),
    ("POST", "appium/device/open_notifications", device.open_notifications),
    ("POST", "appium/device/set_clipboard", device.set_clipboard),
    ("POST", "appium/device/get_clipboard", device.get_clipboard),
    ("GET", "appium/device/system_bars", device.system_bars),
    ("GET", "appium/device/pixel_ratio", device.pixel_ratio),
    ("GET", "appium/device/display_density", device.display_density),
    ("GET", "appium/device/declared_orientation", device.declared_orientation),
    ("GET", "appium/device/info", device.info),
    ("GET", "appium/device/battery_info", device.battery_info),
    ("POST", "appium/list_windows", device.list_windows),
    ("POST", "appium/list_displays", device.list_displays),
    ("GET", "appium/settings", device.get_settings),
    ("POST", "appium/settings", device.update_settings),
    ("POST", "appium/reset_ax_cache", device.accept_silently),
)


class UiAutomatorServer:
    """Serves one phone on a loopback port while its instrumentation runs."""

    def __init__(self, engine: ChromiumEngine, state: PhoneState) -> None:
        self._engine = engine
        self._state = state
        self._session: Session | None = None
        self._runner: web.AppRunner | None = None
        self._deleted = asyncio.Event()

    async def session_deleted(self) -> None:
        """Waits until a client deletes its session; the server of a phone then ends itself."""
        self._deleted.clear()
        await self._deleted.wait()

    async def start(self) -> int:
        """Opens the port and returns it; adbd joins `tcp:6790` to it."""
        app = web.Application(client_max_size=_MAX_BODY_BYTES)
        app.router.add_get("/status", self._status)
        app.router.add_post("/session", self._create)
        app.router.add_get("/sessions", self._list)
        app.router.add_get("/session/{session}", self._describe)
        app.router.add_delete("/session/{session}", self._delete)
        for method, path, handler in ROUTES:
            app.router.add_route(method, f"/session/{{session}}/{path}", self._wrap(handler))
        app.router.add_route("*", "/{rest:.*}", self._unknown)
        self._runner = web.AppRunner(app, access_log=None, keepalive_timeout=3600, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        port: int = self._runner.addresses[0][1]
        return port

    async def stop(self) -> None:
        """Closes the port and forgets the session."""
        self._session = None
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    def _wrap(self, handler: Handler) -> _WebHandler:
        async def serve(request: web.Request) -> web.Response:
            try:
                session = self._session
                if session is None or request.match_info["session"] != session.id:
                    raise WireError("invalid session id", "the session does not exist")
                body = await _read_body(request)
                value = await handler(Command(session, self._state, request.match_info, body))
                return _answer(session.id, value)
            except WireError as error:
                return _failure(self._session, error)
            except (SurfaceGoneError, PlaywrightError) as error:
                return _failure(self._session, WireError("unknown error", f"the window does not answer: {error}"))

        return serve

    async def _status(self, _: web.Request) -> web.Response:
        ready: dict[str, Json] = {"ready": True, "message": "UiAutomator2 Server is ready to accept commands"}
        return _answer(self._session.id if self._session else None, ready)

    async def _create(self, request: web.Request) -> web.Response:
        try:
            body = await _read_body(request)
        except WireError as error:
            return _failure(None, error)
        self._session = Session(self._engine)
        capabilities: dict[str, Json] = {}
        given = body.get("capabilities")
        if isinstance(given, dict):
            first = given.get("firstMatch")
            for part in (given.get("alwaysMatch"), first[0] if isinstance(first, list) and first else None):
                if isinstance(part, dict):
                    capabilities |= part
        return _answer(self._session.id, {"sessionId": self._session.id, "capabilities": capabilities})

    async def _list(self, _: web.Request) -> web.Response:
        sessions: list[Json] = [{"id": self._session.id, "capabilities": {}}] if self._session else []
        return _answer(None, sessions)

    async def _describe(self, request: web.Request) -> web.Response:
        if self._session is None or request.match_info["session"] != self._session.id:
            return _failure(None, WireError("invalid session id", "the session does not exist"))
        return _answer(self._session.id, {"capabilities": {}})

    async def _delete(self, request: web.Request) -> web.Response:
        if self._session is not None and request.match_info["session"] == self._session.id:
            self._session = None
            self._deleted.set()
        return _answer(None, None)

    async def _unknown(self, request: web.Request) -> web.Response:
        return _failure(
            self._session, WireError("unknown command", f"{request.method} {request.path[:200]} is not a known command")
        )


async def _read_body(request: web.Request) -> Mapping[str, Json]:
    raw = await request.read()
    if not raw.strip():
        return {}
    try:
        body = json.loads(raw)
    except ValueError as error:
        raise invalid("the body is not JSON") from error
    if not isinstance(body, dict):
        raise invalid("the body must be a JSON object")
    return body


def _answer(session: str | None, value: Json) -> web.Response:
    return web.json_response({"sessionId": session, "value": value})


def _failure(session: Session | None, error: WireError) -> web.Response:
    trace = "".join(traceback.format_exception_only(error)).strip()
    value = {"error": error.code, "message": error.message, "stacktrace": trace}
    return web.json_response({"sessionId": session.id if session else None, "value": value}, status=error.status)
