"""Turns tokens into commands: lists, pipelines, groups, `if`, `for` and `while`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from virtualphone.shell.tokenizer import Operator, Redirection, Segment, ShellSyntaxError, Token, Word, tokenize

_MAX_DEPTH = 40
_ASSIGNMENT = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)=(.*)", re.DOTALL)
_CLOSERS = frozenset({"then", "elif", "else", "fi", "do", "done", "}"})


@dataclass(frozen=True, slots=True)
class Redirect:
    """One redirection with its target word."""

    operator: Redirection
    target: Word


@dataclass(frozen=True, slots=True)
class Simple:
    """A command with its assignments, words and redirections."""

    assignments: tuple[tuple[str, Word], ...]
    words: tuple[Word, ...]
    redirects: tuple[Redirect, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A list in braces, or in parentheses, where it changes nothing outside."""

    body: Sequence
    subshell: bool
    redirects: tuple[Redirect, ...] = ()


@dataclass(frozen=True, slots=True)
class If:
    """Conditions with their branches, and what happens when none holds."""

    branches: tuple[tuple[Sequence, Sequence], ...]
    otherwise: Sequence | None


@dataclass(frozen=True, slots=True)
class For:
    """A loop over words."""

    variable: str
    words: tuple[Word, ...]
    body: Sequence


@dataclass(frozen=True, slots=True)
class While:
    """A loop with a condition."""

    condition: Sequence
    body: Sequence


