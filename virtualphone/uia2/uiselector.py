"""Reads the text form of UiSelector and UiScrollable, as scripts send it for `-android uiautomator`.

Grammar: `new UiSelector()` or `new UiScrollable(<selector>)`, each followed by calls `.name(argument, …)`;
an argument is a string, a whole number, true/false or another `new UiSelector()…`. `UiSelectorSyntaxError` otherwise.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_MAX_CHARS = 10_000
_MAX_DEPTH = 20
_MAX_CALLS = 200

STRING_CRITERIA = frozenset({
    "text", "textContains", "textStartsWith", "textMatches", "className", "classNameMatches", "description",
    "descriptionContains", "descriptionStartsWith", "descriptionMatches", "resourceId", "resourceIdMatches",
    "packageName", "packageNameMatches",
})  # fmt: skip
NUMBER_CRITERIA = frozenset({"index", "instance"})
BOOLEAN_CRITERIA = frozenset({
    "checkable", "checked", "clickable", "enabled", "focusable", "focused", "longClickable", "scrollable", "selected",
})  # fmt: skip
NESTED_CRITERIA = frozenset({"childSelector", "fromParent"})
# Names of UiScrollable's methods with the kinds of their arguments.
SCROLLABLE_CALLS: dict[str, tuple[tuple[str, ...], ...]] = {
    "setAsVerticalList": ((),),
    "setAsHorizontalList": ((),),
    "setMaxSearchSwipes": (("int",),),
    "setSwipeDeadZonePercentage": (("float",), ("int",)),
    "scrollIntoView": (("selector",),),
    "scrollTextIntoView": (("str",),),
    "scrollDescriptionIntoView": (("str",),),
    "getChildByText": (("selector", "str"), ("selector", "str", "bool")),
    "getChildByDescription": (("selector", "str"), ("selector", "str", "bool")),
    "getChildByInstance": (("selector", "int"),),
    "scrollForward": ((), ("int",)),
    "scrollBackward": ((), ("int",)),
    "scrollToBeginning": (("int",), ("int", "int")),
    "scrollToEnd": (("int",), ("int", "int")),
    "flingForward": ((),),
    "flingBackward": ((),),
    "flingToBeginning": (("int",),),
    "flingToEnd": (("int",),),
}

_TOKEN = re.compile(
    r"""\s*(?:(?P<name>[A-Za-z_]\w*)|(?P<number>-?\d+(?:\.\d+)?)|(?P<mark>[().,;])|(?P<string>"(?:[^"\\]|\\.)*"))""",
    re.ASCII | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|.)", re.DOTALL)
_PLAIN_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "0": "\0"}

type Value = str | int | float | bool | UiSelector


class UiSelectorSyntaxError(ValueError):
    """A text that is no selector; the message says where."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call `.name(arguments)`."""

    name: str
    arguments: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class UiSelector:
    """A selector: its criteria in the order given."""

    criteria: tuple[Call, ...] = ()


@dataclass(frozen=True, slots=True)
class UiScrollable:
    """A scrollable container and what is to be done with it."""

    container: UiSelector
    calls: tuple[Call, ...] = ()


def parse(text: str) -> UiSelector | UiScrollable:
    """Reads one expression; a closing semicolon is allowed."""
    if len(text) > _MAX_CHARS:
        raise UiSelectorSyntaxError(f"the selector is longer than {_MAX_CHARS} characters")
    return _Parser(text).read()


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    at: int


def _tokens(text: str) -> list[_Token]:
    found, at = [], 0
    end = len(text.rstrip())
    while at < end:
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            raise UiSelectorSyntaxError(f"unexpected {text[at:].lstrip()[:1]!r} at character {at + 1}")
        found.append(_Token(match.lastgroup, match.group(match.lastgroup), match.start(match.lastgroup)))
        at = match.end()
    return found


