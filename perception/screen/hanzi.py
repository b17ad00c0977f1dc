"""Which script a text is written in: simplified Chinese, traditional Chinese, or something else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import opencc

MAX_CHARACTERS = 200_000
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_FOREIGN = re.compile(
    r"[A-Za-z\u00c0-\u024f\u0370-\u052f\u0590-\u06ff]+|[\u0e00-\u0e7f]|[\u3040-\u30ff]|[\u1100-\u11ff\uac00-\ud7af]"
)
_ASCII_RUN = re.compile(r"[!-~]+")


@dataclass(frozen=True, slots=True)
class Script:
    """How a text is written.

    `chinese` is the share of Han characters among all that can be read (a word of another script counts as one),
    `simplified` the share of Han characters that simplified Chinese uses; both 0 to 1, None without any letter.
    """

    han: int
    chinese: float | None
    simplified: float | None


def script(text: str) -> Script:
    """Count the scripts of a text, at most MAX_CHARACTERS of it; web and mail addresses and names of code are no words.

    A character is traditional when OpenCC has another for it and GB 2312, the standard of simplified Chinese, lacks it.
    """
    body = _ASCII_RUN.sub(_but_addresses, text[:MAX_CHARACTERS])
    characters = _HAN.findall(body)
    foreign = len(_FOREIGN.findall(body))
    if not characters and not foreign:
        return Script(0, None, None)
    chinese = round(len(characters) / (len(characters) + foreign), 3)
    if not characters:
        return Script(0, chinese, None)
    old = sum(character in _traditional_only() for character in characters)
    return Script(len(characters), chinese, round(1 - old / len(characters), 3))


def _but_addresses(run: re.Match[str]) -> str:
    """Nothing for an address or a name such as com.example.sdk, else the run itself."""
    said = run.group()
    return " " if "://" in said or "@" in said or said.count(".") > 1 else said


def simplified(text: str) -> str:
    """The text with each traditional character replaced by its simplified form; its length stays the same."""
    return text if text.isascii() else text.translate(_forms())


@cache
def _forms() -> dict[int, str]:
    """Traditional character → simplified one, by OpenCC's table of characters."""
    characters = [chr(code) for code in (*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000))]
    # One call, a character a line, so that no phrase is met.
    converted = opencc.OpenCC("t2s").convert("\n".join(characters)).split("\n")
    return {ord(old): new for old, new in zip(characters, converted, strict=True) if old != new and len(new) == 1}


@cache
def _traditional_only() -> frozenset[str]:
    return frozenset(chr(code) for code in _forms() if not _in_gb2312(chr(code)))


def _in_gb2312(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
