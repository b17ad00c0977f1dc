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
    """The verdict that a run of a scenario has to reach for one rule, and why."""

    verdict: str
    why: str


@dataclass(frozen=True, slots=True)
class Specimen:
    """A specimen as its manifest describes it; only tests read `truth`, `popups` and `traps`.

    `truth` maps rules to what a run of the scenario `first_launch` has to reach, `popups` to what one of `popups` must.
    """

    name: str
    folder: Path
    app: AppFile
    hosts: tuple[str, ...]
    truth: Mapping[str, Truth]
    popups: Mapping[str, Truth]
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
    return Specimen(
        name=folder.name,
        folder=folder,
        app=app,
        hosts=_texts(file, data, "hosts"),
        truth=_promised(file, data, "truth"),
        popups=_promised(file, data, "popups"),
        traps=_texts(file, data, "traps"),
    )


def _promised(file: Path, data: Mapping[str, object], key: str) -> dict[str, Truth]:
    promised = data.get(key, {})
    if not isinstance(promised, dict):
        raise ManifestError(f"{file}: {key} must map rules to verdicts")
    return {str(rule): _truth(file, f"{key}.{rule}", entry) for rule, entry in promised.items()}


def _truth(file: Path, key: str, entry: object) -> Truth:
    if isinstance(entry, dict) and isinstance(entry.get("verdict"), str) and isinstance(entry.get("why"), str):
        return Truth(entry["verdict"], entry["why"])
    raise ManifestError(f"{file}: {key} needs a verdict and a why")


def _texts(file: Path, data: Mapping[str, object], key: str) -> tuple[str, ...]:
    listed = data.get(key, [])
    if isinstance(listed, list) and all(isinstance(entry, str) for entry in listed):
        return tuple(listed)
    raise ManifestError(f"{file}: {key} must be a list of texts")
