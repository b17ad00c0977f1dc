"""Keys that recordings are sealed with: Ed25519, one PEM file each, readable by their owner alone.

The private half is `NAME.key`, the public one `NAME.pub`; public halves of others that are put beside them are known
as well. A fingerprint is the SHA-256 of the 32 bytes of the public key, in hexadecimal.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from evidence.errors import EvidenceError

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_MAX_BYTES = 64 * 1024
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True, slots=True)
class PublicKey:
    """The public half of a key, with the name that this machine gives it; `path` None for one that came in a bag."""

    key: Ed25519PublicKey
    name: str = ""
    path: Path | None = None

    @property
    def fingerprint(self) -> str:
        """64 hexadecimal digits."""
        return hashlib.sha256(self.key.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()

    @property
    def pem(self) -> bytes:
        """The key as a file holds it."""
        return self.key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    def signed(self, signature: bytes, data: bytes) -> bool:
        """Whether this key made the signature over the data."""
        try:
            self.key.verify(signature, data)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A whole key."""

    private: Ed25519PrivateKey
    public: PublicKey

    def sign(self, data: bytes) -> bytes:
        """The signature over the data, 64 bytes."""
        return self.private.sign(data)


def keys_folder() -> Path:
    """Where the keys of this user are."""
    base = os.environ.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    return Path(base) / "consentinel" / "keys"


def make_key(folder: Path, name: str) -> SigningKey:
    """Make a key in a folder; never over one that is there. Raises EvidenceError."""
    if not _NAME.fullmatch(name):
        raise EvidenceError(f"'{name[:80]}' is no name for a key: take letters, digits, dot, dash and underscore")
    private = Ed25519PrivateKey.generate()
    path = folder / f"{name}.key"
    public = PublicKey(private.public_key(), name, path.with_suffix(".pub"))
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
            os.fsync(file.fileno())
        path.with_suffix(".pub").write_bytes(public.pem)
    except FileExistsError:
        raise EvidenceError(f"{path} is there already: choose another name, a key is never replaced") from None
    except OSError as error:
        raise EvidenceError(f"{error.filename or path}: {error.strerror or error}") from error
    return SigningKey(private, public)


def load_key(given: str, folder: Path) -> SigningKey:
    """The key of that name, or in that file; with an empty text the only one there is. Raises EvidenceError."""
    path = _only_key(folder) if not given else folder / f"{given}.key" if _NAME.fullmatch(given) else Path(given)
    if given and not path.is_file() and Path(given).is_file():
        path = Path(given)
    try:
        if path.stat().st_mode & _OTHERS:
            raise EvidenceError(
                f"{path} can be read by others, who may have sealed with it: chmod 600, or make a new key"
            )
        private = load_pem_private_key(_read(path), password=None)
    except OSError as error:
        raise EvidenceError(f"{path}: {error.strerror or error}; `consentinel keys --make NAME` makes a key") from error
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise EvidenceError(f"{path} is no private key in PEM without a password") from None
    if not isinstance(private, Ed25519PrivateKey):
        raise EvidenceError(f"{path} is no Ed25519 key: `consentinel keys --make NAME` makes one")
    return SigningKey(private, PublicKey(private.public_key(), path.stem, path))


def read_public(pem: bytes, name: str = "", path: Path | None = None) -> PublicKey | None:
    """A public key of PEM; None when it is none."""
    try:
        key = load_pem_public_key(pem)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return None
    return PublicKey(key, name, path) if isinstance(key, Ed25519PublicKey) else None


def known_keys(folder: Path) -> tuple[PublicKey, ...]:
    """All public keys in a folder, by name; what is no key is passed over."""
    found = []
    for path in sorted(folder.glob("*.pub")) if folder.is_dir() else []:
        try:
            key = read_public(_read(path), path.stem, path)
        except OSError:
            continue
        if key is not None:
            found.append(key)
    return tuple(found)


def plain_fingerprint(given: str) -> str:
    """A fingerprint as people write it, without separators and in lower case. Raises EvidenceError."""
    bare = re.sub(r"[\s:]", "", given).lower().removeprefix("sha256")
    if not re.fullmatch(r"[0-9a-f]{64}", bare):
        raise EvidenceError(
            f"'{given[:80]}' is no fingerprint: it has 64 hexadecimal digits, as `consentinel keys` shows"
        )
    return bare


def _only_key(folder: Path) -> Path:
    found = sorted(folder.glob("*.key")) if folder.is_dir() else []
    if not found:
        raise EvidenceError("there is no key to seal with: `consentinel keys --make NAME` makes one")
    if len(found) > 1:
        names = ", ".join(path.stem for path in found[:10])
        raise EvidenceError(f"there are several keys ({names}): choose one with --key NAME")
    return found[0]


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_MAX_BYTES)
