"""Reading a YAML file of the user's into a model, with errors that name file, line and key."""

from __future__ import annotations

import difflib
import re
import types
import typing
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from harness.errors import ConfigError

MAX_BYTES = 4 * 1024 * 1024

Location = tuple[int | str, ...]


def read_file[M: BaseModel](path: Path, model: type[M], *, unique: str) -> M:
    """The file as `model`; `unique` is the list in it whose entries must differ in `name`. Raises ConfigError."""
    documents = read_documents(path)
    document = documents[0] if len(documents) == 1 else None
    if not isinstance(document, CommentedMap):
        raise ConfigError(f"{path}:1: the file must be a mapping that begins with `{unique}:`")
    try:
        result = model.model_validate(document, context={"folder": path.absolute().parent})
    except ValidationError as error:
        raise explain(path, document, model, error) from None
    _forbid_twins(path, document, unique)
    return result


def read_documents(path: Path) -> list[Any]:
    """The YAML documents of a file, with their lines. Raises ConfigError."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise ConfigError(f"{path}: there is no such file") from None
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from None
    if len(raw) > MAX_BYTES:
        raise ConfigError(f"{path}: larger than {MAX_BYTES} bytes")
    try:
        return list(YAML(typ="rt").load_all(raw.decode("utf-8")))
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: not UTF-8 at byte {error.start}") from None
    except MarkedYAMLError as error:
        line = f":{error.problem_mark.line + 1}" if error.problem_mark else ""
        problem = (error.problem or "not YAML").splitlines()[0]
        raise ConfigError(f"{path}{line}: {problem}") from None
    except (YAMLError, ValueError, RecursionError) as error:
        raise ConfigError(f"{path}: not YAML: {str(error).splitlines()[0]}") from None


def explain(
    path: Path, document: Any, model: type[BaseModel], error: ValidationError, within: Location = (), root: str = ""
) -> ConfigError:
    """One line for the first problem in the file's own order.

    `within` is where the model's part begins in the document, `root` what a document that is a list is called.
    """
    problems = sorted(_innermost(error.errors()), key=lambda e: line_of(document, (*within, *e["loc"])))
    first = problems[0]
    more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
    place = (*within, *first["loc"])
    return ConfigError(
        f"{path}:{line_of(document, place)}: {root}{key_of(document, place)}: {_problem(model, first)}{more}"
    )


def _innermost(problems: list[ErrorDetails]) -> list[ErrorDetails]:
    """Without those that only say that something inside them is wrong."""
    places = [problem["loc"] for problem in problems]
    return [
        problem
        for problem in problems
        if not any(
            len(place) > len(problem["loc"]) and place[: len(problem["loc"])] == problem["loc"] for place in places
        )
    ]


def _problem(model: type[BaseModel], error: ErrorDetails) -> str:
    given, details = error["input"], error.get("ctx", {})
    match error["type"]:
        case "extra_forbidden":
            return "unknown key" + nearest(str(error["loc"][-1]), _fields(model, error["loc"][:-1]))
        case "missing":
            return "is missing"
        case "literal_error":
            known = re.findall(r"'([^']*)'", details["expected"])
            return f"{given!r} is not known" + nearest(str(given), known)
        case "string_type":
            return (
                f'must be a text: write it in quotes, "{given}"' if isinstance(given, int | float) else "must be a text"
            )
        case "string_pattern_mismatch":
            return f"{given!r} does not look as it should ({details['pattern']})"
        case "too_short":
            return "must not be empty"
        case "tuple_type" | "list_type":
            return "must be a list"
        case "model_type" | "dict_type":
            return "must be a mapping of keys to values"
        case "value_error":
            return str(details["error"])
    message = error["msg"]
    return message[:1].lower() + message[1:]


def nearest(word: str, known: list[str]) -> str:
    """The end of a message about an unknown word: the known one that it is closest to, else all."""
    close = difflib.get_close_matches(word, known, n=1, cutoff=0.5)
    if close:
        return f", did you mean '{close[0]}'?"
    return f"; known are {', '.join(sorted(known))}" if known else ""


def _fields(annotation: Any, location: Location) -> list[str]:
    """The keys that the model allows at a place of the file."""
    inner = _models_in(annotation)
    if not location:
        return [name for model in inner for name in model.model_fields]
    head, rest = location[0], location[1:]
    if isinstance(head, int):
        return _fields(annotation, rest)
    for model in inner:
        if head in model.model_fields:
            return _fields(model.model_fields[head].annotation, rest)
    return []


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    if typing.get_origin(annotation) in (typing.Union, types.UnionType, tuple, typing.Annotated, list):
        return [model for argument in typing.get_args(annotation) for model in _models_in(argument)]
    return []


def _walk(document: Any, location: Location) -> tuple[Location, int]:
    """The part of a location that the file really has (unions and keys add steps of their own), and its line."""
    line, seen, node = 1, [], document
    for step in location:
        if isinstance(node, CommentedMap) and step in node:
            line = node.lc.key(step)[0] + 1
        elif isinstance(node, CommentedSeq) and isinstance(step, int) and step < len(node):
            line = node.lc.item(step)[0] + 1
        else:
            break
        seen.append(step)
        node = node[step]
    return tuple(seen), line


def line_of(document: Any, location: Location) -> int:
    """The line of a place in the document, or of its nearest part that is there."""
    return _walk(document, location)[1]


def key_of(document: Any, location: Location) -> str:
    """The key as a person writes it: devices[0].capture.egress."""
    seen, _ = _walk(document, location)
    missing = [step for step in location[len(seen) : len(seen) + 1] if isinstance(step, str)]
    text = ""
    for step in (*seen, *missing):
        if step == "[key]":
            continue
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else str(step)
    return text or "the file"


def _forbid_twins(path: Path, document: CommentedMap, listed: str) -> None:
    lines: dict[str, int] = {}
    for number, entry in enumerate(document[listed]):
        line = line_of(document, (listed, number, "name"))
        if entry["name"] in lines:
            first = lines[entry["name"]]
            raise ConfigError(f"{path}:{line}: {listed}[{number}].name: '{entry['name']}' is taken by line {first}")
        lines[entry["name"]] = line
