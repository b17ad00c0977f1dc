"""What `window.AndroidBridge` does: checks permissions as Android would, leaves its traces, and answers the page."""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import asdict
from typing import Protocol

from playwright.async_api import Page

from virtualphone.device.identifiers import AppIdentifiers, SecurityError
from virtualphone.device.sensors import Values
from virtualphone.device.state import PhoneState
from virtualphone.engine.api import EngineError
from virtualphone.engine.records import ActivityRecord, AppProcess
from virtualphone.engine.surface import SurfaceGoneError
from virtualphone.network.netd import Netd

_MAX_CALL_CHARS = 1_000_000
_INTERNET = "android.permission.INTERNET"
_POST_NOTIFICATIONS = "android.permission.POST_NOTIFICATIONS"
_NOTIFICATION_PERMISSION_API = 33


class BridgeError(Exception):
    """A call that the bridge refuses; the text reaches the page."""


class Host(Protocol):
    """What the bridge asks of the engine."""

    def record_of(self, page: Page) -> ActivityRecord | None:
        """The activity that a page belongs to."""

    def answer_dialog(self, page: Page, answer: str) -> None:
        """Gives a system dialog its answer."""

    def spawn(self, work: Coroutine[object, object, None]) -> None:
        """Runs something beside the call, so that a page may end itself."""

    async def open_from(
        self, record: ActivityRecord, package: str | None, activity: str | None, data: str | None
    ) -> None:
        """Starts an activity on behalf of another."""

    async def finish(self, record: ActivityRecord) -> None:
        """Ends an activity."""

    async def move_to_back(self, record: ActivityRecord) -> None:
        """Hides an activity's task."""

    async def exit_process(self, process: AppProcess) -> None:
        """Ends a process as System.exit does."""

    async def crash(self, process: AppProcess, message: str) -> None:
        """Ends a process by an uncaught exception."""

    def hang(self, process: AppProcess, duration_ms: int) -> None:
        """Keeps a process from taking input."""

    async def ask_permissions(self, record: ActivityRecord, names: Sequence[str]) -> dict[str, str]:
        """Runs the system's permission dialogs and says what came out."""


class Bridge:
    """Dispatches the calls of all pages of one phone."""

    def __init__(self, state: PhoneState, netd: Netd, host: Host) -> None:
        self._state = state
        self._netd = netd
        self._host = host

    async def call(self, page: Page, text: str) -> str:
        """Answers one call `{name, args}` with `{value}` or `{error}`, all as JSON."""
        try:
            name, arguments = _read_call(text)
            if name == "answer":
                self._host.answer_dialog(page, _text(arguments, 0))
                return "{}"
            record = self._host.record_of(page)
            if record is None:
                raise BridgeError("IllegalStateException: the activity is gone")
            value = await _Call(self._state, self._netd, self._host, record, arguments).run(name)
        except (SecurityError, BridgeError, EngineError) as error:
            kind = "SecurityException: " if isinstance(error, SecurityError) else ""
            return json.dumps({"error": f"{kind}{error}"})
        return json.dumps({"value": value})


