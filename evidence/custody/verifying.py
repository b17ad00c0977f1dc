"""Verifying a sealed bag: whose seal it is, and the first thing that was changed, added or removed since.

The order is: the seal's own files, the signature, BagIt's files, then the recording's files by name. Nothing in a bag
is believed before what vouches for it was checked; links are never followed.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.x509 import Certificate
from pydantic import ValidationError

from evidence.custody.keys import PublicKey, read_public
from evidence.custody.sealing import COVERED, KEY, SIGNATURE, STAMP, STATEMENT
from evidence.custody.stamp import Stamped, read_stamp
from evidence.custody.statement import Statement
from evidence.errors import EvidenceError

TAG_MANIFEST = "tagmanifest-sha256.txt"
_MANIFEST = "manifest-sha256.txt"
_MAX_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found: `problem` is the first thing that is not as it was sealed, or empty.

    `key` is the key that signed, with its name where it is known.
    """

    problem: str
    key: PublicKey | None = None
    statement: Statement | None = None
    stamp: Stamped | None = None
    files: int = 0

    @property
    def whole(self) -> bool:
        """Whether everything is as it was sealed, by whomever."""
        return not self.problem

    @property
    def known(self) -> bool:
        """Whether the key that signed is one that was given or is kept on this machine."""
        return self.key is not None and bool(self.key.name)


class _Changed(Exception):
    """The first thing that is not as it was sealed."""


def verify(
    bag: Path, *, fingerprint: str = "", known: tuple[PublicKey, ...] = (), roots: tuple[Certificate, ...] = ()
) -> Verified:
    """Check a bag; with a fingerprint no other key counts, `roots` are the time stamping authorities that are trusted.

    Raises EvidenceError when the folder is no bag at all, or cannot be read.
    """
    if not (bag / "bagit.txt").is_file() and not (bag / STATEMENT).is_file():
        raise EvidenceError(f"{bag} is no sealed bag: `consentinel seal RECORDING` makes one")
    key, statement, stamp = None, None, None
    try:
        try:
            files = _listed(bag)
            key, statement, signature = _signed(bag, fingerprint, known)
            _compare_covered(bag, statement)
            count = _compare_payload(bag, files)
            stamp = _stamped(bag, statement, signature, roots)
            _compare_tags(bag, files, statement)
        except _Changed as changed:
            return Verified(str(changed), key, statement, stamp)
    except OSError as error:
        raise EvidenceError(f"{error.filename or bag}: {error.strerror or error}") from error
    return Verified("", key, statement, stamp, count)


def _listed(bag: Path) -> list[str]:
    """The files of a bag by their paths, in order. Raises _Changed for anything else than files and folders."""
    found = []
    for folder, folders, names in os.walk(bag, onerror=_unreadable):
        for name in (*folders, *names):
            path = Path(folder) / name
            shown = path.relative_to(bag).as_posix()
            if path.is_symlink() or not (path.is_file() or path.is_dir()):
                raise _Changed(f"{shown} was added: a link or no ordinary file, and a sealed bag has none")
            if name in names:
                found.append(shown)
    return sorted(found)


def _unreadable(error: OSError) -> None:
    """A folder that may not be read could hide what was added."""
    raise error


