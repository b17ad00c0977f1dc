"""Sealed bags: they say what they are, the reference library validates them, and no tampering goes unseen."""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import bagit
import pytest

from evidence.custody.keys import SigningKey, known_keys, load_key, make_key
from evidence.custody.sealing import seal
from evidence.custody.stamp import read_roots
from evidence.custody.statement import Statement
from evidence.custody.verifying import Verified, verify
from evidence.errors import EvidenceError
from evidence.recording import Recording
from tests.evidence.custody.authority import STAMPED, Authority, served
from tests.evidence.made import write_small

Tamper = Callable[[Path], object]


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, authority: Authority) -> tuple[Path, Path, SigningKey]:
    """A stamped bag, the folder of keys and the key."""
    base = tmp_path_factory.mktemp("sealed")
    write_small(base / "r")
    (base / "r" / "mitmdump.log").write_text("started\n")
    key = make_key(base / "keys", "lab")
    with served(authority) as url:
        seal(base / "r", base / "bag", key, stamp_url=url)
    return base / "bag", base / "keys", key


def _edit(name: str, old: bytes, new: bytes) -> Tamper:
    def change(bag: Path) -> None:
        data = (bag / name).read_bytes()
        assert old in data
        (bag / name).write_bytes(data.replace(old, new, 1))

    return change


def _line_out(name: str, number: int) -> Tamper:
    def change(bag: Path) -> None:
        lines = (bag / name).read_bytes().splitlines(keepends=True)
        del lines[number]
        (bag / name).write_bytes(b"".join(lines))

    return change


def _swap(name: str, one: int, other: int) -> Tamper:
    def change(bag: Path) -> None:
        lines = (bag / name).read_bytes().splitlines(keepends=True)
        lines[one], lines[other] = lines[other], lines[one]
        (bag / name).write_bytes(b"".join(lines))

    return change


def _as_link(bag: Path) -> None:
    path = bag / "data" / "events.jsonl"
    outside = bag.parent / "outside.jsonl"
    shutil.move(path, outside)
    path.symlink_to(outside)


def _bagged_anew(bag: Path) -> None:
    """Somebody who knows BagIt: changes the log, and lets the library write new manifests."""
    _edit("data/events.jsonl", b'"agree"', b'"ignor"')(bag)
    bagit.Bag(str(bag)).save(manifests=True)


def _sealed_by_another(bag: Path) -> None:
    """Somebody with a key of their own: everything fits, but for the key."""
    other = make_key(bag.parent / "theirs", "other")
    shutil.copytree(bag / "data", bag.parent / "taken")
    stamp = (bag / "seal" / "timestamp.tsr").read_bytes()
    assert stamp
    shutil.rmtree(bag)
    _edit("device/000001-appops.txt", b"none", b"some")(bag.parent / "taken")
    (bag.parent / "taken" / "chain.jsonl").unlink()
    seal(bag.parent / "taken", bag, other)


def _key_swapped(bag: Path) -> None:
    other = make_key(bag.parent / "theirs", "other")
    (bag / "seal" / "key.pub").write_bytes(other.public.pem)


def _stamp_of_another(bag: Path) -> None:
    from evidence.custody.stamp import ask_for_stamp

    with served(Authority()) as url:
        signature = base64.b64decode((bag / "seal" / "statement.sig").read_bytes())
        (bag / "seal" / "timestamp.tsr").write_bytes(ask_for_stamp(url, signature))
    bagit.Bag(str(bag)).save()


def _stamp_out(bag: Path) -> None:
    (bag / "seal" / "timestamp.tsr").unlink()
    bagit.Bag(str(bag)).save()


def _first_letter(bag: Path) -> None:
    path = bag / "seal" / "statement.sig"
    coded = bytearray(path.read_bytes())
    coded[5] = ord("A") if coded[5] != ord("A") else ord("B")
    path.write_bytes(coded)


