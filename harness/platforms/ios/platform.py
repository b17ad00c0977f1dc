"""An iPhone, or a simulator of one, as the runner sees it."""

from __future__ import annotations

import base64
import json
import struct
import time
from datetime import datetime
from pathlib import Path
from typing import Any

from evidence.clock import Clock
from evidence.events import AppInstalled, Outcome
from evidence.info import DeviceInfo
from harness.appium import touch
from harness.appium.server import AppiumServer
from harness.appium.session import Session
from harness.appium.strict import unlogged
from harness.config.apps import AppProfile
from harness.config.devices import Device
from harness.errors import AppRefused, CommandFailed, ConfigError, InfraError, SessionLost
from harness.motions import Motion
from harness.platforms.base import Foreground, PlatformName, RawScreen
from harness.platforms.ios.launching import capabilities
from harness.platforms.ios.points import in_px
from harness.platforms.untold import NothingCounted
from harness.ports import PortBlock
from harness.screens import hold_still

SPRINGBOARD = "com.apple.springboard"
"""The home screen, whose alerts ask for permissions in an app's name."""

PROMPT = "com.apple.springboard.alert"
"""What stands in front while SpringBoard asks something: the home screen itself asks nothing."""

START_S = 15.0
"""An app that leaves within this time after its launch, untouched, refuses to run."""

_DPI = 160
_NOT_RUNNING = 1
"""XCUIApplicationState: 1 not running, 2 suspended, 3 in the background, 4 in front."""

_HOME_KEY, _BACK_KEY, _NO_KEY = 3, 4, 0
_BUTTONS = {_HOME_KEY: "home", 24: "volumeup", 25: "volumedown"}
_TYPED = {66: "\n", 67: "\b", 61: "\t"}


