"""The form of a command: what a handler gets, and checked reading of its JSON body."""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from virtualphone.device.state import PhoneState
from virtualphone.uia2.errors import invalid
from virtualphone.uia2.session import ELEMENT_KEY, Json, Session


@dataclass(frozen=True, slots=True)
class Command:
    """One request: the session, the phone, the parts of its path and its body."""

    session: Session
    state: PhoneState
    path: Mapping[str, str]
    body: Mapping[str, Json]

    def text(self, name: str, default: str | None = None) -> str:
        """A text of the body; invalid argument where it is missing and has no default."""
        value = self.body.get(name)
        if isinstance(value, str):
            return value
        if value is None and default is not None:
            return default
        raise invalid(f"'{name}' must be a text")

    def number(self, name: str, default: float | None = None) -> float:
        """A finite number of the body."""
        value = self.body.get(name)
        if value is None and default is not None:
            return default
        return as_number(value, name)

    def flag(self, name: str) -> bool:
        """True or false; false where it is missing."""
        return self.body.get(name) is True

    def mapping(self, name: str) -> Mapping[str, Json] | None:
        """An object of the body, or None."""
        value = self.body.get(name)
        if value is None:
            return None
        if not isinstance(value, dict):
            raise invalid(f"'{name}' must be an object")
        return value

    def origin(self) -> str | None:
        """The element id of `origin`, or None."""
        return element_id(self.body.get("origin"))


type Handler = Callable[[Command], Awaitable[Json]]


def as_number(value: Json, name: str) -> float:
    """A finite number, else invalid argument."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise invalid(f"'{name}' must be a number")
    return float(value)


def element_id(value: Json) -> str | None:
    """The id in an element reference, or None where the value is no reference."""
    if isinstance(value, dict):
        found = value.get(ELEMENT_KEY, value.get("ELEMENT"))
        return found if isinstance(found, str) else None
    return None