TAMPERINGS: dict[str, tuple[Tamper, str]] = {
    "a byte of a picture": (_edit("data/screens/000001.png", b"PNG", b"PNg"), "data/screens/000001.png was changed"),
    "a UI source": (_edit("data/screens/000001.xml", b"10", b"11"), "data/screens/000001.xml was changed"),
    "a word of an event": (_edit("data/events.jsonl", b'"agree"', b'"other"'), "data/events.jsonl was changed"),
    "an event removed": (_line_out("data/events.jsonl", 2), "data/events.jsonl was changed"),
    "the last event cut off": (_line_out("data/events.jsonl", -1), "data/events.jsonl was changed"),
    "two events swapped": (_swap("data/events.jsonl", 1, 2), "data/events.jsonl was changed"),
    "a traffic line added": (
        lambda bag: (bag / "data/traffic/index.jsonl").open("ab").write(b"{}\n"),
        "data/traffic/index.jsonl was changed",
    ),
    "an upload removed": (_line_out("data/traffic/index.jsonl", 1), "data/traffic/index.jsonl was changed"),
    "the app's name": (_edit("data/recording.json", b'"shop"', b'"shed"'), "data/recording.json was changed"),
    "a link of the chain": (_line_out("data/chain.jsonl", 3), "data/chain.jsonl was changed"),
    "a file removed": (lambda bag: (bag / "data/device/000001-appops.txt").unlink(), "appops.txt was removed"),
    "a file renamed": (
        lambda bag: (bag / "data/screens/000001.png").rename(bag / "data/screens/000002.png"),
        "data/screens/000001.png was removed",
    ),
    "a file emptied": (lambda bag: (bag / "data/mitmdump.log").write_bytes(b""), "data/mitmdump.log was changed"),
    "a file added to the recording": (
        lambda bag: (bag / "data/screens/000009.png").write_bytes(b"x"),
        "data/screens/000009.png was added",
    ),
    "a file added beside it": (lambda bag: (bag / "note.txt").write_text("x"), "note.txt was added"),
    "a file replaced by a link": (_as_link, "data/events.jsonl was added: a link"),
    "everything removed": (lambda bag: shutil.rmtree(bag / "data"), "data/chain.jsonl was removed"),
    "a sum in the manifest": (_swap("manifest-sha256.txt", 0, 1), "manifest-sha256.txt was changed"),
    "bagged anew": (_bagged_anew, "was changed"),
    "the tag manifest": (_line_out("tagmanifest-sha256.txt", 0), "tagmanifest-sha256.txt was changed"),
    "the tag manifest removed": (lambda bag: (bag / "tagmanifest-sha256.txt").unlink(), "tagmanifest-sha256.txt"),
    "who recorded": (_edit("bag-info.txt", b"not given", b"Somebody"), "bag-info.txt was changed"),
    "the version of BagIt": (_edit("bagit.txt", b"0.97", b"0.96"), "bagit.txt was changed"),
    "the statement": (_edit("seal/statement.json", b'"whole"', b'"none"'), "seal/statement.json"),
    "the signature": (_first_letter, "seal/statement.sig"),
    "the signature removed": (lambda bag: (bag / "seal/statement.sig").unlink(), "seal/statement.sig was removed"),
    "the key": (_key_swapped, "seal/key.pub"),
    "sealed by another": (_sealed_by_another, "is sealed with"),
    "the time stamp removed": (_stamp_out, "seal/timestamp.tsr was removed"),
    "the time stamp of another authority": (_stamp_of_another, "seal/timestamp.tsr was changed"),
}


@pytest.mark.parametrize("name", TAMPERINGS)
def test_no_tampering_goes_unseen(
    made: tuple[Path, Path, SigningKey], authority: Authority, tmp_path: Path, name: str
) -> None:
    shutil.copytree(made[0], tmp_path / "bag")
    tamper, expected = TAMPERINGS[name]
    tamper(tmp_path / "bag")
    (tmp_path / "root.pem").write_bytes(authority.pem)
    found = verify(tmp_path / "bag", fingerprint=made[2].public.fingerprint, roots=read_roots(tmp_path / "root.pem"))
    assert not found.whole and expected in found.problem, found.problem


def test_there_are_twenty_kinds_of_tampering_and_more() -> None:
    assert len(TAMPERINGS) >= 20


def test_a_whole_bag_verifies_and_the_reference_library_says_so_too(
    made: tuple[Path, Path, SigningKey], authority: Authority, tmp_path: Path
) -> None:
    bag, keys, _ = made
    (tmp_path / "root.pem").write_bytes(authority.pem)
    found = verify(bag, known=known_keys(keys), roots=read_roots(tmp_path / "root.pem"))
    assert found.whole and found.known and found.key is not None and found.key.name == "lab"
    assert found.stamp is not None and (found.stamp.at, found.stamp.trusted) == (STAMPED, True)
    assert bagit.Bag(str(bag)).is_valid()
    assert Recording.open(bag / "data").complete
    stated = found.statement
    assert isinstance(stated, Statement)
    assert (stated.chain.state, stated.app.profile.package) == ("whole", "com.example.shop")
    assert stated.covers["bagit.txt"] == hashlib.sha256((bag / "bagit.txt").read_bytes()).hexdigest()
    assert stated.sealed_with["bagit"] and stated.clock.zero == "2025-11-21T10:00:00+08:00"


