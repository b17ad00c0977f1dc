"""The labelled corpus draws, tells the truth about what it drew, and can be measured."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import pytest

from benchmarks import eyes
from benchmarks.eyes_scoring import compare, matches
from evidence.tree import parse_any
from tests.perception.screen.corpus.__main__ import render
from tests.perception.screen.corpus.model import Screen
from tests.perception.screen.corpus.photos import SOURCES
from tests.perception.screen.corpus.screens import libraries, screens

COUNT = 6


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A few screens of the hand-written library, which needs no npm package, with drawn pictures for photographs."""
    folder = tmp_path_factory.mktemp("corpus")
    nothing = folder / "no-modules"
    assert render(folder / "tuning", "tuning", "plain", COUNT, nothing) == (COUNT, COUNT)
    yield folder


def _truths(corpus: Path) -> list[tuple[Path, dict[str, Any]]]:
    files = sorted((corpus / "tuning").glob("*.truth.json"))
    return [(file, json.loads(file.read_text(encoding="utf-8"))) for file in files]


def _picture(file: Path) -> Path:
    name = file.name.removesuffix(".truth.json")
    return next(path for end in (".png", ".jpg") if (path := file.with_name(name + end)).exists())


def test_each_screen_has_a_picture_of_its_size_a_tree_and_boxes_within(corpus: Path) -> None:
    for file, true in _truths(corpus):
        picture = cv2.imread(str(_picture(file)))
        assert picture is not None
        height, width = picture.shape[:2]
        assert [width, height] == true["size"]
        name = file.name.removesuffix(".truth.json")
        assert any(node.visible for node in parse_any(file.with_name(f"{name}.xml").read_bytes()).walk())
        for box in [one["box"] for one in (*true["windows"], *true["closes"], *true["checks"])]:
            assert 0 <= box[0] < box[2] <= width and 0 <= box[1] < box[3] <= height


def test_the_same_seed_draws_the_same_trees_and_truths(corpus: Path, tmp_path: Path) -> None:
    render(tmp_path, "tuning", "plain", 2, corpus / "no-modules")
    for file in sorted(tmp_path.glob("*.xml")) + sorted(tmp_path.glob("*.json")):
        assert file.read_bytes() == (corpus / "tuning" / file.name).read_bytes()


def test_the_halves_share_no_library_and_no_photograph() -> None:
    assert len(set(libraries("tuning"))) == 12
    assert len(set(libraries("held-out"))) == 6
    assert not set(libraries("tuning")) & set(libraries("held-out"))
    assert not set(SOURCES["tuning"]) & set(SOURCES["held-out"])


def _windows(screen: Screen) -> list[tuple[str, bool]]:
    """Kind of each window that a screen draws itself or marks in a library's, and whether it blocks."""
    drawn = [
        dict(re.findall(r'data-t-(\w+)="([^"]*)"', tag))
        for tag in re.findall(r'data-t="window"[^>]*', screen.piece.html)
    ]
    marked = [
        {name.removeprefix("data-t-"): value for name, value in one.attributes.items()}
        for one in screen.piece.marks
        if one.attributes.get("data-t") == "window"
    ]
    return [(window["kind"], window["blocking"] == "1") for window in (*drawn, *marked)]


def test_the_held_out_half_holds_enough_of_everything_in_each_library() -> None:
    seen: Counter[str] = Counter()
    looks: Counter[str] = Counter()
    for screen, _ in screens("held-out", 1):
        windows, html = _windows(screen), screen.piece.html
        looks[screen.kit.name] += 1
        seen["page"] += not windows
        seen["ad"] += any(kind == "ad" for kind, _ in windows)
        seen["consent"] += any(kind == "consent" for kind, _ in windows)
        seen["other pop-up"] += any(blocks and kind not in ("ad", "consent") for kind, blocks in windows)
        seen["label"] += 'data-t="label"' in html
        seen["close"] += len(re.findall(r'data-t="close"(?![^>]*data-t-(?:hidden|optional)=)', html))
        asked = any(kind in ("consent", "login") for kind, _ in windows)
        seen["tick box"] += html.count('data-t="check"') if asked else 0
    assert set(looks.values()) == {94}
    wanted = {"page": 80, "ad": 150, "consent": 110, "other pop-up": 90, "label": 110, "close": 150, "tick box": 70}
    assert {name: count for name, count in wanted.items() if seen[name] < count} == {}, seen


def test_the_same_number_is_the_same_screen_whatever_else_is_asked_for() -> None:
    alone = {screen.name: (screen, bars) for screen, bars in screens("held-out", 7, "ionic")}
    every = {screen.name: (screen, bars) for screen, bars in screens("held-out", 7)}
    assert alone
    assert all(every[name] == made for name, made in alone.items())


