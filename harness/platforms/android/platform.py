"""An Android phone as the runner sees it."""

from __future__ import annotations

import re
import struct
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from evidence.clock import Clock
from evidence.events import AppInstalled, Outcome
from evidence.info import DeviceInfo
from harness.appium.server import AppiumServer
from harness.appium.session import Session
from harness.config.apps import AppProfile
from harness.config.devices import Device
from harness.errors import CommandFailed, InfraError, SessionLost
from harness.journal import Journal
from harness.motions import Motion, poses
from harness.platforms.abilities import Orientation
from harness.platforms.android import apps
from harness.platforms.android.adb import AdbPhone
from harness.platforms.android.appops import read_appops
from harness.platforms.android.console import console_of, open_console
from harness.platforms.android.film import ScreenRecord
from harness.platforms.android.identifiers import read_identifiers
from harness.platforms.android.input import ESCAPE_KEY, HOME_KEY, Input
from harness.platforms.android.netstats import parse_netstats, parse_qtaguid
from harness.platforms.android.outcomes import Launched, judge_outcome, log_command
from harness.platforms.android.permissions import set_permissions
from harness.platforms.android.route import Route
from harness.platforms.android.trust import trust_ca
from harness.platforms.android.tunnel import TunnelRoute
from harness.platforms.android.undo import undo_all
from harness.platforms.android.windows import Focus, parse_focus
from harness.platforms.base import Foreground, PlatformName, RawScreen
from harness.ports import PortBlock
from harness.screens import KNOWN_S, hold_still

_IDLE_WAIT_MS = 100
_KEEP_SESSION_S = 1800
_MAX_TEXT = 4_000_000
_STANDARD_CAPABILITIES = {"platformName", "browserName", "browserVersion", "acceptInsecureCerts", "proxy", "timeouts"}

_DEVICE_TEXTS = {
    "window": "dumpsys window displays",
    "battery": "dumpsys battery",
    "netstats": "dumpsys netstats --full --uid",
    "processes": "ps -A",
    "proxy": "settings get global http_proxy",
}
_APP_TEXTS = {"appops": "appops get {}", "package": "dumpsys package {}"}


