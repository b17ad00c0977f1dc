"""`ids.yaml`: the values of a phone that are looked for in a capture."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from harness.config.reading import read_documents
from harness.errors import ConfigError

MAX_KINDS = 200
MAX_VALUES = 20_000
MAX_VALUE = 2000
"""Characters of one value."""


def read_identifiers(path: Path) -> dict[str, tuple[str, ...]]:
    """The identifiers of a file: a mapping from kind to one value or a list. Raises ConfigError with file and line."""
    documents = read_documents(path)
    document = documents[0] if len(documents) == 1 else None
    if not isinstance(document, dict):
        raise ConfigError(f"{path}:1: the file must be a mapping of identifier kinds to values, such as `imei: '…'`")
    if not document:
        raise ConfigError(f"{path}:1: the file names no identifier")
    if len(document) > MAX_KINDS:
        raise ConfigError(f"{path}:1: more than {MAX_KINDS} kinds")
    # Every value as it is written: 0012 is no number here, nor is 1e5.
    written: dict[str, Any] = yaml.load(path.read_bytes(), Loader=yaml.BaseLoader)
    return {
        _kind(path, document, key): _values(path, document, key, given)
        for key, given in zip(document, written.values(), strict=True)
    }


def _kind(path: Path, document: Any, key: Any) -> str:
    if not isinstance(key, str) or not key.strip():
        raise ConfigError(f"{path}:{_line(document, key)}: {key!r}: the kind of an identifier must be a word")
    return key.strip()


def _values(path: Path, document: Any, key: Any, given: Any) -> tuple[str, ...]:
    place = f"{path}:{_line(document, key)}: {key}"
    listed = given if isinstance(given, list) else [given]
    if len(listed) > MAX_VALUES:
        raise ConfigError(f"{place}: more than {MAX_VALUES} values")
    for value in listed:
        if not isinstance(value, str):
            raise ConfigError(f"{place}: must be one value or a list of values")
        if not value.strip() or len(value) > MAX_VALUE:
            raise ConfigError(f"{place}: a value must have 1 to {MAX_VALUE} characters")
    return tuple(dict.fromkeys(value.strip() for value in listed))


def _line(document: Any, key: Any) -> int:
    return int(document.lc.key(key)[0]) + 1
