"""A staged recording with pictures, sources and findings of every kind, for reports to tell about."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import quoteattr

from PIL import Image, ImageDraw, ImageFont

from detectors.rules.catalogue import catalogue, threshold_ref
from detectors.rules.finding import EvidenceRef, Finding, Findings, Text, Verdict
from evidence import events as ev
from evidence.recording import Recording
from evidence.traffic import TlsFailed
from perception.traffic.find import find_hits
from perception.traffic.needles import Needles
from tests.recordings import APP, DENSITY, HEIGHT, OPERATOR, WIDTH, Tape

IMEI = "862123045678901"
ANDROID_ID = "9f8e7d6c5b4a3210"
NAME = "欧阳明月"
PHONE = "13812345678"
IDENTIFIERS = {"imei": (IMEI,), "android_id": (ANDROID_ID,), "contacts": (f"{NAME}:{PHONE}",)}

VENDOR = "log-api.pangolin-sdk-toutiao.com"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A rectangle on a staged screen: px box, text and colours."""

    box: tuple[int, int, int, int]
    text: str
    fill: str = "#ffffff"
    ink: str = "#111111"
    size: int = 44


DIALOG = (
    Drawn((0, 0, WIDTH, 300), "商城", "#e64340", "#ffffff", 56),
    Drawn((90, 700, 990, 1700), "", "#f7f7f7"),
    Drawn((140, 740, 940, 840), "个人信息保护提示", "#f7f7f7", size=52),
    Drawn((140, 880, 940, 1000), "请阅读并同意《隐私政策》后继续使用", "#f7f7f7", "#555555", 40),
    Drawn((180, 1520, 900, 1640), "同意并继续", "#e64340", "#ffffff"),
)

HOME = (
    Drawn((0, 0, WIDTH, 300), "商城", "#e64340", "#ffffff", 56),
    Drawn((40, 340, 1040, 900), "今日推荐", "#ffe9d6"),
    Drawn((40, 940, 1040, 1060), f"联系人 {NAME} {PHONE}", "#ffffff"),
    Drawn((40, 1120, 500, 1700), "女装", "#e6f0ff"),
    Drawn((560, 1120, 1040, 1700), "数码", "#e9ffe6"),
    Drawn((0, 2220, WIDTH, 2400), "首页      分类      购物车      我的", "#fafafa"),
)


def picture(*parts: Drawn) -> bytes:
    """The PNG of a screen."""
    image = Image.new("RGB", (WIDTH, HEIGHT), "#eeeeee")
    draw = ImageDraw.Draw(image)
    for part in parts:
        draw.rectangle(part.box, fill=part.fill)
        draw.text((part.box[0] + 24, part.box[1] + 24), part.text, fill=part.ink, font=_font(part.size))
    buffer = io.BytesIO()
    image.save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()


def source(*parts: Drawn) -> bytes:
    """The UiAutomator source of the same screen."""
    nodes = "".join(
        f'<node class="android.widget.TextView" text={quoteattr(p.text)} package="{APP}" '
        f'bounds="[{p.box[0]},{p.box[1]}][{p.box[2]},{p.box[3]}]"/>'
        for p in parts
    )
    return f"<?xml version='1.0' encoding='UTF-8'?><hierarchy>{nodes}</hierarchy>".encode()


def show(tape: Tape, *parts: Drawn, stable: bool = True, png: bytes | None = None) -> int:
    """Record a staged screen; returns its number."""
    number, image, xml = tape.writer.screen_files(png or picture(*parts), source(*parts))
    tape.wait(280)
    tape.add(
        ev.ScreenTaken(
            screen=number,
            platform="android",
            picture=image,
            source=xml,
            stable=stable,
            package=APP,
            width=WIDTH,
            height=HEIGHT,
            density=DENSITY,
            taken_ms=tape.now - 250,
        )
    )
    return number


def staged(folder: Path, *, outcome: str | None = "completed") -> Recording:
    """Two lives of a shop that sends identifiers too early, plainly and in disguise."""
    tape = Tape(folder, identifiers=IDENTIFIERS)
    tape.phase("agree")
    tape.launch()
    tape.watch_number += 1
    tape.add(ev.WatchStarted(watch=1, purpose="first_launch", planned_ms=8000))
    tape.wait(500)
    show(tape, *HOME[:2], stable=False)
    tape.flow(path=f"/v1/init?imei={IMEI}&t=1", method="GET")
    tape.wait(1500)
    popup = show(tape, *DIALOG)
    hidden = base64.b64encode(json.dumps({"aid": ANDROID_ID, "os": "android", "model": "Pixel"}).encode()).decode()
    tape.flow(VENDOR, "/track", json.dumps({"data": hidden, "v": 3}).encode())
    tape.wait(1000)
    tape.flow("unknown-host.example", "/u", gzip.compress(f'{{"name":"{NAME}","tel":"{PHONE}"}}'.encode(), mtime=0))
    tape.flow("digest.example", f"/d?id={hashlib.md5(IMEI.encode()).hexdigest()}", method="GET")
    tape.wait(4000)
    tape.add(ev.WatchEnded(watch=1, completed=True))
    tape.tap("agree", popup, "同意并继续")
    tape.flow(path="/v1/agree", at_ms=tape.now + 60)
    tape.wait(400)
    tape.add(ev.TapEffect(tap=tape.writer.add(ev.KeyPressed(key="none", at_ms=tape.now)).id - 1, effect="closed"))
    tape.wait(2500)
    show(tape, *HOME)
    for number in range(12):
        tape.flow(path=f"/v1/list?page={number}", at_ms=tape.now + number * 180)
    tape.wait(4000)
    tape.tls_failure("pinned.example")
    tape.phase("refuse")
    tape.launch()
    tape.wait(2000)
    again = show(tape, *DIALOG)
    tape.tap("refuse", again, "不同意")
    tape.wait(4000)
    tape.flow(path="/v1/after", body=f'{{"android_id":"{ANDROID_ID}"}}'.encode(), headers=(("Cookie", f"u={IMEI}"),))
    tape.wait(2000)
    show(tape, *HOME)
    return tape.end(outcome)


