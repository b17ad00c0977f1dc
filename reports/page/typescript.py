"""Writes the payload's types for the front end: `python -m reports.page.typescript > frontend/src/contract.ts`."""

from __future__ import annotations

import dataclasses
import inspect
import sys
import types
import typing
from collections.abc import Iterator
from typing import Any, Literal, TypeAliasType, Union, get_args, get_origin

from reports.page import contract

_PLAIN = {str: "string", int: "number", float: "number", bool: "boolean", type(None): "null"}


def typescript() -> str:
    """The module, one interface a dataclass; what may be left out of the payload is optional."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "// Written by `python -m reports.page.typescript` from reports/page/contract.py; do not edit."
    for name, value in vars(contract).items():
        if isinstance(value, TypeAliasType):
            yield f"\nexport type {name} = {_typed(value.__value__)};"
        elif inspect.isclass(value) and dataclasses.is_dataclass(value):
            yield f"\nexport interface {name} {{"
            hints = typing.get_type_hints(value)
            for field in dataclasses.fields(value):
                optional = field.default is not dataclasses.MISSING or _may_be_none(hints[field.name])
                yield f"  {field.name}{'?' if optional else ''}: {_typed(hints[field.name])};"
            yield "}"


def _may_be_none(hint: Any) -> bool:
    return get_origin(hint) in (Union, types.UnionType) and type(None) in get_args(hint)


def _typed(hint: Any) -> str:
    if isinstance(hint, TypeAliasType):
        return hint.__name__
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Literal:
        return " | ".join(f'"{value}"' for value in inner)
    if origin in (Union, types.UnionType):
        return " | ".join(_typed(part) for part in inner if part is not type(None))
    if origin is tuple:
        if len(inner) == 2 and inner[1] is Ellipsis:
            element = _typed(inner[0])
            return f"readonly ({element})[]" if " " in element else f"readonly {element}[]"
        return f"readonly [{', '.join(_typed(part) for part in inner)}]"
    if origin is dict:
        return f"Readonly<Record<{', '.join(_typed(part) for part in inner)}>>"
    return _PLAIN.get(hint) or str(hint.__name__)


if __name__ == "__main__":
    sys.stdout.write(typescript())