class AndroidPlatform:
    """One Android phone, reached through adb and the UiAutomator2 driver."""

    platform: PlatformName = "android"

    def __init__(
        self, device: Device, ports: PortBlock, appium: AppiumServer, journal: Journal, phone: AdbPhone
    ) -> None:
        self._device = device
        self._journal = journal
        self._phone = phone
        self._session = Session(appium, _capabilities(device, ports, phone), device.timeouts)
        self._input = Input(self._session)
        ends = device.capture.ends
        self._route = Route(phone, journal)
        self._tunnel = TunnelRoute(phone, journal, ends.name) if ends else None
        self._clock = Clock.start()
        self._info: DeviceInfo | None = None
        self._home = ""
        self._launches: dict[str, tuple[str, float]] = {}
        self._shown: set[str] = set()
        self._touched_at = 0.0
        self._read: tuple[bytes, float] | None = None

    def info(self) -> DeviceInfo:
        """The phone itself, read once; needs no open session."""
        if self._info is None:
            self._phone.connect()
            known = self._phone.properties()
            width, height = _numbers(self._phone.read("wm size"), r"(\d+)x(\d+)") or (0, 0)
            density = _numbers(self._phone.read("wm density"), r"density: (\d+)") or (0,)
            level = known.get("ro.build.version.sdk", "")
            self._info = DeviceInfo(
                name=self._device.name,
                platform="android",
                model=known.get("ro.product.model", ""),
                manufacturer=known.get("ro.product.manufacturer", ""),
                os_version=known.get("ro.build.version.release", ""),
                api_level=int(level) if level.isdigit() else None,
                build=known.get("ro.build.fingerprint", "") or known.get("ro.build.display.id", ""),
                width=width,
                height=height,
                density=density[0],
            )
        return self._info

    def open(self, clock: Clock) -> None:
        """Undo what an earlier run left changed, and start the driver's session; no app is started."""
        self._clock = clock
        self._phone.connect()
        undo_all(self._phone, self._journal)
        self.info()
        self._home = apps.home_package(self._phone)
        self._session.open()

    def close(self) -> None:
        """End the session and undo every change; what an unreachable phone keeps stays in the journal."""
        self._session.close()
        self._route.leave()
        if self._tunnel is not None:
            self._tunnel.leave()
        undo_all(self._phone, self._journal)

    def install(self, app: AppProfile) -> AppInstalled:
        """Install the profile's file afresh, or find the package installed."""
        self._launches.pop(apps.package_of(app), None)
        return apps.install(self._phone, app)

    def clear(self, app: AppProfile) -> None:
        """Delete the app's data and granted permissions."""
        self._read = None
        self._launches.pop(apps.package_of(app), None)
        apps.clear(self._phone, apps.package_of(app))

    def launch(self, app: AppProfile) -> None:
        """Start the app as its icon does."""
        self._read = None
        package = apps.package_of(app)
        self._shown.discard(package)
        self._launches[package] = (self._log_time(), time.monotonic())
        apps.launch(self._phone, package, app.activity)

    def stop(self, app: AppProfile) -> None:
        """End the app's processes."""
        self._read = None
        self._launches.pop(apps.package_of(app), None)
        apps.stop(self._phone, apps.package_of(app))

    def kill(self, app: AppProfile) -> None:
        """End the app's processes as the system does; what is in front is left."""
        self._launches.pop(apps.package_of(app), None)
        apps.kill(self._phone, apps.package_of(app))

    def update(self, app: AppProfile, file: Path) -> AppInstalled:
        """Install another version over the app."""
        self._launches.pop(apps.package_of(app), None)
        return apps.update(self._phone, app, file)

    def open_link(self, app: AppProfile, link: str, *, browser: bool) -> str:
        """Open a link in the app, or in the phone's browser; what the phone said against it."""
        self._touch()
        return apps.open_link(self._phone, None if browser else apps.package_of(app), link)

    def set_permissions(self, app: AppProfile, answers: Mapping[str, str]) -> str:
        """Grant or take permissions without asking; what failed."""
        package = apps.package_of(app)
        found = apps.installed(self._phone, package)
        return set_permissions(self._phone, found, package, answers) if found else f"{package} is not on the phone"

    def screen(self) -> RawScreen:
        """The screen: tree, picture, tree again."""
        still = hold_still(
            "android", self.source, self._picture, self._focus, self._clock.now_ms, known=self._just_read()
        )
        info = self.info()
        size = _png_size(still.picture) if still.picture else (info.width, info.height)
        return RawScreen(
            picture=still.picture,
            source=still.source,
            stable=still.stable,
            unstable_reason=still.reason,
            package=still.focus.package,
            activity=still.focus.activity,
            width=size[0],
            height=size[1],
            density=info.density,
            taken_ms=still.taken_ms,
            platform="android",
        )

    def source(self) -> bytes:
        """The UI source alone; asked for twice when a window changes under the driver's hands."""
        try:
            source = self._session.source()
        except CommandFailed:
            source = self._session.source()
        self._read = source, time.monotonic()
        return source

    def tap(self, x: int, y: int) -> None:
        """One short touch at a point in px."""
        self._touch()
        self._input.tap(x, y)

    def swipe(self, x1: int, y1: int, x2: int, y2: int, duration_ms: int) -> None:
        """One touch moved from point to point in px."""
        self._touch()
        self._input.swipe(x1, y1, x2, y2, duration_ms)

    def drag(self, x1: int, y1: int, x2: int, y2: int, duration_ms: int) -> None:
        """One touch moved from point to point in px, and held there before it ends."""
        self._touch()
        self._input.drag(x1, y1, x2, y2, duration_ms)

    def type_text(self, text: str) -> None:
        """Type into what has the focus."""
        self._touch()
        self._input.type_text(text)

    def back(self) -> None:
        """The system's back."""
        self._touch()
        self._input.back()

    def home(self) -> None:
        """The system's home."""
        self.press_key(HOME_KEY)

    def press_key(self, code: int) -> None:
        """Press a key by its Android code."""
        self._touch()
        self._input.press_key(code)

    def hide_keyboard(self) -> None:
        """Put the keyboard away when the phone says that it is shown."""
        if "mInputShown=true" in self._phone.read("dumpsys input_method"):
            self._touch()
            self._input.press_key(ESCAPE_KEY)

    def turn(self, orientation: Orientation) -> None:
        """Turn the screen."""
        self._input.turn(upright=orientation in ("PORTRAIT", "UPSIDE_DOWN"))

    def immovable(self) -> str:
        """Why the phone's sensors cannot be set: only an emulator's console does that."""
        at = self._console
        if at is None:
            return "the phone has no emulator console"
        try:
            with open_console(at, self._device.timeouts.adb_s) as console:
                console.sensor("acceleration")
        except InfraError as error:
            return str(error)
        return ""

    def move(self, motion: Motion) -> None:
        """Play a motion on the emulator's accelerometer and gyroscope, and put them back."""
        at = self._console
        if at is None:
            raise InfraError("the phone has no emulator console")
        with open_console(at, self._device.timeouts.adb_s) as console:
            rest, turning = console.sensor("acceleration"), console.sensor("gyroscope")
            began = time.monotonic()
            try:
                for pose in poses(motion, rest):
                    time.sleep(max(0.0, began + pose.at_s - time.monotonic()))
                    console.set_sensor("acceleration", pose.acceleration)
                    console.set_sensor("gyroscope", pose.rotation)
            finally:
                console.set_sensor("acceleration", rest)
                console.set_sensor("gyroscope", turning)

    @property
    def _console(self) -> tuple[str, int] | None:
        given = self._device.adb.console
        if given is None:
            return console_of(self._phone.serial)
        host, _, port = given.rpartition(":")
        return host, int(port)

    def camera(self) -> ScreenRecord:
        """The phone's own recorder of its screen."""
        info = self.info()
        return ScreenRecord(self._phone, self._journal, (info.width, info.height))

    def foreground(self) -> Foreground:
        """What stands in front now; a permission request shows as the package of Android's permission controller."""
        focus = self._focus()
        return Foreground(focus.package, focus.activity)

    def outcome(self, app: AppProfile) -> tuple[Outcome, str] | None:
        """What befell the app since this platform launched it; None while all is well or after it was stopped."""
        package = apps.package_of(app)
        launch = self._launches.get(package)
        if launch is None:
            return None
        since, at = launch
        focus = self._focus()
        running = bool(self._phone.read(f"pidof {package}").strip())
        log = self._phone.read(log_command(since))
        launched = Launched(package, since, self._touched_at > at, package in self._shown, time.monotonic() - at)
        return judge_outcome(launched, focus, running, log, self._home)

    def granted_permissions(self, app: AppProfile) -> tuple[str, ...]:
        """The run-time permissions that the app holds, sorted."""
        found = apps.installed(self._phone, apps.package_of(app))
        return found.granted if found else ()

    def appops(self, app: AppProfile) -> dict[str, float] | None:
        """Operation → age of the app's last access in ms; None when the phone does not tell."""
        return read_appops(self._phone, apps.package_of(app))

    def app_uid(self, app: AppProfile) -> int | None:
        """The user id of the app; None when it is not installed."""
        found = apps.installed(self._phone, apps.package_of(app))
        return found.uid if found else None

    def bytes_counted(self, uid: int) -> tuple[int, int] | None:
        """Bytes (sent, received) that the phone has counted for a user id; None when it does not tell."""
        # The history is brought up to date only when asked.
        self._phone.read("dumpsys netstats --poll")
        counted = parse_netstats(self._phone.read("dumpsys netstats --full --uid"), uid)
        if counted is None and (self.info().api_level or 0) <= 28:
            counted = parse_qtaguid(self._phone.read("cat /proc/net/xt_qtaguid/stats"), uid)
        return counted

    def identifiers(self, app: AppProfile) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
        """Values known to belong to this phone by kind, and where each kind is known from."""
        read = read_identifiers(self._phone, apps.package_of(app), self.info().api_level or 0)
        values = {kind: found for kind, (found, _) in read.items()}
        sources = {kind: source for kind, (_, source) in read.items()}
        for kind, given in self._device.identifiers.items():
            values[kind] = tuple(dict.fromkeys((*given, *values.get(kind, ()))))
            sources[kind] = "devices.yaml" + (f", {sources[kind]}" if kind in sources else "")
        return values, sources

    def device_texts(self, app: AppProfile) -> dict[str, str]:
        """What the phone says of itself and of the app: kind → raw text."""
        package = apps.package_of(app)
        commands = _DEVICE_TEXTS | {kind: command.format(package) for kind, command in _APP_TEXTS.items()}
        return {kind: self._phone.read(command)[:_MAX_TEXT] for kind, command in commands.items()}

    def phone_clock_offset_ms(self) -> float:
        """How far the phone's wall clock is ahead of this machine's, in ms."""
        before = time.time()
        told = re.match(r"(\d{9,11})(?:\.(\d{1,9}))?", self._phone.read("date +%s.%N"))
        after = time.time()
        if told is None:
            raise InfraError("the phone does not tell its time")
        # A phone that tells whole seconds is somewhere within that second.
        fraction = float(f"0.{told.group(2)}") if told.group(2) else 0.5
        return round((int(told.group(1)) + fraction - (before + after) / 2) * 1000, 1)

    def route_to(self, host: str, port: int) -> None:
        """Lead the phone's traffic to the capture on this machine: through its tunnel when it has one, else a proxy."""
        if self._tunnel is not None:
            self._tunnel.lead()
        else:
            self._route.lead(host, port)

    def only_route_of(self, app: AppProfile) -> bool:
        """Whether what comes by the route is this app's alone: a tunnel that takes no other user's traffic."""
        if self._tunnel is None:
            return False
        uid, taken = self.app_uid(app), self._tunnel.uids()
        return uid is not None and taken is not None and all(ends == (uid, uid) for ends in taken) and bool(taken)

    def bound_to_route(self) -> bool:
        """False: an app may ask for no proxy, which the phone's count of its bytes tells."""
        return False

    def ensure_route(self) -> None:
        """Mend the route when a reconnect has broken it."""
        self._phone.connect()
        self._route.ensure()
        if self._tunnel is not None:
            self._tunnel.ensure()

    def unroute(self) -> None:
        """Lead the traffic as before, and take trust in the CA back."""
        self._route.leave()
        undo_all(self._phone, self._journal)

    def trust_ca(self, ca_pem: Path) -> tuple[bool, str]:
        """Make apps trust a certificate authority until the end; (whether it is so, how or why not)."""
        return trust_ca(self._phone, self._journal, ca_pem, self.info().api_level or 0)

    def _log_time(self) -> str:
        """The phone's time as its logs write it; a phone that knows no fractions gives the whole second."""
        told = re.match(r"(\d\d-\d\d \d\d:\d\d:\d\d)\.?(\d{3})?", self._phone.read("date '+%m-%d %H:%M:%S.%N'"))
        if told is None:
            raise InfraError("the phone does not tell its time")
        return f"{told.group(1)}.{told.group(2) or '000'}"

    def _just_read(self) -> bytes | None:
        """The tree that was read last, if nothing was done to the phone since."""
        if self._read is None or time.monotonic() - self._read[1] > KNOWN_S:
            return None
        return self._read[0]

    def _touch(self) -> None:
        self._read = None
        self._touched_at = time.monotonic()

    def _focus(self) -> Focus:
        display = "displays" if (self.info().api_level or 0) >= 29 else "windows"
        focus = parse_focus(self._phone.read(f"dumpsys window {display} | grep -E 'mCurrentFocus|mFocusedApp'"))
        self._shown.add(focus.package)
        return focus

    def _picture(self) -> bytes | None:
        """The picture; None for a window that forbids pictures (FLAG_SECURE)."""
        try:
            return self._session.screenshot()
        except CommandFailed:
            return None


