"""Installed packages: what each declares, its uid, and the rules of install and update."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from virtualphone.device.assets import Assets, NoAssets

FIRST_APPLICATION_UID = 10_000
FIRST_INSTALLED_UID = 10_100


class InstallError(Exception):
    """An install that Android would refuse; `code` is the INSTALL_FAILED_… or INSTALL_PARSE_FAILED_… word."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Activity:
    """One activity; `name` is the full class name, `page` the file under `www/` that it shows.

    `links` are the hosts whose https addresses it opens.
    """

    name: str
    page: str | None = None
    exported: bool = True
    launcher: bool = False
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AppFile:
    """What a package file declares, before it is installed."""

    name: str
    label: str
    version_code: int
    version_name: str
    signer: str
    target_sdk: int = 34
    min_sdk: int = 26
    permissions: tuple[str, ...] = ()
    activities: tuple[Activity, ...] = ()
    services: tuple[str, ...] = ()
    receivers: tuple[str, ...] = ()
    instrumentation: tuple[tuple[str, str], ...] = ()
    debuggable: bool = False
    pins: bool = False
    behaviour: Mapping[str, object] = field(default_factory=dict)
    assets: Assets = field(default_factory=NoAssets)


@dataclass(frozen=True, slots=True)
class Package:
    """One installed package; times are seconds since the epoch."""

    app: AppFile
    uid: int
    system: bool
    code_path: str
    installer: str | None
    first_install_time: float
    last_update_time: float

    @property
    def name(self) -> str:
        """The package name."""
        return self.app.name

    @property
    def label(self) -> str:
        """The name shown on the launcher."""
        return self.app.label

    @property
    def signer(self) -> str:
        """The name of the signing key."""
        return self.app.signer

    @property
    def permissions(self) -> tuple[str, ...]:
        """Permissions requested in the manifest."""
        return self.app.permissions

    @property
    def activities(self) -> tuple[Activity, ...]:
        """Declared activities, the launcher activity first."""
        return self.app.activities

    @property
    def assets(self) -> Assets:
        """The app's files."""
        return self.app.assets

    @property
    def version_code(self) -> int:
        """The version that decides about updates."""
        return self.app.version_code

    @property
    def version_name(self) -> str:
        """The version that people read."""
        return self.app.version_name

    @property
    def target_sdk(self) -> int:
        """The API level the app was made for."""
        return self.app.target_sdk

    @property
    def pins(self) -> bool:
        """Whether the app trusts its own certificates only."""
        return self.app.pins

    @property
    def behaviour(self) -> Mapping[str, object]:
        """The behaviour part of the manifest, for the screen engine."""
        return self.app.behaviour

    @property
    def data_dir(self) -> str:
        """Where the app keeps its data."""
        return f"/data/user/0/{self.name}"

    @property
    def apk_path(self) -> str:
        """The installed package file."""
        return self.code_path if self.code_path.endswith(".apk") else f"{self.code_path}/base.apk"

    @property
    def user_name(self) -> str:
        """The uid as `ps` and `dumpsys` print it."""
        return user_name(self.uid)

    @property
    def launcher_activity(self) -> Activity | None:
        """The activity that the launcher starts."""
        return next((activity for activity in self.activities if activity.launcher), None)

    def activity(self, name: str) -> Activity | None:
        """A declared activity by full or short (`.Main`) class name."""
        full = full_class_name(self.name, name)
        return next((activity for activity in self.activities if activity.name == full), None)

    def component(self, class_name: str) -> str:
        """`package/.Class` as `ComponentName.flattenToShortString` prints it."""
        if class_name.startswith(self.name + "."):
            return f"{self.name}/{class_name[len(self.name) :]}"
        return f"{self.name}/{class_name}"


def full_class_name(package: str, name: str) -> str:
    """The full class name of `.Main` or `Main` in a package."""
    if name.startswith("."):
        return package + name
    return name if "." in name else f"{package}.{name}"


