"""The signers of package files: of the signing block, of a JAR signature, and of nothing."""

from __future__ import annotations

import datetime
import io
import struct
import zipfile
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from hypothesis import given
from hypothesis import strategies as st

from harness.packages.signature import signer_names

KEY = ec.generate_private_key(ec.SECP256R1())


def certificate(name: str) -> x509.Certificate:
    """A certificate with such a common name."""
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    start = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(KEY.public_key())
    builder = builder.serial_number(7).not_valid_before(start).not_valid_after(start + datetime.timedelta(days=999))
    return builder.sign(KEY, hashes.SHA256())


def part(*parts: bytes) -> bytes:
    """Parts one after the other, with their length before all of them."""
    data = b"".join(parts)
    return struct.pack("<I", len(data)) + data


def package(*, schemes: dict[int, str] | None = None, jar: str = "") -> bytes:
    """A package file with a signing block of these schemes, or a JAR signature."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("AndroidManifest.xml", b"\x03\x00\x08\x00")
        if jar:
            options = [pkcs7.PKCS7Options.DetachedSignature]
            signed = pkcs7.PKCS7SignatureBuilder().set_data(b"Signature-Version: 1.0")
            signed = signed.add_signer(certificate(jar), KEY, hashes.SHA256())
            archive.writestr("META-INF/CERT.EC", signed.sign(Encoding.DER, options))
    data = buffer.getvalue()
    if not schemes:
        return data
    entries = b""
    for number, name in schemes.items():
        der = certificate(name).public_bytes(Encoding.DER)
        signed_data = part(part(part(b"digest")), part(part(der)), part())
        value = part(part(signed_data, part(), part(b"key")))
        entries += struct.pack("<QI", len(value) + 4, number) + value
    size = len(entries) + 24
    block = struct.pack("<Q", size) + entries + struct.pack("<Q", size) + b"APK Sig Block 42"
    end = data.rfind(b"PK\x05\x06")
    (directory,) = struct.unpack_from("<I", data, end + 16)
    tail = bytearray(data[directory:])
    struct.pack_into("<I", tail, end - directory + 16, directory + len(block))
    return data[:directory] + block + bytes(tail)


@pytest.mark.parametrize(
    ("data", "names"),
    [
        (package(schemes={0x7109871A: "shop.example.cn"}), ("CN=shop.example.cn",)),
        (package(schemes={0x7109871A: "old", 0xF05368C0: "new"}), ("CN=new",)),
        (package(jar="legacy.example.cn"), ("CN=legacy.example.cn",)),
        (package(), ()),
        (b"", ()),
        (b"no zip at all", ()),
    ],
)
def test_the_signers_are_named(data: bytes, names: tuple[str, ...], tmp_path: Path) -> None:
    file = tmp_path / "app.apk"
    file.write_bytes(data)
    assert signer_names(file) == names


WHOLE = package(schemes={0x7109871A: "a"})


def test_a_certificate_of_no_possible_version_gives_no_name(tmp_path: Path) -> None:
    version_three, version_two = b"\xa0\x03\x02\x01\x02", b"\xa0\x03\x02\x01\x01"
    assert version_three in WHOLE
    file = tmp_path / "app.apk"
    file.write_bytes(WHOLE.replace(version_three, version_two))
    assert signer_names(file) == ()


@given(st.data())
def test_damage_gives_names_or_none(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    whole = bytearray(WHOLE)
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    file = tmp_path_factory.mktemp("apk") / "app.apk"
    file.write_bytes(bytes(whole))
    assert isinstance(signer_names(file), tuple)
