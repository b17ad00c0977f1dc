"""What comes from the system and not from a registry: browser, its driver, certutil and a Chinese font."""

from __future__ import annotations

import contextlib
import os
import shutil
from typing import Mapping

from tools.setup.inventory import Part
from tools.setup.places import VENV
from tools.setup.process import Missing, run

DEBIAN_PACKAGES = {
    "chromium": "chromium",
    "chromedriver": "chromium-driver",
    "certutil": "libnss3-tools",
    "CJK font": "fonts-noto-cjk",
}


def install_system_parts(parts: Mapping[str, Part]) -> None:
    """Get what is missing by the means that this machine allows.

    What could not be had shows as missing in the next inventory, which names the mend; why stands in the log.
    """
    lacking = [name for name in DEBIAN_PACKAGES if not parts[name].ok]
    with contextlib.suppress(Missing):
        if lacking and _may_install_debian_packages():
            _install_debian_packages([DEBIAN_PACKAGES[name] for name in lacking])
        elif "chromium" in lacking:
            _install_playwright_chromium()


def _may_install_debian_packages() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def _install_debian_packages(packages: list[str]) -> None:
    print(f"{', '.join(packages)}: installing from the system's packages …", flush=True)
    mend = "check the system's package sources"
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    run(["apt-get", "update", "--quiet"], mend, extra=quiet)
    run(["apt-get", "install", "--yes", "--quiet", "--no-install-recommends", *packages], mend, extra=quiet)


def _install_playwright_chromium() -> None:
    print("chromium: fetching Playwright's build …", flush=True)
    run([VENV / "bin" / "playwright", "install", "chromium"], "install Chromium yourself")
