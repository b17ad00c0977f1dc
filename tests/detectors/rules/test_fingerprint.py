"""A finding's lasting name: what changes it and what does not."""

from __future__ import annotations

from detectors.rules.finding import EvidenceRef, Finding, Text, Verdict
from detectors.rules.fingerprint import fingerprint

WORDS = Text(zh="发送了 2 次", en="sent 2 times")


def finding(rule: str = "app-2019/3.1", **changes: object) -> Finding:
    sent = EvidenceRef(kind="flow", id="17", label=WORDS, place="ws:3", range=(2, 9), identifier="oaid")
    seen = EvidenceRef(kind="screen", id="4", label=WORDS, box=(0, 0, 9, 9))
    made = Finding(
        rule=rule, verdict=Verdict.REVIEW, detector="d", detector_version=1, message=WORDS, evidence=(sent, seen)
    )
    return made.model_copy(update=changes)


def sent(**changes: object) -> tuple[EvidenceRef, ...]:
    return (finding().evidence[0].model_copy(update=changes),)


def test_outlives_another_run_a_newer_detector_and_another_verdict() -> None:
    same = [
        finding(verdict=Verdict.VIOLATION, detector="other", detector_version=7, message=Text(zh="又", en="again")),
        finding(evidence=sent(id="99", place="ws:41", range=(70, 77))),
    ]
    assert {fingerprint("com.example", one) for one in same} == {fingerprint("com.example", finding())}


def test_names_app_rule_identifier_and_place() -> None:
    others = [
        fingerprint("com.example.two", finding()),
        fingerprint("com.example", finding("app-2019/3.2a")),
        fingerprint("com.example", finding(evidence=sent(identifier="imei"))),
        fingerprint("com.example", finding(evidence=sent(place="url"))),
        fingerprint("com.example", finding()),
    ]
    assert len(set(others)) == len(others)