class _Parser:
    def __init__(self, text: str) -> None:
        self._tokens = _tokens(text)
        self._next = 0
        self._calls = 0

    def read(self) -> UiSelector | UiScrollable:
        # The Java form may leave out `new` and even the class: `.text("x")` stands for a UiSelector.
        if self._peek() == ".":
            result: UiSelector | UiScrollable = self._selector_calls(0)
        else:
            result = self._expression(0)
        if self._peek() == ";":
            self._take(";")
        if self._next < len(self._tokens):
            raise self._unexpected()
        return result

    def _expression(self, depth: int) -> UiSelector | UiScrollable:
        if depth > _MAX_DEPTH:
            raise UiSelectorSyntaxError(f"selectors are nested more than {_MAX_DEPTH} deep")
        if self._peek() == "new":
            self._take("new")
        token = self._advance()
        self._take("(")
        if token.text == "UiSelector":
            self._take(")")
            return self._selector_calls(depth)
        if token.text == "UiScrollable" and depth == 0:
            container = self._expression(depth + 1)
            self._take(")")
            if not isinstance(container, UiSelector):
                raise UiSelectorSyntaxError("UiScrollable takes a UiSelector")
            return UiScrollable(container, self._scrollable_calls())
        raise UiSelectorSyntaxError(f"UiSelector or UiScrollable expected at character {token.at + 1}")

    def _selector_calls(self, depth: int) -> UiSelector:
        criteria = []
        while self._peek() == ".":
            call = self._call(depth)
            _check_criterion(call)
            criteria.append(call)
        return UiSelector(tuple(criteria))

    def _scrollable_calls(self) -> tuple[Call, ...]:
        calls = []
        while self._peek() == ".":
            call = self._call(0)
            forms = SCROLLABLE_CALLS.get(call.name)
            if forms is None:
                raise UiSelectorSyntaxError(f"UiScrollable has no method {call.name}")
            if tuple(_kind(value) for value in call.arguments) not in forms:
                raise UiSelectorSyntaxError(f"UiScrollable.{call.name} does not take these arguments")
            calls.append(call)
        return tuple(calls)

    def _call(self, depth: int) -> Call:
        self._calls += 1
        if self._calls > _MAX_CALLS:
            raise UiSelectorSyntaxError(f"the selector has more than {_MAX_CALLS} calls")
        self._take(".")
        name = self._advance()
        if name.kind != "name":
            raise UiSelectorSyntaxError(f"a method name is expected at character {name.at + 1}")
        self._take("(")
        arguments: list[Value] = []
        while self._peek() != ")":
            if arguments:
                self._take(",")
            arguments.append(self._value(depth))
        self._take(")")
        return Call(name.text, tuple(arguments))

    def _value(self, depth: int) -> Value:
        token = self._current()
        if token.kind == "string":
            self._next += 1
            return _unquote(token)
        if token.kind == "number":
            self._next += 1
            return float(token.text) if "." in token.text else int(token.text[:12])
        if token.text in ("true", "false"):
            self._next += 1
            return token.text == "true"
        nested = self._expression(depth + 1)
        if isinstance(nested, UiScrollable):
            raise UiSelectorSyntaxError("UiScrollable cannot be an argument")
        return nested

    def _peek(self) -> str | None:
        return self._tokens[self._next].text if self._next < len(self._tokens) else None

    def _current(self) -> _Token:
        if self._next >= len(self._tokens):
            raise UiSelectorSyntaxError("the selector ends too early")
        return self._tokens[self._next]

    def _advance(self) -> _Token:
        token = self._current()
        self._next += 1
        return token

    def _take(self, mark: str) -> None:
        if self._current().text != mark:
            raise self._unexpected()
        self._next += 1

    def _unexpected(self) -> UiSelectorSyntaxError:
        token = self._current()
        return UiSelectorSyntaxError(f"unexpected {token.text[:40]!r} at character {token.at + 1}")


def _check_criterion(call: Call) -> None:
    kinds = tuple(_kind(value) for value in call.arguments)
    if call.name in STRING_CRITERIA:
        wanted: tuple[str, ...] = ("str",)
    elif call.name in NUMBER_CRITERIA:
        wanted = ("int",)
    elif call.name in BOOLEAN_CRITERIA:
        wanted = ("bool",)
    elif call.name in NESTED_CRITERIA:
        wanted = ("selector",)
    else:
        raise UiSelectorSyntaxError(f"UiSelector has no method {call.name}")
    if kinds != wanted:
        raise UiSelectorSyntaxError(f"UiSelector.{call.name} takes one {wanted[0]}")
    if call.name.endswith("Matches"):
        try:
            re.compile(str(call.arguments[0]))
        except re.error as error:
            raise UiSelectorSyntaxError(f"UiSelector.{call.name}: {error}") from error


def _kind(value: Value) -> str:
    match value:
        case bool():
            return "bool"
        case int():
            return "int"
        case float():
            return "float"
        case str():
            return "str"
        case UiSelector():
            return "selector"


def _unquote(token: _Token) -> str:
    def plain(match: re.Match[str]) -> str:
        code = match.group(1)
        if len(code) == 5:
            return chr(int(code[1:], 16))
        return _PLAIN_ESCAPES.get(code, code)

    return _ESCAPE.sub(plain, token.text[1:-1])
