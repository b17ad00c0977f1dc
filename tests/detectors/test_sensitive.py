"""appinfo-2016/7.4a, for information: location, contacts, camera and microphone only with consent."""

from __future__ import annotations

import pytest

from detectors.rules.finding import Finding, Verdict
from tests.detectors.first_launch import Part, run
from tests.recordings import ANDROID_ID, Tape, finding

RULE = "appinfo-2016/7.4a"
KNOWN = {
    "android_id": (ANDROID_ID,),
    "location": ("39.912599,116.387101",),
    "contacts": ("15049313266", "17758883378", "13931742521"),
}


@pytest.fixture
def tape(tape: Tape) -> Tape:
    return Tape(tape.folder.parent / "sensitive", identifiers=KNOWN)


def sends(body: bytes) -> Part:
    """A request to the operator."""
    return lambda tape: void(tape.flow(body=body))


def judged(tape: Tape, **parts: Part) -> Finding:
    """The finding about a first launch with these parts."""
    return finding(run(tape, **parts).judge(), RULE)  # type: ignore[arg-type]


@pytest.mark.parametrize("body", [b'{"lat":39.912599,"lng":116.387101}', b"p=15049313266"])
@pytest.mark.parametrize("moment", ["before", "after_refuse", "after_relaunch"])
def test_location_or_contacts_without_consent_are_a_hit_that_changes_no_status(
    tape: Tape, moment: str, body: bytes
) -> None:
    found = judged(tape, **{moment: sends(body)})
    assert found.verdict is Verdict.VIOLATION and found.informative
    assert {ref.id for ref in found.thresholds} == {"TH18", "TH20"}


@pytest.mark.parametrize("name", ["FINE_LOCATION", "READ_CONTACTS", "android:camera", "RECORD_AUDIO"])
def test_a_guarded_function_without_consent_is_a_hit(tape: Tape, name: str) -> None:
    def use(t: Tape) -> None:
        t.wait(3000)
        t.operations(**{name: 1000.0})

    assert judged(tape, before=use).verdict is Verdict.VIOLATION


def test_after_agreeing_they_are_in_order(tape: Tape) -> None:
    found = judged(tape, after_agree=sends(b'{"lat":39.912599,"lng":116.387101}'))
    assert found.verdict is Verdict.NOT_OBSERVED


def test_other_identifiers_and_operations_are_for_other_rules(tape: Tape) -> None:
    def others(t: Tape) -> None:
        t.flow(body=ANDROID_ID.encode())
        t.wait(3000)
        t.operations(READ_CLIPBOARD=1000.0)

    assert judged(tape, before=others).verdict is Verdict.NOT_OBSERVED


def test_a_place_that_is_not_the_phones_own_is_none(tape: Tape) -> None:
    found = judged(tape, before=sends(b'{"lat":31.230416,"lng":121.473701}'))
    assert found.verdict is not Verdict.VIOLATION and found.measures["hits"] == 0


def test_without_a_known_place_or_contact_nothing_can_be_said(tape: Tape) -> None:
    other = Tape(tape.folder.parent / "other")
    found = judged(other)
    assert found.verdict is Verdict.INCONCLUSIVE and found.reason and "location or contacts" in found.reason.en


def void(value: object) -> None:
    """For lambdas that must give nothing."""
