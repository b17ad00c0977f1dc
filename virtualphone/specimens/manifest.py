"""Reads a specimen's manifest and finds the files that its pages ask for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

SPECIMENS = Path(__file__).resolve().parent
SHARED = SPECIMENS / "_shared"
LIBRARIES = SPECIMENS.parent / "node_modules"

_PACKAGE = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")
_KEYS = {
    "package",
    "label",
    "version",
    "signer",
    "target_sdk",
    "permissions",
    "activities",
    "pins",
    "behaviour",
    "hosts",
}
_TEST_KEYS = {"truth", "traps"}


class ManifestError(ValueError):
    """A manifest that cannot be used; the message names the file and the key."""


@dataclass(frozen=True, slots=True)
class Activity:
    """One screen that Android can start by name; `page` is relative to the app's `www` folder and may carry a query."""

    name: str
    page: str


@dataclass(frozen=True, slots=True)
class Truth:
    """The verdict that a run of the first-launch scenario has to reach for one rule, and why."""

    verdict: str
    why: str


@dataclass(frozen=True, slots=True)
class Specimen:
    """An app of the virtual phone, as its manifest describes it. `activities[0]` is the launcher's.

    `hosts` are all that its pages talk to; `truth` and `traps` are for tests only.
    """

    name: str
    folder: Path
    package: str
    label: str
    version_code: int
    version_name: str
    signer: str
    target_sdk: int
    permissions: tuple[str, ...]
    activities: tuple[Activity, ...]
    pins: bool
    behaviour: Mapping[str, Any]
    hosts: tuple[str, ...]
    truth: Mapping[str, Truth]
    traps: tuple[str, ...]

    def asset(self, path: str) -> Path | None:
        """Return the file behind a path of `https://appassets.androidplatform.net`, or None when there is none.

        `/_shared/…` is the specimens' common code, `/node_modules/…` the web libraries, all else the app's `www`.
        """
        parts = path.split("?", 1)[0].lstrip("/").split("/")
        roots = {"_shared": SHARED, "node_modules": LIBRARIES}
        root = roots.get(parts[0])
        root, parts = (root, parts[1:]) if root else (self.folder / "www", parts)
        found = root.joinpath(*parts).resolve()
        return found if found.is_relative_to(root.resolve()) and found.is_file() else None


def names(folder: Path = SPECIMENS) -> list[str]:
    """Return the names of the specimens in a folder, sorted."""
    return sorted(path.parent.name for path in folder.glob("*/manifest.yaml"))


def load(folder: Path) -> Specimen:
    """Read `manifest.yaml` of a specimen's folder; ManifestError when it is missing, malformed or incomplete."""
    file = folder / "manifest.yaml"
    try:
        data = yaml.safe_load(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise ManifestError(f"{file}: cannot be read: {error.strerror}") from error
    except yaml.YAMLError as error:
        raise ManifestError(f"{file}: not YAML: {' '.join(str(error).split())}") from error
    if not isinstance(data, dict):
        raise ManifestError(f"{file}: must be a mapping with the keys package, label, version, activities …")
    if unknown := sorted(map(str, set(data) - _KEYS - _TEST_KEYS)):
        raise ManifestError(f"{file}: unknown key {unknown[0]!r}; known are {', '.join(sorted(_KEYS | _TEST_KEYS))}")
    version = _get(file, data, "version", dict)
    specimen = Specimen(
        name=folder.name,
        folder=folder,
        package=_get(file, data, "package", str),
        label=_get(file, data, "label", str),
        version_code=_get(file, version, "code", int, "version.code"),
        version_name=_get(file, version, "name", str, "version.name"),
        signer=_get(file, data, "signer", str),
        target_sdk=_get(file, data, "target_sdk", int),
        permissions=tuple(_get(file, data, "permissions", list)),
        activities=tuple(
            Activity(
                _get(file, entry, "name", str, "activities.name"), _get(file, entry, "page", str, "activities.page")
            )
            for entry in _get(file, data, "activities", list)
        ),
        pins=_get(file, data, "pins", bool),
        behaviour=_get(file, data, "behaviour", dict) if "behaviour" in data else {},
        hosts=tuple(data.get("hosts", ())),
        truth={
            rule: Truth(
                _get(file, entry, "verdict", str, f"truth.{rule}"), _get(file, entry, "why", str, f"truth.{rule}")
            )
            for rule, entry in data.get("truth", {}).items()
        },
        traps=tuple(data.get("traps", ())),
    )
    _check(file, specimen)
    return specimen


def _get[T](file: Path, data: object, key: str, kind: type[T], shown: str = "") -> T:
    """Return the value of a key, or say which key is missing or of another kind."""
    value = data.get(key) if isinstance(data, dict) else None
    if not isinstance(value, kind):
        raise ManifestError(f"{file}: {shown or key} must be given as {kind.__name__}")
    return value


def _check(file: Path, specimen: Specimen) -> None:
    if not _PACKAGE.fullmatch(specimen.package):
        raise ManifestError(f"{file}: package {specimen.package!r} is not a package name such as com.example.shop")
    if not specimen.activities:
        raise ManifestError(f"{file}: activities must name at least the launcher's activity")
    for activity in specimen.activities:
        if specimen.asset(activity.page) is None:
            raise ManifestError(f"{file}: activity {activity.name}: there is no page www/{activity.page}")
