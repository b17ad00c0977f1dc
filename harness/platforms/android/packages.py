"""What `dumpsys package PACKAGE` tells of an installed app."""

from __future__ import annotations

import re
from dataclasses import dataclass

_UID = re.compile(r"^\s+(?:userId|appId)=(\d+)", re.MULTILINE)
_VERSION_NAME = re.compile(r"^\s+versionName=(.*)$", re.MULTILINE)
_VERSION_CODE = re.compile(r"^\s+versionCode=(\d+)", re.MULTILINE)
_PERMISSION = re.compile(r"^\s+([A-Za-z0-9_.]+)(?:: granted=(true|false))?")


@dataclass(frozen=True, slots=True)
class InstalledApp:
    """An app as the package manager knows it; permissions are sorted, `granted` are the run-time ones that it holds."""

    package: str
    uid: int | None
    version_name: str
    version_code: str
    requested: tuple[str, ...]
    granted: tuple[str, ...]


def parse_package(text: str, package: str) -> InstalledApp | None:
    """The app, for the phone's first user; None when it is not installed."""
    block = _block(text, package)
    if block is None:
        return None
    uid = _UID.search(block)
    name, code = _VERSION_NAME.search(block), _VERSION_CODE.search(block)
    requested = {name for name, _ in _section(block, "requested permissions:")}
    granted = {name for name, state in _section(block, "runtime permissions:") if state == "true"}
    return InstalledApp(
        package=package,
        uid=int(uid.group(1)) if uid else None,
        version_name=name.group(1).strip()[:100] if name else "",
        version_code=code.group(1) if code else "",
        requested=tuple(sorted(requested)),
        granted=tuple(sorted(granted)),
    )


def _block(text: str, package: str) -> str | None:
    """The lines about the package, from its head to the next head of the same depth or less."""
    head = re.search(rf"^( *)Package \[{re.escape(package)}\] \([0-9a-f]+\):.*$", text, re.MULTILINE)
    if head is None:
        return None
    lines = []
    for line in text[head.end() :].splitlines()[1:]:
        if line.strip() and len(line) - len(line.lstrip()) <= len(head.group(1)):
            break
        lines.append(line)
    return "\n".join(lines)


def _section(block: str, title: str) -> list[tuple[str, str]]:
    """The permissions under the first heading of that name, with their state when one is told."""
    found: list[tuple[str, str]] = []
    depth = -1
    for line in block.splitlines():
        indent = len(line) - len(line.lstrip())
        if depth < 0:
            depth = indent if line.strip() == title else -1
            continue
        permission = _PERMISSION.match(line) if indent > depth else None
        if permission is None:
            break
        found.append((permission.group(1), permission.group(2) or ""))
    return found
