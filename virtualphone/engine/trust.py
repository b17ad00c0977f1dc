"""Which certificate authorities an app trusts, as a store that Chromium reads."""

from __future__ import annotations

import asyncio
import hashlib
import re
from pathlib import Path

_PEM = re.compile(rb"-----BEGIN CERTIFICATE-----[\sA-Za-z0-9+/=]+-----END CERTIFICATE-----")
_MAX_FILE_BYTES = 64 * 1024

type TrustSet = frozenset[bytes]


class TrustStoreError(Exception):
    """certutil is missing or refused a certificate store."""


def certificates_in(files: list[bytes]) -> TrustSet:
    """The first certificate of each file as PEM; what holds none, or is above 64 KiB, is left out as Android does."""
    found = (_PEM.search(data) for data in files if len(data) <= _MAX_FILE_BYTES)
    return frozenset(match.group() for match in found if match is not None)


async def make_store(home: Path, trusted: TrustSet) -> None:
    """Makes the NSS store of a Chromium whose HOME is `home`; only these authorities are added to it."""
    store = home / ".pki" / "nssdb"
    store.mkdir(parents=True)
    await _certutil("-N", "--empty-password", "-d", f"sql:{store}")
    for pem in sorted(trusted):
        name = hashlib.sha256(pem).hexdigest()[:16]
        await _certutil("-A", "-n", name, "-t", "C,,", "-a", "-d", f"sql:{store}", given=pem + b"\n", lenient=True)


async def _certutil(*arguments: str, given: bytes = b"", lenient: bool = False) -> None:
    try:
        process = await asyncio.create_subprocess_exec(
            "certutil", *arguments,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
    except FileNotFoundError as error:
        raise TrustStoreError("certutil is not installed; it comes with the package libnss3-tools") from error
    _, complaint = await process.communicate(given)
    # A file in the CA folder that is no certificate must not keep an app from starting: Android skips it too.
    if process.returncode and not lenient:
        raise TrustStoreError(f"certutil {arguments[0]} failed: {complaint.decode(errors='replace').strip()}")
