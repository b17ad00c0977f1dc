"""The Chinese guides say the same as the English ones: commands, examples, tables, settings, numbers, quotations."""

from __future__ import annotations

import re
import shlex
from itertools import zip_longest
from pathlib import Path

import pytest
import yaml

from detectors.rules.catalogue import catalogue

ROOT = Path(__file__).resolve().parents[2]
ENGLISH, CHINESE = ROOT / "docs", ROOT / "docs" / "zh"
GUIDES = sorted(path.name for path in CHINESE.glob("*.md"))

_FENCE = re.compile(r"^ *```(\w*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^()\s]+)\)")
_CODE = re.compile(r"`([^`\n]+)`")
_NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?")
_HAN = re.compile(r"[\u4e00-\u9fff]")
# What a comment of an example says is translated.
_COMMENTED = {"sh", "yaml"}

guides = pytest.mark.parametrize("guide", GUIDES)


def test_the_guides_of_daily_work_are_there_in_chinese() -> None:
    wanted = {
        "scenarios",
        "pytest",
        "real-phones",
        "wireguard",
        "studio",
        "replay",
        "troubleshooting",
        "verdicts",
        "web",
    }
    assert {Path(name).stem for name in GUIDES} >= wanted


@pytest.mark.parametrize("guide", GUIDES)
def test_each_guide_leads_to_its_twin(guide: str) -> None:
    assert f"[中文](zh/{guide})" in _text(ENGLISH / guide)
    assert f"[English](../{guide})" in _text(CHINESE / guide)


@guides
def test_examples_are_the_same(guide: str) -> None:
    first, second = (_FENCE.findall(_text(folder / guide)) for folder in (ENGLISH, CHINESE))
    for (language, english), (other, chinese) in zip_longest(first, second, fillvalue=("", "missing")):
        assert language == other
        if language == "yaml":
            assert list(yaml.safe_load_all(english)) == list(yaml.safe_load_all(chinese))
        if language in _COMMENTED:
            assert _without_comments(english) == _without_comments(chinese)
        else:
            assert english == chinese


@guides
def test_headings_stand_in_the_same_order(guide: str) -> None:
    first, second = (re.findall(r"^(#+) ", _prose(folder / guide), re.M) for folder in (ENGLISH, CHINESE))
    assert first == second


@guides
def test_links_lead_to_the_same_places(guide: str) -> None:
    first, second = (_places(folder / guide) for folder in (ENGLISH, CHINESE))
    assert first == second


@guides
def test_tables_have_the_same_words_and_numbers(guide: str) -> None:
    first, second = (_rows(folder / guide) for folder in (ENGLISH, CHINESE))
    assert len(first) == len(second)
    for english, chinese in zip(first, second, strict=True):
        assert len(english) == len(chinese), (english, chinese)
        if _is_rule(english):
            # The provision itself stands in the Chinese row.
            english = [english[0], f"{english[1]}; {english[2]}", *english[3:]]
            chinese = [chinese[0], *chinese[2:]]
        for said, other in zip(english, chinese, strict=True):
            codes = _CODE.findall(other)
            if any(_HAN.search(code) for code in codes) and guide == "troubleshooting.md":
                # Reasons of findings are printed in the reader's language.
                continue
            assert sorted(_CODE.findall(said)) == sorted(codes)
        assert _numbers(english) == _numbers(chinese), (english, chinese)


@guides
def test_paragraphs_name_the_same_settings(guide: str) -> None:
    first, second = (set(_CODE.findall(_prose(folder / guide))) for folder in (ENGLISH, CHINESE))
    if guide == "troubleshooting.md":
        first, second = ({code for code in codes if not re.search("[ …]", code)} for codes in (first, second))
        second = {code for code in second if not _HAN.search(code)}
    assert first == second


def test_provisions_are_quoted_exactly() -> None:
    rules = [row for row in _rows(CHINESE / "verdicts.md") if _is_rule(row)]
    assert len(rules) > 20
    for id, duty, *_ in rules:
        title = catalogue().rule(id.strip("`")).title.zh
        assert duty == title or (not title and "已失效" in duty), id


def test_the_chinese_read_me_leads_to_chinese_guides() -> None:
    for link in _LINK.findall(_text(ROOT / "README.zh-CN.md")):
        assert not (link.startswith("docs/") and (CHINESE / Path(link).name).exists() and "/zh/" not in link), link


def _text(path: Path) -> str:
    return path.read_text("utf-8")


def _prose(path: Path) -> str:
    return _FENCE.sub("", _text(path))


def _without_comments(example: str) -> list[list[str]]:
    return [
        shlex.split(line.partition(" #")[0], posix=False) for line in example.splitlines() if line.strip()[:1] != "#"
    ]


def _places(path: Path) -> set[str]:
    """The files that a guide leads to, whichever language; its twin aside."""
    links = {link.partition("#")[0] for link in _LINK.findall(_prose(path)) if not re.match(r"[a-z]+:", link)}
    found = {(path.parent / link).resolve() for link in links if link}
    english = {ENGLISH / file.name if file.parent == CHINESE else file for file in found}
    return {str(file) for file in english - {ENGLISH / path.name}}


def _rows(path: Path) -> list[list[str]]:
    """The rows of all tables, cell by cell, rulers aside."""
    lines = re.findall(r"^ *\| (.*) \|$", _prose(path), re.M)
    return [line.split(" | ") for line in lines]


def _is_rule(row: list[str]) -> bool:
    """Whether a row is one of the table of rules: id, duty, violation, threshold, basis."""
    return len(row) == 5 and "`" in row[0]


def _numbers(cells: list[str]) -> list[str]:
    return sorted(_NUMBER.findall(" ".join(cells)))
