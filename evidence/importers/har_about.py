"""What a HAR says of the tool, the app and the device: our block, cyanoacrylate's, or the creator alone."""

from __future__ import annotations

from typing import Any

from evidence.importers.seen import About
from evidence.importers.texts import wire_text

MAX_WORD = 4000
MAX_TOOLS = 50


def word(value: Any) -> str:
    """A text of the file, bounded; empty when it is none."""
    return wire_text(value[:MAX_WORD]) if isinstance(value, str) else ""


def about_of(parts: dict[str, Any]) -> About:
    """Read the blocks of a HAR's head; what is missing or strange stays empty."""
    tools: dict[str, str] = {}
    for name in ("creator", "browser"):
        part = parts.get(name)
        if isinstance(part, dict) and word(part.get("name")):
            tools[word(part["name"])[:60]] = word(part.get("version"))[:60]
    own, tweasel = parts.get("_consentinel"), parts.get("_tweasel")
    if isinstance(own, dict):
        started = own.get("startedEpoch")
        zero = float(started) if isinstance(started, int | float) and not isinstance(started, bool) else None
        return About(
            {**tools, **_words(own.get("tools"))},
            _fields(own.get("app"), _OUR_APP),
            _fields(own.get("device"), _OUR_DEVICE),
            zero,
        )
    if isinstance(tweasel, dict):
        apps = tweasel.get("apps") or tweasel.get("app")
        first = apps[0] if isinstance(apps, list) and apps else apps
        return About(
            {**tools, **_words(tweasel.get("versions"))},
            _fields(first, {"id": "package", "name": "label"}),
            _fields(tweasel.get("device"), _TWEASEL_DEVICE),
        )
    return About(tools)


_OUR_APP = {
    "name": "name",
    "package": "package",
    "label": "label",
    "category": "category",
    "operator": "operator",
    "operatorDomains": "operator_domains",
    "sha256": "file_sha256",
}
_OUR_DEVICE = {
    "name": "name",
    "platform": "platform",
    "manufacturer": "manufacturer",
    "model": "model",
    "osVersion": "os_version",
    "osBuild": "build",
}
_TWEASEL_DEVICE = {
    "platform": "platform",
    "manufacturer": "manufacturer",
    "model": "model",
    "osVersion": "os_version",
    "osBuild": "build",
}


def _fields(part: Any, names: dict[str, str]) -> dict[str, object]:
    """The named texts of a block, under our names."""
    if not isinstance(part, dict):
        return {}
    found: dict[str, object] = {}
    for theirs, ours in names.items():
        value = part.get(theirs)
        if isinstance(value, list) and ours == "operator_domains":
            found[ours] = tuple(word(item)[:253] for item in value[:200] if word(item))
        elif word(value):
            found[ours] = word(value)[:200]
    return found


def _words(part: Any) -> dict[str, str]:
    items = list(part.items())[:MAX_TOOLS] if isinstance(part, dict) else []
    return {word(name)[:60]: word(value)[:200] for name, value in items if word(value)}
