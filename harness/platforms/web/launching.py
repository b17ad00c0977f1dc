"""How the browser is started: as a phone, with nothing of its own to say, and with one way out, through the capture."""

from __future__ import annotations

import base64
import hashlib
import ipaddress
import os
import sys
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from harness.config.devices import BrowserAs, Device
from harness.errors import ToolMissing
from harness.toolchain import Tool, locate_chromedriver, locate_chromium, locate_driver

_QUIET = (
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-component-extensions-with-background-pages",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-pings",
    "--mute-audio",
    "--hide-scrollbars",
)
"""What a browser does of its own accord is not the app's."""

_ONE_WAY = (
    # Chromium takes loopback past a proxy unless told otherwise.
    "--proxy-bypass-list=<-loopback>",
    "--disable-quic",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
)

_LIKE_A_PHONE = ("--disable-blink-features=AutomationControlled",)
"""A page that knows itself under test may behave better than it does."""

_READABLE = ("--disable-site-isolation-trials",)
"""Frames of other sites are in the page's process, as on phones with little memory, and are read with it."""

_WITHOUT = (
    "IsolateOrigins",
    "site-per-process",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "MediaRouter",
    "Translate",
    "CertificateTransparencyComponentUpdater",
    "DialMediaRouteProvider",
    "SpareRendererForSitePerProcess",
)

_BLOCKED = 2
_ASKED_FOR = ("geolocation", "notifications", "media_stream_mic", "media_stream_camera", "midi_sysex")
"""Prompts of the browser are in no picture, and nobody could answer them: each is denied, as by a careful user."""


def spki_of(ca_pem: Path) -> str:
    """What names a certificate authority to Chromium: SHA-256 of its public key, base64."""
    key = x509.load_pem_x509_certificate(ca_pem.read_bytes()).public_key()
    digest = hashlib.sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).digest()
    return base64.b64encode(digest).decode()


def capabilities(
    device: Device, *, proxy: tuple[str, int], spki: str, driver_port: int, managed: bool
) -> dict[str, Any]:
    """What the session is asked for: the user's capabilities, below what a run cannot do without.

    The programs of this machine are named to an Appium of this machine alone. Raises ToolMissing.
    """
    own: dict[str, Any] = {
        "platformName": {"darwin": "mac", "win32": "windows"}.get(sys.platform, "linux"),
        "appium:automationName": "Chromium",
        "browserName": "chrome",
        "appium:autodownloadEnabled": False,
        "appium:newCommandTimeout": 1800,
        # A slow third party must not hold up what is watched.
        "pageLoadStrategy": "none",
        # What the page asks in a dialog of the browser stays until somebody answers it.
        "unhandledPromptBehavior": "ignore",
    }
    given = dict(device.capabilities)
    options = _options(device.browser, proxy, spki)
    theirs = dict(given.pop("goog:chromeOptions", {}))
    # Of two arguments or preferences of the same name the later counts: none may lead past the capture.
    options["args"] = [*theirs.pop("args", []), *options["args"]]
    options["prefs"] = theirs.pop("prefs", {}) | options["prefs"]
    options["excludeSwitches"] += theirs.pop("excludeSwitches", [])
    options |= theirs
    if managed:
        _needed(locate_driver("appium-chromium-driver"))
        own["appium:executable"] = str(device.browser.driver or _needed(locate_chromedriver()).path)
        own["appium:chromedriverPort"] = driver_port
        options.setdefault("binary", str(device.browser.program or _needed(locate_chromium()).path))
    return {_prefixed(name): value for name, value in given.items()} | own | {"goog:chromeOptions": options}


def user_agent(version: str) -> str:
    """What Chrome on Android calls itself since its version 110, whatever the phone."""
    major = version.partition(".")[0] or "120"
    return (
        f"Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{major}.0.0.0 "
        "Mobile Safari/537.36"
    )


def _options(browser: BrowserAs, proxy: tuple[str, int], spki: str) -> dict[str, Any]:
    host, port = proxy
    at = f"[{host}]" if ipaddress.ip_address(host).version == 6 else host
    arguments = [
        *browser.arguments,
        *_QUIET,
        *_ONE_WAY,
        *_READABLE,
        *_LIKE_A_PHONE,
        f"--disable-features={','.join(_WITHOUT)}",
        f"--lang={browser.language}",
        f"--accept-lang={browser.language}",
        f"--proxy-server=http://{at}:{port}",
        # The proxy looks names up; nothing else is to be asked for one.
        f"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE {host}",
        f"--ignore-certificate-errors-spki-list={spki}",
    ]
    if browser.headless:
        arguments.append("--headless=new")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        # Chromium's sandbox refuses to run for root.
        arguments.append("--no-sandbox")
    agent = browser.user_agent or user_agent(locate_chromium().version or "")
    return {
        "args": arguments,
        # The driver lets every window open that asks; phones let those open that follow a touch.
        "excludeSwitches": ["disable-popup-blocking"],
        "prefs": {
            "profile.default_content_setting_values": dict.fromkeys(_ASKED_FOR, _BLOCKED),
            # WebRTC speaks UDP, which no proxy takes.
            "webrtc.ip_handling_policy": "disable_non_proxied_udp",
            "webrtc.multiple_routes_enabled": False,
            "webrtc.nonproxied_udp_enabled": False,
        },
        "mobileEmulation": {
            "deviceMetrics": {
                "width": browser.width,
                "height": browser.height,
                "pixelRatio": browser.scale,
                "mobile": True,
                "touch": True,
            },
            "userAgent": agent,
            "clientHints": {"platform": "Android", "mobile": True},
        },
    }


def _needed(tool: Tool) -> Tool:
    if tool.path is None or not tool.ok:
        raise ToolMissing(f"{tool.name} is {tool.state}", tool.hint)
    return tool


def _prefixed(name: str) -> str:
    return name if ":" in name or name in ("browserName", "browserVersion", "timeouts") else f"appium:{name}"
