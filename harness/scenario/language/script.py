"""Steps that compute, in JavaScript."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field, PrivateAttr, ValidationInfo, field_validator

from harness.scenario.language.check import Condition
from harness.scenario.language.words import EXPRESSION, Env, Step, is_filled


class EvalScript(Step):
    """Compute `${…}`; what is kept for later steps is put into `output`."""

    kind: ClassVar[str] = "evalScript"
    shorthand: ClassVar[str | None] = "script"
    script: Annotated[str, Field(max_length=20_000)]

    @field_validator("script", mode="before")
    @classmethod
    def _is_expression(cls, value: object, info: ValidationInfo) -> object:
        if not is_filled(info) and (not isinstance(value, str) or EXPRESSION not in value):
            raise ValueError("write what is computed as ${…}")
        return value


class RunScript(Step):
    """Run a JavaScript file; its variables are its own, what later steps need is put into `output`."""

    kind: ClassVar[str] = "runScript"
    shorthand: ClassVar[str | None] = "file"
    file: Annotated[str, Field(min_length=1, max_length=500)]
    """Relative to the file that it stands in."""
    env: Env = Field(default_factory=dict)
    when: Condition | None = None
    _source: str = PrivateAttr("")

    @property
    def source(self) -> str:
        """The text of the file."""
        return self._source

    def bring(self, source: str) -> None:
        """Take the text of the file; once, when the scenario is read."""
        self._source = source
