"""A small recording with every part, written by the writer."""

from __future__ import annotations

from pathlib import Path

from evidence import events as ev
from evidence.clock import Clock
from evidence.info import AppInfo, DeviceInfo, RecordingInfo, ScenarioInfo
from evidence.traffic import FlowBegin, FlowEnd, FlowRequest, WebSocketMessage, encode_bytes
from evidence.writer import RecordingWriter

SOURCE = b'<hierarchy><node class="a.Button" text="\xe5\x90\x8c\xe6\x84\x8f" bounds="[0,0][10,20]"/></hierarchy>'


def info(**changes: object) -> RecordingInfo:
    """The head of a recording."""
    given = RecordingInfo(
        run_id="run-1",
        attempt=1,
        app=AppInfo(name="shop", package="com.example.shop"),
        device=DeviceInfo(name="phone", platform="android"),
        scenario=ScenarioInfo(name="first_launch", sha256="", watch_s=1),
        started="2025-11-21T10:00:00+08:00",
        started_epoch_s=1763690400.0,
    )
    return given.model_copy(update=changes)


def write_small(folder: Path) -> RecordingWriter:
    """Write a recording that ends by itself; returns its closed writer."""
    writer = RecordingWriter(folder, info(), Clock.start())
    writer.add(ev.RunStarted(), sync=True)
    writer.add(ev.PhaseStarted(phase=1, path="agree"))
    writer.add(ev.AppLaunched(package="com.example.shop", launch=1, fresh=True))
    number, picture, source = writer.screen_files(b"\x89PNG", SOURCE)
    writer.add(
        ev.ScreenTaken(
            screen=number,
            platform="android",
            picture=picture,
            source=source,
            stable=True,
            width=10,
            height=20,
            density=160,
            taken_ms=1.0,
        )
    )
    begin = FlowBegin(at_ms=2, flow="f1", method="POST", scheme="https", host="a.example", port=443, path="/x")
    writer.add_traffic(begin)
    writer.add_traffic(FlowRequest(at_ms=3, flow="f1", body=encode_bytes(b"hello"), size=5))
    writer.add_traffic(
        WebSocketMessage(
            at_ms=4, flow="f1", message=0, from_client=True, text=True, payload=encode_bytes(b"hi"), size=2
        )
    )
    writer.add_traffic(FlowEnd(at_ms=5, flow="f1", status=204))
    writer.add(ev.Tap(purpose="agree", x=5, y=10, screen=number))
    writer.add(ev.DeviceState(kind="appops", file=writer.device_file("appops", "none")))
    writer.add(ev.RunEnded(outcome="completed"))
    writer.close()
    return writer
