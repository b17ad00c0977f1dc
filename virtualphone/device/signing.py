"""The signing key of a real package file, from its APK signing block or its JAR signature."""

from __future__ import annotations

import hashlib
import re
import struct
import zipfile
from collections.abc import Iterator

_END_OF_DIRECTORY = b"PK\x05\x06"
_BLOCK_MAGIC = b"APK Sig Block 42"
_SCHEMES = (0xF05368C0, 0x7109871A)  # v3, v2
_JAR_SIGNATURE = re.compile(r"META-INF/[^/]+\.(RSA|DSA|EC)")


def signer_of(data: bytes, archive: zipfile.ZipFile) -> str:
    """A name for the key: the certificate's digest, else the JAR signature's file name, else `unsigned`."""
    try:
        certificate = _certificate(data)
    except (struct.error, ValueError):
        certificate = None
    if certificate:
        return "cert-" + hashlib.sha256(certificate).hexdigest()[:32]
    names = sorted(name for name in archive.namelist() if _JAR_SIGNATURE.fullmatch(name))
    return f"jar-{names[0]}" if names else "unsigned"


def _certificate(data: bytes) -> bytes | None:
    """The first signer's first certificate (DER)."""
    blocks = dict(_pairs(data))
    scheme = next((blocks[number] for number in _SCHEMES if number in blocks), None)
    if scheme is None:
        return None
    signer = _prefixed(_prefixed(scheme))
    signed_data = _prefixed(signer)
    digests = _length(signed_data)
    return _prefixed(_prefixed(signed_data[4 + digests :]))


def _pairs(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Entries of the signing block, which stands right before the ZIP's central directory."""
    end = data.rfind(_END_OF_DIRECTORY)
    if end < 0:
        return
    (directory,) = struct.unpack_from("<I", data, end + 16)
    if data[directory - 16 : directory] != _BLOCK_MAGIC:
        return
    (size,) = struct.unpack_from("<Q", data, directory - 24)
    at, stop = directory - size, directory - 24
    while 0 <= at < stop:
        length, number = struct.unpack_from("<QI", data, at)
        if length < 4 or at + 8 + length > stop:
            raise ValueError("an entry of the signing block reaches past its end")
        yield number, data[at + 12 : at + 8 + length]
        at += 8 + length


def _length(data: bytes) -> int:
    (size,) = struct.unpack_from("<I", data)
    if 4 + size > len(data):
        raise ValueError("a part of the signing block reaches past its end")
    return int(size)


def _prefixed(data: bytes) -> bytes:
    return data[4 : 4 + _length(data)]
