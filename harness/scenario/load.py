"""Reading a scenario file: a header, `---`, and a list of steps."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import ValidationError
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from harness.config.reading import explain, line_of, nearest, read_documents
from harness.errors import ConfigError
from harness.scenario.model import STEPS, Header, Scenario, Step


def load_scenario(path: Path) -> Scenario:
    """The scenario of a file. Raises ConfigError with file, line, step and the nearest known word."""
    documents = read_documents(path)
    if len(documents) != 2:
        raise ConfigError(f"{path}:1: a scenario has two parts, header and steps, with a line `---` between them")
    header, steps = documents
    if not isinstance(header, CommentedMap):
        raise ConfigError(f"{path}:1: the header must be a mapping with at least `name:`")
    if not isinstance(steps, CommentedSeq) or not steps:
        raise ConfigError(f"{path}: the steps after `---` must be a list with at least one step")
    try:
        head = Header.model_validate(header)
    except ValidationError as error:
        raise explain(path, header, Header, error) from None
    return Scenario(
        header=head,
        steps=tuple(_step(path, steps, index) for index in range(len(steps))),
        text=path.read_text("utf-8"),
        source=path.name,
    )


def _step(path: Path, steps: CommentedSeq, index: int) -> Step:
    entry = steps[index]
    line = line_of(steps, (index,))
    if isinstance(entry, str):
        return _make(path, steps, index, entry, None)
    if not isinstance(entry, CommentedMap) or len(entry) != 1:
        raise ConfigError(f"{path}:{line}: steps[{index}]: a step is one word, or one word with its settings")
    ((word, settings),) = entry.items()
    return _make(path, steps, index, str(word), settings)


def _make(path: Path, steps: CommentedSeq, index: int, word: str, settings: Any) -> Step:
    line = line_of(steps, (index,))
    model = STEPS.get(word)
    if model is None:
        raise ConfigError(f"{path}:{line}: steps[{index}]: unknown step '{word}'{nearest(word, list(STEPS))}")
    if settings is not None and not isinstance(settings, CommentedMap):
        if model.shorthand is None:
            raise ConfigError(f"{path}:{line}: steps[{index}]: '{word}' takes settings by name, not a plain value")
        settings = {model.shorthand: settings}
    try:
        return model.model_validate(settings or {})
    except ValidationError as error:
        raise explain(path, steps, model, error, within=(index, word), root="steps") from None
