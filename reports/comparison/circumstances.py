"""What was another in the second run besides its outcome: app, phone, tools, rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from detectors.rules.finding import Findings, Text
from evidence.events import AppInstalled
from evidence.recording import Recording

_NAMES = {
    "app": Text(zh="应用", en="app"),
    "app version": Text(zh="应用版本", en="app version"),
    "app file": Text(zh="应用安装包 SHA-256", en="app file SHA-256"),
    "device": Text(zh="设备", en="device"),
    "system": Text(zh="系统", en="system"),
    "scenario": Text(zh="场景", en="scenario"),
    "watch": Text(zh="观察时长（秒）", en="watch time (s)"),
    "catalogue": Text(zh="条款目录版本", en="rule catalogue"),
}


@dataclass(frozen=True, slots=True)
class Circumstance:
    """One thing that differs, as it was and as it is."""

    name: Text
    before: str
    after: str


def compare_circumstances(
    before: tuple[Recording, Findings], after: tuple[Recording, Findings]
) -> tuple[Circumstance, ...]:
    """The circumstances that differ between two runs; one that a run did not note is empty."""
    was, now = dict(_circumstances(*before)), dict(_circumstances(*after))
    return tuple(
        Circumstance(_NAMES.get(name, Text(zh=name, en=name)), was.get(name, ""), now.get(name, ""))
        for name in dict.fromkeys((*was, *now))
        if was.get(name, "") != now.get(name, "")
    )


def _circumstances(recording: Recording, findings: Findings) -> Iterator[tuple[str, str]]:
    info = recording.info
    yield "app", info.app.package
    for installed in recording.of(AppInstalled)[:1]:
        yield "app version", f"{installed.version_name} ({installed.version_code})"
        yield "app file", installed.sha256
    yield "device", f"{info.device.manufacturer} {info.device.model} ({info.device.name})"
    yield "system", f"{info.device.platform} {info.device.os_version} {info.device.build}".strip()
    yield "scenario", f"{info.scenario.name} {info.scenario.sha256[:12]}"
    yield "watch", f"{info.scenario.watch_s:g}"
    yield "catalogue", findings.catalogue_version
    yield from sorted(info.tools.items())
    for finding in findings.findings:
        yield f"{finding.detector} ({finding.rule})", str(finding.detector_version)
