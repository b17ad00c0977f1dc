"""Tables that benchmarks put into the guides are the same in both languages, also when they are made again."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import documents, ocr, policy_search

GUIDES = [("ocr.md", ocr.CHINESE), ("policy-search.md", policy_search.CHINESE)]


@pytest.mark.parametrize(("name", "words"), GUIDES)
def test_the_chinese_tables_are_the_english_ones(name: str, words: documents.Words) -> None:
    english, chinese = (documents.published(folder / name) for folder in (documents.DOCS, documents.DOCS / "zh"))
    assert english.count("|") > 100
    assert documents.translated(english, words) == chinese


def test_new_tables_replace_the_old_ones_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "DOCS", tmp_path)
    (tmp_path / "zh").mkdir()
    for folder in (tmp_path, tmp_path / "zh"):
        (folder / "guide.md").write_text(f"# Title\n\n{documents.BEGIN}old{documents.END}\n\nEnd\n", "utf-8")
    documents.publish("guide.md", "| 3 taps |", [(r"(\d) taps", r"\1 次点击")])
    assert (tmp_path / "guide.md").read_text("utf-8").splitlines()[3:5] == ["| 3 taps |", documents.END.strip()]
    assert documents.published(tmp_path / "zh" / "guide.md") == "| 3 次点击 |"
    assert (tmp_path / "guide.md").read_text("utf-8").endswith("\n\nEnd\n")


def test_a_guide_without_marks_is_left_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "DOCS", tmp_path)
    (tmp_path / "guide.md").write_text("# Title\n", "utf-8")
    with pytest.raises(ValueError, match=r"guide\.md: has no marks"):
        documents.publish("guide.md", "| 3 |", [])
    assert (tmp_path / "guide.md").read_text("utf-8") == "# Title\n"
