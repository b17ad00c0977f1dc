"""The certificate authority that phones are asked to trust: made once per installation and never leaving it."""

from __future__ import annotations

import os
import secrets
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from mitmproxy.certs import CertStore
from mitmproxy.options import CONF_BASENAME

from harness.errors import InfraError

KEY_BITS = 2048
_FILES = (f"{CONF_BASENAME}-ca.pem", f"{CONF_BASENAME}-ca-cert.pem", f"{CONF_BASENAME}-dhparam.pem")


class AuthorityDamaged(InfraError):
    """The folder of the certificate authority lacks a part or cannot be read."""


@dataclass(frozen=True, slots=True)
class CertificateAuthority:
    """An authority in the layout of mitmproxy's `confdir`. `folder` holds its private key: never copy it anywhere."""

    folder: Path

    @classmethod
    def load_or_create(cls, folder: Path | None = None) -> CertificateAuthority:
        """The authority in `folder` (the user's data folder unless given), made when there is none; 0700 and 0600.

        Several processes may ask at once: all get the same one. Raises AuthorityDamaged when the folder has other
        content.
        """
        folder = folder or default_folder()
        if not _has_content(folder):
            _create(folder)
        missing = [name for name in _FILES if not (folder / name).is_file()]
        if missing:
            raise AuthorityDamaged(
                f"{folder} lacks {', '.join(missing)}",
                "move the folder away: the next run makes a new authority, and phones have to trust it anew",
            )
        _make_private(folder)
        return cls(folder)

    @property
    def pem(self) -> Path:
        """The certificate alone, in PEM: what a phone gets."""
        return self.folder / f"{CONF_BASENAME}-ca-cert.pem"

    @property
    def certificate(self) -> x509.Certificate:
        """The certificate. Raises AuthorityDamaged when it cannot be read."""
        try:
            return x509.load_pem_x509_certificate(self.pem.read_bytes())
        except (OSError, ValueError) as error:
            raise AuthorityDamaged(f"{self.pem} is not a certificate: {error}", "move the folder away") from error

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate, lower-case hex: tells whether the one on a phone is this one."""
        return self.certificate.fingerprint(hashes.SHA256()).hex()


def default_folder() -> Path:
    """`consentinel/ca` in XDG_DATA_HOME, else in `~/.local/share`."""
    data = os.environ.get("XDG_DATA_HOME")
    return (Path(data) if data else Path.home() / ".local" / "share") / "consentinel" / "ca"


def _create(folder: Path) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=".ca-", dir=folder.parent))
    # A subject of its own for every installation keeps their file names on a phone apart.
    CertStore.create_store(
        made, CONF_BASENAME, KEY_BITS, organization="consentinel", cn=f"consentinel {secrets.token_hex(4)}"
    )
    _make_private(made)
    try:
        # Renaming a folder onto one with content fails: who comes second takes the first one's authority.
        made.rename(folder)
    except OSError:
        shutil.rmtree(made)
        if not _has_content(folder):
            raise


def _has_content(folder: Path) -> bool:
    return folder.is_dir() and any(folder.iterdir())


def _make_private(folder: Path) -> None:
    for path, mode in [(folder, 0o700), *((file, 0o600) for file in folder.iterdir() if file.is_file())]:
        if stat.S_IMODE(path.stat().st_mode) != mode:
            path.chmod(mode)
