"""What a user names: an app by its profile in apps.yaml or its package file, a device by its name in devices.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from evidence.lines import reason_of
from harness.config.apps import AppProfile, load_apps
from harness.config.reading import nearest
from harness.errors import ConfigError
from harness.packages import unpacked
from harness.packages.archive import ARCHIVES

FILES = (".apk", *ARCHIVES)


def choose_app(name: str, apps_file: Path) -> AppProfile:
    """The profile of that name, or of that file. Raises ConfigError."""
    if Path(name).suffix.lower() in FILES:
        return app_of_file(Path(name), apps_file)
    return named(load_apps(apps_file), name, apps_file, "app")


def named[T](things: Mapping[str, T], name: str, path: Path, kind: Literal["app", "device"]) -> T:
    """The one of that name in a file of the user's. Raises ConfigError with the nearest name that there is."""
    if name not in things:
        missing = "there is no app named" if kind == "app" else "there is no device named"
        raise ConfigError(f"{path}: {missing} '{name}'{nearest(name, list(things))}")
    return things[name]


def app_of_file(file: Path, apps_file: Path) -> AppProfile:
    """The profile of the package that a file holds, with that file; one made of the file when there is none.

    Raises ConfigError.
    """
    with unpacked(file) as parts:
        base = parts.base
    known = load_apps(apps_file) if apps_file.exists() else {}
    profile = next((app for app in known.values() if app.package == base.package), None)
    if profile is not None:
        return profile.model_copy(update={"file": file.resolve()})
    told = {
        "name": base.package[-64:].lstrip("._-"),
        "package": base.package,
        "label": base.label,
        "file": file.resolve(),
    }
    return profile_of(told, str(file))


def profile_of(told: Mapping[str, object], place: str) -> AppProfile:
    """A profile of what a file that is not the user's says of an app. Raises ConfigError, which names the place."""
    try:
        return AppProfile.model_validate(told)
    except ValidationError as error:
        raise ConfigError(f"{place} names an app as no phone knows it: {reason_of(error)}") from None