def user_name(uid: int) -> str:
    """A uid's name as Android prints it: u0_a101 for apps, root, system, shell and so on below 10000."""
    if uid >= FIRST_APPLICATION_UID:
        return f"u0_a{uid - FIRST_APPLICATION_UID}"
    return _SYSTEM_USERS.get(uid, str(uid))


_SYSTEM_USERS = {
    0: "root", 1000: "system", 1001: "radio", 1013: "media", 1036: "logd", 1073: "network_stack", 2000: "shell",
}  # fmt: skip


class PackageRegistry:
    """The packages of one phone by name."""

    def __init__(self) -> None:
        self._installed: dict[str, Package] = {}
        self._next_uid = FIRST_INSTALLED_UID
        self._next_system_uid = FIRST_APPLICATION_UID + 40
        self._listeners: list[Callable[[str, Package], None]] = []

    def on_change(self, listener: Callable[[str, Package], None]) -> None:
        """Call `listener(event, package)` with added, replaced or removed after each change."""
        self._listeners.append(listener)

    def get(self, name: str) -> Package | None:
        """The package of that name."""
        return self._installed.get(name)

    def all(self) -> tuple[Package, ...]:
        """Every package, by name."""
        return tuple(self._installed[name] for name in sorted(self._installed))

    def of_uid(self, uid: int) -> tuple[Package, ...]:
        """The packages that run as a uid."""
        return tuple(package for package in self.all() if package.uid == uid)

    def add_system(self, app: AppFile, *, uid: int | None = None, folder: str = "app") -> Package:
        """Put a package into the system image."""
        if uid is None:
            uid, self._next_system_uid = self._next_system_uid, self._next_system_uid + 1
        short = app.name.rpartition(".")[2].capitalize()
        path = f"/system/{folder}/{short}" if app.name != "android" else "/system/framework/framework-res.apk"
        return self._store(Package(app, uid, True, path, None, _IMAGE_TIME, _IMAGE_TIME), "added")

    def install(
        self,
        app: AppFile,
        *,
        api_level: int,
        downgrade: bool = False,
        installer: str | None = None,
    ) -> Package:
        """Install or update an app by Android's rules; raises InstallError."""
        if app.min_sdk > api_level:
            raise InstallError(
                "INSTALL_FAILED_OLDER_SDK",
                f"Requires newer sdk version #{app.min_sdk} (current version is #{api_level})",
            )
        previous = self.get(app.name)
        now = time.time()
        if previous is None:
            uid, self._next_uid = self._next_uid, self._next_uid + 1
            return self._store(Package(app, uid, False, _code_path(app), installer, now, now), "added")
        if previous.signer != app.signer:
            raise InstallError(
                "INSTALL_FAILED_UPDATE_INCOMPATIBLE",
                f"Existing package {app.name} signatures do not match newer version; ignoring!",
            )
        if app.version_code < previous.version_code and not downgrade:
            raise InstallError(
                "INSTALL_FAILED_VERSION_DOWNGRADE",
                f"Downgrade detected: Update version code {app.version_code} is older than current"
                f" {previous.version_code}",
            )
        updated = replace(previous, app=app, code_path=_code_path(app), last_update_time=now)
        return self._store(updated, "replaced")

    def uninstall(self, name: str) -> Package | None:
        """Remove an app; None where there is none or it belongs to the system image."""
        package = self.get(name)
        if package is None or package.system:
            return None
        del self._installed[name]
        self._tell("removed", package)
        return package

    def _store(self, package: Package, event: str) -> Package:
        self._installed[package.name] = package
        self._tell(event, package)
        return package

    def _tell(self, event: str, package: Package) -> None:
        for listener in self._listeners:
            listener(event, package)


_IMAGE_TIME = 1_230_768_000.0


def _code_path(app: AppFile) -> str:
    digest = hashlib.sha256(f"{app.name}/{app.version_code}/{app.signer}".encode()).hexdigest()
    return f"/data/app/~~{digest[:22]}==/{app.name}-{digest[22:44]}=="