def _signed(bag: Path, fingerprint: str, known: tuple[PublicKey, ...]) -> tuple[PublicKey, Statement, bytes]:
    data, pem = _content(bag, STATEMENT), _content(bag, KEY)
    key = read_public(pem)
    if key is None or key.pem != pem:
        raise _Changed(f"{KEY} was changed: it is no public key")
    coded = _content(bag, SIGNATURE)
    try:
        signature = base64.b64decode(coded.removesuffix(b"\n"), validate=True)
    except (binascii.Error, ValueError):
        signature = b""
    if base64.b64encode(signature) + b"\n" != coded:
        raise _Changed(f"{SIGNATURE} was changed: it is no signature")
    if not key.signed(signature, data):
        raise _Changed(
            f"{STATEMENT}, {SIGNATURE} or {KEY} was changed: the signature is not of this key over this text"
        )
    if fingerprint and key.fingerprint != fingerprint:
        raise _Changed(f"{KEY} was changed: the bag is sealed with {key.fingerprint}, not with {fingerprint}")
    try:
        statement = Statement.model_validate_json(data)
    except ValidationError:
        raise _Changed(f"{STATEMENT} is not of a form that this version reads") from None
    if statement.key != key.fingerprint or set(statement.covers) != set(COVERED):
        raise _Changed(f"{STATEMENT} does not fit the key or the files that it is signed with")
    name = "as given" if fingerprint else ""
    name = next((other.name for other in known if other.fingerprint == key.fingerprint), name)
    return PublicKey(key.key, name), statement, signature


def _compare_covered(bag: Path, statement: Statement) -> None:
    for name in COVERED:
        if hashlib.sha256(_content(bag, name)).hexdigest() != statement.covers[name]:
            raise _Changed(f"{name} was changed")


def _compare_payload(bag: Path, files: list[str]) -> int:
    """How many files of the recording are as they were sealed."""
    manifest = _manifest(bag, _MANIFEST)
    there = [path for path in files if path.startswith("data/")]
    for path in sorted({*there, *manifest}):
        if path not in manifest:
            raise _Changed(f"{path} was added")
        _compare(bag, path, manifest[path], path in files)
    return len(there)


def _compare_tags(bag: Path, files: list[str], statement: Statement) -> None:
    """The files beside the recording: those of BagIt and of the seal, and no others."""
    manifest = _manifest(bag, TAG_MANIFEST)
    wanted = {*COVERED, STATEMENT, SIGNATURE, KEY, *((STAMP,) if statement.stamp_url else ())}
    for path in files:
        if not path.startswith("data/") and path not in wanted and path != TAG_MANIFEST:
            raise _Changed(f"{path} was added")
    if set(manifest) != wanted:
        raise _Changed(f"{TAG_MANIFEST} was changed: it does not list the bag's own files")
    for path in sorted(wanted):
        if hashlib.sha256(_content(bag, path)).hexdigest() != manifest[path]:
            raise _Changed(f"{TAG_MANIFEST} was changed, or {path} was")


def _stamped(bag: Path, statement: Statement, signature: bytes, roots: tuple[Certificate, ...]) -> Stamped | None:
    if not statement.stamp_url:
        return None
    stamp = read_stamp(_content(bag, STAMP), signature, roots)
    if stamp is None:
        by = " by the authority whose certificate was given" if roots else ""
        raise _Changed(f"{STAMP} was changed: it is no time stamp{by} over this seal")
    return stamp


def _manifest(bag: Path, name: str) -> dict[str, str]:
    """Sums by path."""
    found: dict[str, str] = {}
    for line in _content(bag, name).decode("utf-8", "replace").removesuffix("\n").split("\n"):
        # Of the library's two kinds of manifests one has two blanks there.
        digest, _, path = line.partition(" ")
        path = path.removeprefix(" ").replace("%0D", "\r").replace("%0A", "\n")
        if path in found or len(digest) != 64:
            raise _Changed(f"{name} was changed: '{line[:80]}' is no line of it")
        found[path] = digest
    return found


def _compare(bag: Path, path: str, digest: str, there: bool) -> None:
    if not there:
        raise _Changed(f"{path} was removed")
    with (bag / path).open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != digest:
            raise _Changed(f"{path} was changed")


def _content(bag: Path, name: str) -> bytes:
    path = bag / name
    if not path.is_file():
        raise _Changed(f"{name} was removed")
    with path.open("rb") as file:
        data = file.read(_MAX_BYTES + 1)
    if len(data) > _MAX_BYTES:
        raise _Changed(f"{name} was changed: it is larger than {_MAX_BYTES} bytes")
    return data
