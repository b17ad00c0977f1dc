"""Making apps on a phone trust a certificate authority, for as long as a run lasts.

Apps for Android 7 and later trust the system's store alone. Below Android 14 that is /system/etc/security/cacerts: a
tmpfs is mounted over it with the same files and ours. From Android 14 on it is inside the conscrypt module, of which
the zygote and every app have a mount of their own: there the tmpfs is also bound over the module's folder, in the
namespace of each.
Nothing on the phone's storage changes, and a reboot undoes it all.
"""

from __future__ import annotations

import hashlib
import shlex
from collections.abc import Iterable
from pathlib import Path

from cryptography import x509

from harness.errors import InfraError
from harness.journal import Change, Journal
from harness.platforms.android.adb import AdbPhone, Answer

CA_CHANGE = "ca"
_SYSTEM = "/system/etc/security/cacerts"
_MODULE = "/apex/com.android.conscrypt/cacerts"
_COPY = "/data/local/tmp/consentinel-cacerts"
_INIT = "1"


def trust_ca(phone: AdbPhone, journal: Journal, ca_pem: Path, api_level: int) -> tuple[bool, str]:
    """Make apps trust the CA; (whether they do, how or why not). Raises InfraError when the phone is lost."""
    pem = ca_pem.read_bytes()
    name = f"{subject_hash_old(pem)}.0"
    if not phone.is_root():
        return False, "without root the phone's system store cannot be changed, and apps trust no other"
    module = api_level >= 34 and phone.root(f"ls {_MODULE}").ok
    store = _MODULE if module else _SYSTEM
    if _shown(phone, store, name, module) == _fingerprint(pem):
        return True, f"the CA is in {store} already"
    journal.record(CA_CHANGE, module="yes" if module else "no")
    failed = _cover(phone, pem, name, store)
    if failed is None and module:
        failed = _bind_for_apps(phone)
    if failed is not None:
        return False, failed
    if _shown(phone, store, name, module) != _fingerprint(pem):
        return False, f"the CA was put over {store}, but apps still see the old store"
    return True, f"the CA stands in {store} until the end of the run"


def undo_trust(phone: AdbPhone, change: Change) -> None:
    """Take the mounts and the copy away; what is gone already (a reboot) is no error. Raises InfraError."""
    if not phone.is_root():
        # Without root again, as after a reboot, there are no mounts either.
        return
    if change.values["module"] == "yes":
        for pid in (*_apps(phone), *_zygotes(phone)):
            _inside(phone, pid, f"umount {_MODULE}")
    if f" {_SYSTEM} tmpfs " in phone.root("cat /proc/mounts").out:
        _inside(phone, _INIT, f"umount {_SYSTEM}")
    phone.root(f"rm -rf {_COPY}")
    if f" {_SYSTEM} tmpfs " in phone.root("cat /proc/mounts").out:
        raise InfraError(f"{_SYSTEM} is still covered on {phone.serial}", "reboot the phone")


def subject_hash_old(pem: bytes) -> str:
    """The name that Android files a CA under: four bytes of the MD5 of its subject, little-endian, in hex."""
    subject = x509.load_pem_x509_certificate(pem).subject.public_bytes()
    return hashlib.md5(subject, usedforsecurity=False).digest()[:4][::-1].hex()


def _cover(phone: AdbPhone, pem: bytes, name: str, store: str) -> str | None:
    """Mount a tmpfs with the store's files and ours over the system's folder; why not, or None."""
    phone.root(f"rm -rf {_COPY}")
    steps = [f"mkdir -p {_COPY}", f"cp {store}/* {_COPY}/"]
    failed = _first_failure(phone.root(step) for step in steps)
    if failed is None:
        # The shell may not write into root's folder.
        phone.push(pem, f"/data/local/tmp/{name}")
        failed = _first_failure([phone.root(f"mv /data/local/tmp/{name} {_COPY}/{name}")])
    if failed is not None:
        return failed
    mount = [
        f"mount -t tmpfs tmpfs {_SYSTEM}",
        f"cp {_COPY}/* {_SYSTEM}/",
        f"chown root:root {_SYSTEM} {_SYSTEM}/*",
        f"chmod 755 {_SYSTEM}",
        f"chmod 644 {_SYSTEM}/*",
    ]
    failed = _first_failure(_inside(phone, _INIT, step) for step in mount)
    # Where SELinux does not enforce, labels do not matter and may not be settable.
    _inside(phone, _INIT, f"chcon u:object_r:system_security_cacerts_file:s0 {_SYSTEM} {_SYSTEM}/*")
    return failed


def _bind_for_apps(phone: AdbPhone) -> str | None:
    """Bind the covered folder over the module's, for the zygotes (all apps to come) and the apps that run."""
    zygotes = _zygotes(phone)
    if not zygotes:
        return "no zygote was found"
    failed = _first_failure(_inside(phone, pid, f"mount --bind {_SYSTEM} {_MODULE}") for pid in zygotes)
    for pid in _apps(phone):
        # An app that has ended meanwhile needs it no more.
        _inside(phone, pid, f"mount --bind {_SYSTEM} {_MODULE}")
    return failed


def _shown(phone: AdbPhone, store: str, name: str, module: bool) -> str:
    """The fingerprint of our CA's file as apps see it; empty when they do not."""
    command = f"sha256sum {store}/{name}"
    pids = _zygotes(phone) if module else (_INIT,)
    seen = {_inside(phone, pid, command).out.partition(" ")[0].strip() for pid in pids}
    return seen.pop() if len(seen) == 1 else ""


def _fingerprint(pem: bytes) -> str:
    return hashlib.sha256(pem).hexdigest()


def _zygotes(phone: AdbPhone) -> tuple[str, ...]:
    return tuple(pid for name in ("zygote64", "zygote") for pid in phone.read(f"pidof {name}").split())


def _apps(phone: AdbPhone) -> tuple[str, ...]:
    """The processes whose parent is a zygote."""
    zygotes = set(_zygotes(phone))
    rows = [line.split() for line in phone.read("ps -A -o PID,PPID").splitlines()[1:]]
    return tuple(row[0] for row in rows if len(row) == 2 and row[1] in zygotes)


def _inside(phone: AdbPhone, pid: str, command: str) -> Answer:
    """Run a command as root in the mount namespace of a process."""
    # Globs are for a shell inside: the one outside sees other files.
    return phone.root(f"nsenter --mount=/proc/{pid}/ns/mnt -- sh -c {shlex.quote(command)}")


def _first_failure(answers: Iterable[Answer]) -> str | None:
    """Why the first answer that failed did; later ones of a generator are then never asked for."""
    for answer in answers:
        if not answer.ok:
            return f"the phone says: {answer.said}"
    return None
