"""Where the programs are that the harness starts, which version they have and whether that version will do.

Nothing here imports a third party, so that set-up can ask before everything is installed.
"""

from harness.toolchain.android import android_home, locate_adb
from harness.toolchain.appium import appium_home, locate_appium, locate_driver
from harness.toolchain.browser import locate_certutil, locate_chromedriver, locate_chromium
from harness.toolchain.fonts import locate_cjk_font
from harness.toolchain.inventory import inventory
from harness.toolchain.node import locate_node
from harness.toolchain.python_parts import locate_mitmdump
from harness.toolchain.tool import State, Tool

__all__ = [
    "State",
    "Tool",
    "android_home",
    "appium_home",
    "inventory",
    "locate_adb",
    "locate_appium",
    "locate_certutil",
    "locate_chromedriver",
    "locate_chromium",
    "locate_cjk_font",
    "locate_driver",
    "locate_mitmdump",
    "locate_node",
]
