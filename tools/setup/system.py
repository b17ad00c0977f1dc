"""What comes from the system and not from a registry: browser, its driver, certutil and a Chinese font."""

from __future__ import annotations

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


def install_system_parts(parts: Mapping[str, Part]) -> bool:
    """Get what is missing by the means that this machine allows; True when something was installed.

    Raises nothing: whatever is still missing shows in the next inventory.
    """
    lacking = [name for name in DEBIAN_PACKAGES if not parts[name].ok]
    if not lacking:
        return False
    if _may_install_debian_packages():
        return _install_debian_packages([DEBIAN_PACKAGES[name] for name in lacking])
    if "chromium" in lacking:
        return _install_playwright_chromium()
    return False


def _may_install_debian_packages() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def _install_debian_packages(packages: list[str]) -> bool:
    print(f"{', '.join(packages)}: installing from the system's packages …", flush=True)
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "--yes", "--quiet", "--no-install-recommends", *packages]
    try:
        run(["apt-get", "update", "--quiet"], "check the system's package sources", extra=quiet)
        run(install, "check the system's package sources", extra=quiet)
    except Missing as missing:
        print(f"  {missing}", flush=True)
        return False
    return True


def _install_playwright_chromium() -> bool:
    print("chromium: fetching Playwright's build …", flush=True)
    try:
        run([VENV / "bin" / "playwright", "install", "chromium"], "install Chromium yourself")
    except Missing as missing:
        print(f"  {missing}", flush=True)
        return False
    return True
