"""The published JSON schema of the steps and the header of scenario files, for completion in editors.

`python -m harness.scenario.language.schema` writes it anew from the models. A scenario file is two YAML documents,
which editors check one by one: each must fit either the header or the steps.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from pydantic.json_schema import models_json_schema

from harness.scenario.language.header import Header
from harness.scenario.language.vocabulary import STEPS
from harness.scenario.language.words import Step

NAME = "scenario.schema.json"
_STEPS = ("commands", "onFlowStart", "onFlowComplete")
_OR_TEXT = ("Selector", "Place")
"""Models for which a plain value may stand."""


def schema_text() -> str:
    """The text of the schema file."""
    models: list[tuple[type[Step] | type[Header], Any]] = [(model, "validation") for model in STEPS.values()]
    references, whole = models_json_schema([*models, (Header, "validation")], by_alias=True)
    parts = dict(sorted(whole["$defs"].items()))
    for part in parts.values():
        _refer_to_steps(part)
    for name in _OR_TEXT:
        parts[name] = {"anyOf": [parts[name], {"type": ["string", "integer"]}]}
    words = {word: _settings(model, references[(model, "validation")]) for word, model in STEPS.items()}
    parts["steps"] = {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/step"}}
    parts["step"] = {
        "anyOf": [
            {"enum": [word for word, model in STEPS.items() if _stands_alone(model)]},
            {
                "type": "object",
                "properties": words,
                "additionalProperties": False,
                "minProperties": 1,
                "maxProperties": 1,
            },
        ]
    }
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": NAME,
        "title": "A scenario: its header, or its steps",
        "anyOf": [references[(Header, "validation")], {"$ref": "#/$defs/steps"}],
        "$defs": parts,
    }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _settings(model: type[Step], reference: dict[str, str]) -> dict[str, Any]:
    """What may stand behind a word: its settings, and the plain value that stands for one of them."""
    told = {"description": (model.__doc__ or "").strip().split("\n")[0]}
    allowed: list[dict[str, Any]] = [dict(reference)]
    if _stands_alone(model):
        allowed.append({"type": "null"})
    if model.shorthand is not None:
        name = next(
            field.alias or name for name, field in model.model_fields.items() if model.shorthand in (name, field.alias)
        )
        allowed.append({"$ref": f"{reference['$ref']}/properties/{name}"})
    return told | {"anyOf": allowed}


def _stands_alone(model: type[Step]) -> bool:
    try:
        model.model_validate({})
    except ValueError:
        return False
    return True


def _refer_to_steps(part: dict[str, Any]) -> None:
    for name in _STEPS:
        if name in part.get("properties", {}):
            field = part["properties"][name]
            told = {key: field[key] for key in ("title", "description") if key in field}
            part["properties"][name] = told | {"$ref": "#/$defs/steps"}


def main(folder: Path) -> None:
    """Write the schema into the folder."""
    folder.mkdir(exist_ok=True)
    (folder / NAME).write_text(schema_text(), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("schemas"))
