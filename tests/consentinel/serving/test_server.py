"""Who may talk to the server, what it answers, and what it never gives."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from consentinel.judging import write_file
from consentinel.serving.made import Shelf
from evidence.recording import Recording
from evidence.reviews import read_reviews
from tests.consentinel.on_loopback import TOKEN
from tests.consentinel.serving.asking import COOKIE, WRITE, Browser
from tests.consentinel.serving.runs import HOSTILE, KEPT, REVIEWED, VIOLATED, a_room, served, small_run, staged_run
from tests.reports.filmed import NONE, filmed
from tests.reports.staged import IMEI, NAME, findings_of


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of runs that tests which change nothing share."""
    root = tmp_path_factory.mktemp("shared") / "runs"
    staged_run(root)
    small_run(root, "other", label=HOSTILE, started="2025-01-01T09:00:00+08:00")
    return root


@pytest.fixture(scope="module")
def browser(shared: Path) -> Iterator[Browser]:
    with served(a_room(shared, shared.parent / "cache")) as address:
        yield Browser(address, shared / "20251121-100000-shop-1111" / "attempt-1")


@pytest.fixture
def writing(shared: Path, tmp_path: Path) -> Iterator[Browser]:
    """A browser over a folder of its own."""
    root = shutil.copytree(shared, tmp_path / "runs")
    with served(a_room(root, tmp_path / "cache")) as address:
        yield Browser(address, root / "20251121-100000-shop-1111" / "attempt-1")


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/", {}),
        ("/", {"Cookie": "consentinel-serve-PORT=wrong"}),
        ("/", {"Cookie": f"consentinel-serve-1={TOKEN}"}),
        ("/?token=wrong", {}),
        ("/page/serve.js", {}),
        ("/", {**COOKIE, "Host": "evil.example"}),
        ("REPORT", {**COOKIE, "Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "no-cors"}),
        ("REPORT", {}),
        ("/runs/ID/review", {name: value for name, value in WRITE.items() if name != "X-Consentinel"}),
        ("/runs/ID/review", WRITE | {"Origin": "http://127.0.0.1:9"}),
        ("/runs/ID/review", WRITE | {"Origin": "null"}),
        ("/runs/ID/review", WRITE | {"Sec-Fetch-Site": "cross-site"}),
    ],
)
def test_nobody_else_is_answered(browser: Browser, path: str, headers: dict[str, str]) -> None:
    told = browser.decision(REVIEWED) if path.endswith("review") else None
    path = browser.report() if path == "REPORT" else path.replace("ID", browser.id)
    status, _, body = browser.ask(path, headers, told)
    assert status == 403
    assert TOKEN.encode() not in body
    assert not read_reviews(browser.folder).entries


@pytest.mark.parametrize(
    ("path", "method", "status"),
    [
        ("/runs/0123456789abcdef", "GET", 404),
        ("/runs/..%2f..%2fetc", "GET", 404),
        ("/runs/ID/../../../etc/passwd", "GET", 404),
        ("/runs/ID/export/..%2frecording.json", "GET", 404),
        ("/runs/ID/export/har", "GET", 404),
        ("/runs/ID/card?rule=app-9999/1", "GET", 404),
        ("/page/..%2fserver.py", "GET", 404),
        ("/recording.json", "GET", 404),
        ("/runs/ID/review", "GET", 405),
        ("/runs/ID", "DELETE", 403),
        ("/runs/ID/export/html", "PUT", 403),
        ("/runs/ID/report", "GET", 404),
        (f"/runs/ID/{'0' * 64}/report", "GET", 404),
    ],
)
def test_only_what_has_an_id_is_given(browser: Browser, path: str, method: str, status: int) -> None:
    given, headers, _ = browser.ask(path.replace("ID", browser.id), method=method)
    assert given == status
    assert headers["x-content-type-options"] == "nosniff"


def test_the_pages_are_closed_and_masked(browser: Browser) -> None:
    for path in ("/", f"/runs/{browser.id}", browser.report(), f"/runs/{browser.id}/export/junit"):
        status, headers, body = browser.ask(path)
        assert status == 200, path
        assert "default-src 'none'" in headers["content-security-policy"]
        assert headers["cache-control"] == "no-store"
        assert IMEI.encode() not in body and NAME.encode() not in body
    report = browser.ask(browser.report())[1]["content-security-policy"]
    assert report.startswith("sandbox allow-scripts") and "allow-same-origin" not in report


