"""A document as both renderers lay it out: blocks of plain text, tables and pictures; no text has markup in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Tone = Literal["", "bad", "open", "ask", "good"]
"""How a word is coloured."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 3."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; `quote` is law text word for word, `note` is smaller."""

    text: str
    style: Literal["body", "quote", "note"] = "body"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table."""

    text: str
    tone: Tone = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table; widths are parts of the whole. Without a head the first column is bold: names and values."""

    widths: tuple[int, ...]
    rows: tuple[tuple[Cell, ...], ...]
    head: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture (JPEG) with its size in px and what stands below it."""

    data: bytes
    width: int
    height: int
    caption: str


@dataclass(frozen=True, slots=True)
class Pictures:
    """Pictures side by side."""

    pictures: tuple[Picture, ...]


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A piece of a message: a heading, and runs of text of which some are the hit."""

    title: str
    runs: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class PageBreak:
    """A new page begins."""


@dataclass(frozen=True, slots=True)
class Signatures:
    """Lines to sign on, one for each role."""

    roles: tuple[str, ...]


Block = Heading | Paragraph | Table | Pictures | Excerpt | PageBreak | Signatures


@dataclass(frozen=True, slots=True)
class Document:
    """A report: the cover's title, subtitle and facts, what stands on top of each page, and the blocks.

    `epoch_s` is the time that the files carry, so that equal findings give equal bytes.
    """

    title: str
    subtitle: str
    facts: Table
    header: str
    blocks: tuple[Block, ...]
    epoch_s: int
