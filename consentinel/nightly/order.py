"""What the user asked of a nightly, and the tasks that come of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from consentinel.nightly.jobs import AGAIN, DRIVEN
from evidence.errors import EvidenceError
from evidence.recording import read_info
from harness.config.apps import AppProfile, load_apps
from harness.config.devices import load_devices
from harness.config.reading import nearest
from harness.errors import ConfigError
from harness.leases import fitting
from reports.history.database import is_there
from reports.history.values import Piece

SERIES = "nightly"
DATABASE = "results.db"


@dataclass(frozen=True, slots=True)
class Order:
    """The order; `budget_s` is for each app, `quota_bytes` for all recordings in `out`, `keep_s` their greatest age.

    `only` are patterns of app names, `devices` names and tags; `each` tries every app on every device that fits;
    `recordings` is a folder of recordings to judge in place of driving. An empty `store` is a file in `out`.
    """

    apps_file: Path
    devices_file: Path
    out: Path
    store: str = ""
    series: str = SERIES
    scenarios: tuple[str, ...] = ("first_launch",)
    only: tuple[str, ...] = ()
    devices: tuple[str, ...] = ()
    each: bool = False
    recordings: Path | None = None
    jobs: int = 1
    judges: int = 1
    attempts: int = 2
    budget_s: float = 1800.0
    watch_s: float | None = None
    env: tuple[str, ...] = ()
    quota_bytes: int | None = None
    keep_s: float | None = None
    fresh: bool = False
    confirm: bool = False
    """Whether violations are tried again in a second run."""
    go_on_s: float = 12 * 3600.0

    @property
    def address(self) -> str:
        """Where results are stored."""
        return self.store or str(self.out / DATABASE)


def address_in(out: Path) -> str:
    """Where the results of a folder of nightlies are stored. Raises ConfigError when there are none."""
    file = out / DATABASE
    if not file.is_file():
        raise ConfigError(f"{file}: there is no results store; name another folder with --out, or a store with --store")
    return str(file)


def existing(address: str) -> str:
    """The address of a store that is read. Raises ConfigError for a file that is not there, and StoreError."""
    if not is_there(address):
        raise ConfigError(f"--store: there is no results store {address}; name the file that a nightly wrote")
    return address


def chosen_apps(order: Order) -> tuple[AppProfile, ...]:
    """The apps of the file that the order wants, in the file's order. Raises ConfigError."""
    apps = load_apps(order.apps_file)
    if not order.only:
        return tuple(apps.values())
    for pattern in order.only:
        if not any(_wanted(app, pattern) for app in apps.values()):
            known = [*apps, *(app.owner for app in apps.values() if app.owner)]
            raise ConfigError(f"--only: {order.apps_file} has no app or owner '{pattern}'{nearest(pattern, known)}")
    return tuple(app for app in apps.values() if any(_wanted(app, pattern) for pattern in order.only))


def pieces(order: Order, apps: Iterable[AppProfile]) -> tuple[Piece, ...]:
    """The tasks: each app with each scenario, on any device or on each that fits. Raises ConfigError."""
    from consentinel.running import find_scenario

    scenarios = {name: find_scenario(name) for name in order.scenarios}
    devices = fitting(load_devices(order.devices_file), order.devices or None)
    found = list[Piece]()
    for app in apps:
        suited = [device for device in devices if (device.platform == "web") == (app.address is not None)]
        if not suited:
            needed = "browser" if app.address is not None else "phone"
            raise ConfigError(
                f"app '{app.name}' needs a {needed}, and {order.devices_file} has none among those chosen"
            )
        for name, scenario in scenarios.items():
            wanted = scenario.header.appId
            if wanted is not None and "${" not in wanted and wanted != app.id:
                continue
            places = [device.name for device in suited] if order.each else [""]
            found += [Piece(app.name, app.id, app.label, app.owner, name, place) for place in places]
    if not found:
        raise ConfigError("there is nothing to try: none of the scenarios is for one of the apps")
    return tuple(found)


def recorded(order: Order, folder: Path, apps: Iterable[AppProfile]) -> Iterator[tuple[Piece, Path]]:
    """The recordings below a folder, each as a task of its own; of several attempts of a run the last.

    Sealed copies are passed over: judging writes into a recording, and would break the seal.
    Raises EvidenceError when there is none.
    """
    profiles = {app.id: app for app in apps}
    runs: dict[Path, list[Path]] = {}
    for file in sorted(folder.rglob("recording.json")):
        if any((above / "bagit.txt").exists() for above in file.parents[:2]):
            continue
        if any(above.name == AGAIN and (above.parent / DRIVEN).exists() for above in file.parents[:4]):
            # A nightly's second run, which says something about the first and stands for no app of its own.
            continue
        runs.setdefault(file.parent.parent, []).append(file.parent)
    seen: dict[tuple[str, str], int] = {}
    told = 0
    for attempts in runs.values():
        for recording in _last_attempts(attempts):
            info = read_info(recording)
            app = profiles.get(info.app.package)
            if order.only and not any(
                fnmatchcase(info.app.name, pattern) or (app is not None and _wanted(app, pattern))
                for pattern in order.only
            ):
                continue
            key = (info.app.name, info.scenario.name)
            seen[key] = seen.get(key, 0) + 1
            again = f" #{seen[key]}" if seen[key] > 1 else ""
            told += 1
            owner = app.owner if app is not None else ""
            yield (
                Piece(info.app.name, info.app.package, info.app.label, owner, info.scenario.name + again),
                recording,
            )
    if not told:
        raise EvidenceError(f"{folder}: there is no recording in it; give the folder that runs were written to")


def _last_attempts(recordings: list[Path]) -> list[Path]:
    """Of `attempt-1`, `attempt-2` the last; other recordings that lie side by side are runs of their own."""
    attempts = [path for path in recordings if path.name.startswith("attempt-")]
    others = [path for path in recordings if path not in attempts]
    return others + sorted(attempts, key=lambda path: (len(path.name), path.name))[-1:]


def _wanted(app: AppProfile, pattern: str) -> bool:
    return fnmatchcase(app.name, pattern) or (bool(app.owner) and fnmatchcase(app.owner, pattern))


__all__ = ["DATABASE", "SERIES", "Order", "address_in", "chosen_apps", "existing", "pieces", "recorded"]