def findings_of(recording: Recording) -> Findings:
    """One finding of every verdict, with evidence of every kind."""
    needles = Needles.from_values(recording.identifiers)
    hits = [
        EvidenceRef(
            kind="flow",
            id=flow.id,
            label=Text(zh=f"同意前发送了 {hit.kind}", en=f"{hit.kind} was sent before consent"),
            place=hit.place,
            range=hit.range,
            encodings=hit.encodings,
        )
        for flow in recording.flows
        for hit in find_hits(flow, needles)
    ]
    taps = recording.of(ev.Tap)
    popup = EvidenceRef(
        kind="screen",
        id="2",
        label=Text(zh="弹窗只有同意，没有拒绝", en="the pop-up offers to agree, not to refuse"),
        box=(180, 1520, 900, 1640),
    )
    home = EvidenceRef(kind="screen", id="3", label=Text(zh="主界面", en="the main screen"))
    tap = EvidenceRef(kind="event", id=str(taps[0].id), label=Text(zh="点击同意", en="the tap on agree"))
    words = EvidenceRef(
        kind="event",
        id=str(recording.of(ev.Identifiers)[0].id),
        label=Text(zh="本机已知的标识符", en="identifiers known of this phone"),
    )
    handshake = recording.lines(TlsFailed)[0].id
    refused = EvidenceRef(kind="tls", id=handshake, label=Text(zh="未能解密", en="could not be read"))
    told = {
        "app-2019/3.1": _told(
            Verdict.VIOLATION, f"同意前发送了 {len(hits)} 处标识符", f"{len(hits)} identifiers were sent before consent"
        ),
        "app-2019/3.4": _told(Verdict.VIOLATION, "弹窗只有“同意并继续”", "The pop-up only offers to agree"),
        "app-2019/1.2": _told(Verdict.INCONCLUSIVE, "无法判断是否提示", "It cannot be told whether users are prompted"),
        "app-2019/1.3": _told(Verdict.REVIEW, "请人工确认点击次数", "A person should count the taps"),
        "app-2019/1.1a": _told(Verdict.PASS, "应用内有隐私政策", "The app has a privacy policy"),
        "popup-2022/5.8a": _told(Verdict.NOT_OBSERVED, "没有看到广告弹窗", "No ad pop-up was seen"),
        "popup-2022/5.8b": _told(Verdict.NOT_APPLICABLE, "没有广告", "There is no ad"),
        "popup-2022/5.8c": _told(Verdict.VIOLATION, "仅供参考的命中", "An informative hit"),
    }
    evidence = {
        "app-2019/3.1": (*hits, tap),
        "app-2019/3.4": (popup, tap),
        "app-2019/1.2": (refused, words),
        "app-2019/1.3": (home,),
    }
    findings = tuple(
        Finding(
            rule=rule.id,
            verdict=told[rule.id][0],
            detector="staged",
            detector_version=1,
            message=told[rule.id][1],
            reason=told[rule.id][2],
            thresholds=(threshold_ref("TH01"),) if rule.id == "app-2019/1.3" else (),
            measures={"hits": len(hits), "value": IMEI} if rule.id == "app-2019/3.1" else {},
            evidence=evidence.get(rule.id, ()),
            informative=rule.id == "popup-2022/5.8c",
        )
        for rule in catalogue().rules
        if rule.id in told
    )
    return Findings(run_id="run-1", attempt=1, catalogue_version=catalogue().version, findings=findings)


def _told(verdict: Verdict, zh: str, en: str) -> tuple[Verdict, Text, Text | None]:
    needs = verdict in (Verdict.INCONCLUSIVE, Verdict.REVIEW, Verdict.NOT_APPLICABLE)
    return verdict, Text(zh=zh, en=en), Text(zh="观察不完整", en="the watch was interrupted") if needs else None


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """A font with Chinese where the machine has one; words on staged pictures are for people alone."""
    for path in Path("/usr/share/fonts").rglob("NotoSansCJK-Regular.ttc"):
        return ImageFont.truetype(str(path), size)
    return ImageFont.load_default(size)


__all__ = ["ANDROID_ID", "DIALOG", "HOME", "IDENTIFIERS", "IMEI", "NAME", "OPERATOR", "PHONE", "findings_of", "staged"]
