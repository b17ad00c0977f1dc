"""`ids.yaml`: the values of a phone that are looked for in a capture."""

from __future__ import annotations

from pathlib import Path

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
    root = _as_written(path) if len(documents) == 1 else None
    if not isinstance(root, yaml.MappingNode):
        raise ConfigError(f"{path}:1: the file must be a mapping of identifier kinds to values, such as `imei: '…'`")
    if not root.value:
        raise ConfigError(f"{path}:1: the file names no identifier")
    if len(root.value) > MAX_KINDS:
        raise ConfigError(f"{path}:1: more than {MAX_KINDS} kinds")
    found: dict[str, tuple[str, ...]] = {}
    for key, given in root.value:
        place = f"{path}:{key.start_mark.line + 1}"
        kind = key.value.strip() if isinstance(key, yaml.ScalarNode) else ""
        if not kind:
            raise ConfigError(f"{place}: the kind of an identifier must be a word")
        if kind in found:
            raise ConfigError(f"{place}: {kind}: is named twice; give all its values as one list")
        found[kind] = _values(f"{place}: {kind}", given)
    return found


def _as_written(path: Path) -> yaml.Node | None:
    """The file's nodes, each value in the letters that stand there: 0012 is no number here, nor is 1e5."""
    try:
        return yaml.compose(path.read_bytes(), Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError) as error:
        # What one reader of YAML takes, another may not.
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "not YAML"
        raise ConfigError(f"{path}:{mark.line + 1 if mark else 1}: {problem}") from None


def _values(place: str, given: yaml.Node) -> tuple[str, ...]:
    listed = given.value if isinstance(given, yaml.SequenceNode) else [given]
    if len(listed) > MAX_VALUES:
        raise ConfigError(f"{place}: more than {MAX_VALUES} values")
    values: dict[str, None] = {}
    for one in listed:
        if not isinstance(one, yaml.ScalarNode):
            raise ConfigError(f"{place}: must be one value or a list of values")
        value = one.value.strip()
        if not value or len(one.value) > MAX_VALUE:
            raise ConfigError(f"{place}: a value must have 1 to {MAX_VALUE} characters")
        values[value] = None
    return tuple(values)