def test_an_unknown_key_is_told_though_nothing_was_changed(made: tuple[Path, Path, SigningKey]) -> None:
    found = verify(made[0])
    assert found.whole and not found.known
    assert found.stamp is not None and not found.stamp.trusted, "nobody said which authority is trusted"
    named: Verified = verify(made[0], fingerprint=made[2].public.fingerprint)
    assert named.whole and named.known


def test_an_old_recording_without_a_chain_can_be_sealed_and_says_so(tmp_path: Path) -> None:
    write_small(tmp_path / "r")
    (tmp_path / "r" / "chain.jsonl").unlink()
    assert seal(tmp_path / "r", tmp_path / "bag", make_key(tmp_path / "keys", "k")).chain.state == "none"
    assert verify(tmp_path / "bag").whole


def test_what_is_not_any_more_what_was_recorded_is_not_sealed(tmp_path: Path) -> None:
    write_small(tmp_path / "r")
    _edit("events.jsonl", b'"agree"', b'"other"')(tmp_path / "r")
    key = make_key(tmp_path / "keys", "k")
    with pytest.raises(EvidenceError, match=r"not what was recorded: events.jsonl line 2 was changed"):
        seal(tmp_path / "r", tmp_path / "bag", key)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["keys", "r"], "nothing is left behind"


def test_the_recording_itself_is_not_touched(tmp_path: Path) -> None:
    write_small(tmp_path / "r")
    before = {path: path.read_bytes() for path in (tmp_path / "r").rglob("*") if path.is_file()}
    seal(tmp_path / "r", tmp_path / "bag", make_key(tmp_path / "keys", "k"))
    assert before == {path: path.read_bytes() for path in (tmp_path / "r").rglob("*") if path.is_file()}
    with pytest.raises(EvidenceError, match="there already"):
        seal(tmp_path / "r", tmp_path / "bag", load_key("k", tmp_path / "keys"))
    with pytest.raises(EvidenceError, match="lies in the recording"):
        seal(tmp_path / "r", tmp_path / "r" / "bag", load_key("k", tmp_path / "keys"))


def test_an_authority_that_answers_something_else_leaves_no_bag(tmp_path: Path) -> None:
    write_small(tmp_path / "r")
    key = make_key(tmp_path / "keys", "k")
    with served(Authority(spoil=True)) as url, pytest.raises(EvidenceError, match="something else"):
        seal(tmp_path / "r", tmp_path / "bag", key, stamp_url=url)
    with pytest.raises(EvidenceError, match="begins with http"):
        seal(tmp_path / "r", tmp_path / "bag", key, stamp_url="file:///etc/hostname")
    with pytest.raises(EvidenceError, match="gives no time stamp"):
        seal(tmp_path / "r", tmp_path / "bag", key, stamp_url="http://127.0.0.1:1/")
    assert not (tmp_path / "bag").exists() and not (tmp_path / "bag.part").exists()


def test_a_link_in_a_recording_is_not_followed_into_a_bag(tmp_path: Path) -> None:
    write_small(tmp_path / "r")
    (tmp_path / "r" / "device" / "x").symlink_to("/etc/hostname")
    with pytest.raises(EvidenceError, match="a link or no ordinary file"):
        seal(tmp_path / "r", tmp_path / "bag", make_key(tmp_path / "keys", "k"))


def test_a_folder_that_is_no_bag_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="is no sealed bag"):
        verify(tmp_path)


@pytest.mark.parametrize("statement", [b"", b"null", b'{"statement_version": 1}', json.dumps([1]).encode()])
def test_a_statement_that_somebody_signed_may_be_anything(
    made: tuple[Path, Path, SigningKey], tmp_path: Path, statement: bytes
) -> None:
    shutil.copytree(made[0], tmp_path / "bag")
    (tmp_path / "bag/seal/statement.json").write_bytes(statement)
    (tmp_path / "bag/seal/statement.sig").write_bytes(base64.b64encode(made[2].sign(statement)) + b"\n")
    assert "statement.json" in verify(tmp_path / "bag").problem
