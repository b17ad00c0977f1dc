"""Installing, clearing, launching and stopping apps on an Android phone."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from evidence.events import AppInstalled
from harness.config.apps import AppProfile
from harness.errors import AppRefused, ConfigError, InfraError
from harness.platforms.android.adb import AdbPhone
from harness.platforms.android.packages import InstalledApp, parse_package
from harness.packages.signature import signer_names

_REFUSAL = re.compile(r"(INSTALL_[A-Z_]+)[^\n\]]*")
_LAUNCHER_FLAGS = "0x10200000"


def package_of(app: AppProfile) -> str:
    """The app's package. Raises ConfigError for a web app, which a phone does not install."""
    if app.package is None:
        raise ConfigError(f"app '{app.name}' has no package: an Android phone can only try an app with one")
    return app.package


def installed(phone: AdbPhone, package: str) -> InstalledApp | None:
    """The app as it is installed now; None when it is not."""
    return parse_package(phone.read(f"dumpsys package {package}"), package)


def install(phone: AdbPhone, app: AppProfile) -> AppInstalled:
    """Install the profile's file afresh, or find the app installed. Raises AppRefused, ConfigError, InfraError."""
    package = package_of(app)
    sha256 = _install_file(phone, package, app.file) if app.file is not None else ""
    found = installed(phone, package)
    if found is None:
        raise AppRefused("install_failure", f"{package} is not on the phone" + _hint(app))
    return AppInstalled(
        package=package,
        version_name=found.version_name,
        version_code=found.version_code,
        sha256=sha256,
        uid=found.uid,
        requested_permissions=found.requested,
        link_hosts=found.link_hosts,
        signers=signer_names(app.file) if app.file is not None else (),
    )


def clear(phone: AdbPhone, package: str) -> None:
    """Delete data and permissions. Raises AppRefused when there is no such app, InfraError."""
    answer = phone.shell(f"pm clear {package}")
    if "Success" not in answer.out:
        if installed(phone, package) is None:
            raise AppRefused("install_failure", f"{package} is not on the phone")
        raise InfraError(f"the phone does not clear {package}: {answer.said}")


def launch(phone: AdbPhone, package: str, activity: str | None) -> None:
    """Start the app's launcher activity, or the one given, without waiting for its first picture. Raises AppRefused."""
    component = f"{package}/{activity}" if activity else _launcher(phone, package)
    answer = phone.shell(
        f"am start -n '{component}' -a android.intent.action.MAIN -c android.intent.category.LAUNCHER"
        f" -f {_LAUNCHER_FLAGS}"
    )
    said = f"{answer.out}\n{answer.err}"
    if not answer.ok or re.search(r"^(Error|Exception|java\.lang)", said, re.MULTILINE):
        raise AppRefused("refuses_to_run", f"{component} cannot be started: {' '.join(said.split())[:300]}")


def stop(phone: AdbPhone, package: str) -> None:
    """End all processes of the app."""
    phone.shell(f"am force-stop {package}")


def home_package(phone: AdbPhone) -> str:
    """The package of the launcher; empty when the phone does not tell."""
    component = phone.read(
        "cmd package resolve-activity --brief -a android.intent.action.MAIN -c android.intent.category.HOME"
    )
    last = component.strip().rpartition("\n")[2]
    return last.partition("/")[0] if "/" in last else ""


def _launcher(phone: AdbPhone, package: str) -> str:
    answer = phone.shell(f"cmd package resolve-activity --brief -c android.intent.category.LAUNCHER {package}")
    component = answer.out.strip().rpartition("\n")[2].strip()
    if not component.startswith(f"{package}/"):
        if installed(phone, package) is None:
            raise AppRefused("install_failure", f"{package} is not on the phone")
        raise AppRefused("refuses_to_run", f"{package} has no launcher activity: {answer.said}")
    return component


def _install_file(phone: AdbPhone, package: str, file: Path) -> str:
    try:
        with file.open("rb") as stream:
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise ConfigError(f"app file {file} cannot be read: {error.strerror}") from None
    if installed(phone, package) is not None:
        # An older installation's data, signature or permissions would not be those of a new user.
        phone.shell(f"cmd package uninstall {package}")
    answer = phone.install(file)
    if not answer.ok:
        refusal = _REFUSAL.search(answer.out)
        if refusal is None and "ailure" not in answer.out:
            raise InfraError(f"installing {file.name}: {answer.said}")
        raise AppRefused("install_failure", refusal.group(0).strip() if refusal else answer.said)
    return sha256


def _hint(app: AppProfile) -> str:
    return "; its file installs another package" if app.file else "; install it, or give its `file` in apps.yaml"
