"""Large recordings as a first launch leaves them: a watch, a life that ends in agreeing, one that ends in refusing."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, repeat
from pathlib import Path

from PIL import Image

from benchmarks.exchanges import VALUES, Exchange
from evidence import events as ev
from evidence.clock import Clock
from evidence.info import AppInfo, DeviceInfo, RecordingInfo, ScenarioInfo
from evidence.traffic import BytesCounted, FlowBegin, FlowEnd, FlowRequest, WireBytes, encode_bytes
from evidence.writer import RecordingWriter

APP = "com.example.shop"
UID = 10123
_WIDTH, _HEIGHT = 1080, 2340
_LIFE_MS = 120_000.0
_ANSWER = (
    ("content-type", "application/json"),
    ("server", "nginx"),
    ("cache-control", "no-store"),
    ("connection", "keep-alive"),
)
_DIALOG = (
    '<hierarchy><node class="android.widget.FrameLayout" package="com.example.shop" bounds="[0,0][1080,2340]">'
    '<node class="android.widget.TextView" text="个人信息保护指引" bounds="[190,800][890,880]"/>'
    '<node class="android.widget.TextView" text="请阅读《隐私政策》后选择是否同意。" bounds="[140,900][940,1200]"/>'
    '<node class="android.widget.Button" text="不同意" clickable="true" bounds="[140,1400][520,1520]"/>'
    '<node class="android.widget.Button" text="同意" clickable="true" bounds="[560,1400][940,1520]"/>'
    "</node></hierarchy>"
)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A screen: PNG and UI source."""

    picture: bytes
    source: bytes


def write_recording(
    folder: Path, sent: Iterator[Exchange], flows: int, *, screens: int = 12, drawn: Iterator[Drawn] | None = None
) -> None:
    """Write a recording in which `flows` exchanges are spread over two lives, a quarter of each before the choice.

    It has `screens` (a multiple of 4), as they are drawn, or all the same one.
    """
    drawn = drawn or repeat(Drawn(_picture(), _DIALOG.encode()))
    writer = RecordingWriter(folder, _info(), Clock(0))
    writer.add(ev.RunStarted(at_ms=1))
    writer.add(ev.CaptureStarted(at_ms=2, mode="proxy", egress="sinkhole", ca_trusted=True, attribution="inferred"))
    writer.add(ev.AppInstalled(at_ms=3, package=APP, uid=UID))
    writer.add(ev.Identifiers(at_ms=4, values=VALUES, sources={}))
    number = 0
    wire = [0, 0]
    for life, purpose in enumerate(("agree", "refuse")):
        began = 1000.0 + life * (_LIFE_MS + 1000)
        writer.add(ev.PhaseStarted(at_ms=began, phase=life + 1, path=purpose))
        _count(writer, began + 1, wire)
        writer.add(ev.AppLaunched(at_ms=began + 10, package=APP, launch=life + 1, fresh=True))
        _watch(
            writer, life * 2 + 1, "first_launch", began + 20, began + _LIFE_MS / 4 - 100, islice(drawn, screens // 4)
        )
        _count(writer, began + _LIFE_MS / 4 - 50, wire)
        tapped = began + _LIFE_MS / 4
        tap = writer.add(ev.Tap.model_validate({"at_ms": tapped, "purpose": purpose, "x": 750, "y": 1460}))
        writer.add(ev.TapEffect(at_ms=tapped + 400, tap=tap.id, effect="closed"))
        after: ev.WatchPurpose = "after_agree" if life == 0 else "after_refuse"
        _watch(writer, life * 2 + 2, after, tapped + 3000, began + _LIFE_MS, islice(drawn, screens // 4))
        each = flows // 2
        for place in range(each):
            number += 1
            _exchange(writer, number, began + 30 + place * (_LIFE_MS - 100) / each, next(sent), wire)
        _count(writer, began + _LIFE_MS + 1, wire)
    end = 2 * _LIFE_MS + 5000
    writer.add(ev.CaptureEnded(at_ms=end))
    writer.add(ev.RunEnded(at_ms=end, outcome="completed"))
    writer.close()


def _exchange(writer: RecordingWriter, number: int, at_ms: float, sent: Exchange, wire: list[int]) -> None:
    id, size = f"f{number}", 900 + len(sent.body)
    begin = FlowBegin(
        at_ms=at_ms,
        flow=id,
        method=sent.method,
        scheme="https",
        host=sent.host,
        port=443,
        path=sent.path,
        http_version="HTTP/2.0",
        headers=sent.headers,
        client_port=30000 + number % 30000,
    )
    writer.add_traffic(begin)
    writer.add_traffic(FlowRequest(at_ms=at_ms + 1, flow=id, body=encode_bytes(sent.body), size=len(sent.body)))
    writer.add_traffic(FlowEnd(at_ms=at_ms + 40, flow=id, status=200, headers=_ANSWER, size=2, synthetic=True))
    writer.add_traffic(
        WireBytes(
            at_ms=at_ms + 41, sent=size, received=300, client_port=begin.client_port, host=sent.host, connection=id
        )
    )
    wire[0] += size
    wire[1] += 300


def _watch(
    writer: RecordingWriter,
    number: int,
    purpose: ev.WatchPurpose,
    since_ms: float,
    until_ms: float,
    screens: Iterable[Drawn],
) -> None:
    writer.add(ev.WatchStarted(at_ms=since_ms, watch=number, purpose=purpose, planned_ms=until_ms - since_ms))
    shown = tuple(screens)
    for place, screen in enumerate(shown):
        _screen(writer, screen, since_ms + 100 + place * (until_ms - since_ms - 600) / len(shown))
    writer.add(ev.WatchEnded(at_ms=until_ms, watch=number, completed=True))
    writer.add(ev.AppOpsSeen(at_ms=until_ms + 1, package=APP, moment=purpose, accesses={}))


def _screen(writer: RecordingWriter, drawn: Drawn, at_ms: float) -> None:
    number, picture, source = writer.screen_files(drawn.picture, drawn.source)
    writer.add(
        ev.ScreenTaken(
            at_ms=at_ms + 300,
            screen=number,
            platform="android",
            picture=picture,
            source=source,
            stable=True,
            package=APP,
            activity=".Main",
            width=_WIDTH,
            height=_HEIGHT,
            density=480,
            taken_ms=at_ms,
        )
    )


def _picture() -> bytes:
    image = Image.new("RGB", (_WIDTH, _HEIGHT), "white")
    image.paste((24, 119, 242), (560, 1400, 940, 1520))
    image.paste((222, 222, 222), (140, 1400, 520, 1520))
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def _count(writer: RecordingWriter, at_ms: float, wire: list[int]) -> None:
    sent, received = wire
    writer.add_traffic(BytesCounted(at_ms=at_ms, uid=UID, moment="", phone_sent=sent, phone_received=received))


def _info() -> RecordingInfo:
    return RecordingInfo(
        run_id="benchmark",
        attempt=1,
        app=AppInfo(name="shop", package=APP, operator_domains=("shop.example.com",)),
        device=DeviceInfo(name="phone", platform="android", width=_WIDTH, height=_HEIGHT, density=480),
        scenario=ScenarioInfo(name="first_launch", sha256="", watch_s=30),
        started="2025-11-21T10:00:00+08:00",
        started_epoch_s=1763690400.0,
    )