def test_hostile_names_are_text(browser: Browser) -> None:
    body = browser.ask("/")[2]
    assert b"<script>alert" not in body and b"&lt;script&gt;alert" in body
    shown = browser.ask("/?app=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&since=%3Cu%3E")[2]
    assert b"<script>alert" not in shown and b"<u>" not in shown


def test_a_wrong_filter_is_told_on_the_page(browser: Browser) -> None:
    status, _, body = browser.ask("/?since=yesterday")
    assert (status, b"is no date" in body) == (200, True)


def test_pages_speak_the_language_that_was_chosen(browser: Browser) -> None:
    assert "运行记录" in browser.ask("/", COOKIE | {"Accept-Language": "zh-CN,zh;q=0.9"})[2].decode()
    status, headers, _ = browser.ask("/manner?lang=zh&theme=dark&back=/?app=shop")
    assert (status, headers["location"]) == (303, "/?app=shop")
    chosen = COOKIE | {"Cookie": COOKIE["Cookie"] + "; consentinel-lang=zh; consentinel-theme=dark"}
    page = browser.ask("/", chosen)[2].decode()
    assert 'lang="zh-CN" data-theme="dark"' in page
    for away in ("//evil.example", "https://evil.example", "/\\evil.example", "/%0d%0aX:1"):
        assert browser.ask(f"/manner?lang=en&back={away}")[1]["location"] == "/"


def test_a_decision_is_kept_once_and_told(writing: Browser) -> None:
    status, told = writing.decide(writing.decision(REVIEWED, text=f"<b>seen</b> beside {IMEI}"))
    assert (status, json.loads(told)["by"]) == (200, "Li Lei")
    entries = read_reviews(writing.folder).entries
    assert [(entry.act, entry.rule) for entry in entries] == [("confirm", REVIEWED)]
    card = writing.ask(f"/runs/{writing.id}/card?rule={REVIEWED}")[2].decode()
    assert "Confirmed by Li Lei" in card and "&lt;b&gt;seen" in card and IMEI not in card
    assert "Confirmed by Li Lei" in writing.ask(writing.report())[2].decode()


@pytest.mark.parametrize(
    ("changes", "status", "said"),
    [
        ({"act": "delete"}, 400, "cannot be read"),
        ({"act": ["confirm"]}, 400, "cannot be read"),
        ({"by": " "}, 422, "by: "),
        ({"text": "x" * 5000}, 422, "4000"),
        ({"rule": "app-9999/1"}, 422, "no finding"),
        ({"fingerprint": "0" * 32}, 409, "judged anew"),
        ({"verdict": "violation"}, 409, "judged anew"),
        ({"text": "x" * 70_000}, 413, ""),
    ],
)
def test_what_cannot_be_kept_is_told(browser: Browser, changes: dict[str, object], status: int, said: str) -> None:
    given, told = browser.decide(browser.decision(REVIEWED) | changes)
    assert (given, said in told) == (status, True), told
    assert not read_reviews(browser.folder).entries


@pytest.mark.parametrize("told", [b"", b"[", b"[1]", b"{}", b"\xff"])
def test_what_is_no_decision_is_refused(browser: Browser, told: bytes) -> None:
    assert browser.decide(told)[0] == 400


def test_only_what_may_be_decided_is(browser: Browser) -> None:
    assert "comment can be added" in browser.decide(browser.decision(KEPT))[1]
    assert "needs words" in browser.decide(browser.decision(VIOLATED, act="comment"))[1]


