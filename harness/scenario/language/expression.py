"""`${…}` inside a text: where it begins and ends, and what it names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import quickjs

from harness.scenario.language.javascript import tokens

NAME = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*\Z")
_LITERALS = frozenset({"true", "false", "null", "undefined", "NaN", "Infinity", "this"})
OURS = frozenset({"output", "maestro", "json", "console", "http"})
"""Names that every script has."""


class BadExpression(ValueError):
    """An expression cannot be read; the message is for a person."""


@dataclass(frozen=True, slots=True)
class Expression:
    """What stands between `${` and `}`."""

    code: str

    @property
    def name(self) -> str:
        """The name, when the expression is nothing else; else an empty text."""
        return self.code if NAME.match(self.code) and self.code not in _LITERALS else ""

    @property
    def names(self) -> frozenset[str]:
        """All words that may be names of values; those in texts and comments are none."""
        return frozenset(word for kind, word, _ in tokens(self.code) if kind == "name")


def parts(text: str) -> Iterator[str | Expression]:
    r"""The text in pieces, plain and computed; `\${` is no expression. Raises BadExpression."""
    at = 0
    while (begin := text.find("${", at)) >= 0:
        if begin and text[begin - 1] == "\\":
            yield text[at : begin - 1] + "${"
            at = begin + 2
            continue
        if begin > at:
            yield text[at:begin]
        end = _end(text, begin + 2)
        yield Expression(text[begin + 2 : end].strip())
        at = end + 1
    if at < len(text):
        yield text[at:]


def expressions(text: str) -> list[Expression]:
    """The computed pieces alone. Raises BadExpression."""
    return [part for part in parts(text) if isinstance(part, Expression)]


def check(text: str) -> None:
    """Raise BadExpression when a computed piece is no JavaScript; nothing is run."""
    for expression in expressions(text):
        if expression.name:
            continue
        if not expression.code:
            raise BadExpression("`${}` is empty: write a name or an expression between the braces")
        check_script(f"(function () {{ return (\n{expression.code}\n); }})", f"`${{{expression.code}}}`")


def check_script(source: str, named: str) -> None:
    """Raise BadExpression when a text is no JavaScript."""
    try:
        quickjs.Context().eval(f"(function () {{\n{source}\n}})")
    except quickjs.JSException as error:
        raise BadExpression(f"{named} is no JavaScript: {str(error).splitlines()[0]}") from None
    except ValueError:
        # The engine takes neither; they are not repeated, since no terminal shows them.
        raise BadExpression("a script holds a NUL or half a surrogate pair: leave the sign out") from None


def _end(text: str, at: int) -> int:
    """Where the brace closes that opened before `at`."""
    depth = 1
    for kind, _, place in tokens(text, at):
        depth += {"open": 1, "close": -1}.get(kind, 0)
        if not depth:
            return place
    raise BadExpression("`${` is not closed: write `}` behind the expression, or `\\${` for the signs themselves")