class _Call:
    """One call of one activity."""

    def __init__(
        self, state: PhoneState, netd: Netd, host: Host, record: ActivityRecord, arguments: Sequence[object]
    ) -> None:
        self._state = state
        self._netd = netd
        self._host = host
        self._record = record
        self._process = record.process
        self._package = record.process.package
        self._arguments = arguments

    async def run(self, name: str) -> object:
        """Runs the call by name; BridgeError where there is none of that name."""
        reading = _READINGS.get(name)
        if reading is not None:
            return reading(self._state.identifiers.for_app(self._package.name))
        method = _METHODS.get(name)
        if method is None:
            raise BridgeError(f"NoSuchMethodError: {name[:100]}")
        return await method(self)

    async def get_model(self) -> object:
        return self._state.model.model

    async def get_release(self) -> object:
        return self._state.model.release

    async def get_version_code(self) -> object:
        return self._package.version_code

    async def get_process_id(self) -> object:
        return self._process.pid

    async def get_clipboard(self) -> object:
        if not self._state.appops.note(self._package.name, "READ_CLIPBOARD"):
            return None
        return self._state.clipboard.text

    async def set_clipboard(self) -> object:
        if self._state.appops.note(self._package.name, "WRITE_CLIPBOARD"):
            self._state.clipboard.set(_text(self._arguments, 0), self._package.name)
        return None

    async def check_permission(self) -> object:
        return "granted" if self._state.permissions.check(self._package, _text(self._arguments, 0)) else "denied"

    async def request_permissions(self) -> object:
        match self._arguments:
            case [[*names]] if names and all(isinstance(name, str) for name in names):
                return await self._host.ask_permissions(self._record, [str(name) for name in names])
        raise BridgeError("IllegalArgumentException: permission cannot be null or empty")

    async def start_activity(self) -> object:
        intent = _mapping(self._arguments)
        package, activity, data = (_optional(intent, key) for key in ("package", "activity", "data"))
        if package is None and activity is None:
            raise BridgeError("ActivityNotFoundException: No Activity found to handle Intent { }")
        await self._host.open_from(self._record, package, activity, data)
        return None

    async def finish(self) -> object:
        self._host.spawn(self._host.finish(self._record))
        return None

    async def exit_app(self) -> object:
        self._host.spawn(self._host.exit_process(self._process))
        return None

    async def crash(self) -> object:
        self._host.spawn(self._host.crash(self._process, _text(self._arguments, 0)[:500]))
        return None

    async def hang(self) -> object:
        self._host.hang(self._process, _number(self._arguments, 0))
        return None

    async def move_to_back(self) -> object:
        self._host.spawn(self._host.move_to_back(self._record))
        return None

    async def set_secure(self) -> object:
        self._record.secure = bool(self._arguments and self._arguments[0])
        return None

    async def get_preference(self) -> object:
        return self._process.data.preferences().get(_text(self._arguments, 0))

    async def set_preference(self) -> object:
        value = self._arguments[1] if len(self._arguments) > 1 else None
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        try:
            self._process.data.set_preference(_text(self._arguments, 0), text)
        except ValueError as error:
            raise BridgeError(f"IllegalArgumentException: {error}") from error
        return None

    async def remove_preference(self) -> object:
        self._process.data.set_preference(_text(self._arguments, 0), None)
        return None

    async def notify(self) -> object:
        given = _mapping(self._arguments)
        allowed = self._state.model.api_level < _NOTIFICATION_PERMISSION_API or self._state.permissions.check(
            self._package, _POST_NOTIFICATIONS
        )
        if self._state.appops.note(self._package.name, "POST_NOTIFICATION", allowed=allowed):
            title, text = _optional(given, "title") or "", _optional(given, "text") or ""
            self._state.notifications.post(self._package.name, self._package.uid, title, text)
        return None

    async def subscribe_sensor(self) -> object:
        sensor = _text(self._arguments, 0)
        surface, spawn = self._record.surface, self._host.spawn

        async def deliver(values: Values) -> None:
            try:
                await surface.run("([name, values]) => __vpHooks.sensor(name, values)", [sensor, list(values)])
            except SurfaceGoneError:
                return

        try:
            registration = self._state.sensors.subscribe(
                self._package.name, self._package.uid, self._process.pid, sensor,
                lambda values: spawn(deliver(values)),
            )  # fmt: skip
        except KeyError as error:
            raise BridgeError(f"IllegalArgumentException: no sensor {sensor[:50]!r}") from error
        self._process.sensors.append(registration)
        return None

    async def raw_request(self) -> object:
        if not self._state.permissions.check(self._package, _INTERNET):
            raise SecurityError("Permission denied (missing INTERNET permission?)")
        given = _mapping(self._arguments)
        port = given.get("port")
        if not isinstance(port, int) or not 0 < port < 65536:
            raise BridgeError("IllegalArgumentException: port out of range")
        data = (_optional(given, "data") or "").encode()
        answer = await self._netd.send_raw(self._package.uid, _optional(given, "host") or "", port, data)
        return answer.decode("utf-8", "replace")

    async def log(self) -> object:
        tag, text = _text(self._arguments, 0), _text(self._arguments, 1)
        self._state.logcat.write(tag[:80] or "App", "D", self._process.pid, text)
        return None


_READINGS: dict[str, Callable[[AppIdentifiers], object]] = {
    "getAndroidId": AppIdentifiers.android_id,
    "getImei": AppIdentifiers.imei,
    "getImsi": AppIdentifiers.imsi,
    "getSerial": AppIdentifiers.serial,
    "getMac": AppIdentifiers.mac,
    "getOaid": AppIdentifiers.oaid,
    "getPhoneNumber": AppIdentifiers.phone_number,
    "getLocation": lambda app: asdict(app.location()),
    "getContacts": lambda app: [asdict(contact) for contact in app.contacts()],
    "getInstalledApps": lambda app: list(app.installed_apps()),
}

_METHODS: dict[str, Callable[[_Call], Coroutine[object, object, object]]] = {
    "getModel": _Call.get_model,
    "getRelease": _Call.get_release,
    "getVersionCode": _Call.get_version_code,
    "getProcessId": _Call.get_process_id,
    "getClipboard": _Call.get_clipboard,
    "setClipboard": _Call.set_clipboard,
    "checkPermission": _Call.check_permission,
    "requestPermissions": _Call.request_permissions,
    "startActivity": _Call.start_activity,
    "finish": _Call.finish,
    "exitApp": _Call.exit_app,
    "crash": _Call.crash,
    "hang": _Call.hang,
    "moveTaskToBack": _Call.move_to_back,
    "setSecure": _Call.set_secure,
    "prefsGet": _Call.get_preference,
    "prefsSet": _Call.set_preference,
    "prefsRemove": _Call.remove_preference,
    "notify": _Call.notify,
    "subscribeSensor": _Call.subscribe_sensor,
    "rawRequest": _Call.raw_request,
    "log": _Call.log,
}


def _read_call(text: str) -> tuple[str, Sequence[object]]:
    if len(text) > _MAX_CALL_CHARS:
        raise BridgeError("IllegalArgumentException: the call is too long")
    try:
        call = json.loads(text)
    except ValueError as error:
        raise BridgeError("IllegalArgumentException: the call is malformed") from error
    match call:
        case {"name": str(name), "args": [*arguments]}:
            return name, arguments
        case _:
            raise BridgeError("IllegalArgumentException: the call is malformed")


def _text(arguments: Sequence[object], index: int) -> str:
    value = arguments[index] if len(arguments) > index else None
    return value if isinstance(value, str) else "" if value is None else json.dumps(value, ensure_ascii=False)


def _number(arguments: Sequence[object], index: int) -> int:
    value = arguments[index] if len(arguments) > index else 0
    return int(value) if isinstance(value, int | float) else 0


def _mapping(arguments: Sequence[object]) -> dict[str, object]:
    value = arguments[0] if arguments else None
    if not isinstance(value, dict):
        raise BridgeError("IllegalArgumentException: an object is expected")
    return value


def _optional(given: dict[str, object], key: str) -> str | None:
    value = given.get(key)
    return value if isinstance(value, str) else None
