"""The words of JavaScript, from left to right: what is a name, and what is a text, a comment or a pattern."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

Kind = Literal["name", "value", "sign", "open", "close", "other"]

_COMMENT = re.compile(r"//[^\n\r\u2028\u2029]*|/\*.*?(?:\*/|\Z)|\s+", re.DOTALL)
_TEXT = re.compile(r"'(?:\\.|[^'\\])*(?:'|\Z)|\"(?:\\.|[^\"\\])*(?:\"|\Z)", re.DOTALL)
_NUMBER = re.compile(r"\.?\d[\w.]*")
_NAME = re.compile(r"[^\W\d][\w$]*|\$[\w$]*")
_PATTERN = re.compile(r"/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\[\n])+/\w*")
_TEMPLATE = re.compile(r"(?:\\.|\$(?!\{)|[^`\\$])*", re.DOTALL)
_SIGN = re.compile(r"\.\.\.|\?\.(?!\d)|.", re.DOTALL)
_BEFORE_VALUE = frozenset(
    ("return", "typeof", "case", "in", "of", "new", "delete", "void", "throw", "do", "else", "instanceof", "yield")
)
"""Words after which `/` begins a pattern, not a division."""


def tokens(code: str, at: int = 0) -> Iterator[tuple[Kind, str, int]]:
    """The words of a text from a place on, with their places; braces of templates `${` and `}` are of kind other."""
    last, stack = "", list[str]()
    while at < len(code):
        sign = code[at]
        if stack and stack[-1] == "`":
            at = _match(_TEMPLATE, code, at)
            if code.startswith("${", at):
                stack.append("${")
                yield "other", "${", at
                last, at = "", at + 2
            elif at < len(code):
                stack.pop()
                yield "value", "`", at
                last, at = "`", at + 1
            continue
        kind: Kind = "sign"
        if found := _COMMENT.match(code, at):
            at = found.end()
            continue
        if sign == "`":
            stack.append("`")
            at += 1
            continue
        if found := (_TEXT.match(code, at) or _NUMBER.match(code, at)):
            kind = "value"
        elif found := _NAME.match(code, at):
            kind = "other" if last in (".", "?.") else "name"
        elif sign == "/" and not _ends_value(last) and (found := _PATTERN.match(code, at)):
            kind = "value"
        else:
            found = _SIGN.match(code, at)
        word = found.group() if found else sign
        if word == "{":
            stack.append("{")
            kind = "open"
        elif word == "}" and stack:
            kind = "other" if stack.pop() == "${" else "close"
        elif word == "}":
            kind = "close"
        yield kind, word, at
        last, at = word, at + len(word)


def _match(pattern: re.Pattern[str], code: str, at: int) -> int:
    found = pattern.match(code, at)
    return found.end() if found else at


def _ends_value(word: str) -> bool:
    return word not in _BEFORE_VALUE and bool(word) and (word[-1] in ")]}'\"`$_/" or word[-1].isalnum())
