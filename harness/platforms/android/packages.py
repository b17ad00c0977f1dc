"""What `dumpsys package PACKAGE` tells of an installed app."""

from __future__ import annotations

import re
from dataclasses import dataclass

_UID = re.compile(r"^\s+(?:userId|appId)=(\d+)", re.MULTILINE)
_VERSION_NAME = re.compile(r"^\s+versionName=(.*)$", re.MULTILINE)
_VERSION_CODE = re.compile(r"^\s+versionCode=(\d+)", re.MULTILINE)
_PERMISSION = re.compile(r"^\s+([A-Za-z0-9_.]+)(?:: granted=(true|false))?")
_FILTER = re.compile(r"^ +[0-9a-f]+ ([A-Za-z0-9_.]+/\S+) filter [0-9a-f]+.*$", re.MULTILINE)
_WEB = re.compile(r'^ +Scheme: "https?"', re.MULTILINE)
_AUTHORITY = re.compile(r'^ +Authority: "([A-Za-z0-9*._-]{1,253})"', re.MULTILINE)
_MAX_HOSTS = 100


@dataclass(frozen=True, slots=True)
class InstalledApp:
    """An app as the package manager knows it; permissions are sorted, `granted` are the run-time ones that it holds."""

    package: str
    uid: int | None
    version_name: str
    version_code: str
    requested: tuple[str, ...]
    granted: tuple[str, ...]
    link_hosts: tuple[str, ...] = ()
    """Hosts whose web links the app opens, as its manifest says."""


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
        link_hosts=_link_hosts(text, package),
    )


def _link_hosts(text: str, package: str) -> tuple[str, ...]:
    """Authorities of the package's filters for http and https, from the resolver tables before the package's block."""
    hosts: dict[str, None] = {}
    for head, body in zip(*[iter(_FILTER.split(text)[1:])] * 2, strict=True):
        if head.partition("/")[0] == package and _WEB.search(body):
            hosts.update(dict.fromkeys(host.lower() for host in _AUTHORITY.findall(body)))
    return tuple(hosts)[:_MAX_HOSTS]


def _block(text: str, package: str) -> str | None:
    """The lines about the package, from its head to the next head of the same depth or less."""
    head = re.search(rf"^( *)Package \[{re.escape(package)}\] \([0-9a-f]+\):.*$", text, re.MULTILINE)
    if head is None:
        return None
    lines = []
    for line in text[head.end() :].split("\n")[1:]:
        if line.strip() and len(line) - len(line.lstrip()) <= len(head.group(1)):
            break
        lines.append(line)
    return "\n".join(lines)


def _section(block: str, title: str) -> list[tuple[str, str]]:
    """The permissions under the first heading of that name, with their state when one is told."""
    found: list[tuple[str, str]] = []
    depth = -1
    for line in block.split("\n"):
        indent = len(line) - len(line.lstrip())
        if depth < 0:
            depth = indent if line.strip() == title else -1
            continue
        permission = _PERMISSION.match(line) if indent > depth else None
        if permission is None:
            break
        found.append((permission.group(1), permission.group(2) or ""))
    return found
