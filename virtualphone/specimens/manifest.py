"""What a specimen's manifest says beyond the app itself: its hosts, the verdicts to expect, and its traps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from virtualphone.device.appfile import read_app_folder
from virtualphone.device.packages import AppFile, InstallError

SPECIMENS = Path(__file__).resolve().parent


class ManifestError(ValueError):
    """A manifest that cannot be used; the message names the file and the key."""


@dataclass(frozen=True, slots=True)
class Truth:
    """The verdict that a run of the first-launch scenario has to reach for one rule, and why."""

    verdict: str
    why: str


@dataclass(frozen=True, slots=True)
class Specimen:
    """A specimen as its manifest describes it; `truth` maps rule ids, and only tests read it and `traps`."""

    name: str
    folder: Path
    app: AppFile
    hosts: tuple[str, ...]
    truth: Mapping[str, Truth]
    traps: tuple[str, ...]


def names(folder: Path = SPECIMENS) -> list[str]:
    """Return the names of the specimens in a folder, sorted."""
    return sorted(path.parent.name for path in folder.glob("*/manifest.yaml"))


def load(folder: Path) -> Specimen:
    """Read a specimen's folder; ManifestError when its manifest is missing, malformed or incomplete."""
    file = folder / "manifest.yaml"
    try:
        app = read_app_folder(folder)
        data = yaml.safe_load(file.read_bytes())
    except InstallError as error:
        raise ManifestError(f"{file}: {error}") from error
    except OSError as error:
        raise ManifestError(f"{file}: cannot be read: {error.strerror}") from error
    for activity in app.activities:
        page = (activity.page or "").partition("?")[0]
        if app.assets.read(page) is None:
            raise ManifestError(f"{file}: activity {activity.name}: there is no page www/{page}")
    truth = data.get("truth", {})
    if not isinstance(truth, dict):
        raise ManifestError(f"{file}: truth must map rules to verdicts")
    return Specimen(
        name=folder.name,
        folder=folder,
        app=app,
        hosts=_texts(file, data, "hosts"),
        truth={str(rule): _truth(file, str(rule), entry) for rule, entry in truth.items()},
        traps=_texts(file, data, "traps"),
    )


def _truth(file: Path, rule: str, entry: object) -> Truth:
    if isinstance(entry, dict) and isinstance(entry.get("verdict"), str) and isinstance(entry.get("why"), str):
        return Truth(entry["verdict"], entry["why"])
    raise ManifestError(f"{file}: truth.{rule} needs a verdict and a why")


def _texts(file: Path, data: Mapping[str, object], key: str) -> tuple[str, ...]:
    listed = data.get(key, [])
    if isinstance(listed, list) and all(isinstance(entry, str) for entry in listed):
        return tuple(listed)
    raise ManifestError(f"{file}: {key} must be a list of texts")
