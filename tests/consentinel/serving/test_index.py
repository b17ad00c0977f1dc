"""The list of recordings: found, kept, and read again when something changes."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from consentinel.reviewing import Decision, decide
from consentinel.serving import index as module
from consentinel.serving.choice import Choice
from consentinel.serving.index import Index
from consentinel.serving.rows import read_row
from detectors.rules.finding import Verdict
from evidence.custody.keys import make_key
from evidence.custody.sealing import seal
from evidence.errors import EvidenceError
from tests.consentinel.serving.runs import KEPT, REVIEWED, VIOLATED, judge_as, small_run

NO, MAYBE, YES, OPEN = Verdict.VIOLATION, Verdict.INCONCLUSIVE, Verdict.PASS, Verdict.REVIEW


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "runs"
    small_run(root, "shop", started="2025-11-01T09:00:00+08:00", verdicts={VIOLATED: NO, REVIEWED: OPEN})
    small_run(root, "news", attempt=1, started="2025-11-02T09:00:00+08:00", verdicts={REVIEWED: MAYBE}, ended=False)
    small_run(root, "news", attempt=2, started="2025-11-02T09:05:00+08:00", label="新闻", verdicts={REVIEWED: YES})
    small_run(root / "nightly-1", "map", started="2025-11-03T09:00:00+08:00", verdicts={VIOLATED: OPEN})
    small_run(root, "none", started="2025-10-01T09:00:00+08:00")
    (root / "notes").mkdir()
    (root / "notes" / "findings.json").write_text("{}")
    return root


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The places that were read, rather than known."""
    places: list[str] = []

    def noted(folder: Path, place: str, id: str, signature: tuple[int, ...]) -> object:
        places.append(place)
        return read_row(folder, place, id, signature)

    monkeypatch.setattr(module, "read_row", noted)
    return places


def _index(root: Path) -> Index:
    index = Index(root, root.parent / "cache" / "index.json")
    index.refresh()
    return index


def test_recordings_are_listed_newest_first(root: Path) -> None:
    rows = _index(root).rows
    assert [(row.app, row.attempt, row.last) for row in rows] == [
        ("map", 1, True),
        ("news", 2, True),
        ("news", 1, False),
        ("shop", 1, True),
        ("none", 1, True),
    ]
    by_app = {row.app: row for row in rows if row.last}
    assert [by_app[name].status for name in ("map", "news", "shop", "none")] == ["review", "pass", "violation", ""]
    assert (by_app["shop"].waiting, by_app["none"].judged) == (1, False)
    assert [row.ended for row in rows if row.app == "news"] == ["completed", ""]
    assert len({row.id for row in rows}) == 5


@pytest.mark.parametrize(
    ("query", "apps"),
    [
        ({}, ["map", "news", "shop", "none"]),
        ({"every": "1"}, ["map", "news", "news", "shop", "none"]),
        ({"app": "SHOP"}, ["shop"]),
        ({"app": "新"}, ["news"]),
        ({"verdict": "violation"}, ["shop"]),
        ({"verdict": "pass"}, ["news"]),
        ({"rule": VIOLATED}, ["map", "shop"]),
        ({"rule": VIOLATED, "verdict": "review"}, ["map"]),
        ({"since": "2025-11-02"}, ["map", "news"]),
        ({"since": "2025-11-02", "until": "2025-11-02"}, ["news"]),
        ({"waiting": "1"}, ["map", "shop"]),
        ({"app": "shop", "verdict": "pass"}, []),
    ],
)
def test_the_list_is_filtered(root: Path, query: dict[str, str], apps: list[str]) -> None:
    assert [row.app for row in Choice.read(query).of(_index(root).rows)] == apps


@pytest.mark.parametrize("query", [{"since": "yesterday"}, {"until": "2025-13-01"}, {"verdict": "<script>"}])
def test_a_filter_that_is_none_is_told(query: dict[str, str]) -> None:
    with pytest.raises(EvidenceError, match=next(iter(query))):
        Choice.read(query)


def test_an_address_keeps_the_filters_and_drops_the_page() -> None:
    choice = Choice.read({"app": "a&b=c", "verdict": "pass", "page": "3"})
    assert choice.page == 3
    assert choice.address() == "?app=a%26b%3Dc&verdict=pass"
    assert choice.address(page=2, verdict="") == "?app=a%26b%3Dc&page=2"
    assert Choice.read({"page": "-1"}).page == Choice.read({"page": "9" * 50}).page == 1


def _review(root: Path) -> None:
    decide(root / "run-shop" / "attempt-1", Decision(REVIEWED, "confirm", "", "Li Lei"))


