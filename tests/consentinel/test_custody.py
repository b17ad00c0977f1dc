"""`keys`, `seal`, `verify`: what the user reads, and the exit status."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from consentinel.cli import app
from tests.evidence.custody.authority import Authority, served
from tests.evidence.made import write_small
from tests.recordings import Tape


@pytest.fixture(autouse=True)
def _keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


def call(*words: object) -> tuple[int, str]:
    """Exit status and all that was printed."""
    done = CliRunner().invoke(app, [str(word) for word in words])
    return done.exit_code, done.output


def _key(name: str = "lab") -> str:
    status, output = call("keys", "--make", name)
    assert status == 0
    return output.split()[1]


def test_a_key_is_made_shown_and_used(tmp_path: Path) -> None:
    assert "keys --make NAME" in call("keys")[1]
    fingerprint = _key()
    assert call("keys") == (0, f"{fingerprint} lab seals\n")
    assert (tmp_path / "config/consentinel/keys/lab.key").stat().st_mode & 0o777 == 0o600
    write_small(tmp_path / "r")
    status, output = call("seal", tmp_path / "r")
    assert status == 0 and fingerprint in output and "the hash chain holds" in output
    status, output = call("verify", tmp_path / "r-sealed", "--key", fingerprint)
    assert status == 0 and "as they were sealed" in output and f"{fingerprint} lab" in output
    assert call("verify", tmp_path / "r-sealed")[0] == 0, "this machine's own key is known"


def test_a_change_is_named_and_exits_with_1(tmp_path: Path) -> None:
    _key()
    write_small(tmp_path / "r")
    call("seal", tmp_path / "r", "--out", tmp_path / "bag")
    (tmp_path / "bag/data/screens/000001.png").write_bytes(b"other")
    status, output = call("verify", tmp_path / "bag")
    assert status == 1 and "CHANGED: data/screens/000001.png was changed" in output


def test_an_unknown_key_exits_with_3_and_another_than_the_given_with_1(tmp_path: Path) -> None:
    fingerprint = _key()
    write_small(tmp_path / "r")
    call("seal", tmp_path / "r", "--out", tmp_path / "bag")
    shutil.rmtree(tmp_path / "config")
    status, output = call("verify", tmp_path / "bag")
    assert status == 3 and "UNKNOWN KEY" in output and fingerprint in output
    status, output = call("verify", tmp_path / "bag", "--key", "0" * 64)
    assert status == 1 and f"sealed with {fingerprint}" in output
    assert call("verify", tmp_path / "bag", "--key", "0123")[0] == 2


def test_without_a_key_nothing_is_sealed_and_the_mend_is_told(tmp_path: Path) -> None:
    write_small(tmp_path / "r")
    status, output = call("seal", tmp_path / "r")
    assert status == 2 and "keys --make NAME" in output and not (tmp_path / "r-sealed").exists()


def test_a_time_stamp_is_asked_for_and_checked(tmp_path: Path) -> None:
    _key()
    write_small(tmp_path / "r")
    authority = Authority()
    (tmp_path / "root.pem").write_bytes(authority.pem)
    (tmp_path / "strange.pem").write_bytes(Authority().pem)
    with served(authority) as url:
        assert call("seal", tmp_path / "r", "--out", tmp_path / "bag", "--timestamp", url)[0] == 0
    status, output = call("verify", tmp_path / "bag", "--tsa", tmp_path / "root.pem")
    assert status == 0 and "2026-01-31T14:25:01+00:00 by the authority that was given" in output
    assert "NOT CHECKED" in call("verify", tmp_path / "bag")[1]
    assert call("verify", tmp_path / "bag", "--tsa", tmp_path / "strange.pem")[0] == 1
    call("seal", tmp_path / "r", "--out", tmp_path / "plain")
    status, output = call("verify", tmp_path / "plain", "--tsa", tmp_path / "root.pem")
    assert status == 1 and "no time stamp" in output


def test_a_recording_that_was_not_sealed_has_its_chain_checked(tmp_path: Path) -> None:
    write_small(tmp_path / "r")
    status, output = call("verify", tmp_path / "r")
    assert status == 0 and "the hash chain holds" in output and "not sealed" in output
    assert call("verify", tmp_path / "r", "--key", "0" * 64)[0] == 2
    (tmp_path / "r/chain.jsonl").rename(tmp_path / "chain")
    status, output = call("verify", tmp_path / "r")
    assert status == 3 and "without a hash chain" in output
    (tmp_path / "chain").rename(tmp_path / "r/chain.jsonl")
    with (tmp_path / "r/events.jsonl").open("ab") as events:
        events.write(b"{}\n")
    status, output = call("verify", tmp_path / "r")
    assert status == 1 and "events.jsonl line 8 was added" in output
    status, output = call("seal", tmp_path / "r")
    assert status == 2, "no key yet"
    _key()
    status, output = call("seal", tmp_path / "r")
    assert status == 2 and "is not what was recorded" in output


def test_a_copy_for_sharing_is_sealed_and_verifies(tmp_path: Path) -> None:
    _key()
    Tape(tmp_path / "r", identifiers={"imei": ("862123045678901",)}).end()
    status, output = call("seal", tmp_path / "r", "--redact")
    assert status == 0 and "redaction.json" in output
    bag = tmp_path / "r-redacted"
    status, output = call("verify", bag)
    assert status == 0 and "a copy for sharing" in output
    assert json.loads((bag / "data/redaction.json").read_bytes())["kinds"] == ["imei"]
    assert not any(b"862123045678901" in path.read_bytes() for path in bag.rglob("*") if path.is_file())


def test_the_recording_may_be_the_folder_that_one_is_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _key()
    write_small(tmp_path / "r")
    monkeypatch.chdir(tmp_path / "r")
    assert call("seal", ".")[0] == 0 and call("verify", tmp_path / "r-sealed")[0] == 0
