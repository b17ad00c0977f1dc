"""Every part that a run can need, in the order in which they are told to the user."""

import platform
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from harness.toolchain.android import locate_adb
from harness.toolchain.appium import DRIVER_MAJORS, locate_appium, locate_driver
from harness.toolchain.browser import locate_certutil, locate_chromedriver, locate_chromium
from harness.toolchain.fonts import locate_cjk_font
from harness.toolchain.node import locate_node
from harness.toolchain.python_parts import LIBRARIES, locate_library, locate_mitmdump
from harness.toolchain.tool import Tool


def inventory() -> list[Tool]:
    """Every part with its place, version and state. Takes well under a second; starts nothing but `--version`."""
    locators: list[Callable[[], Tool]] = [
        _locate_python,
        *(partial(locate_library, library) for library in LIBRARIES),
        locate_mitmdump,
        locate_node,
        locate_appium,
        *(partial(locate_driver, driver) for driver in DRIVER_MAJORS),
        locate_adb,
        locate_chromium,
        locate_chromedriver,
        locate_certutil,
        locate_cjk_font,
    ]
    with ThreadPoolExecutor(max_workers=4) as pool:
        return list(pool.map(lambda locate: locate(), locators))


def _locate_python() -> Tool:
    return Tool("python", Path(sys.executable), platform.python_version(), "ok")