Command = Simple | Group | If | For | While


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Commands joined by pipes."""

    commands: tuple[Command, ...]
    negated: bool


@dataclass(frozen=True, slots=True)
class Sequence:
    """Pipelines, each with the condition under which it runs: always, after success, after failure."""

    parts: tuple[tuple[Literal[";", "&&", "||"], Pipeline], ...]


def parse(line: str) -> Sequence:
    """The commands of a line; raises ShellSyntaxError."""
    parser = _Parser(tokenize(line))
    sequence = parser.sequence(0)
    parser.expect_end()
    return sequence


class _Parser:
    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._at = 0

    def expect_end(self) -> None:
        if self._at < len(self._tokens):
            raise ShellSyntaxError(f"syntax error: unexpected '{_show(self._tokens[self._at])}'")

    def sequence(self, depth: int) -> Sequence:
        if depth > _MAX_DEPTH:
            raise ShellSyntaxError("commands are nested too deep")
        parts: list[tuple[Literal[";", "&&", "||"], Pipeline]] = []
        condition: Literal[";", "&&", "||"] = ";"
        while True:
            self._skip_separators(condition)
            if self._ends():
                if condition != ";":
                    raise ShellSyntaxError("syntax error: unexpected EOF")
                return Sequence(tuple(parts))
            parts.append((condition, self._pipeline(depth)))
            operator = self._operator()
            if operator in ("&&", "||"):
                condition = "&&" if operator == "&&" else "||"
                self._at += 1
            elif operator in (";", "&"):
                condition = ";"
            else:
                return Sequence(tuple(parts))

    def _skip_separators(self, condition: str) -> None:
        if condition == ";":
            while self._operator() in (";", "&"):
                self._at += 1

    def _ends(self) -> bool:
        return self._at >= len(self._tokens) or self._operator() == ")" or self._keyword() in _CLOSERS

    def _pipeline(self, depth: int) -> Pipeline:
        negated = self._keyword() == "!"
        self._at += int(negated)
        commands = [self._command(depth)]
        while self._operator() == "|":
            self._at += 1
            commands.append(self._command(depth))
        return Pipeline(tuple(commands), negated)

    def _command(self, depth: int) -> Command:
        if self._operator() == "(":
            self._at += 1
            body = self.sequence(depth + 1)
            self._take_operator(")")
            return Group(body, subshell=True, redirects=self._redirects())
        match self._keyword():
            case "{":
                self._at += 1
                body = self.sequence(depth + 1)
                self._take_keyword("}")
                return Group(body, subshell=False, redirects=self._redirects())
            case "if":
                return self._if(depth)
            case "for":
                return self._for(depth)
            case "while":
                self._at += 1
                condition = self.sequence(depth + 1)
                return While(condition, self._block(depth))
        return self._simple()

    def _if(self, depth: int) -> If:
        branches = []
        otherwise = None
        keyword: str | None = "if"
        while keyword in ("if", "elif"):
            self._at += 1
            condition = self.sequence(depth + 1)
            self._take_keyword("then")
            branches.append((condition, self.sequence(depth + 1)))
            keyword = self._keyword()
        if keyword == "else":
            self._at += 1
            otherwise = self.sequence(depth + 1)
        self._take_keyword("fi")
        return If(tuple(branches), otherwise)

    def _for(self, depth: int) -> For:
        self._at += 1
        variable = self._keyword()
        if variable is None or not variable.isidentifier():
            raise ShellSyntaxError("syntax error: bad for loop variable")
        self._at += 1
        self._take_keyword("in")
        words = []
        while self._at < len(self._tokens) and isinstance(token := self._tokens[self._at], Word):
            words.append(token)
            self._at += 1
        self._skip_separators(";")
        return For(variable, tuple(words), self._block(depth))

    def _block(self, depth: int) -> Sequence:
        self._take_keyword("do")
        body = self.sequence(depth + 1)
        self._take_keyword("done")
        return body

    def _simple(self) -> Simple:
        assignments: list[tuple[str, Word]] = []
        words: list[Word] = []
        redirects: list[Redirect] = []
        while self._at < len(self._tokens):
            token = self._tokens[self._at]
            if isinstance(token, Redirection):
                redirects.append(self._redirect())
                continue
            if not isinstance(token, Word):
                break
            assignment = _assignment(token) if not words else None
            if assignment is not None:
                assignments.append(assignment)
            else:
                words.append(token)
            self._at += 1
        if not assignments and not words and not redirects:
            unexpected = _show(self._tokens[self._at]) if self._at < len(self._tokens) else "EOF"
            raise ShellSyntaxError(f"syntax error: unexpected '{unexpected}'")
        return Simple(tuple(assignments), tuple(words), tuple(redirects))

    def _redirects(self) -> tuple[Redirect, ...]:
        redirects = []
        while self._at < len(self._tokens) and isinstance(self._tokens[self._at], Redirection):
            redirects.append(self._redirect())
        return tuple(redirects)

    def _redirect(self) -> Redirect:
        operator = self._tokens[self._at]
        target = self._tokens[self._at + 1] if self._at + 1 < len(self._tokens) else None
        if not isinstance(operator, Redirection) or not isinstance(target, Word):
            raise ShellSyntaxError("syntax error: a redirection needs a target")
        self._at += 2
        return Redirect(operator, target)

    def _operator(self) -> str | None:
        token = self._tokens[self._at] if self._at < len(self._tokens) else None
        return token.text if isinstance(token, Operator) else None

    def _keyword(self) -> str | None:
        token = self._tokens[self._at] if self._at < len(self._tokens) else None
        return token.bare if isinstance(token, Word) else None

    def _take_operator(self, text: str) -> None:
        if self._operator() != text:
            raise ShellSyntaxError(f"syntax error: '{text}' expected")
        self._at += 1

    def _take_keyword(self, text: str) -> None:
        if self._keyword() != text:
            raise ShellSyntaxError(f"syntax error: '{text}' expected")
        self._at += 1


def _assignment(word: Word) -> tuple[str, Word] | None:
    first = word.segments[0] if word.segments else None
    if first is None or first.kind != "text" or first.quoted:
        return None
    found = _ASSIGNMENT.fullmatch(first.value)
    if found is None:
        return None
    return found[1], Word((Segment("text", found[2], quoted=False), *word.segments[1:]))


def _show(token: Token) -> str:
    if isinstance(token, Operator):
        return token.text
    return token.bare or "word" if isinstance(token, Word) else token.mode
