"""Chromium processes of one phone: one for each set of certificate authorities in use."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Browser, Playwright, async_playwright

from virtualphone.engine.trust import TrustSet, make_store

_FLAGS = (
    "--disable-background-networking",
    "--disable-breakpad",
    "--disable-client-side-phishing-detection",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-extensions",
    # The last switch of a name wins, so this repeats what Playwright itself turns off.
    (
        "--disable-features=AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsUpgrades,"
        "HttpsFirstBalancedModeAutoEnable,LensOverlay,MediaRouter,PaintHolding,ThirdPartyStoragePartitioning,"
        "OptimizationHints,NetworkTimeServiceQuerying,AimEnabled,PreconnectToSearch,AsyncDns,DnsOverHttps,Translate,"
        "CertificateTransparencyComponentUpdater,AutofillServerCommunication,LocalNetworkAccessChecks,IsolateOrigins,"
        "site-per-process,OverscrollHistoryNavigation,AutoupgradeMixedContent,"
        # Each new window prepares the pop-ups of an address bar that nobody sees: more than half of what it costs.
        "WebUIOmniboxPopup,WebUIOmniboxAimPopup"
    ),
    # One process a page: the snapshot script and touches reach frames of other origins too.
    "--disable-site-isolation-trials",
    "--disable-gpu",
    "--disable-software-rasterizer",
    "--disable-quic",
    "--disable-search-engine-choice-screen",
    "--disable-sync",
    # A native app's HTTP client knows no same-origin policy and no mixed content.
    "--disable-web-security",
    "--allow-running-insecure-content",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--hide-scrollbars",
    "--metrics-recording-only",
    "--mute-audio",
    "--no-first-run",
    "--no-pings",
    # A WebView does not zoom by a pinch, nor does it go back by a swipe (OverscrollHistoryNavigation above).
    "--disable-pinch",
    "--password-store=basic",
    "--use-mock-keychain",
    "--autoplay-policy=no-user-gesture-required",
    # Names are resolved by whoever the proxy is; a look-up of Chromium's own would leave the phone unseen.
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost",
)


class BrowserMissingError(Exception):
    """No Chromium could be started."""


@dataclass(slots=True)
class _Running:
    browser: Browser
    home: Path


class Browsers:
    """Starts a Chromium when an app needs one and keeps it while the phone runs."""

    def __init__(self) -> None:
        self._playwright: Playwright | None = None
        self._running: dict[TrustSet, _Running] = {}
        self._starting = asyncio.Lock()

    async def for_trust(self, trusted: TrustSet) -> Browser:
        """The Chromium that trusts exactly these authorities; idle ones with another set are ended first."""
        async with self._starting:
            if trusted not in self._running:
                await self._end_idle()
                self._running[trusted] = await self._launch(trusted)
            return self._running[trusted].browser

    async def stop(self) -> None:
        """Ends every Chromium."""
        for running in self._running.values():
            await self._end(running)
        self._running.clear()
        if self._playwright is not None:
            await self._playwright.stop()
            self._playwright = None

    async def _end_idle(self) -> None:
        for trusted, running in list(self._running.items()):
            if not running.browser.contexts:
                del self._running[trusted]
                await self._end(running)

    async def _end(self, running: _Running) -> None:
        await running.browser.close()
        await asyncio.to_thread(shutil.rmtree, running.home, ignore_errors=True)

    async def _launch(self, trusted: TrustSet) -> _Running:
        if self._playwright is None:
            self._playwright = await async_playwright().start()
        home = Path(tempfile.mkdtemp(prefix="virtualphone-"))
        await make_store(home, trusted)
        kept = {key: value for key, value in os.environ.items() if not key.upper().endswith("_PROXY")}
        try:
            browser = await self._playwright.chromium.launch(
                executable_path=shutil.which("chromium") or shutil.which("chromium-browser"),
                args=[*_FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])],
                env={**kept, "HOME": str(home), "LANG": "zh_CN.UTF-8"},
                handle_sigint=False, handle_sigterm=False, handle_sighup=False,
            )  # fmt: skip
        except Exception as error:
            shutil.rmtree(home, ignore_errors=True)
            raise BrowserMissingError(f"Chromium does not start: {str(error).splitlines()[0]}") from error
        return _Running(browser, home)
