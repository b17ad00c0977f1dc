"""The authority is made once, is private, and has a name of its own on every phone."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from harness.capture.authority import AuthorityDamaged, CertificateAuthority, default_folder
from harness.platforms.android.trust import subject_hash_old


def test_it_is_made_once_and_private(tmp_path: Path) -> None:
    folder = tmp_path / "consentinel" / "ca"
    first = CertificateAuthority.load_or_create(folder)
    again = CertificateAuthority.load_or_create(folder)
    assert first.fingerprint == again.fingerprint
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o600}
    assert b"PRIVATE" not in first.pem.read_bytes()


def test_loose_permissions_are_tightened(tmp_path: Path) -> None:
    folder = CertificateAuthority.load_or_create(tmp_path / "ca").folder
    folder.chmod(0o755)
    (folder / "mitmproxy-ca.pem").chmod(0o644)
    CertificateAuthority.load_or_create(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "mitmproxy-ca.pem").stat().st_mode) == 0o600


def test_two_installations_have_different_names_on_a_phone(tmp_path: Path, ca: CertificateAuthority) -> None:
    other = CertificateAuthority.load_or_create(tmp_path / "ca")
    assert subject_hash_old(other.pem.read_bytes()) != subject_hash_old(ca.pem.read_bytes())


def test_the_name_on_a_phone_is_openssls_old_subject_hash(ca: CertificateAuthority) -> None:
    try:
        told = subprocess.run(
            ["openssl", "x509", "-noout", "-subject_hash_old", "-in", ca.pem],
            capture_output=True,
            check=True,
            text=True,
        )
    except FileNotFoundError:
        pytest.skip("no openssl command on this machine")
    assert subject_hash_old(ca.pem.read_bytes()) == told.stdout.strip()


def test_processes_that_come_at_once_get_the_same_one(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from harness.capture.authority import CertificateAuthority as A;"
        "print(A.load_or_create(Path(sys.argv[1])).fingerprint)"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "data" / "ca")]
    root = Path(__file__).parents[3]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, cwd=root) for _ in range(4)]
    told = {process.communicate(timeout=60)[0] for process in running}
    assert len(told) == 1
    assert told != {b""}
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["ca"]


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letters.txt").write_text("mine")
    with pytest.raises(AuthorityDamaged, match=r"mitmproxy-ca\.pem"):
        CertificateAuthority.load_or_create(tmp_path)
    assert (tmp_path / "letters.txt").read_text() == "mine"


def test_it_lives_in_the_users_data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert default_folder() == tmp_path / "consentinel" / "ca"