def _capabilities(device: Device, ports: PortBlock, phone: AdbPhone) -> dict[str, Any]:
    """What the session is asked for: the user's capabilities, below what a run cannot do without."""
    own: dict[str, Any] = {
        "platformName": "Android",
        "appium:automationName": "UiAutomator2",
        "appium:udid": phone.serial,
        "appium:adbPort": phone.server_port,
        "appium:systemPort": ports.system,
        "appium:mjpegServerPort": ports.mjpeg,
        "appium:chromedriverPort": ports.chromedriver,
        "appium:autoLaunch": False,
        "appium:noReset": True,
        "appium:suppressKillServer": True,
        "appium:skipLogcatCapture": True,
        "appium:newCommandTimeout": _KEEP_SESSION_S,
        # Dialogs and prompts are windows of their own; a splash ad never idles.
        "appium:settings[enableMultiWindows]": True,
        "appium:settings[waitForIdleTimeout]": _IDLE_WAIT_MS,
    }
    if phone.server_host not in ("127.0.0.1", "localhost", "::1"):
        own["appium:remoteAdbHost"] = phone.server_host
    return {_prefixed(name): value for name, value in device.capabilities.items()} | own


def _prefixed(name: str) -> str:
    return name if ":" in name or name in _STANDARD_CAPABILITIES else f"appium:{name}"


def _numbers(text: str, pattern: str) -> tuple[int, ...] | None:
    """The numbers of the last match: an override is printed below the physical value, and counts."""
    found = re.findall(pattern, text)
    if not found:
        return None
    last = found[-1]
    return tuple(int(number) for number in (last if isinstance(last, tuple) else (last,)))


def _png_size(picture: bytes) -> tuple[int, int]:
    if len(picture) < 24:
        raise SessionLost("screenshot: the PNG is cut short")
    width, height = struct.unpack(">II", picture[16:24])
    return int(width), int(height)
