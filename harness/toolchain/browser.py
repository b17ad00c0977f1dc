"""Chromium, its driver and the tool that fills its certificate store."""

import os
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from harness.toolchain.places import mend
from harness.toolchain.tool import Tool, ask_version, is_program, missing, parse_version

_COMMANDS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
_MAC_APPLICATIONS = (
    Path("/Applications/Chromium.app/Contents/MacOS/Chromium"),
    Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
)
_BROWSER_FOLDER = re.compile(r"chromium-\d+")
_PLAYWRIGHT_PROGRAMS = (
    "chromium-*/chrome-linux*/chrome",
    "chromium-*/chrome-mac*/*.app/Contents/MacOS/*",
)


def locate_chromium() -> Tool:
    """The system's Chromium or Chrome, else the newest one that Playwright installed."""
    for program in _chromium_candidates():
        return Tool("chromium", program, ask_version(program, "--version"), "ok")
    return missing(
        "chromium", mend("install Chromium (Debian: apt-get install chromium; or: playwright install chromium)")
    )


def locate_chromedriver() -> Tool:
    """The chromedriver on PATH; outdated when its major version is not Chromium's, because it then refuses to drive."""
    hint = mend("put the chromedriver of your Chromium's version on PATH (Debian: apt-get install chromium-driver)")
    found = shutil.which("chromedriver")
    if found is None:
        return missing("chromedriver", hint)
    version = ask_version(Path(found), "--version")
    browser = parse_version(locate_chromium().version or "")
    if browser and parse_version(version or "")[:1] != browser[:1]:
        return Tool("chromedriver", Path(found), version, "outdated", f"Chromium is version {browser[0]}: {hint}")
    return Tool("chromedriver", Path(found), version, "ok")


def locate_certutil() -> Tool:
    """NSS's certutil, which gives one Chromium a certificate authority of its own; it tells no version."""
    found = shutil.which("certutil")
    if found is None:
        return missing(
            "certutil", mend("install NSS's tools (Debian: apt-get install libnss3-tools; macOS: brew install nss)")
        )
    return Tool("certutil", Path(found), None, "ok")


def _chromium_candidates() -> Iterator[Path]:
    for command in _COMMANDS:
        found = shutil.which(command)
        if found is not None:
            yield Path(found)
    if sys.platform == "darwin":
        yield from filter(is_program, _MAC_APPLICATIONS)
    for pattern in _PLAYWRIGHT_PROGRAMS:
        yield from sorted(filter(is_program, _playwright_browsers().glob(pattern)), key=_revision, reverse=True)


def _playwright_browsers() -> Path:
    chosen = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    if chosen:
        return Path(chosen)
    cache = "Library/Caches" if sys.platform == "darwin" else ".cache"
    return Path.home() / cache / "ms-playwright"


def _revision(program: Path) -> tuple[int, ...]:
    """The number of Playwright's folder `chromium-1234`: as text, 999 would sort after 1234."""
    return next(
        ((int(part.removeprefix("chromium-")),) for part in program.parts if _BROWSER_FOLDER.fullmatch(part)), ()
    )
