"""Who signed an app's package file: the subjects of its certificates.

APK signature schemes v2 to v3.1 keep them in a block before the ZIP's directory
(https://source.android.com/docs/security/features/apksigning), v1 in a PKCS #7 file of META-INF.
"""

from __future__ import annotations

import mmap
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7

_END = b"PK\x05\x06"
_END_REACH = 22 + 0xFFFF
_MAGIC = b"APK Sig Block 42"
_SCHEMES = (0x1B93AD61, 0xF05368C0, 0x7109871A)
"""v3.1, v3, v2: the newest that is there counts, as on the phone."""

_DAMAGE = (
    OSError,
    ValueError,
    EOFError,
    RuntimeError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
    UnsupportedAlgorithm,
    x509.InvalidVersion,
)
"""What reading a file raises that is no package, damaged, or packed and signed in ways that no phone takes."""
_JAR = re.compile(r"META-INF/[^/]+\.(?:RSA|DSA|EC)")
_MAX_BLOCK = 16 * 1024 * 1024
_MAX_NAMES = 10


def signer_names(file: Path) -> tuple[str, ...]:
    """The subjects (RFC 4514) of the signers' own certificates; none when the file is not signed or damaged."""
    try:
        names = [x509.load_der_x509_certificate(der).subject.rfc4514_string() for der in certificates(file)]
    except _DAMAGE:
        return ()
    return tuple(dict.fromkeys(names))[:_MAX_NAMES]


def certificates(file: Path) -> tuple[bytes, ...]:
    """The signers' own certificates (DER); none when the file is not signed or damaged."""
    try:
        with file.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
            return (tuple(_of_block(data)) or tuple(_of_jar(file)))[:_MAX_NAMES]
    except _DAMAGE:
        return ()


def _of_block(data: mmap.mmap) -> Iterator[bytes]:
    """The first certificate (DER) of each signer."""
    blocks = dict(_entries(data))
    scheme = next((blocks[number] for number in _SCHEMES if number in blocks), None)
    for signer in _sequence(_sequence(scheme)[0]) if scheme else ():
        signed = _sequence(signer)[0]
        _digests, chain, *_ = _sequence(signed)
        yield _sequence(chain)[0]


def _entries(data: mmap.mmap) -> Iterator[tuple[int, bytes]]:
    end = data.rfind(_END, max(0, len(data) - _END_REACH))
    if end < 0:
        return
    (directory,) = struct.unpack_from("<I", data, end + 16)
    if directory < 32 or data[directory - 16 : directory] != _MAGIC:
        return
    (size,) = struct.unpack_from("<Q", data, directory - 24)
    if not 24 <= size <= min(directory, _MAX_BLOCK):
        raise ValueError("the signing block has no possible size")
    at, stop = directory - size, directory - 24
    while at + 12 <= stop:
        length, number = struct.unpack_from("<QI", data, at)
        if not 4 <= length <= stop - at - 8:
            raise ValueError("an entry of the signing block reaches past its end")
        yield number, data[at + 12 : at + 8 + length]
        at += 8 + length


def _sequence(data: bytes) -> list[bytes]:
    """Parts with their length (uint32, little endian) before each; at least one. What follows them is left out."""
    parts = []
    at = 0
    while at + 4 <= len(data):
        (size,) = struct.unpack_from("<I", data, at)
        if size > len(data) - at - 4:
            break
        parts.append(data[at + 4 : at + 4 + size])
        at += 4 + size
    if not parts:
        raise ValueError("a part of the signing block is empty")
    return parts


def _of_jar(file: Path) -> Iterator[bytes]:
    """The certificates of a v1 signature."""
    with zipfile.ZipFile(file) as archive:
        for info in archive.infolist():
            if _JAR.fullmatch(info.filename) and info.file_size <= _MAX_BLOCK:
                for certificate in pkcs7.load_der_pkcs7_certificates(archive.read(info)):
                    yield certificate.public_bytes(Encoding.DER)
