"""Reviewers' decisions in nightlies: taken in from beside the recordings, counted, and told on the page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from lxml import html

from evidence.reviews import Act, Review, Said, add_review
from reports.history.deciding import take_in_reviews
from reports.history.index import index_page
from reports.history.night import Night, night
from reports.history.reading import verdict_counts
from reports.history.values import Nightly
from tests.evidence.made import write_small
from tests.recordings import Tape
from tests.reports.history.nights import DRAFT, OTHER, RULE, Nights, facts, said

MARK = "0" * 31 + "1"
IMEI = "490154203237518"


@pytest.fixture
def folders(tmp_path: Path) -> list[Path]:
    """Recordings of four nights."""
    made = [tmp_path / f"night-{number}" / "attempt-1" for number in range(4)]
    for folder in made:
        write_small(folder)
    return made


def decide(
    folder: Path, act: Act, verdict: str = "violation", *, mark: str = MARK, at: str = "10", by: str = ""
) -> None:
    add_review(
        folder,
        Review(
            at=f"2026-11-20T{at}:00:00+08:00",
            by=by or "Li Lei",
            act=act,
            text="the number is a test account",
            rule=RULE,
            fingerprint=mark,
            verdict=verdict,
            said=Said(zh="看到的", en="what was seen"),
        ),
    )


def nightly_of(nights: Nights, folder: Path, verdict: str = "violation", mark: str = MARK) -> Nightly:
    return nights.night(facts("shop", said(RULE, verdict, "imei", mark=mark), recording=str(folder)))


def told(nights: Nights, nightly: Nightly) -> Night:
    take_in_reviews(nights.store)
    return night(nights.store, nightly)


def kind(of: Night) -> str:
    return next(change.kind for change in of.compared[0].changes if change.rule == RULE)


def test_a_rejected_violation_does_not_count_on_its_night_nor_on_the_next(nights: Nights, folders: list[Path]) -> None:
    first = nightly_of(nights, folders[0])
    assert told(nights, first).exit_status == 1
    decide(folders[0], "reject")
    again = told(nights, first)
    assert (again.exit_status, again.count("new"), again.rejected) == (0, 0, 1)
    second = told(nights, nightly_of(nights, folders[1]))
    assert (second.exit_status, kind(second), second.rejected) == (0, "same", 1)
    ((_, finding),) = second.decided
    assert finding.verdict == "violation", "what was judged stays"
    assert finding.decided is not None and finding.decided.nightly == "night-0"
    counts = verdict_counts(nights.store, [first, second.nightly])
    assert [(one.get("violation"), one.get("rejected")) for one in counts.values()] == [(0, 1), (0, 1)]
    decide(folders[0], "reopen", at="11")
    assert kind(told(nights, second.nightly)) == "still"


def test_another_finding_of_the_rule_counts_again(nights: Nights, folders: list[Path]) -> None:
    nightly_of(nights, folders[0])
    decide(folders[0], "reject")
    other = told(nights, nightly_of(nights, folders[1], mark="2" * 32))
    assert (other.exit_status, kind(other), other.rejected) == (1, "new", 0)


def test_what_was_confirmed_is_a_violation_and_new_only_once(nights: Nights, folders: list[Path]) -> None:
    nightly_of(nights, folders[0], "pass", "3" * 32)
    first = nightly_of(nights, folders[1], "review")
    assert told(nights, first).exit_status == 3
    decide(folders[1], "confirm", "review")
    confirmed = told(nights, first)
    assert (confirmed.exit_status, kind(confirmed)) == (1, "new")
    second = told(nights, nightly_of(nights, folders[2], "review"))
    assert (second.exit_status, kind(second)) == (0, "still")
    gone = told(nights, nightly_of(nights, folders[3], "pass", "3" * 32))
    assert kind(gone) == "fixed"


def test_a_decision_on_the_recording_itself_goes_before_one_on_another(nights: Nights, folders: list[Path]) -> None:
    first, second = nightly_of(nights, folders[0]), nightly_of(nights, folders[1])
    decide(folders[0], "confirm", at="10")
    decide(folders[1], "reject", at="11", by="Han")
    assert [told(nights, one).rejected for one in (first, second)] == [0, 1]
    third = told(nights, nightly_of(nights, folders[2]))
    assert third.rejected == 1, "elsewhere the latest counts"


@pytest.mark.parametrize(
    ("before", "after", "wanted", "status"),
    [
        ("violation", "pass", "changed", 0),
        ("violation", "inconclusive", "lost", 3),
        ("pass", "violation", "changed", 0),
        ("inconclusive", "violation", "changed", 0),
    ],
)
def test_a_rejected_finding_is_neither_new_nor_fixed(
    nights: Nights, folders: list[Path], before: str, after: str, wanted: str, status: int
) -> None:
    nightly_of(nights, folders[0], before, MARK if before == "violation" else "3" * 32)
    latest = nightly_of(nights, folders[1], after, MARK if after == "violation" else "3" * 32)
    decide(folders[0 if before == "violation" else 1], "reject")
    found = told(nights, latest)
    assert (kind(found), found.exit_status) == (wanted, status)


def test_decisions_outlive_their_recording_and_damage_stops_nothing(nights: Nights, folders: list[Path]) -> None:
    first = nightly_of(nights, folders[0])
    second = nightly_of(nights, folders[1], mark="5" * 32)
    decide(folders[0], "reject")
    decide(folders[1], "reject", mark="5" * 32)
    (folders[1] / "recording.json").write_text("{")
    assert told(nights, first).rejected == 1
    assert told(nights, second).rejected == 0, "one that cannot be read says nothing"
    folders[0].rename(folders[0].with_name("elsewhere"))
    assert told(nights, first).rejected == 1


def test_the_page_tells_decisions_and_second_runs(nights: Nights, tmp_path: Path) -> None:
    tape = Tape(tmp_path / "r", identifiers={"imei": (IMEI,)})
    tape.end()
    run = facts(
        "shop",
        said(RULE, "violation", "imei", mark=MARK),
        said(OTHER, "violation").model_copy(update={"again": "confirmed", "again_zh": "已复现：是", "again_en": "yes"}),
        said(DRAFT, "violation"),
        recording=str(tmp_path / "r"),
    )
    nightly = nights.night(run)
    decide(tmp_path / "r", "reject", by=f"<b>{IMEI}")
    page = index_page(told(nights, nightly), tmp_path).decode()
    assert IMEI not in page and "<b>" not in page
    tree = html.fromstring(page.encode())
    headline = words_at(tree, "//h1")[0]
    assert "新增 1 项违规" in headline and "1 new violation" in headline
    assert [tile for tile in words_at(tree, "//li[contains(@class,'tile')]") if "复核" in tile or "复现" in tile] == [
        "1 复核驳回rejected by a reviewer",
        "1 第二次运行复现seen again in a second run",
    ]
    assert words_at(tree, "//table[@id='grid']//td[contains(@class,'rejected')]") == ["✕"]
    assert words_at(tree, "//table[@id='grid']//td[contains(@class,'v-violation') and contains(@class,'a-confirmed')]")
    (section,) = words_at(tree, "//section[.//h2[@id='h-decided']]")
    assert "the number is a test account" in section and "复核驳回：" in section


def words_at(tree: Any, path: str) -> list[str]:
    return [" ".join("".join(node.itertext()).split()) for node in tree.xpath(path)]