def test_reports_are_made_once_until_something_changes(shared: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(shared / "20251121-100000-shop-1111" / "attempt-1", tmp_path / "r")
    shelf = Shelf(tmp_path / "reports", show_values=False)
    first = shelf.report("1", folder, "junit")
    assert first.stat().st_mode & 0o777 == 0o600
    written = first.stat().st_ino
    assert shelf.report("1", folder, "junit") == first and first.stat().st_ino == written
    findings = findings_of(Recording.open(folder))
    (folder / "findings.json").write_bytes(findings.model_copy(update={"findings": findings.findings[:2]}).to_json())
    assert shelf.report("1", folder, "junit") != first
    with pytest.raises(KeyError):
        shelf.report("1", folder, "har")
    shown = Shelf(tmp_path / "reports", show_values=True)
    assert IMEI.encode() in shown.report("1", folder, "har").read_bytes()
    assert IMEI.encode() not in shelf.report("1", folder, "junit").read_bytes()


def test_old_reports_make_room(shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = shared / "20251121-100000-shop-1111" / "attempt-1"
    monkeypatch.setattr("consentinel.serving.made.MAX_KEPT_BYTES", 1)
    shelf = Shelf(tmp_path / "reports", show_values=False)
    first = shelf.report("1", folder, "junit")
    assert shelf.report("1", folder, "markdown").is_file() and not first.is_file()


def test_originals_are_given_by_number_and_only_where_values_are_shown(browser: Browser, tmp_path: Path) -> None:
    assert browser.ask(f"/runs/{browser.id}/screen/1")[0] == 404
    with served(a_room(browser.folder.parents[1], tmp_path / "cache", show_values=True)) as address:
        shown = Browser(address, browser.folder)
        assert f'/runs/{shown.id}/screen/1"'.encode() in shown.ask(f"/runs/{shown.id}")[2]
        status, headers, body = shown.ask(f"/runs/{shown.id}/screen/1")
        assert (status, headers["content-type"].partition(";")[0], body[:4]) == (200, "image/png", b"\x89PNG")
        status, headers, body = shown.ask(f"/runs/{shown.id}/source/1")
        assert (status, headers["content-type"].partition(";")[0]) == (200, "text/plain")
        for wrong in (
            "screen/999",
            "screen/-1",
            "screen/..%2f1",
            "film/1",
            "events/1",
            "screen/1/../../../recording.json",
        ):
            assert shown.ask(f"/runs/{shown.id}/{wrong}")[0] == 404, wrong


@pytest.fixture(scope="module")
def filmed_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of runs, one of which was filmed."""
    root = tmp_path_factory.mktemp("filmed") / "runs"
    write_file(filmed(root / "run" / "attempt-1").folder / "findings.json", NONE.to_json())
    return root


def test_films_are_played_in_pieces_by_an_address_of_their_own(filmed_run: Path, tmp_path: Path) -> None:
    with served(a_room(filmed_run, tmp_path / "cache", show_values=True)) as address:
        browser = Browser(address, filmed_run / "run" / "attempt-1")
        film = browser.report().removesuffix("report") + "video/000001.mp4"
        whole = (browser.folder / "video" / "000001.mp4").read_bytes()
        # The player in the report's sandbox has no cookie, and counts as another site.
        alone = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "video"}
        status, headers, body = browser.ask(film, alone)
        assert (status, body) == (200, whole)
        assert (headers["content-type"], headers["accept-ranges"]) == ("video/mp4", "bytes")
        assert headers["cross-origin-resource-policy"] == "cross-origin"
        status, headers, body = browser.ask(film, alone | {"Range": "bytes=100-299"})
        assert (status, body) == (206, whole[100:300])
        assert headers["content-range"] == f"bytes 100-299/{len(whole)}"
        assert browser.ask(film, alone | {"Range": f"bytes={len(whole)}-"})[0] == 416
        policy = browser.ask(browser.report())[1]["content-security-policy"]
        assert f"media-src http://{browser.host}{film.removesuffix('video/000001.mp4')};" in policy
        for wrong, code in (
            (film.replace("000001", "000002"), 404),
            (film.replace("000001.mp4", "..%2f..%2frecording.json"), 404),
            (film.replace("/video/000001.mp4", "/video/recording.json"), 404),
            (film.replace(browser.id, "0" * 16), 403),
            (film[:40] + ("0" if film[40] != "0" else "1") + film[41:], 403),
            (f"/runs/{browser.id}/film/1", 403),
        ):
            assert browser.ask(wrong, alone)[0] == code, wrong
        assert browser.ask(film, alone | {"Host": "evil.example"})[0] == 403


def test_films_are_not_given_where_values_are_masked(filmed_run: Path, tmp_path: Path) -> None:
    with served(a_room(filmed_run, tmp_path / "cache")) as address:
        browser = Browser(address, filmed_run / "run" / "attempt-1")
        assert browser.ask(browser.report().removesuffix("report") + "video/000001.mp4")[0] == 404


def test_the_list_is_answered_while_many_wait_for_reports(
    browser: Browser, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    go_on = threading.Event()
    made = tmp_path / "report.html"
    made.write_text("made")

    def slow(shelf: Shelf, id: str, folder: Path, name: str) -> Path:
        assert go_on.wait(60)
        return made

    monkeypatch.setattr(Shelf, "report", slow)
    report = browser.report()
    with ThreadPoolExecutor(40) as waiting:
        asked = [waiting.submit(browser.ask, report) for _ in range(40)]
        try:
            assert browser.ask("/")[0] == 200
            assert not any(one.done() for one in asked)
        finally:
            go_on.set()
        assert {one.result()[0] for one in asked} == {200}
