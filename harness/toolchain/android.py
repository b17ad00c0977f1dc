"""adb, and the SDK folder around it that Appium asks for.

The UiAutomator2 driver needs no more of an SDK than `platform-tools/adb`: its own packages are signed and carry their
version, so build-tools are asked for only when a session installs an app file whose manifest it must read.
"""

import importlib.util
import os
import shutil
import tempfile
from pathlib import Path

from harness.toolchain.places import mend, tools_folder
from harness.toolchain.tool import Tool, ask_version, is_program, missing

_SDK_VARIABLES = ("ANDROID_HOME", "ANDROID_SDK_ROOT")


def locate_adb() -> Tool:
    """The adb to use: the SDK's of ANDROID_HOME, else the one on PATH, else the adbutils package's."""
    adb = _sdk_adb() or _adb_on_path() or _packaged_adb()
    if adb is None:
        return missing("adb", mend("install the Android platform-tools and set ANDROID_HOME"))
    return Tool("adb", adb, ask_version(adb, "version"), "ok")


def android_home() -> Path | None:
    """The folder to give Appium as ANDROID_HOME; None without any adb.

    When adb is not part of an SDK, a folder with nothing but a link to it is laid out beside the other tools.
    """
    adb = _sdk_adb() or _adb_on_path() or _packaged_adb()
    if adb is None:
        return None
    if adb.parent.name == "platform-tools":
        return adb.parent.parent
    platform_tools = tools_folder() / "android-sdk" / "platform-tools"
    _link(platform_tools / adb.name, adb)
    return platform_tools.parent


def _sdk_adb() -> Path | None:
    for variable in _SDK_VARIABLES:
        home = os.environ.get(variable)
        if home:
            adb = Path(home).absolute() / "platform-tools" / "adb"
            if is_program(adb):
                return adb
    return None


def _adb_on_path() -> Path | None:
    found = shutil.which("adb")
    return Path(found).resolve() if found else None


def _packaged_adb() -> Path | None:
    package = importlib.util.find_spec("adbutils")
    if package is None or package.origin is None:
        return None
    adb = Path(package.origin).parent / "binaries" / "adb"
    return adb if is_program(adb) else None


def _link(link: Path, target: Path) -> None:
    if link.is_symlink() and link.readlink() == target:
        return
    link.parent.mkdir(parents=True, exist_ok=True)
    # Made aside and moved into place, so that a run beside this one never finds no adb.
    with tempfile.TemporaryDirectory(dir=link.parent) as aside:
        fresh = Path(aside) / link.name
        fresh.symlink_to(target)
        fresh.replace(link)
