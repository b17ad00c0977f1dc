"""Judging as a whole: one finding a rule, the same bytes everywhere, torn files included."""

from __future__ import annotations

import shutil
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.judging import judge_case
from detectors.rules.catalogue import catalogue
from detectors.rules.finding import Findings, Verdict
from evidence import events as ev
from evidence.recording import Recording
from tests.detectors.first_launch import run
from tests.recordings import ANDROID_ID, Tape, ad, view

RULES = [
    "popup-2022/5.6d",
    "popup-2022/5.6e",
    "popup-2022/5.8a",
    "popup-2022/5.8b",
    "popup-2022/5.8c",
    "popup-2022/5.9b",
    "popup-draft-2022/5.7d",
    "popup-draft-2022/5.7e",
    "popup-draft-2022/5.9b",
    "popup-draft-2022/5.9c",
    "popup-draft-2022/5.10b",
    "app-2019/1.1a",
    "app-2019/1.2",
    "app-2019/1.3",
    "app-2019/1.4",
    "app-2019/2.3a",
    "app-2019/3.1",
    "app-2019/3.2a",
    "app-2019/3.3",
    "app-2019/3.4",
    "app-2019/4.4",
    "app-2019/5.1",
    "appinfo-2016/7.4a",
]


def full(tape: Tape) -> Tape:
    """A run with a leak and an ad."""

    def leak(t: Tape) -> None:
        t.flow(body=ANDROID_ID.encode())

    def popups(t: Tape) -> None:
        number = t.screen(view("活动", ad=ad(labelled=False)))
        t.closing(number, view("首页"), view("首页"))

    return run(tape, before=leak, popups=popups)


def test_there_is_one_finding_for_each_rule_in_the_catalogues_order(tape: Tape) -> None:
    findings = full(tape).judge()
    assert [found.rule for found in findings.findings] == RULES
    assert findings.catalogue_version == catalogue().version


def test_every_verdict_that_needs_a_reason_has_one(tape: Tape) -> None:
    needy = {Verdict.INCONCLUSIVE, Verdict.REVIEW, Verdict.NOT_APPLICABLE}
    for found in full(tape).judge(None).findings:
        assert found.verdict not in needy or found.reason
        assert found.message.zh and found.message.en


def test_a_recording_without_anything_is_inconclusive_throughout(tape: Tape) -> None:
    findings = tape.judge(None)
    assert {found.verdict for found in findings.findings} == {Verdict.INCONCLUSIVE}
    assert findings.exit_status == 3


def test_an_app_that_could_not_be_installed_is_told_in_every_finding(tape: Tape) -> None:
    tape.add(ev.AppOutcome(outcome="install_failure", detail="INSTALL_FAILED_OLDER_SDK"))
    for found in tape.judge("failed").findings:
        assert found.verdict is Verdict.INCONCLUSIVE
        assert found.reason and "INSTALL_FAILED_OLDER_SDK" in found.reason.en


def test_equal_recordings_give_equal_bytes_in_any_folder(tape: Tape, tmp_path: Path) -> None:
    recording = full(tape).end()
    copy = tmp_path / "elsewhere" / "copy"
    shutil.copytree(recording.folder, copy)
    first = judge_case(recording, tape.eyes).to_json()
    assert judge_case(recording, tape.eyes).to_json() == first
    assert judge_case(Recording.open(copy), tape.eyes).to_json() == first
    assert str(tmp_path).encode() not in first


def test_findings_survive_the_way_through_their_file(tape: Tape) -> None:
    findings = full(tape).judge()
    assert Findings.model_validate_json(findings.to_json()) == findings


@settings(max_examples=40, deadline=None)
@given(share=st.floats(0.0, 1.0), index_share=st.floats(0.0, 1.0))
def test_torn_files_judge_and_never_pass_what_was_not_seen(
    tmp_path_factory: object, share: float, index_share: float
) -> None:
    folder: Path = tmp_path_factory.mktemp("torn")  # type: ignore[attr-defined]
    tape = full(Tape(folder / "recording"))
    recording = tape.end()
    for path, kept in (
        (recording.folder / "events.jsonl", share),
        (recording.folder / "traffic/index.jsonl", index_share),
    ):
        data = path.read_bytes()
        path.write_bytes(data[: int(len(data) * kept)])
    torn = Recording.open(recording.folder)
    findings = judge_case(torn, tape.eyes)
    assert [found.rule for found in findings.findings] == RULES
    if not torn.complete:
        absent = {Verdict.NOT_OBSERVED, Verdict.NOT_APPLICABLE}
        assert not any(found.verdict in absent for found in findings.findings)
    assert judge_case(torn, tape.eyes).to_json() == findings.to_json()
