"""Recordings made in code: a tape on which a test writes what was seen, done and sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from detectors.judging import judge_case
from detectors.rules.finding import Finding, Findings
from detectors.seeing import Eyes
from evidence import events as ev
from evidence.clock import Clock
from evidence.geometry import Box
from evidence.info import AppInfo, DeviceInfo, RecordingInfo, ScenarioInfo
from evidence.recording import Recording, Screen
from evidence.traffic import (
    BytesCounted,
    FlowBegin,
    FlowEnd,
    FlowRequest,
    TlsFailed,
    WebSocketMessage,
    WireBytes,
    encode_bytes,
)
from evidence.writer import RecordingWriter
from perception.screen.legibility import Legibility
from perception.screen.policy import judge_policy_text
from perception.screen.view import Ad, CloseMark, Consent, Control, Kind, SeenText, TickBox, View, Window

APP = "com.example.shop"
PROMPTS = "com.android.permissioncontroller"
OPERATOR = "shop-example.cn"
ANDROID_ID = "9f8e7d6c5b4a3210"
OAID = "4fd2a9c0-9a1e-4a9a-8a77-0d7f3f1e2a11"
WIDTH, HEIGHT, DENSITY = 1080, 2400, 420
DIALOG = Box(90, 700, 990, 1700)
PAGE = Box(0, 0, WIDTH, HEIGHT)

POLICY_TEXT = (Path(__file__).parent / "data" / "policy.txt").read_text("utf-8")


def control(text: str, box: Box) -> Control:
    """A button or link."""
    return Control(box, text, "tree")


def seen(text: str, box: Box, *, size_sp: float | None = None, contrast: float | None = None) -> SeenText:
    """A text on a screen."""
    return SeenText(box, text, "both", size_sp=size_sp, contrast=contrast)


def view(
    *texts: str,
    popup: Window | None = None,
    consent: Consent | None = None,
    ad: Ad | None = None,
    checks: tuple[TickBox, ...] = (),
    package: str = APP,
) -> View:
    """A screen as a person sees it; with nothing more it is a page of the app with some text."""
    lines = tuple(
        seen(text, Box(40, 100 + 60 * i, 900, 150 + 60 * i)) for i, text in enumerate(texts or ("首页", "我的"))
    )
    top = popup or (consent.window if consent else ad.window if ad else None)
    windows = (top,) if top else ()
    return View(WIDTH, HEIGHT, DENSITY, lines, windows, top, consent, ad, checks, ad.close if ad else (), package)


def consent(
    *,
    agree: str | None = "同意",
    refuse: str | None = "不同意",
    links: tuple[str, ...] = ("《隐私政策》",),
    names_policy: bool = True,
    shows_text: bool = False,
    only_acknowledge: bool = False,
    implied: str = "",
    kind: Kind = "consent",
) -> Consent:
    """A consent pop-up (or a log-in page) with its controls."""
    box = PAGE if kind == "login" else DIALOG
    return Consent(
        window=Window(box, "fullscreen" if kind == "login" else "dialog", kind, 0.9, APP),
        agree=control(agree, Box(560, 1500, 900, 1620)) if agree else None,
        refuse=control(refuse, Box(180, 1500, 520, 1620)) if refuse else None,
        policy_links=tuple(control(link, Box(300, 1200 + 60 * i, 600, 1250 + 60 * i)) for i, link in enumerate(links)),
        names_policy=names_policy,
        shows_policy_text=shows_text,
        only_acknowledge=only_acknowledge,
        implied=implied,
    )


def mark(
    *,
    size_px: int = 96,
    contrast: float | None = 8.0,
    opacity: float | None = None,
    closable: bool = True,
    countdown_s: int | None = None,
) -> CloseMark:
    """A close mark at the corner of the dialog."""
    box = Box(900, 710, 900 + size_px, 710 + size_px)
    return CloseMark(box, "", 0.9, closable, "both", size_px, contrast, opacity, countdown_s)


def ad(
    *,
    label: SeenText | None = None,
    labelled: bool = True,
    other: tuple[str, ...] = (),
    close: tuple[CloseMark, ...] | None = None,
    box: Box = DIALOG,
) -> Ad:
    """An ad pop-up, by default as it should be."""
    good = seen("广告", Box(box.x1 + 20, box.y2 - 60, box.x1 + 100, box.y2 - 20), size_sp=10.0, contrast=6.0)
    return Ad(
        window=Window(box, "dialog", "ad", 0.9, APP),
        label=label or (good if labelled else None),
        other_labels=tuple(seen(text, Box(box.x1 + 20, box.y2 - 60, box.x1 + 100, box.y2 - 20)) for text in other),
        close=(mark(),) if close is None else close,
    )


def legible(**changes: float | bool | Box | None) -> Legibility:
    """A page of text that can be read well, with what a test changes."""
    kept = Legibility(
        characters=600,
        lines=30,
        size_sp=14.0,
        pitch=1.6,
        contrast=12.6,
        sharpness=0.9,
        cut=0.0,
        sideways=False,
        unseen=0.0,
        unlike=0.0,
        box=Box(40, 300, 1040, 330),
    )
    return replace(kept, **changes)  # type: ignore[arg-type]


def prompt(asks: str = "获取此设备的位置信息", *beside: str) -> View:
    """A permission prompt of the system in front of a page of the app."""
    box = Box(90, 1300, 990, 2000)
    window = Window(box, "system", "permission", 0.98, PROMPTS)
    shown = view(*(beside or ("首页",)), popup=window)
    said = (f"要允许演示应用{asks}吗？", "仅在使用该应用时允许", "不允许")
    inside = tuple(seen(text, Box(130, 1340 + 120 * i, 950, 1420 + 120 * i)) for i, text in enumerate(said))
    return replace(shown, texts=(*shown.texts, *inside), package=PROMPTS)


@dataclass
class Tape:
    """A recording in the making. `now` is ms on its clock and moves by itself; screens show what the test says."""

    folder: Path
    identifiers: Mapping[str, tuple[str, ...]] = field(
        default_factory=lambda: {"android_id": (ANDROID_ID,), "oaid": (OAID,)}
    )
    egress: str = "sinkhole"
    trusted: bool = True
    over_loopback: bool = False
    mode: str = "proxy"
    attribution: str = "inferred"
    platform: str = "android"
    counts: bool = True
    """Whether the phone counts the app's bytes; one that does not may be bound to the capture."""
    bound: bool = False
    now: float = 100.0
    views: dict[int, View] = field(default_factory=dict)
    page: Legibility = field(default_factory=lambda: legible())
    """How well every page can be read."""
    launch_number: int = 0
    watch_number: int = 0
    flow_number: int = 0
    wire: list[int] = field(default_factory=lambda: [0, 0])
    phase_number: int = 0
    says: Callable[[RecordingInfo], RecordingInfo] = lambda info: info
    """What the head says in place of this: a head is written once, and whole."""

    def __post_init__(self) -> None:
        info = RecordingInfo(
            run_id="run-1",
            attempt=1,
            app=AppInfo(name="shop", package=APP, operator_domains=(OPERATOR,)),
            device=DeviceInfo(name="phone", platform=self.platform, width=WIDTH, height=HEIGHT, density=DENSITY),
            scenario=ScenarioInfo(name="first_launch", sha256="", watch_s=30),
            started="2025-11-21T10:00:00+08:00",
            started_epoch_s=1763690400.0,
        )
        self.writer = RecordingWriter(self.folder, self.says(info), Clock(0))
        self.add(ev.RunStarted())
        self.add(
            ev.CaptureStarted.model_validate(
                {
                    "mode": self.mode,
                    "egress": self.egress,
                    "ca_trusted": self.trusted,
                    "attribution": self.attribution,
                    "over_loopback": self.over_loopback,
                    "bound": self.bound,
                }
            )
        )
        self.add(ev.AppInstalled(package=APP, uid=10123))
        self.add(ev.Identifiers(values=dict(self.identifiers), sources={}))

    def add[E: ev.BaseEvent](self, event: E) -> E:
        """Write an event now; time moves on by 10 ms."""
        self.now += 10
        return self.writer.add(event.model_copy(update={"at_ms": event.at_ms or self.now}))

    def wait(self, ms: float) -> None:
        """Let time pass."""
        self.now += ms

    def phase(self, path: str) -> None:
        """A new life of the app."""
        self.phase_number += 1
        self.add(ev.PhaseStarted(phase=self.phase_number, path=path))
        self.add(ev.AppCleared(package=APP))
        self.count_bytes("cleared")

    def launch(self, *, fresh: bool = True) -> None:
        """Start the app."""
        self.launch_number += 1
        self.add(ev.AppLaunched(package=APP, launch=self.launch_number, fresh=fresh))

    def screen(self, shown: View, *, stable: bool = True, package: str = APP, activity: str = ".Main") -> int:
        """A screen; returns its number."""
        number, _, _ = self.writer.screen_files(None, None)
        self.views[number] = shown
        self.now += 300
        self.add(
            ev.ScreenTaken(
                screen=number,
                platform="android",
                picture=None,
                source=None,
                stable=stable,
                package=package,
                activity=activity,
                width=WIDTH,
                height=HEIGHT,
                density=DENSITY,
                taken_ms=self.now,
            )
        )
        return number

    def watch(
        self,
        purpose: ev.WatchPurpose,
        *shown: View,
        seconds: float = 30.0,
        completed: bool = True,
        stable: bool = True,
        during: Callable[[Tape], None] | None = None,
    ) -> list[int]:
        """A watch that takes the given screens; with a completed one the phone tells operations and bytes."""
        self.watch_number += 1
        began = self.now
        self.add(ev.WatchStarted(watch=self.watch_number, purpose=purpose, planned_ms=seconds * 1000))
        numbers = [self.screen(one, stable=stable) for one in shown]
        if during is not None:
            during(self)
        self.now = max(self.now, began + (seconds * 1000 if completed else 500))
        self.add(ev.WatchEnded(watch=self.watch_number, completed=completed, reason="" if completed else "cut"))
        if completed and purpose != "baseline":
            self.operations()
            self.count_bytes(f"after {purpose}")
        return numbers

    def operations(self, **ages_ms: float) -> None:
        """What the phone says of guarded operations: name → age in ms."""
        self.add(ev.AppOpsSeen(package=APP, moment="", accesses=ages_ms))

    def tap(self, purpose: ev.TapPurpose, screen: int | None = None, target: str = "", box: Box = DIALOG) -> ev.Tap:
        """A tap."""
        corners = (box.x1, box.y1, box.x2, box.y2)
        x, y = box.centre
        return self.add(ev.Tap(purpose=purpose, x=x, y=y, target=target, box=corners, screen=screen))

    def decide(self, purpose: ev.TapPurpose, effect_after_ms: float = 400.0) -> ev.Tap:
        """Agree or refuse, with its effect."""
        tap = self.tap(purpose)
        self.now += effect_after_ms - 10
        self.add(ev.TapEffect(tap=tap.id, effect="closed"))
        self.now += 3000
        return tap

    def policy(
        self,
        origin: str,
        text: str = POLICY_TEXT,
        *,
        link: str = "《隐私政策》",
        stable: bool = True,
        at: int | None = None,
    ) -> ev.Tap:
        """Open something as a policy; returns the tap on its link."""
        tap = self.tap("open_policy" if origin == "consent" else "search", at, link)
        number = self.screen(view(*text.splitlines()[:5] or [""]), stable=stable, activity=".Policy")
        self.add(
            ev.PolicyOpened.model_validate(
                {
                    "origin": origin,
                    "tap": tap.id,
                    "screens": (number,),
                    "text_file": self.writer.policy_file(text),
                    "link_text": link,
                }
            )
        )
        return tap

    def search(
        self, result: str = "found", taps: int = 3, *, proved: bool = True, depth: int = 8, operations: int = 0
    ) -> None:
        """A search of the policy from the main screen; a found one reads the policy."""
        root = self.screen(view("首页"))
        self.add(ev.PolicySearchStarted(screen=root, max_depth=depth, max_taps=80, max_ms=300_000))
        path = [self.tap("search", root, f"第{i + 1}步", Box(10, 10 + i, 60, 60 + i)).id for i in range(taps - 1)]
        if result == "found":
            path.append(self.policy("search", at=root).id)
        found = result == "found"
        self.add(
            ev.PolicySearchEnded.model_validate(
                {
                    "result": result,
                    "path": tuple(path) if found else (),
                    "taps": taps if found else None,
                    "operations": (operations or taps) if found else None,
                    "shortest_proved": found and proved,
                    "nodes": (ev.SearchNode(node=0, screen=root, depth=0, expanded=True),),
                }
            )
        )

    def closing(
        self, popup_screen: int, *after: View, package: str = APP, tapped: bool = True, reason: str = ""
    ) -> None:
        """The one-click test of the pop-up on a screen: a tap, then screens 700 and 2000 ms later."""
        tap = self.tap("close_popup", popup_screen, "×", Box(900, 710, 996, 806)) if tapped else None
        numbers = []
        for delay, shown in zip((390.0, 990.0), after, strict=False):
            self.now += delay
            numbers.append(self.screen(shown, package=package))
        self.add(
            ev.ClosingTried(
                popup_screen=popup_screen,
                popup_box=(DIALOG.x1, DIALOG.y1, DIALOG.x2, DIALOG.y2),
                tap=tap.id if tap else None,
                trial=1,
                after=tuple(numbers),
                reason=reason,
            )
        )

    def flow(
        self,
        host: str = OPERATOR,
        path: str = "/v1/collect",
        body: bytes = b"",
        *,
        at_ms: float | None = None,
        headers: tuple[tuple[str, str], ...] = (),
        method: str = "POST",
        scheme: str = "https",
        http_version: str = "HTTP/1.1",
    ) -> str:
        """A request that began at `at_ms` (now); the phone and the capture count its bytes."""
        self.flow_number += 1
        id, began = f"f{self.flow_number}", self.now if at_ms is None else at_ms
        self.writer.add_traffic(
            FlowBegin(
                at_ms=began,
                flow=id,
                method=method,
                scheme=scheme,
                host=host,
                port=443,
                path=path,
                http_version=http_version,
                headers=headers,
            )
        )
        self.writer.add_traffic(FlowRequest(at_ms=began + 1, flow=id, body=encode_bytes(body), size=len(body)))
        self.writer.add_traffic(FlowEnd(at_ms=began + 20, flow=id, status=200, synthetic=self.egress == "sinkhole"))
        size = 600 + len(body)
        self.wire[0] += 0 if self.over_loopback else size
        self.writer.add_traffic(
            WireBytes(at_ms=began + 20, sent=size, received=300, client_port=40000 + self.flow_number, host=host)
        )
        self.wire[1] += 0 if self.over_loopback else 300
        return id

    def message(self, flow: str, payload: bytes, *, from_client: bool = True, index: int = 0) -> None:
        """A WebSocket message now."""
        self.writer.add_traffic(
            WebSocketMessage(
                at_ms=self.now,
                flow=flow,
                message=index,
                from_client=from_client,
                text=True,
                payload=encode_bytes(payload),
                size=len(payload),
            )
        )

    def tls_failure(self, host: str) -> None:
        """A handshake that the app gave up."""
        self.writer.add_traffic(TlsFailed(at_ms=self.now, host=host, port=443, sni=host, reason="unknown ca"))

    def download(self, size: int) -> None:
        """An answer of that many bytes, which the phone and the capture count."""
        self.flow()
        self.writer.add_traffic(
            WireBytes(at_ms=self.now, sent=600, received=300 + size, client_port=40000 + self.flow_number)
        )
        self.wire[1] += size

    def bypass(self, sent: int) -> None:
        """Bytes that the phone counts and nobody captures."""
        self.wire[0] += sent

    def count_bytes(self, moment: str) -> None:
        """The phone's counters now."""
        if not self.counts:
            return
        self.writer.add_traffic(
            BytesCounted(
                at_ms=self.now + 1, uid=10123, moment=moment, phone_sent=self.wire[0], phone_received=self.wire[1]
            )
        )
        self.now += 2

    def end(self, outcome: str | None = "completed") -> Recording:
        """Close and open the recording; with None it is cut short."""
        if outcome is not None:
            self.add(ev.CaptureEnded(reason="stopped"))
            self.add(ev.RunEnded.model_validate({"outcome": outcome}))
        self.writer.close()
        return Recording.open(self.folder)

    @property
    def eyes(self) -> Eyes:
        """Eyes that see what the test said each screen shows."""

        def look(screen: Screen, package: str) -> View:
            return self.views[screen.number]

        return Eyes(look, judge_policy_text, measure=lambda screen, view: self.page, readable=lambda screen, view: True)

    def judge(self, outcome: str | None = "completed") -> Findings:
        """End the recording and judge it."""
        return judge_case(self.end(outcome), self.eyes)


def finding(findings: Findings, rule: str) -> Finding:
    """The finding about one rule."""
    return next(one for one in findings.findings if one.rule == rule)
