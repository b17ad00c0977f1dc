"""A platform whose screens are a graph written down in the test; it answers at once."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import quoteattr

from PIL import Image

from evidence.clock import Clock
from evidence.events import AppInstalled, Outcome
from evidence.info import AppInfo, DeviceInfo, RecordingInfo, ScenarioInfo
from evidence.writer import RecordingWriter
from harness.config.apps import AppProfile
from harness.motions import Motion
from harness.platforms.base import Foreground, PlatformName, RawScreen
from harness.scenario.drive import Drive

PACKAGE = "com.example.scripted"
WIDTH, HEIGHT = 1080, 2400
APP = AppProfile(name="scripted", package=PACKAGE)


@dataclass(frozen=True)
class Button:
    """A row of a page: its text and the page it leads to; None leads nowhere, `out` leaves the app."""

    text: str
    to: str | None = None


@dataclass(frozen=True)
class Page:
    """A page: plain texts and buttons, one below the other."""

    texts: tuple[str, ...] = ()
    buttons: tuple[Button, ...] = ()


@dataclass
class ScriptedPlatform:
    """Pages by name; `start` is shown at launch. `shaken_to` is the acceleration that makes it leave for the store."""

    pages: dict[str, Page]
    start: str = "main"
    stack: list[str] = field(default_factory=list)
    front: str = ""
    taps: int = 0
    launches: int = 0
    trouble: tuple[Outcome, str] | None = None
    stuck: str = ""
    shaken_to: float | None = None
    motions: list[Motion] = field(default_factory=list)
    platform: PlatformName = "android"
    clock: Clock = field(default_factory=Clock.start)

    @property
    def page(self) -> Page:
        return self.pages[self.stack[-1]] if self.stack else Page()

    def rows(self) -> list[tuple[str, str | None, bool, int]]:
        page, y = self.page, 200
        rows: list[tuple[str, str | None, bool, int]] = []
        for text in page.texts:
            rows.append((text, None, False, y))
            y += 120
        for button in page.buttons:
            rows.append((button.text, button.to, True, y))
            y += 120
        return rows

    def source(self) -> bytes:
        nodes = "".join(
            f'<android.widget.TextView index="{i}" package="{PACKAGE}" class="android.widget.TextView" '
            f'text={quoteattr(text)} content-desc="" resource-id="" clickable="{str(click).lower()}" enabled="true" '
            f'checkable="false" checked="false" scrollable="false" displayed="true" '
            f'bounds="[40,{y}][1040,{y + 100}]"/>'
            for i, (text, _, click, y) in enumerate(self.rows())
        )
        return (
            '<?xml version="1.0" encoding="UTF-8"?><hierarchy rotation="0" width="1080" height="2400">'
            f'<android.widget.FrameLayout index="0" package="{self.front}" class="android.widget.FrameLayout" text="" '
            f'content-desc="" resource-id="" clickable="false" enabled="true" displayed="true" '
            f'bounds="[0,0][{WIDTH},{HEIGHT}]">{nodes}</android.widget.FrameLayout></hierarchy>'
        ).encode()

    def screen(self) -> RawScreen:
        return RawScreen(
            picture=PICTURE,
            source=self.source(),
            stable=True,
            unstable_reason="",
            package=self.front,
            activity=".Main",
            width=WIDTH,
            height=HEIGHT,
            density=420,
            taken_ms=self.clock.now_ms(),
            platform="android",
        )

    def tap(self, x: int, y: int) -> None:
        self.taps += 1
        for _, to, click, top in self.rows():
            if click and to is not None and top <= y < top + 100:
                if to == "out":
                    self.front = "com.android.market"
                else:
                    self.stack.append(to)
                return

    def back(self) -> None:
        if self.front != PACKAGE:
            self.front = PACKAGE
        elif len(self.stack) > 1:
            self.stack.pop()
        else:
            self.front = "com.android.launcher"

    def launch(self, app: AppProfile) -> None:
        self.launches += 1
        if not self.stack or self.front == "":
            self.stack = [self.start]
        self.front = PACKAGE

    def stop(self, app: AppProfile) -> None:
        self.stack, self.front = [], ""

    def clear(self, app: AppProfile) -> None:
        self.stop(app)

    def foreground(self) -> Foreground:
        return Foreground(self.front, ".Main")

    def outcome(self, app: AppProfile) -> tuple[Outcome, str] | None:
        return self.trouble

    def info(self) -> DeviceInfo:
        return DeviceInfo(name="scripted", platform="android")

    def open(self, clock: Clock) -> None:
        self.clock = clock

    def close(self) -> None: ...

    def immovable(self) -> str:
        return self.stuck

    def move(self, motion: Motion) -> None:
        self.motions.append(motion)
        if self.shaken_to is not None and motion.acceleration >= self.shaken_to:
            self.front = "com.android.market"

    def install(self, app: AppProfile) -> AppInstalled:
        return AppInstalled(package=PACKAGE)

    def swipe(self, x1: int, y1: int, x2: int, y2: int, duration_ms: int) -> None: ...

    def drag(self, x1: int, y1: int, x2: int, y2: int, duration_ms: int) -> None: ...

    def type_text(self, text: str) -> None: ...

    def home(self) -> None:
        self.front = "com.android.launcher"

    def press_key(self, code: int) -> None: ...

    def granted_permissions(self, app: AppProfile) -> tuple[str, ...]:
        return ()

    def appops(self, app: AppProfile) -> dict[str, float]:
        return {}

    def app_uid(self, app: AppProfile) -> int | None:
        return 10123

    def bytes_counted(self, uid: int) -> tuple[int, int] | None:
        return 0, 0

    def identifiers(self, app: AppProfile) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
        return {}, {}

    def device_texts(self, app: AppProfile) -> dict[str, str]:
        return {}

    def phone_clock_offset_ms(self) -> float:
        return 0.0

    def route_to(self, host: str, port: int) -> None: ...

    def only_route_of(self, app: AppProfile) -> bool:
        return False

    def bound_to_route(self) -> bool:
        return False

    def ensure_route(self) -> None: ...

    def unroute(self) -> None: ...

    def trust_ca(self, ca_pem: Path) -> tuple[bool, str]:
        return True, ""


@dataclass(frozen=True, slots=True)
class MovedClock(Clock):
    """A clock on which waiting takes no time: it is moved on by as long."""

    waited_ms: list[float] = field(default_factory=list)

    def now_ms(self) -> float:
        return Clock.now_ms(self) + sum(self.waited_ms)

    def sleep(self, seconds: float) -> None:
        self.waited_ms[:] = [sum(self.waited_ms) + seconds * 1000]


class NeverLost:
    """A capture that lives."""

    def check(self) -> None: ...


def drive_for(
    platform: ScriptedPlatform, folder: Path, watch_s: float = 1.0, report: Callable[[str], None] = lambda line: None
) -> Drive:
    """An attempt on that platform, recording into `folder`."""
    info = RecordingInfo(
        run_id="test",
        attempt=1,
        app=AppInfo(name="scripted", package=PACKAGE),
        device=platform.info(),
        scenario=ScenarioInfo(name="test", sha256="", watch_s=watch_s),
        started="2026-01-01T00:00:00+08:00",
        started_epoch_s=0.0,
    )
    clock = MovedClock.start()
    platform.open(clock)
    return Drive(
        platform=platform,
        writer=RecordingWriter(folder, info, clock),
        capture=NeverLost(),
        app=APP,
        watch_s=watch_s,
        baseline_s=0.0,
        report=report,
    )


def _picture() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (WIDTH, HEIGHT), "white").save(buffer, "PNG")
    return buffer.getvalue()


PICTURE = _picture()
