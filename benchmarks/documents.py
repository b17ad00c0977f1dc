"""Documents that carry the tables of a benchmark, in English below docs/ and in Chinese below docs/zh/."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

DOCS = Path(__file__).resolve().parents[1] / "docs"
BEGIN, END = "<!-- figures: begin -->\n", "\n<!-- figures: end -->"
Words = Sequence[tuple[str, str]]
"""Patterns of English words of a table, and what `re.sub` puts in their place."""


def publish(name: str, text: str, words: Words) -> None:
    """Put tables into both documents of that name, in place of the old ones."""
    _write(DOCS / name, text)
    _write(DOCS / "zh" / name, translated(text, words))


def translated(text: str, words: Words) -> str:
    """The same tables with Chinese words; figures stay as they are."""
    for pattern, word in words:
        text = re.sub(pattern, word, text, flags=re.MULTILINE)
    return text


def published(path: Path) -> str:
    """The tables that a document carries; `ValueError` when its marks are missing."""
    _, old, _ = _parts(path)
    return old


def _write(path: Path, text: str) -> None:
    head, _, tail = _parts(path)
    path.write_text(f"{head}{BEGIN}{text}{END}{tail}", "utf-8")


def _parts(path: Path) -> tuple[str, str, str]:
    document = path.read_text("utf-8")
    head, begin, rest = document.partition(BEGIN)
    old, end, tail = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{path}: has no marks {BEGIN.strip()} and {END.strip()} to put figures between; add them")
    return head, old, tail
