"""The app that a user names: a profile of apps.yaml, or a package file."""

from __future__ import annotations

from pathlib import Path

from harness.config.apps import AppProfile, load_apps
from harness.config.reading import nearest
from harness.errors import ConfigError
from harness.packages import unpacked
from harness.packages.archive import ARCHIVES

FILES = (".apk", *ARCHIVES)


def choose_app(named: str, apps_file: Path) -> AppProfile:
    """The profile of that name, or of that file. Raises ConfigError."""
    if Path(named).suffix.lower() in FILES:
        return app_of_file(Path(named), apps_file)
    apps = load_apps(apps_file)
    if named not in apps:
        raise ConfigError(f"{apps_file}: there is no app named '{named}'{nearest(named, list(apps))}")
    return apps[named]


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
    return AppProfile.model_validate(told)
