"""What is new since the last nightly and since a baseline, what changed with it, and what many nightlies say."""

from __future__ import annotations

import pytest

from reports.history.differences import Excuse
from reports.history.facts import HostFact
from reports.history.night import Night, night
from reports.history.values import Judged, Nightly, Said
from tests.reports.history.nights import BEGIN_S, DAY_S, DRAFT, OTHER, RULE, Nights, facts, failure, said

CASES = [
    # before, after, kind, exit status
    ("pass", "violation", "new", 1),
    (None, "violation", "new", 1),
    ("inconclusive", "violation", "new", 1),
    ("violation", "violation", "still", 0),
    ("violation", "pass", "fixed", 0),
    ("violation", "not_observed", "fixed", 0),
    ("violation", "inconclusive", "lost", 3),
    ("pass", "inconclusive", "lost", 3),
    ("pass", "review", "lost", 3),
    (None, "inconclusive", "lost", 3),
    ("review", "inconclusive", "lost", 3),
    ("inconclusive", "inconclusive", "same", 0),
    ("inconclusive", "pass", "changed", 0),
    ("pass", "not_applicable", "changed", 0),
    (None, "pass", "same", 0),
    ("pass", "pass", "same", 0),
]


@pytest.mark.parametrize(("before", "after", "kind", "status"), CASES)
def test_how_a_verdict_changed(nights: Nights, before: str | None, after: str, kind: str, status: int) -> None:
    nights.night(facts("shop", *([said(RULE, before)] if before else [])))
    told = night(nights.store, nights.night(facts("shop", said(RULE, after))))
    assert _kinds(told) == {("shop", RULE): kind}
    assert told.exit_status == status


def test_a_violation_that_concerns_another_identifier_is_new(nights: Nights) -> None:
    nights.night(facts("shop", said(RULE, "violation", "imei")))
    told = night(nights.store, nights.night(facts("shop", said(RULE, "violation", "imei", "oaid"))))
    (change,) = told.compared[0].changes
    assert (change.kind, change.more, change.moved) == ("new", ("oaid",), True)
    fewer = night(nights.store, nights.night(facts("shop", said(RULE, "violation", "oaid"))))
    assert _kinds(fewer) == {("shop", RULE): "still"}


def test_a_draft_is_told_and_never_counted(nights: Nights) -> None:
    nights.night(facts("shop", said(DRAFT, "pass")))
    told = night(nights.store, nights.night(facts("shop", said(DRAFT, "violation"))))
    assert _kinds(told) == {("shop", DRAFT): "new"}
    assert told.exit_status == 0
    assert told.count("new") == 0


def test_an_app_that_could_not_be_judged_is_not_passed_over(nights: Nights) -> None:
    nights.night(facts("shop", said(RULE, "pass")), facts("mail", said(RULE, "pass")))
    told = night(nights.store, nights.night(facts("shop", said(RULE, "pass")), failed={"mail": failure()}))
    assert told.exit_status == 3
    (missing,) = told.not_judged
    assert missing.task.piece.name == "mail"
    assert missing.task.reason == "PhoneOffline: gone"
    assert [one.message for one in missing.failures] == ["gone"]


def test_a_night_without_equipment_hides_nothing(nights: Nights) -> None:
    nights.night(facts("shop", said(RULE, "pass")))
    nights.night(failed={"shop": failure()})
    told = night(nights.store, nights.night(facts("shop", said(RULE, "violation"))))
    assert _kinds(told) == {("shop", RULE): "new"}
    assert told.since == "night-0"


def test_a_baseline_is_what_counts_where_one_is_named(nights: Nights) -> None:
    good = nights.night(facts("shop", said(RULE, "pass"), said(OTHER, "violation")))
    nights.night(facts("shop", said(RULE, "violation"), said(OTHER, "pass")))
    latest = nights.night(facts("shop", said(RULE, "violation"), said(OTHER, "pass")))
    assert night(nights.store, latest).exit_status == 0
    told = night(nights.store, latest, baseline=good, baseline_name="release")
    assert _kinds(told) == {("shop", RULE): "new", ("shop", OTHER): "fixed"}
    assert told.exit_status == 1
    (outcome,) = told.outcomes
    assert outcome.since_last is not None
    assert {change.kind for change in outcome.since_last.changes} == {"still", "same"}


def test_things_are_compared_with_how_they_stood_at_a_time(nights: Nights) -> None:
    nights.night(facts("shop", said(RULE, "pass")))
    nights.night(facts("shop", said(RULE, "violation")))
    latest = nights.night(facts("shop", said(RULE, "violation")))
    since = night(nights.store, latest, since_s=BEGIN_S + DAY_S / 2, since="then")
    assert _kinds(since) == {("shop", RULE): "new"}


def test_series_do_not_mix(nights: Nights) -> None:
    nights.night(facts("shop", said(RULE, "violation")))
    other = Nights(nights.store, "weekly")
    assert night(nights.store, other.night(facts("shop", said(RULE, "violation")))).exit_status == 1


