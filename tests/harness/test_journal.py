"""What is written ahead can be undone, whatever byte a crash stops at."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harness.journal import Journal, PhoneKey, unfinished

PHONE = PhoneKey("127.0.0.1", 28437, "127.0.0.1:28434")


def journal_file(state_home: Path) -> Path:
    return next((state_home / "consentinel" / "journal").iterdir())


def test_a_change_is_known_to_the_next_run_until_it_is_settled() -> None:
    change = Journal(PHONE).record("http_proxy", ours="127.0.0.1:8080", before="null")
    later = Journal(PHONE)
    assert later.pending() == (change,)
    assert unfinished() == (PHONE,)
    later.settle(change)
    assert Journal(PHONE).pending() == ()
    assert unfinished() == ()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(before=st.text(st.characters() | st.sampled_from("\u2028\u2029\x85\x0b\x1c\r\ud800"), max_size=8))
def test_whatever_a_phone_had_before_is_known_to_the_next_run(before: str) -> None:
    journal = Journal(PHONE)
    change = journal.record("http_proxy", ours="127.0.0.1:8080", before=before)
    assert Journal(PHONE).pending() == (change,)
    journal.settle(change)


def test_the_newest_change_is_undone_first() -> None:
    journal = Journal(PHONE)
    first, second = journal.record("reverse", port="1"), journal.record("http_proxy", ours="a", before="b")
    assert Journal(PHONE).pending() == (second, first)


def test_phones_do_not_mix() -> None:
    Journal(PHONE).record("reverse", port="1")
    assert Journal(PhoneKey("127.0.0.1", 5037, PHONE.serial)).pending() == ()


def test_the_folder_is_private(state_home: Path) -> None:
    Journal(PHONE).record("reverse", port="1")
    assert (state_home / "consentinel").stat().st_mode & 0o077 == 0
    assert journal_file(state_home).parent.stat().st_mode & 0o077 == 0


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(st.data())
def test_a_journal_cut_at_any_byte_keeps_whole_entries_and_goes_on(state_home: Path, data: st.DataObject) -> None:
    for old in (state_home / "consentinel" / "journal").glob("*"):
        old.unlink()
    journal = Journal(PHONE)
    changes = [journal.record("http_proxy", ours="127.0.0.1:8080", before="代理"), journal.record("reverse", port="1")]
    file = journal_file(state_home)
    content = file.read_bytes()
    cut = data.draw(st.integers(0, len(content)))
    file.write_bytes(content[:cut])
    whole = [change for change in changes if f'"number": {change.number}'.encode() in content[:cut]]
    found = Journal(PHONE)
    assert {change.number for change in found.pending()} <= {change.number for change in whole}
    if cut == len(content):
        assert found.pending() == tuple(reversed(changes))
    added = found.record("ca", module="yes")
    assert added in Journal(PHONE).pending()


@pytest.mark.parametrize(
    "junk", [b"5\n", b"[]\n", b"{}\n", b'{"settled": 9}\n', b"\xff\xfe\n", b'{"change": {"a": 1}}\n']
)
def test_lines_that_make_no_sense_are_passed_over(state_home: Path, junk: bytes) -> None:
    change = Journal(PHONE).record("reverse", port="1")
    file = journal_file(state_home)
    file.write_bytes(junk + file.read_bytes() + junk)
    assert Journal(PHONE).pending() == (change,)
