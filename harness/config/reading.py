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
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from harness.config.documents import WrittenFloat, WrittenInt, documents_in
from harness.errors import ConfigError

MAX_BYTES = 4 * 1024 * 1024

MOST_NAMED = 40
"""So many known words fit into a message."""

PATTERNS: dict[str, str] = {}
"""What a person reads when a value does not match a pattern: how the value fails, and what is wanted."""

Location = tuple[int | str, ...]


def read_file[M: BaseModel](path: Path, model: type[M], *, unique: str) -> M:
    """The file as `model`; `unique` is the list in it whose entries must differ in `name`. Raises ConfigError."""
    documents = read_documents(path)
    document = documents[0] if len(documents) == 1 else None
    if not isinstance(document, CommentedMap):
        raise ConfigError(f"{path}:1:1: the file must be a mapping that begins with `{unique}:`")
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
        return documents_in(raw.decode("utf-8"))
    except RecursionError:
        raise ConfigError(f"{path}: its parts are nested too deeply to be read") from None
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: not UTF-8 at byte {error.start}") from None
    except MarkedYAMLError as error:
        mark = error.problem_mark
        place = f":{mark.line + 1}:{mark.column + 1}" if mark else ""
        problem = (error.problem or "not YAML").splitlines()[0]
        raise ConfigError(f"{path}{place}: {problem}") from None
    except (YAMLError, ValueError) as error:
        raise ConfigError(f"{path}: not YAML: {str(error).splitlines()[0]}") from None


def explain(
    path: Path, document: Any, model: type[BaseModel], error: ValidationError, within: Location = (), root: str = ""
) -> ConfigError:
    """One line for the first problem in the file's own order.

    `within` is where the model's part begins in the document, `root` what a document that is a list is called.
    """
    problems = sorted(_innermost(error.errors()), key=lambda e: _walk(document, (*within, *e["loc"]))[1])
    first = problems[0]
    more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
    (line, column), key = place_of(document, (*within, *first["loc"]), root)
    return ConfigError(f"{path}:{line}:{column}: {key}: {_problem(model, first)}{more}")


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
        case "bool_parsing" | "bool_type":
            return f"{given!r} must be true or false"
        case "int_parsing" | "int_type" | "int_from_float" | "float_parsing" | "float_type":
            return f"{given!r} must be a {'whole ' if 'int' in error['type'] else ''}number"
        case "greater_than_equal" | "greater_than" | "less_than_equal" | "less_than":
            return f"{given!r} is out of bounds: {_BOUNDS[error['type']]} {_number(next(iter(details.values())))}"
        case "literal_error":
            known = re.findall(r"'([^']*)'", details["expected"])
            return f"{given!r} is not known" + nearest(str(given), known)
        case "string_type" if isinstance(given, int | float):
            return f'must be a text: write it in quotes, "{_written(given)}"'
        case "string_type":
            return "must be a text"
        case "string_pattern_mismatch":
            wanted = PATTERNS.get(details["pattern"])
            return f"{given!r} {wanted}" if wanted else f"{given!r} does not look as it should ({details['pattern']})"
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


_BOUNDS = {
    "greater_than_equal": "at least",
    "greater_than": "more than",
    "less_than_equal": "at most",
    "less_than": "less than",
}


def _written(value: float) -> str:
    if isinstance(value, WrittenInt | WrittenFloat):
        return value.written
    return str(value).lower() if isinstance(value, bool) else str(value)


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else str(value)


def tell(pattern: str, wanted: str) -> str:
    """The pattern, which from now on is told in words: `is no point: …`."""
    if PATTERNS.setdefault(pattern, wanted) != wanted:
        raise ValueError(f"{pattern} is told in other words already: {PATTERNS[pattern]}")
    return pattern


def nearest(word: str, known: list[str]) -> str:
    """The end of a message about an unknown word: the known one that it is closest to, else what is known."""
    close = difflib.get_close_matches(word, known, n=1)
    if close:
        return f", did you mean '{close[0]}'?"
    named = sorted(known)[:MOST_NAMED]
    more = f" and {len(known) - len(named)} more" if len(known) > len(named) else ""
    return f"; known are {', '.join(named)}{more}" if known else ""


def _fields(annotation: Any, location: Location) -> list[str]:
    """The keys that the model allows at a place of the file; steps that stand for a member of a union are skipped."""
    inner = _models_in(annotation)
    if not location:
        return [field.alias or name for model in inner for name, field in model.model_fields.items()]
    head, rest = location[0], location[1:]
    if isinstance(head, int):
        return _fields(annotation, rest)
    for model in inner:
        for name, field in model.model_fields.items():
            if head in (name, field.alias):
                return _fields(field.annotation, rest)
    return _fields(annotation, rest) if len(inner) else []


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    if typing.get_origin(annotation) in (typing.Union, types.UnionType, tuple, typing.Annotated, list):
        return [model for argument in typing.get_args(annotation) for model in _models_in(argument)]
    return []


def _walk(document: Any, location: Location) -> tuple[Location, tuple[int, int]]:
    """The part of a location that the file really has (unions and keys add steps of their own), its line and column."""
    place, seen, node = (1, 1), [], document
    for number, step in enumerate(location):
        if isinstance(node, CommentedMap) and step in node:
            at = _lines(node).get(step, (place[0] - 1, place[1] - 1))
        elif isinstance(node, CommentedSeq) and isinstance(step, int) and step < len(node):
            at = node.lc.item(step)
        elif isinstance(node, CommentedMap) and number + 1 < len(location):
            continue
        else:
            break
        place = (at[0] + 1, at[1] + 1)
        seen.append(step)
        node = node[step]
    return tuple(seen), place


def _lines(node: CommentedMap) -> dict[Any, Any]:
    """Where the keys of a mapping stand; those that came with `<<` stand elsewhere."""
    return node.lc.data or {}


def plain_keys(document: Any) -> Any:
    """The same document with all keys as texts: YAML takes `true:` for a truth."""
    if isinstance(document, CommentedMap):
        for key in [key for key in document if isinstance(key, bool)]:
            position, value, at = list(document).index(key), document[key], _lines(document).get(key)
            del document[key]
            document.insert(position, str(key).lower(), value)
            if at is not None:
                document.lc.data[str(key).lower()] = at
        for value in document.values():
            plain_keys(value)
    elif isinstance(document, CommentedSeq):
        for value in document:
            plain_keys(value)
    return document


def place_of(document: Any, location: Location, root: str = "") -> tuple[tuple[int, int], str]:
    """Line and column of a place, or of its nearest part that is there; and the key as a person writes it."""
    return _walk(document, location)[1], f"{root}{key_of(document, location)}"


def key_of(document: Any, location: Location) -> str:
    """The key as a person writes it: devices[0].capture.egress."""
    seen, _ = _walk(document, location)
    last = location[-1:]
    missing = [step for step in last if isinstance(step, str) and last != seen[-1:] and "[" not in step]
    text = ""
    for step in (*seen, *missing):
        if step == "[key]":
            continue
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else str(step)
    return text or "the file"


def _forbid_twins(path: Path, document: CommentedMap, listed: str) -> None:
    lines: dict[str, int] = {}
    for number, entry in enumerate(document[listed]):
        (line, column), key = place_of(document, (listed, number, "name"))
        if entry["name"] in lines:
            first = lines[entry["name"]]
            raise ConfigError(f"{path}:{line}:{column}: {key}: '{entry['name']}' is taken by line {first}")
        lines[entry["name"]] = line
