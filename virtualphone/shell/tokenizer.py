"""Cuts a command line into words, operators and redirections, by the quoting rules of mksh."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

RedirectionMode = Literal[">", ">>", "<", ">&"]
_MODES: tuple[RedirectionMode, ...] = (">", ">>", "<", ">&")
_MAX_SUBSTITUTION_DEPTH = 20
_OPERATORS = ("&&", "||", ";;", ";", "|", "&", "(", ")", "\n")
_REDIRECTION = re.compile(r"(\d?)(>>|>&|>|<)|(&)(>)")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|[0-9?$!#@*]")
_BRACED = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*|[0-9?$!#@*])(?::-([^}]*))?\}")


class ShellSyntaxError(ValueError):
    """The line is not one that the shell understands."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a word: text as it is, a variable's name, or a command whose output stands there."""

    kind: Literal["text", "variable", "command"]
    value: str
    quoted: bool
    default: str = ""


@dataclass(frozen=True, slots=True)
class Word:
    """One word before expansion."""

    segments: tuple[Segment, ...]

    @property
    def bare(self) -> str | None:
        """The text of a word that has neither quotes nor expansions, else None."""
        if all(segment.kind == "text" and not segment.quoted for segment in self.segments):
            return "".join(segment.value for segment in self.segments)
        return None


@dataclass(frozen=True, slots=True)
class Operator:
    """A control operator; a line end is `;`."""

    text: str


@dataclass(frozen=True, slots=True)
class Redirection:
    """`fd>`, `fd>>`, `fd<`, `fd>&`; the next word is the target. `both` stands for `&>`."""

    fd: int
    mode: RedirectionMode
    both: bool = False


Token = Word | Operator | Redirection


def tokenize(line: str) -> list[Token]:
    """The tokens of a line; raises ShellSyntaxError for unclosed quotes and the like."""
    return _Tokenizer(line, 0).run()


class _Tokenizer:
    def __init__(self, line: str, depth: int) -> None:
        if depth > _MAX_SUBSTITUTION_DEPTH:
            raise ShellSyntaxError("substitutions are nested too deep")
        self._line = line
        self._depth = depth
        self._at = 0

    def run(self) -> list[Token]:
        tokens: list[Token] = []
        while (token := self._next()) is not None:
            tokens.append(token)
        return tokens

    def _next(self) -> Token | None:
        while self._at < len(self._line):
            character = self._line[self._at]
            if character in " \t\r":
                self._at += 1
            elif character == "#":
                end = self._line.find("\n", self._at)
                self._at = len(self._line) if end < 0 else end
            elif self._line.startswith("\\\n", self._at):
                self._at += 2
            else:
                break
        else:
            return None
        return self._redirection() or self._operator() or self._word()

    def _redirection(self) -> Redirection | None:
        found = _REDIRECTION.match(self._line, self._at)
        if found is None:
            return None
        if self._line.startswith("<<", found.start(2)) or self._line.startswith("<(", found.start(2)):
            raise ShellSyntaxError("here documents are not supported")
        self._at = found.end()
        if found[3]:
            return Redirection(1, ">", both=True)
        mode = next(mode for mode in _MODES if mode == found[2])
        return Redirection(int(found[1]) if found[1] else int(mode != "<"), mode)

    def _operator(self) -> Operator | None:
        for text in _OPERATORS:
            if self._line.startswith(text, self._at):
                self._at += len(text)
                return Operator(";" if text == "\n" else text)
        return None

    def _word(self) -> Word:
        segments: list[Segment] = []
        while self._at < len(self._line):
            character = self._line[self._at]
            if character in " \t\r\n;|&()<>":
                break
            if character == "'":
                segments.append(self._single_quoted())
            elif character == '"':
                segments.extend(self._double_quoted())
            elif character == "$":
                segments.append(self._dollar(quoted=False))
            elif character == "`":
                segments.append(self._backquoted(quoted=False))
            elif character == "\\":
                segments.extend(self._escaped())
            else:
                segments.append(Segment("text", character, quoted=False))
                self._at += 1
        return Word(_merged(segments))

    def _single_quoted(self) -> Segment:
        end = self._line.find("'", self._at + 1)
        if end < 0:
            raise ShellSyntaxError("no closing quote")
        text = self._line[self._at + 1 : end]
        self._at = end + 1
        return Segment("text", text, quoted=True)

    def _double_quoted(self) -> list[Segment]:
        segments = [Segment("text", "", quoted=True)]
        self._at += 1
        while self._at < len(self._line):
            character = self._line[self._at]
            if character == '"':
                self._at += 1
                return segments
            if character == "$":
                segments.append(self._dollar(quoted=True))
            elif character == "`":
                segments.append(self._backquoted(quoted=True))
            elif character == "\\" and self._line[self._at + 1 : self._at + 2] in tuple('$`"\\\n'):
                following = self._line[self._at + 1]
                segments.append(Segment("text", "" if following == "\n" else following, quoted=True))
                self._at += 2
            else:
                segments.append(Segment("text", character, quoted=True))
                self._at += 1
        raise ShellSyntaxError("no closing quote")

    def _escaped(self) -> list[Segment]:
        following = self._line[self._at + 1 : self._at + 2]
        self._at += 2
        if following == "\n":
            return []
        return [Segment("text", following or "\\", quoted=True)]

    def _dollar(self, *, quoted: bool) -> Segment:
        start = self._at + 1
        if self._line.startswith("((", start):
            raise ShellSyntaxError("arithmetic is not supported")
        if self._line.startswith("(", start):
            return self._substitution(start + 1, quoted=quoted)
        if braced := _BRACED.match(self._line, start):
            self._at = braced.end()
            return Segment("variable", braced[1], quoted, braced[2] or "")
        if self._line.startswith("{", start):
            raise ShellSyntaxError("bad substitution")
        if name := _NAME.match(self._line, start):
            self._at = name.end()
            return Segment("variable", name[0], quoted)
        self._at = start
        return Segment("text", "$", quoted)

    def _substitution(self, start: int, *, quoted: bool) -> Segment:
        inner = _Tokenizer(self._line, self._depth + 1)
        inner._at = start
        depth = 1
        while (token := inner._next()) is not None:
            if isinstance(token, Operator) and token.text in "()":
                depth += 1 if token.text == "(" else -1
                if depth == 0:
                    self._at = inner._at
                    return Segment("command", self._line[start : inner._at - 1], quoted)
        raise ShellSyntaxError("no closing parenthesis")

    def _backquoted(self, *, quoted: bool) -> Segment:
        end = self._line.find("`", self._at + 1)
        if end < 0:
            raise ShellSyntaxError("no closing quote")
        text = self._line[self._at + 1 : end]
        self._at = end + 1
        return Segment("command", text, quoted)


def _merged(segments: list[Segment]) -> tuple[Segment, ...]:
    merged: list[Segment] = []
    for segment in segments:
        last = merged[-1] if merged else None
        if last and last.kind == segment.kind == "text" and last.quoted == segment.quoted:
            merged[-1] = Segment("text", last.value + segment.value, last.quoted)
        else:
            merged.append(segment)
    return tuple(merged)
