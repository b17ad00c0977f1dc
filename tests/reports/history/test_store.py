"""The results store keeps what it is given, once, on every database, and over upgrades of itself."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from reports.history.database import MIGRATIONS
from reports.history.errors import StoreError
from reports.history.facts import MAX_TEXT, fit
from reports.history.models import Base
from reports.history.reading import failures_of, judged_runs, steps_of
from reports.history.store import Store
from reports.history.values import Piece
from tests.reports.history.nights import OTHER, RULE, Nights, facts, failure, said

PIECE = Piece("shop", "com.example.shop", "Shop", "growth", "first_launch")


def test_the_tables_are_those_of_the_models(store: Store) -> None:
    with store.engine.begin() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_what_was_judged_comes_back(nights: Nights) -> None:
    run = facts("shop", said(RULE, "violation", "imei"), said(OTHER, "pass"), failures=(failure("phone-2"),))
    nightly = nights.night(run)
    (judged,) = judged_runs(nights.store, nightly).values()
    assert judged.findings[RULE].verdict == "violation"
    assert judged.findings[RULE].identifiers == ("imei",)
    assert [host.host for host in judged.hosts] == ["api.example.com"]
    assert (judged.app_version, judged.device, judged.tools) == ("1.0 (1)", "phone-1", {"consentinel": "0.1.0"})
    assert [(step.kind, step.took_ms) for step in steps_of(nights.store, [judged.id])] == [
        ("launchApp", 1200.0),
        ("findPolicy", 30000.0),
    ]
    (spoiled,) = failures_of(nights.store, [nightly])
    assert (spoiled.device, spoiled.error, spoiled.message) == ("phone-2", "PhoneOffline", "gone")


def test_a_task_has_one_result(store: Store) -> None:
    nightly = store.begin("nightly", "a", "/n/a", "consentinel")
    (task,) = store.plan(nightly, [PIECE])
    assert store.judged(task, facts("shop", said(RULE, "pass")))
    assert not store.judged(task, facts("shop", said(RULE, "violation")))
    (judged,) = judged_runs(store, nightly).values()
    assert judged.findings[RULE].verdict == "pass"
    assert store.count() == 1


def test_planning_again_adds_only_what_is_missing(store: Store) -> None:
    nightly = store.begin("nightly", "a", "/n/a", "consentinel")
    first = store.plan(nightly, [PIECE])
    store.judged(first[0], facts("shop"))
    more = Piece("mail", "com.example.mail", "", "", "first_launch")
    assert [(task.number, task.state) for task in store.plan(nightly, [PIECE, more])] == [(1, "judged"), (2, "planned")]


def test_a_nightly_that_was_broken_off_is_found_until_the_next_begins(store: Store) -> None:
    broken = store.begin("nightly", "a", "/n/a", "consentinel")
    assert store.unfinished("nightly", 0.0) == broken
    assert store.unfinished("nightly", broken.began_s + 1) is None
    assert store.unfinished("weekly", 0.0) is None
    store.begin("nightly", "b", "/n/b", "consentinel")
    found = store.nightly("nightly", "a")
    assert found is not None
    assert found.state == "cut_short"


def test_a_baseline_is_a_name_that_can_move(nights: Nights) -> None:
    first, second = nights.night(facts("shop")), nights.night(facts("shop"))
    nights.store.set_baseline(first, "release")
    assert nights.store.nightly("nightly", "release") == first
    nights.store.set_baseline(second, "release")
    assert nights.store.baselines("nightly") == {"release": second}


def test_texts_of_apps_fit_into_any_database(nights: Nights) -> None:
    evil = "\x00<script>\ud800\u2028" + "很" * 100_000
    nightly = nights.night(facts("shop", said(RULE, "violation", text=evil), app_label=evil, app_version=evil))
    (judged,) = judged_runs(nights.store, nightly).values()
    told = judged.findings[RULE].en
    assert len(told) <= MAX_TEXT
    assert "<script>" in told
    assert "\x00" not in told


@given(st.text(st.characters()))
def test_a_text_that_fits_is_one_line_of_utf_8(text: str) -> None:
    fitted = fit(text)
    assert fitted.encode().decode() == fitted
    assert len(fitted.splitlines()) <= 1
    assert fit(fitted) == fitted


def test_a_store_of_an_earlier_version_is_brought_up_to_date(address: str) -> None:
    store = Store.open(address)
    nightly = Nights(store).night(facts("shop", said(RULE, "violation", "imei")))
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    with store.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0001")
    store.close()
    store = Store.open(address)
    (judged,) = judged_runs(store, nightly).values()
    finding = judged.findings[RULE]
    assert (finding.counts, finding.again, finding.decided) == ("violation", "", None)
    assert [(one.run, one.reviews) for one in store.reviewable()] == [(judged.id, "")]
    store.close()


def test_a_store_of_a_newer_version_is_left_alone(address: str) -> None:
    store = Store.open(address)
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    store.close()
    with pytest.raises(StoreError, match="newer consentinel"):
        Store.open(address)


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("mysql://root:hush@db/x", "SQLite or PostgreSQL"),
        ("postgresql://root:hush@127.0.0.1:1/x", "refused"),
        ("://", "cannot be read"),
        ("/proc/nowhere/results.db", "/proc/nowhere/results.db: "),
    ],
)
def test_an_address_that_does_not_do_is_one_line_without_the_password(address: str, told: str) -> None:
    with pytest.raises(StoreError, match=told) as caught:
        Store.open(address)
    assert "hush" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_no_database_is_said_to_be_none(tmp_path: Path) -> None:
    file = tmp_path / "results.db"
    file.write_text("these are my notes, and by no means a database")
    with pytest.raises(StoreError, match="not a database"):
        Store.open(str(file))
    assert file.read_text().startswith("these are my notes")


_WRITER = """
import sys
from reports.history.store import Store
from reports.history.values import Piece
from tests.reports.history.nights import facts
store = Store.open(sys.argv[1])
nightly = store.join("pytest", "together", "/n", "consentinel")
for number in range(5):
    name = f"app-{sys.argv[2]}-{number}"
    (task,) = store.plan(nightly, [Piece(name, name, name, "", "first_launch")])
    store.judged(task, facts(name))
"""


def test_several_processes_open_and_fill_a_new_store_at_once(address: str) -> None:
    writers = [subprocess.Popen([sys.executable, "-c", _WRITER, address, str(number)]) for number in range(3)]
    assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    store = Store.open(address)
    assert store.count() == 15
    assert len(store.nightlies("pytest")) == 1
    store.close()
