"""What all parts of a scenario file share: nothing unknown, and `${…}` in place of any value."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, ClassVar, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    StringConstraints,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    field_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from harness.config.documents import WrittenFloat, WrittenInt
from harness.config.reading import tell

EXPRESSION = "${"
"""What begins a value that is known only when the step is run."""

_FILLED = {"filled": True}


def _as_text(value: Any) -> Any:
    """A number is the text that it was written as: `007` is no 7. Truths need quotes."""
    if isinstance(value, WrittenInt | WrittenFloat):
        return value.written
    return str(int(value)) if isinstance(value, int) and not isinstance(value, bool) else value


Seconds = Annotated[float, Field(ge=0, le=3600)]
Milliseconds = Annotated[int, Field(ge=0, le=3_600_000)]
Said = Annotated[str, BeforeValidator(_as_text, json_schema_input_type=str | float), Field(max_length=2000)]
"""A text that may be written as a number."""
_POINT = tell(
    r"^\s*\d{1,5}%?\s*,\s*\d{1,5}%?\s*$", "is no point: write it as `50%, 90%` of the screen, or in px as `120, 840`"
)
Point = Annotated[str, StringConstraints(pattern=_POINT)]
"""`50%, 90%` of the screen, or px."""
_VARIABLE = tell(r"^[A-Za-z_][A-Za-z0-9_]*$", "is no name for a value: take letters, digits and `_`, such as USER_NAME")
Env = dict[Annotated[str, StringConstraints(pattern=_VARIABLE)], Said]
"""Names and values; names are those of JavaScript variables."""


def is_filled(info: ValidationInfo) -> bool:
    """Whether a part is checked as it is run, its expressions replaced."""
    return info.context == _FILLED


class Words(BaseModel):
    """A part of a scenario file.

    A value with `${…}` in it is kept as it stands and checked when it is filled, so that a field may hold a text until
    then, whatever its type says. Steps are run only when they are filled.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    @field_validator("*", mode="wrap")
    @classmethod
    def _known_later(cls, value: Any, check: ValidatorFunctionWrapHandler, info: ValidationInfo) -> Any:
        if isinstance(value, str) and EXPRESSION in value and not is_filled(info):
            return value
        return check(value)

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        schema = handler.resolve_ref_schema(handler(core))
        for name, field in schema.get("properties", {}).items():
            schema["properties"][name] = _or_expression(field)
        return schema

    def filled(self, fill: Callable[[str], str]) -> Self:
        """The same with its expressions replaced. Raises pydantic's ValidationError for values that do not fit."""
        own = self.model_dump(by_alias=True, exclude_unset=True, warnings=False, exclude={"commands"})
        values = _fill(own, fill)
        if values == own:
            return self
        commands = getattr(self, "commands", None)
        if commands:
            values["commands"] = commands
        result = type(self).model_validate(values, context=_FILLED)
        for name, value in (self.__pydantic_private__ or {}).items():
            setattr(result, name, value)
        return result


class Step(Words):
    """What all steps share. `kind` is the word in the file, `shorthand` the setting that a plain value stands for.

    After a step that `acts` the screen is recorded again, once it has come to rest.
    """

    kind: ClassVar[str] = ""
    shorthand: ClassVar[str | None] = None
    acts: ClassVar[bool] = False

    optional: bool = False
    """A failing optional step is recorded and the scenario goes on."""
    label: str = ""


def _fill(value: Any, fill: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return fill(value) if EXPRESSION in value else value
    if isinstance(value, dict):
        return {key: _fill(inner, fill) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_fill(inner, fill) for inner in value]
    return value


def _or_expression(schema: dict[str, Any]) -> dict[str, Any]:
    """Every value may be an expression, in JSON schema too."""
    if any(_is_free_text(one) for one in schema.get("anyOf", [schema])):
        return schema
    told = {key: schema.pop(key) for key in ("title", "description", "default") if key in schema}
    return told | {"anyOf": [*schema.get("anyOf", [schema]), {"type": "string", "pattern": r"\$\{"}]}


def _is_free_text(schema: dict[str, Any]) -> bool:
    return schema.get("type") == "string" and not {"pattern", "enum", "const"} & set(schema)