class IosPlatform(NothingCounted):
    """One iPhone or simulator, reached through the XCUITest driver alone."""

    platform: PlatformName = "ios"

    def __init__(self, device: Device, ports: PortBlock, appium: AppiumServer) -> None:
        self._device, self._ports, self._appium = device, ports, appium
        self._session: Session | None = None
        self._clock = Clock.start()
        self._scale = 1.0
        self._launches: dict[str, float] = {}
        self._touched_at = 0.0

    def info(self) -> DeviceInfo:
        """The phone as devices.yaml describes it; what it says of itself is a text of the recording."""
        given = {name.removeprefix("appium:"): value for name, value in self._device.capabilities.items()}
        return DeviceInfo(
            name=self._device.name,
            platform="ios",
            model=str(given.get("deviceName", "")) or ("iPhone simulator" if self._device.simulator else "iPhone"),
            manufacturer="Apple",
            os_version=str(given.get("platformVersion", "")),
            build=self._device.udid or "",
        )

    def open(self, clock: Clock) -> None:
        """Start the driver's session; no app is started."""
        self._clock = clock
        wanted = capabilities(self._device, self._ports, managed=self._appium.managed)
        self._session = Session(self._appium, wanted, self._device.timeouts)
        self._session.open()
        told = self._mobile("deviceScreenInfo")
        scale = told.get("scale") if isinstance(told, dict) else None
        if not isinstance(scale, int | float) or not 1 <= scale <= 5:
            raise SessionLost(f"the phone does not tell the scale of its screen: {str(told)[:100]!r}")
        self._scale = float(scale)

    def close(self) -> None:
        """End the session."""
        if self._session is not None:
            self._session.close()

    def install(self, app: AppProfile) -> AppInstalled:
        """Install the profile's file afresh, or find the app installed. Raises AppRefused, ConfigError."""
        bundle = _bundle(app)
        self._launches.pop(bundle, None)
        if app.file is not None:
            self._install_anew(bundle, app.file)
        elif not self._mobile("isAppInstalled", bundleId=bundle):
            raise AppRefused("install_failure", f"{bundle} is not on the phone; give its file in apps.yaml")
        return AppInstalled(package=bundle)

    def clear(self, app: AppProfile) -> None:
        """Delete the app's data and permissions; an iPhone does that for nobody, so the app is installed anew there."""
        bundle = _bundle(app)
        self._launches.pop(bundle, None)
        if app.file is not None:
            self._install_anew(bundle, app.file)
        elif not self._device.simulator:
            raise ConfigError(
                f"app '{app.name}': an iPhone deletes no app's data: give its `file`, installed anew for each life"
            )
        else:
            self._mobile("terminateApp", bundleId=bundle)
            self._mobile("clearApp", bundleId=bundle)
        if self._device.simulator:
            # What an app keeps in the keychain outlives the app.
            self._mobile("clearKeychains")

    def launch(self, app: AppProfile) -> None:
        """Start the app as its icon does. Raises AppRefused."""
        bundle = _bundle(app)
        self._launches[bundle] = time.monotonic()
        try:
            self._mobile("launchApp", bundleId=bundle)
        except CommandFailed as error:
            raise AppRefused("refuses_to_run", str(error)) from error

    def stop(self, app: AppProfile) -> None:
        """End the app."""
        bundle = _bundle(app)
        self._launches.pop(bundle, None)
        self._mobile("terminateApp", bundleId=bundle)

    def screen(self) -> RawScreen:
        """The screen: tree, picture, tree again."""
        still = hold_still("ios", self.source, self._picture, self.foreground, self._clock.now_ms)
        width, height = _png_size(still.picture) if still.picture else (0, 0)
        return RawScreen(
            picture=still.picture,
            source=still.source,
            stable=still.stable,
            unstable_reason=still.reason,
            package=still.focus.package,
            activity=still.focus.activity,
            width=width,
            height=height,
            density=round(_DPI * self._scale),
            taken_ms=still.taken_ms,
            platform="ios",
        )

    def source(self) -> bytes:
        """The UI source with its boxes in px."""
        return in_px(self._open_session().source(), self._scale)

    def tap(self, x: int, y: int) -> None:
        """One short touch at a point in px."""
        self._touch()
        self._open_session().call("tap", lambda driver: touch.tap(driver, *self._points(x, y)))

    def swipe(self, x1: int, y1: int, x2: int, y2: int, duration_ms: int) -> None:
        """One touch moved from point to point in px."""
        self._touch()
        start, end = self._points(x1, y1), self._points(x2, y2)
        self._open_session().call("swipe", lambda driver: touch.swipe(driver, start, end, duration_ms))

    def drag(self, x1: int, y1: int, x2: int, y2: int, duration_ms: int) -> None:
        """One touch moved from point to point in px, and held there before it ends."""
        self._touch()
        start, end = self._points(x1, y1), self._points(x2, y2)
        self._open_session().call("drag", lambda driver: touch.drag(driver, start, end, duration_ms))

    def type_text(self, text: str) -> None:
        """Type into the element that has the focus; what is typed stays out of Appium's log."""
        self._touch()
        with unlogged():
            self._open_session().call("type", lambda driver: driver.switch_to.active_element.send_keys(text))

    def back(self) -> None:
        """iOS has no back key: a swipe from the left edge, with which apps go back a page."""
        self._touch()

        def swipe(driver: Any) -> None:
            size = driver.get_window_size()
            middle = size["height"] / 2
            touch.swipe(driver, (1, middle), (size["width"] * 0.7, middle), 300)

        self._open_session().call("back", swipe)

    def home(self) -> None:
        """The home button."""
        self.press_key(_HOME_KEY)

    def press_key(self, code: int) -> None:
        """Press a key by its Android code: home, volume, enter, backspace, tab; back is a swipe from the edge."""
        self._touch()
        if code == _BACK_KEY:
            self.back()
        elif code in _BUTTONS:
            self._mobile("pressButton", name=_BUTTONS[code])
        elif code in _TYPED:
            self.type_text(_TYPED[code])
        elif code != _NO_KEY:
            raise CommandFailed(f"key {code}: an iPhone has no such key", "leave the step out for iOS")

    def immovable(self) -> str:
        """Why the sensors cannot be set."""
        return "the motion sensors of an iPhone cannot be set"

    def move(self, motion: Motion) -> None:
        """Not possible: `immovable` says why."""
        raise InfraError(self.immovable())

    def foreground(self) -> Foreground:
        """The app in front; while SpringBoard asks for something in its name, PROMPT."""
        told = self._mobile("activeAppInfo")
        bundle = str(told.get("bundleId", "")) if isinstance(told, dict) else ""
        if bundle != SPRINGBOARD:
            return Foreground(bundle, "")
        return Foreground(PROMPT if self._alert_buttons() else SPRINGBOARD, "")

    def outcome(self, app: AppProfile) -> tuple[Outcome, str] | None:
        """That the app ended since its launch; iOS does not tell whether it crashed."""
        bundle = _bundle(app)
        launched = self._launches.get(bundle)
        if launched is None or self._mobile("queryAppState", bundleId=bundle) != _NOT_RUNNING:
            return None
        age = time.monotonic() - launched
        if age <= START_S and self._touched_at < launched:
            return "refuses_to_run", f"ended {age:.1f} s after its launch, untouched"
        return "exit", "its process ended; iOS does not tell whether it crashed"

    def identifiers(self, app: AppProfile) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
        """What devices.yaml gives: iOS tells other apps none."""
        values: dict[str, tuple[str, ...]] = {str(kind): known for kind, known in self._device.identifiers.items()}
        return values, dict.fromkeys(values, "devices.yaml")

    def device_texts(self, app: AppProfile) -> dict[str, str]:
        """What the phone says of itself."""
        return {"device": json.dumps(self._mobile("deviceInfo"), ensure_ascii=False, indent=1, default=str)}

    def phone_clock_offset_ms(self) -> float:
        """How far the phone's clock is ahead of this machine's, in ms; it is told in whole seconds."""
        before = time.time()
        told = str(self._open_session().call("time", lambda driver: driver.get_device_time()))
        after = time.time()
        try:
            moment = datetime.fromisoformat(told)
        except ValueError:
            raise InfraError(f"the phone does not tell its time: {told[:60]!r}") from None
        return round((moment.timestamp() + 0.5 - (before + after) / 2) * 1000, 1)

    def route_to(self, host: str, port: int) -> None:
        """Nothing: neither XCUITest nor simctl sets a proxy, so its owner leads the phone there (docs/ios.md)."""

    def bound_to_route(self) -> bool:
        """False: an app may ask for no proxy."""
        return False

    def only_route_of(self, app: AppProfile) -> bool:
        """False: the whole phone's traffic comes by it."""
        return False

    def ensure_route(self) -> None:
        """Nothing that the harness could mend."""

    def unroute(self) -> None:
        """Nothing that the harness has changed."""

    def trust_ca(self, ca_pem: Path) -> tuple[bool, str]:
        """A simulator takes the authority into its keychain; of an iPhone its owner says whether it trusts it."""
        if not self._device.simulator:
            if self._device.trusts_ca:
                return True, "devices.yaml says that the phone trusts this authority"
            return False, "an iPhone’s owner has to trust the authority, and to say so with `trusts_ca: true`"
        content = base64.b64encode(ca_pem.read_bytes()).decode()
        try:
            self._mobile("installCertificate", content=content, commonName="consentinel", isRoot=True)
        except CommandFailed as error:
            return False, f"the simulator does not take the authority: {error}"[:300]
        return True, "installed into the simulator’s keychain"

    def _install_anew(self, bundle: str, file: Path) -> None:
        if not file.is_file() and not file.is_dir():
            raise ConfigError(f"{file} is not there: check `file` in apps.yaml")
        self._mobile("removeApp", bundleId=bundle)
        try:
            self._mobile("installApp", app=str(file))
        except CommandFailed as error:
            raise AppRefused("install_failure", str(error)) from error

    def _alert_buttons(self) -> list[str]:
        try:
            told = self._mobile("alert", action="getButtons")
        except CommandFailed:
            return []
        return [str(button) for button in told] if isinstance(told, list) else []

    def _mobile(self, command: str, /, **arguments: Any) -> Any:
        return self._open_session().call(command, lambda driver: driver.execute_script(f"mobile: {command}", arguments))

    def _open_session(self) -> Session:
        if self._session is None:
            raise SessionLost("no session is open")
        return self._session

    def _picture(self) -> bytes | None:
        return self._open_session().screenshot()

    def _points(self, x: int, y: int) -> tuple[float, float]:
        return x / self._scale, y / self._scale

    def _touch(self) -> None:
        self._touched_at = time.monotonic()


def _bundle(app: AppProfile) -> str:
    if app.package is None:
        raise ConfigError(f"app '{app.name}' has no package: for iOS it is the app's bundle identifier")
    return app.package


def _png_size(picture: bytes) -> tuple[int, int]:
    if len(picture) < 24:
        raise SessionLost("screenshot: the PNG is cut short")
    width, height = struct.unpack(">II", picture[16:24])
    return int(width), int(height)
