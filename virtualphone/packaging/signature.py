"""APK Signature Scheme v2 (https://source.android.com/docs/security/features/apksigning/v2).

Keys follow from the name of the signer, so that the same specimen is signed alike everywhere and an update of it is
accepted; they protect nothing.
"""

from __future__ import annotations

import hashlib
import struct
from datetime import UTC, datetime
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID

_ECDSA_SHA256 = 0x0201
_SCHEME_V2 = 0x7109871A
_MAGIC = b"APK Sig Block 42"
_CHUNK = 1 << 20
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Of the curve P-256: a private key is a number below it."""


def sign(archive: bytes, signer: str) -> bytes:
    """The ZIP with a signing block before its central directory; a ZIP comment is not expected."""
    end = archive.rfind(b"PK\x05\x06")
    (directory,) = struct.unpack_from("<I", archive, end + 16)
    contents, listing, tail = archive[:directory], archive[directory:end], archive[end:]
    block = _block(_signer_block(_digest((contents, listing, tail)), signer))
    moved = tail[:16] + struct.pack("<I", directory + len(block)) + tail[20:]
    return contents + block + listing + moved


def _digest(sections: tuple[bytes, ...]) -> bytes:
    """Over chunks of 1 MiB of each section; the end record counts as if there were no signing block."""
    chunks = [
        hashlib.sha256(b"\xa5" + struct.pack("<I", len(chunk)) + chunk).digest()
        for section in sections
        for start in range(0, len(section), _CHUNK)
        if (chunk := section[start : start + _CHUNK])
    ]
    return hashlib.sha256(b"\x5a" + struct.pack("<I", len(chunks)) + b"".join(chunks)).digest()


def _signer_block(digest: bytes, signer: str) -> bytes:
    key, certificate = _identity(signer)
    digests = _sized(struct.pack("<I", _ECDSA_SHA256) + _sized(digest))
    signed = _sized(digests) + _sized(_sized(certificate)) + _sized(b"")
    proof = key.sign(signed, ec.ECDSA(hashes.SHA256(), deterministic_signing=True))
    signatures = _sized(struct.pack("<I", _ECDSA_SHA256) + _sized(proof))
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return _sized(_sized(_sized(signed) + _sized(signatures) + _sized(public)))


def _block(scheme: bytes) -> bytes:
    pair = struct.pack("<QI", len(scheme) + 4, _SCHEME_V2) + scheme
    size = struct.pack("<Q", len(pair) + 24)
    return size + pair + size + _MAGIC


@cache
def _identity(signer: str) -> tuple[ec.EllipticCurvePrivateKey, bytes]:
    """The key that follows from a name, and its certificate (DER)."""
    secret = int.from_bytes(hashlib.sha512(signer.encode()).digest()) % (_ORDER - 1) + 1
    key = ec.derive_private_key(secret, ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, signer[:64])])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2060, 1, 1, tzinfo=UTC))
        .sign(key, hashes.SHA256(), ecdsa_deterministic=True)
    )
    return key, made.public_bytes(Encoding.DER)


def _sized(data: bytes) -> bytes:
    return struct.pack("<I", len(data)) + data