def test_what_changed_is_told_with_it(nights: Nights) -> None:
    nights.night(facts("shop", said(RULE, "pass")))
    tracker = HostFact(host="t.tracker.cn", owner="vendor", party="Tracker", sdk="Tracker SDK", requests=9)
    after = facts(
        "shop",
        said(RULE, "violation", version=2),
        app_version="2.0 (2)",
        app_sha256="b" * 64,
        hosts=(tracker,),
        device="phone-2",
        device_model="Other",
        catalogue="def",
        tools={"consentinel": "0.2.0"},
    )
    told = night(nights.store, nights.night(after))
    changed = {one.name.en: (one.before, one.after) for one in told.compared[0].circumstances}
    assert changed == {
        "app version": ("1.0 (1)", "2.0 (2)"),
        "app file": ("a" * 12, "b" * 12),
        "SDKs and hosts": ("− api.example.com (example.com)", "+ t.tracker.cn (Tracker SDK)"),
        "device": ("phone-1", "phone-2"),
        "model": ("Haitang A34", "Other"),
        "rule catalogue": ("abc", "def"),
        "detector versions": ("3.1 1", "3.1 2"),
        "consentinel": ("0.1.0", "0.2.0"),
    }


def test_a_suppressed_finding_does_not_count_and_is_told(nights: Nights) -> None:
    nights.night(facts("shop", said(RULE, "pass")))
    latest = nights.night(facts("shop", said(RULE, "violation"), said(OTHER, "inconclusive")))
    told = night(nights.store, latest, excused=lambda run, finding: Excuse("known", "lin", "2030-01-01"))
    assert told.exit_status == 0
    assert [change.rule for _, change in told.suppressed] == [RULE, OTHER]


def test_a_suppression_that_ended_makes_the_violation_new_once(nights: Nights) -> None:
    runs = [nights.night(facts("shop", said(RULE, "violation"))) for _ in range(4)]

    def excused(run: Judged, finding: Said) -> Excuse | None:
        return Excuse("known", "lin", "then") if run.nightly in ("night-0", "night-1") else None

    told = [night(nights.store, nightly, excused=excused) for nightly in runs]
    assert [one.exit_status for one in told] == [0, 0, 1, 0]
    assert told[2].compared[0].changes[0].expired


def test_verdicts_that_flip_without_a_change_waver(nights: Nights) -> None:
    for verdict in ("pass", "violation", "pass", "pass"):
        latest = nights.night(facts("shop", said(RULE, verdict), said(OTHER, "pass")))
    (one,) = night(nights.store, latest).wavering
    assert (one.key[0], one.rule, one.flips, one.pairs) == ("shop", RULE, 2, 3)
    assert set(one.verdicts) == {"pass", "violation"}


@pytest.mark.parametrize(
    "other", [{"app_version": "2"}, {"app_sha256": "c"}, {"catalogue": "new"}, {"device_model": "Other"}]
)
def test_verdicts_that_change_with_something_do_not_waver(nights: Nights, other: dict[str, str]) -> None:
    nights.night(facts("shop", said(RULE, "pass")))
    assert night(nights.store, nights.night(facts("shop", said(RULE, "violation"), **other))).wavering == ()


def test_the_slowest_steps_stand_beside_what_they_took_before(nights: Nights) -> None:
    nights.night(facts("shop"))
    (first, second) = night(nights.store, nights.night(facts("shop"))).slowest
    assert (first.kind, first.took_s, first.before_s) == ("findPolicy", 30.0, 30.0)
    assert second.kind == "launchApp"


def test_devices_that_fail_come_first(nights: Nights) -> None:
    nights.night(facts("shop"), failed={"mail": failure("phone-2", "unplugged")})
    ill, well = night(nights.store, nights.night(facts("shop"))).health
    assert (ill.device, ill.runs, ill.failures, ill.rate) == ("phone-2", 0, 1, 1.0)
    assert ill.last is not None
    assert ill.last.message == "unplugged"
    assert (well.device, well.runs, well.rate, well.mean_s) == ("phone-1", 2, 0.0, 60.0)


def test_the_trend_has_every_night_in_numbers(nights: Nights) -> None:
    nights.night(facts("shop", said(RULE, "violation"), said(DRAFT, "violation")))
    latest = nights.night(facts("shop", said(RULE, "pass")), failed={"mail": failure()})
    first, second = night(nights.store, latest).trend
    assert (first.verdicts, first.took_s) == ({"violation": 1}, 600.0)
    assert (second.verdicts, second.tasks) == ({"pass": 1}, {"judged": 1, "failed": 1})


def _kinds(told: Night) -> dict[tuple[str, str], str]:
    return {(one.after.task.piece.name, change.rule): change.kind for one in told.compared for change in one.changes}


def test_the_first_nightly_is_compared_with_nothing(nights: Nights) -> None:
    only: Nightly = nights.night(facts("shop", said(RULE, "violation")))
    told = night(nights.store, only)
    assert (told.since, told.exit_status) == ("", 1)
