"""The W3C errors that the server answers with, one table."""

from __future__ import annotations

from typing import Literal

ErrorCode = Literal[
    "no such element", "stale element reference", "invalid selector", "no such alert", "invalid argument",
    "invalid element state", "unknown command", "unknown error", "invalid session id", "unsupported operation",
    "timeout",
]  # fmt: skip

STATUS: dict[str, int] = {
    "no such element": 404,
    "stale element reference": 404,
    "invalid selector": 400,
    "no such alert": 404,
    "invalid argument": 400,
    "invalid element state": 400,
    "unknown command": 404,
    "unknown error": 500,
    "invalid session id": 404,
    "unsupported operation": 500,
    "timeout": 500,
}


class WireError(Exception):
    """A command that fails: a W3C code and a message for people."""

    def __init__(self, code: ErrorCode, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message

    @property
    def status(self) -> int:
        """The HTTP status of the code."""
        return STATUS[self.code]


def invalid(message: str) -> WireError:
    """An argument that cannot be used."""
    return WireError("invalid argument", message)
