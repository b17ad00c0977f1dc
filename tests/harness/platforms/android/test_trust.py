"""The name that Android files a CA under, and the plain word when trust is not possible."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from harness.config.devices import AdbAt
from harness.journal import Journal, PhoneKey
from harness.platforms.android.adb import AdbPhone, Answer
from harness.platforms.android.trust import subject_hash_old, trust_ca


@pytest.fixture
def ca_pem(tmp_path: Path) -> Path:
    """A CA with mitmproxy's subject, whose old subject hash is known."""
    key = ec.generate_private_key(ec.SECP256R1())
    names = [(NameOID.COMMON_NAME, "mitmproxy"), (NameOID.ORGANIZATION_NAME, "mitmproxy")]
    subject = x509.Name([x509.NameAttribute(oid, text) for oid, text in names])
    start = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(start)
        .not_valid_after(start + datetime.timedelta(days=365))
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "ca.pem"
    path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return path


class UnrootedPhone(AdbPhone):
    """A phone whose shell is the shell user, without su."""

    def __init__(self) -> None:
        super().__init__(AdbAt(server_port=28437), "phone-1", 1.0)

    def shell(self, command: str, *, timeout_s: float | None = None) -> Answer:
        return Answer(0, "2000\n", "") if command == "id -u" else Answer(127, "", "su: inaccessible or not found")


def test_the_name_of_mitmproxys_ca(ca_pem: Path) -> None:
    assert subject_hash_old(ca_pem.read_bytes()) == "c8750f0d"


def test_without_root_it_is_said_plainly_and_nothing_is_changed(ca_pem: Path) -> None:
    journal = Journal(PhoneKey("127.0.0.1", 28437, "phone-1"))
    trusted, reason = trust_ca(UnrootedPhone(), journal, ca_pem, 34)
    assert not trusted
    assert "without root" in reason
    assert journal.pending() == ()
