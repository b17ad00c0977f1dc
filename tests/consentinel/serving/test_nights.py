"""Nightlies on the page: listed from the results store, and leading to the recordings that are served."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from consentinel.serving.nights import Nights
from detectors.rules.finding import Verdict
from harness.errors import ConfigError
from tests.consentinel.serving.asking import Browser
from tests.consentinel.serving.runs import HOSTILE, VIOLATED, a_room, served, small_run
from tests.reports.history.nights import Nights as Written
from tests.reports.history.nights import facts, said


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    base = tmp_path_factory.mktemp("nights")
    folder = small_run(base / "runs", "shop", verdicts={VIOLATED: Verdict.VIOLATION})
    nights = Nights(str(base / "results.db"))
    written = Written(nights.store)
    written.night(facts("shop", said(VIOLATED, "pass")))
    last = written.night(
        facts("shop", said(VIOLATED, "violation", text=HOSTILE), recording=str(folder)),
        facts("gone", said(VIOLATED, "pass")),
    )
    nights.store.set_baseline(last, "release-1")
    room = a_room(base / "runs", base / "cache")
    room.nights = nights
    with served(room) as address:
        yield Browser(address, folder)
    nights.store.close()


def test_nightlies_are_listed_with_what_they_found(browser: Browser) -> None:
    body = browser.ask("/nightlies")[2].decode()
    assert body.index("night-1") < body.index("night-0")
    assert "<b>1</b> Violation" in body and "release-1" in body
    assert 'href="/nightlies"' in browser.ask("/")[2].decode()


def test_the_page_of_one_leads_to_the_recordings_that_are_here(browser: Browser) -> None:
    status, headers, body = browser.ask("/nightlies/2")
    assert status == 200
    assert f'href="/runs/{browser.id}"'.encode() in body
    assert body.count(b'href="/runs/') == body.count(f'href="/runs/{browser.id}"'.encode())
    assert b"<script>alert" not in body
    assert "connect-src 'none'" in headers["content-security-policy"]


@pytest.mark.parametrize("id", ["3", "0", "-1", "x", "9" * 30, "%C2%B2", "..%2f1"])
def test_there_is_no_other(browser: Browser, id: str) -> None:
    assert browser.ask(f"/nightlies/{id}")[0] == 404


def test_without_a_store_there_are_no_nightlies(tmp_path: Path) -> None:
    folder = small_run(tmp_path / "runs", "shop")
    with served(a_room(tmp_path / "runs", tmp_path / "cache")) as address:
        browser = Browser(address, folder)
        assert browser.ask("/nightlies")[0] == browser.ask("/nightlies/1")[0] == 404
        assert b"/nightlies" not in browser.ask("/")[2]


def test_a_bad_file_of_suppressions_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text("nonsense: 1\n")
    with pytest.raises(ConfigError, match=r"s\.yaml"):
        Nights(str(tmp_path / "results.db"), tmp_path / "s.yaml")