@pytest.mark.parametrize(
    ("change", "again"),
    [
        (lambda root: None, []),
        (lambda root: judge_as(root / "run-none" / "attempt-1", {KEPT: YES}), ["run-none/attempt-1"]),
        (_review, ["run-shop/attempt-1"]),
        (lambda root: shutil.rmtree(root / "run-shop"), []),
        (lambda root: small_run(root, "new"), ["run-new/attempt-1"]),
    ],
)
def test_only_what_changed_is_read_again(
    root: Path, read: list[str], change: Callable[[Path], object], again: list[str]
) -> None:
    index = _index(root)
    assert len(read) == 5
    for fresh in (True, False):
        read.clear()
        if fresh:
            change(root)
            index.refresh()
            assert read == again
        else:
            assert _index(root).rows == index.rows, "what was kept is what was read"
            assert read == []


def test_a_decision_counts_in_the_list(root: Path) -> None:
    folder = root / "run-shop" / "attempt-1"
    decide(folder, Decision(REVIEWED, "confirm", "", "Li Lei"))
    decide(folder, Decision(VIOLATED, "reject", "", "Li Lei"))
    row = next(row for row in _index(root).rows if row.app == "shop")
    assert (row.status, row.waiting, row.count("violation")) == ("violation", 0, 1)
    decide(folder, Decision(REVIEWED, "reject", "", "Li Lei"))
    row = next(row for row in _index(root).rows if row.app == "shop")
    assert (row.status, row.count("violation")) == ("pass", 0)


def test_a_sealed_copy_is_listed_and_reviewed_beside_the_bag(root: Path, read: list[str]) -> None:
    folder = root / "run-shop" / "attempt-1"
    bag = folder.with_name("attempt-1-sealed")
    seal(folder, bag, make_key(root.parent / "keys", "lab"))
    index = _index(root)
    copy = next(row for row in index.rows if row.copy)
    assert copy.place == "run-shop/attempt-1-sealed/data"
    assert index.attempts(copy) == (copy,)
    assert copy not in Choice().of(index.rows)
    read.clear()
    decide(bag / "data", Decision(REVIEWED, "reject", "", "Li Lei"))
    index.refresh()
    assert read == [copy.place]
    assert next(row for row in index.rows if row.copy).waiting == 0


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("recording.json", b"{", "not JSON"),
        ("recording.json", b'{"format_version": 99}', "newer"),
        ("findings.json", b"[]", "judge the recording again"),
        ("reviews.jsonl", None, "no ordinary file"),
    ],
)
def test_what_cannot_be_read_is_listed_with_the_reason(
    root: Path, name: str, content: bytes | None, problem: str
) -> None:
    path = root / "run-shop" / "attempt-1" / name
    if content is None:
        path.mkdir()
    else:
        path.write_bytes(content)
    row = next(row for row in _index(root).rows if row.place == "run-shop/attempt-1")
    assert problem in row.problem


def test_hostile_heads_and_names_of_folders_harm_no_list(root: Path, read: list[str]) -> None:
    path = root / "run-shop" / "attempt-1" / "recording.json"
    head = json.loads(path.read_bytes())
    head["app"]["label"] = "\ud83d" + "长" * 1_000_000
    head["started_epoch_s"] = float("nan")
    path.write_text(json.dumps(head))
    (root / "run-none").rename(root / os.fsdecode(b"run-\xff"))
    index = _index(root)
    shop = next(row for row in index.rows if row.app == "shop")
    assert shop.label == "?" + "长" * 299
    odd = next(row for row in index.rows if row.app == "none")
    assert index.row(odd.id) == odd and index.folder(odd).is_dir()
    read.clear()
    assert _index(root).rows == index.rows
    assert read == [odd.place], "the others were kept"


def test_links_are_not_followed_and_hidden_folders_passed_over(root: Path, tmp_path: Path) -> None:
    small_run(tmp_path / "elsewhere", "other")
    (root / "link").symlink_to(tmp_path / "elsewhere")
    shutil.move(root / "run-none", root / ".trash")
    assert {row.app for row in _index(root).rows} == {"map", "news", "shop"}


@pytest.mark.parametrize("kept", [b"", b"[1, {", b"[0, {}]", b'[1, {"a": {"id": 1}}]'])
def test_a_damaged_cache_is_made_anew(root: Path, kept: bytes) -> None:
    rows = _index(root).rows
    path = root.parent / "cache" / "index.json"
    path.write_bytes(kept)
    assert _index(root).rows == rows
    assert path.read_bytes() != kept
    assert path.stat().st_mode & 0o777 == 0o600


def test_no_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="is no folder"):
        _index(tmp_path / "runs")
