"""Bytes that are read when somebody asks for them, so that a large capture needs no large memory."""

from __future__ import annotations

from typing import Any, Protocol


class Readable(Protocol):
    """Something that can read its bytes, again and again the same ones."""

    def read(self) -> bytes:
        """The bytes; raises EvidenceError when they are not there any more."""


class Content:
    """A field of a dataclass that is given bytes or the way to them, and gives bytes.

    Bytes behind a way are read each time and kept nowhere; two values are equal when their bytes are.
    """

    def __set_name__(self, owner: type, name: str) -> None:
        self._key = f"_{name}"

    def __get__(self, holder: object | None, owner: type | None = None) -> bytes:
        if holder is None:
            # What a dataclass takes for the field's default.
            return b""
        given: bytes | Readable = holder.__dict__[self._key]
        return given if isinstance(given, bytes) else given.read()

    def __set__(self, holder: Any, value: bytes | Readable) -> None:
        holder.__dict__[self._key] = value