def test_the_measure_counts_what_is_seen_of_the_screens(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    measured = eyes.measure(corpus / "tuning", "both")
    assert measured.screens == COUNT
    shown = [true for _, true in _truths(corpus) if true["popup"] is not None]
    assert measured.total["pop-up"].hit + measured.total["pop-up"].missed == len(shown)
    assert "| pop-up F1 (P/R) | 0.97 |" in eyes.in_all({"both": measured})
    assert eyes.main(["--corpus", str(corpus), "--mode", "tree"]) in (0, 1)
    assert f"tuning: {COUNT} screens" in capsys.readouterr().out


def test_a_missing_corpus_is_named_with_its_mend(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        eyes.main(["--corpus", str(tmp_path)])
    assert ended.value.code == 2
    assert "corpus render" in capsys.readouterr().err


def _true(**told: Any) -> dict[str, Any]:
    nothing: dict[str, Any] = {
        "windows": [],
        "popup": None,
        "consent": None,
        "ad": None,
        "checks": [],
        "closes": [],
        "hidden": [],
    }
    return {**nothing, "traits": {"density": 320}, **told}


def _seen(**told: Any) -> dict[str, Any]:
    return {"popup": None, "consent": None, "ad": None, "checks": [], **told}


def _close(box: list[int], **told: Any) -> dict[str, Any]:
    return {"box": box, "closable_now": True, "optional": False, "faint": False, "text": "", "score": 0.9} | told


POPUP = {"box": [100, 400, 620, 1200], "form": "dialog", "kind": "ad"}
MARK = [560, 410, 608, 458]


def _results(seen: dict[str, Any], true: dict[str, Any], measure: str) -> list[str]:
    return [outcome.result for outcome in compare(seen, true) if outcome.measure == measure]


def test_a_close_mark_is_right_by_its_place_and_extra_elsewhere() -> None:
    true = _true(popup=POPUP, ad={"label_box": None, "label_optional": False}, closes=[_close(MARK)])
    ad = {"is_ad": True, "label_box": None}
    found = _seen(popup=POPUP, ad=ad | {"close": [_close([556, 404, 616, 464], source="tree")]})
    assert _results(found, true, "close") == ["hit"]
    astray = _seen(popup=POPUP, ad=ad | {"close": [_close([100, 410, 148, 458], source="tree")]})
    assert _results(astray, true, "close") == ["extra", "missed"]
    assert _results(_seen(popup=POPUP), true, "closable now") == ["missed"]


def test_an_announcement_and_an_unseen_control_count_neither_way() -> None:
    ad = {"label_box": None, "label_optional": False}
    true = _true(
        popup=POPUP, ad=ad, closes=[_close(MARK, optional=True, closable_now=False)], hidden=[[110, 410, 150, 450]]
    )
    named = [
        _close(MARK, closable_now=False, source="tree"),
        _close([112, 412, 148, 448], closable_now=False, source="tree"),
    ]
    seen = _seen(popup=POPUP, ad={"is_ad": True, "label_box": None, "close": named})
    assert _results(seen, true, "close") == []
    assert _results(seen, true, "closable now") == ["hit"]
    seen["ad"]["close"][1]["closable_now"] = True
    assert _results(seen, true, "close") == ["extra"]


def test_a_missed_consent_request_is_wrong_in_all_that_it_holds() -> None:
    control = {"box": [200, 1000, 500, 1080], "text": "同意"}
    true = _true(
        popup=POPUP | {"kind": "consent"},
        consent={"agree": control, "refuse": None, "policy_links": [], "equal_choice": None},
    )
    assert _results(_seen(), true, "agree/refuse") == ["missed", "missed"]
    assert _results(_seen(), true, "kind") == ["missed"]
    seen = _seen(
        popup=POPUP | {"kind": "consent"},
        consent={"agree": control, "refuse": None, "policy_links": [], "equal_choice": None},
    )
    assert _results(seen, true, "agree/refuse") == ["hit", "hit"]


def test_tick_boxes_count_where_consent_is_asked_for() -> None:
    box = {"box": [100, 900, 132, 932], "ticked": True}
    asked = _true(windows=[POPUP | {"kind": "login"}], checks=[box])
    assert _results(_seen(), asked, "ticked") == ["missed"]
    assert _results(_seen(), _true(checks=[box]), "ticked") == []
    wrong = _seen(checks=[box | {"ticked": False, "score": 0.9}])
    assert _results(wrong, asked, "ticked") == ["missed"]
    assert _results(wrong, asked, "tick box") == ["hit"]


def test_a_box_over_half_the_screen_stands_for_no_mark() -> None:
    assert matches([556, 404, 616, 464], MARK, 2.0)
    assert not matches([0, 0, 1168, 868], MARK, 2.0)
