"""Installing, clearing, launching and stopping apps on an Android phone."""

from __future__ import annotations

import hashlib
import re
import shlex
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from evidence.events import AppInstalled
from harness.config.apps import AppProfile
from harness.errors import AppRefused, ConfigError, InfraError
from harness.packages import unpacked
from harness.packages.signature import certificates, signer_names
from harness.platforms.android.adb import AdbPhone
from harness.platforms.android.packages import InstalledApp, parse_package

_REFUSAL = re.compile(r"(INSTALL_[A-Z_]+)[^\n\]]*")
_LAUNCHER_FLAGS = "0x10200000"


@dataclass(frozen=True, slots=True)
class _File:
    """What is known of a file that was installed; `certificates` are SHA-256 digests in hex."""

    sha256: str = ""
    signers: tuple[str, ...] = ()
    certificates: tuple[str, ...] = ()


_NO_FILE = _File()


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
    file = _install_file(phone, package, app.file) if app.file is not None else _NO_FILE
    found = installed(phone, package)
    if found is None:
        raise AppRefused("install_failure", f"{package} is not on the phone" + _hint(app))
    return AppInstalled(
        package=package,
        version_name=found.version_name,
        version_code=found.version_code,
        sha256=file.sha256,
        uid=found.uid,
        requested_permissions=found.requested,
        link_hosts=found.link_hosts,
        signers=file.signers,
        certificates=file.certificates,
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


def kill(phone: AdbPhone, package: str) -> None:
    """End the processes of an app in the background, as the system does when memory is short."""
    phone.shell(f"am kill {package}")


def update(phone: AdbPhone, app: AppProfile, file: Path) -> AppInstalled:
    """Install another version over the app. Raises AppRefused, ConfigError, InfraError."""
    package = package_of(app)
    if installed(phone, package) is None:
        raise AppRefused("install_failure", f"{package} is not on the phone, so nothing can be updated")
    given = _install_over(phone, file)
    found = installed(phone, package)
    if found is None:
        raise AppRefused("install_failure", f"{package} is not on the phone any more")
    return AppInstalled(
        package=package,
        version_name=found.version_name,
        version_code=found.version_code,
        sha256=given.sha256,
        uid=found.uid,
        requested_permissions=found.requested,
        link_hosts=found.link_hosts,
        signers=given.signers,
        certificates=given.certificates,
    )


def open_link(phone: AdbPhone, package: str | None, link: str) -> str:
    """Open a link, in one app or in whichever claims it; what the phone said against it."""
    within = f" -p {package}" if package else ""
    answer = phone.shell(f"am start -a android.intent.action.VIEW -d {shlex.quote(link)}{within}")
    said = f"{answer.out}\n{answer.err}"
    failed = not answer.ok or re.search(r"^(Error|Exception|java\.lang)", said, re.MULTILINE)
    return " ".join(said.split())[:300] if failed else ""


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


def _install_file(phone: AdbPhone, package: str, file: Path) -> _File:
    _digest(file)
    if installed(phone, package) is not None:
        # An older installation's data, signature or permissions would not be those of a new user.
        phone.shell(f"cmd package uninstall {package}")
    return _install_over(phone, file)


def _digest(file: Path) -> str:
    if file.is_dir():
        return ""
    try:
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise ConfigError(f"app file {file} cannot be read: {error.strerror}") from None


def _install_over(phone: AdbPhone, file: Path) -> _File:
    """Install a file with all its splits; what is read of it for the recording, whatever the phone makes of it."""
    with _parts(file) as files:
        given = _File(
            sha256=_digest(file),
            signers=signer_names(files[0]),
            certificates=tuple(hashlib.sha256(one).hexdigest() for one in certificates(files[0])),
        )
        answer = phone.install(files)
    if not answer.ok:
        refusal = _REFUSAL.search(answer.out)
        if refusal is None and "ailure" not in answer.out:
            raise InfraError(f"installing {file.name}: {answer.said}")
        raise AppRefused("install_failure", refusal.group(0).strip() if refusal else answer.said)
    return given


@contextmanager
def _parts(file: Path) -> Iterator[Sequence[Path]]:
    """The base and its splits. Whether a single APK can be installed is for the phone to say, not for our reading."""
    if file.suffix.lower() == ".apk" and not file.is_dir():
        yield (file,)
        return
    with unpacked(file) as parts:
        yield parts.files


def _hint(app: AppProfile) -> str:
    return "; its file installs another package" if app.file else "; install it, or give its `file` in apps.yaml"
