"""No failure of a server reads as a result, and none takes longer than the configured time."""

from __future__ import annotations

import base64
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from harness.appium import session as session_module
from harness.appium.server import AppiumServer
from harness.appium.session import Session
from harness.config.devices import AppiumAt, Timeouts
from harness.errors import (
    AppiumUnavailable,
    CommandFailed,
    CommandTimeout,
    InfraError,
    PhoneOffline,
    SessionLost,
    SessionNotStarted,
)

Reply = tuple[int, str, bytes]
JSON = "application/json; charset=utf-8"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 16


def value(of: Any) -> Reply:
    return 200, JSON, json.dumps({"value": of}).encode()


def error(status: int, code: str, message: str) -> Reply:
    return status, JSON, json.dumps({"value": {"error": code, "message": message, "stacktrace": ""}}).encode()


@dataclass
class Script:
    """What the server answers: a reply, or a function that does with the connection what it likes."""

    creations: list[Reply] = field(default_factory=list)
    reply: Reply | Callable[[BaseHTTPRequestHandler], object] = field(default_factory=lambda: value(""))
    deleted: list[str] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)


@pytest.fixture
def script() -> Script:
    return Script()


@pytest.fixture
def url(script: Script) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            if self.path == "/status":
                self._send(value({"ready": True}))
            elif callable(script.reply):
                script.reply(self)
            else:
                self._send(script.reply)

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            if self.path == "/session":
                session = {"sessionId": "s1", "capabilities": {}}
                self._send(script.creations.pop(0) if script.creations else value(session))
            else:
                self.do_GET()

        def do_DELETE(self) -> None:
            script.deleted.append(self.path)
            self._send(value(None))

        def _send(self, reply: Reply) -> None:
            status, kind, body = reply
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: Any, client_address: Any) -> None:
            pass

    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    script.released.set()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def session(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Session:
    monkeypatch.setattr(session_module, "BACKOFF_S", 0.01)
    server = AppiumServer(AppiumAt(url=url), tmp_path / "appium.log")
    return Session(server, {"platformName": "Android"}, Timeouts(command_s=0.5, session_s=0.5))


def test_a_source_is_handed_out(session: Session, script: Script) -> None:
    script.reply = value("<hierarchy/>")
    session.open()
    assert session.source() == b"<hierarchy/>"


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        pytest.param((408, "text/plain", b"node is gone"), SessionLost, id="grid with a dead node"),
        pytest.param((500, "text/html", b"<html>Internal error</html>"), SessionLost, id="bare 500"),
        pytest.param((502, "text/html", b"<html>Bad gateway</html>"), SessionLost, id="bare 502"),
        pytest.param((504, JSON, b"{}"), SessionLost, id="504 with an empty object"),
        pytest.param((401, "text/plain", b""), SessionLost, id="log-in wanted"),
        pytest.param((302, "text/plain", b""), SessionLost, id="redirect to nowhere"),
        pytest.param((200, "text/html", b"<html>Welcome to the hotel</html>"), SessionLost, id="captive portal"),
        pytest.param((200, JSON, b"[1]"), SessionLost, id="JSON of another kind"),
        pytest.param((200, JSON, b"{}"), SessionLost, id="no value"),
        pytest.param((200, JSON, b'{"value": 5}'), SessionLost, id="a number for a source"),
        pytest.param((200, JSON, b'{"value": "bad gateway"}'), SessionLost, id="a text for a source"),
        pytest.param((200, "text/plain", b"\xff\xfe"), SessionLost, id="no text at all"),
        pytest.param((200, "image/png", b"<"), SessionLost, id="a picture for a source"),
        pytest.param(error(404, "invalid session id", "A session is either terminated"), SessionLost, id="ended"),
        pytest.param(
            error(
                500,
                "unknown error",
                "'GET /source' cannot be proxied to UiAutomator2 server because the "
                "instrumentation process is not running (probably crashed)",
            ),
            SessionLost,
            id="driver crashed",
        ),
        pytest.param(error(500, "unknown error", "adb: device 'emulator-5554' not found"), PhoneOffline, id="no phone"),
        pytest.param(error(500, "timeout", "too slow"), CommandTimeout, id="timeout of the driver"),
        pytest.param(error(500, "unknown error", "no root node"), CommandFailed, id="an error of the command"),
    ],
)
def test_a_failure_is_never_a_source(
    session: Session, script: Script, reply: Reply, expected: type[InfraError]
) -> None:
    script.reply = reply
    session.open()
    with pytest.raises(InfraError) as caught:
        session.source()
    assert type(caught.value) is expected
    assert caught.value.mend


def test_a_silent_server_costs_one_timeout(session: Session, script: Script) -> None:
    script.reply = lambda handler: script.released.wait()
    session.open()
    started = time.monotonic()
    with pytest.raises(CommandTimeout):
        session.source()
    # A client that repeats the request by itself would need four times as long.
    assert time.monotonic() - started < 1.5


def test_a_connection_that_breaks_is_a_lost_session(session: Session, script: Script) -> None:
    script.reply = lambda handler: handler.connection.shutdown(socket.SHUT_RDWR)
    session.open()
    with pytest.raises(SessionLost):
        session.source()


@pytest.mark.parametrize("encoded", ["bm8gcGljdHVyZQ==", "not base64!", 7, None])
def test_a_picture_is_a_png_or_an_error(session: Session, script: Script, encoded: object) -> None:
    script.reply = value(encoded)
    session.open()
    with pytest.raises(SessionLost):
        session.screenshot()
    script.reply = value(base64.b64encode(PNG).decode())
    assert session.screenshot() == PNG


def test_opening_is_tried_again(session: Session, script: Script) -> None:
    script.creations = [error(500, "session not created", "busy"), (502, "text/html", b"bad gateway")]
    session.open()
    session.close()
    assert script.deleted == ["/session/s1"]


def test_opening_gives_up_with_the_reason(session: Session, script: Script) -> None:
    script.creations = [error(500, "session not created", "the phone is locked")] * session_module.OPEN_TRIES
    with pytest.raises(SessionNotStarted, match="the phone is locked"):
        session.open()
    with pytest.raises(SessionLost, match="no session is open"):
        session.source()


def test_without_a_server_there_is_no_session(session: Session, tmp_path: Path) -> None:
    gone = AppiumServer(AppiumAt(url="http://127.0.0.1:9"), tmp_path / "log")
    with pytest.raises(AppiumUnavailable):
        Session(gone, {}, Timeouts()).open()


def test_a_command_without_a_session_is_an_error(session: Session) -> None:
    with pytest.raises(SessionLost, match="no session is open"):
        session.source()
