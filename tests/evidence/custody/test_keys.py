"""Keys: made once, readable by their owner alone, named by their fingerprint."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from evidence.custody.keys import known_keys, load_key, make_key, plain_fingerprint, read_public
from evidence.errors import EvidenceError


def test_a_key_is_readable_by_its_owner_alone_and_signs(tmp_path: Path) -> None:
    made = make_key(tmp_path / "keys", "lab")
    assert stat.S_IMODE((tmp_path / "keys" / "lab.key").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700
    for given in ("", "lab", str(tmp_path / "keys" / "lab.key")):
        loaded = load_key(given, tmp_path / "keys")
        assert loaded.public.fingerprint == made.public.fingerprint
    signature = made.sign(b"x")
    public = read_public((tmp_path / "keys" / "lab.pub").read_bytes())
    assert public is not None and public.signed(signature, b"x") and not public.signed(signature, b"y")


def test_a_key_is_never_replaced_and_its_name_is_plain(tmp_path: Path) -> None:
    make_key(tmp_path, "lab")
    with pytest.raises(EvidenceError, match="there already"):
        make_key(tmp_path, "lab")
    for name in ("", "../up", "a/b", ".x", "名"):
        with pytest.raises(EvidenceError, match="no name for a key"):
            make_key(tmp_path, name)


def test_what_is_no_usable_key_is_refused_with_the_mend(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="no key to seal with"):
        load_key("", tmp_path / "none")
    with pytest.raises(EvidenceError, match="keys --make"):
        load_key("absent", tmp_path)
    make_key(tmp_path, "one")
    make_key(tmp_path, "two")
    with pytest.raises(EvidenceError, match=r"several keys \(one, two\)"):
        load_key("", tmp_path)
    (tmp_path / "one.key").chmod(0o644)
    with pytest.raises(EvidenceError, match="can be read by others"):
        load_key("one", tmp_path)
    (tmp_path / "two.key").write_bytes(b"nothing")
    with pytest.raises(EvidenceError, match="no private key in PEM"):
        load_key("two", tmp_path)
    other = ec.generate_private_key(ec.SECP256R1())
    (tmp_path / "two.key").write_bytes(other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    with pytest.raises(EvidenceError, match="no Ed25519 key"):
        load_key("two", tmp_path)


def test_keys_of_others_are_known_when_their_public_half_is_put_there(tmp_path: Path) -> None:
    theirs = make_key(tmp_path / "theirs", "lab").public
    make_key(tmp_path / "ours", "mine")
    (tmp_path / "ours" / "partner.pub").write_bytes(theirs.pem)
    (tmp_path / "ours" / "broken.pub").write_bytes(b"x")
    assert [key.name for key in known_keys(tmp_path / "ours")] == ["mine", "partner"]
    assert known_keys(tmp_path / "absent") == ()


def test_a_fingerprint_may_be_written_as_people_do() -> None:
    plain = "0123456789abcdef" * 4
    parted = ":".join(plain[at : at + 2].upper() for at in range(0, 64, 2))
    assert plain_fingerprint(parted) == plain_fingerprint(f"SHA256:{plain}") == plain_fingerprint(plain) == plain
    with pytest.raises(EvidenceError, match="no fingerprint"):
        plain_fingerprint(plain[:-1])
