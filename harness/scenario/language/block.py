"""Steps that hold other steps."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import Field, PrivateAttr, SerializeAsAny, model_validator

from harness.scenario.language.check import Condition
from harness.scenario.language.words import Env, Step

Commands = tuple[SerializeAsAny[Step], ...]


class Block(Step):
    """A step that holds others: written here (`commands`), or in another file, which the reader of the file brings."""

    commands: Annotated[Commands | None, Field(min_length=1)] = None
    _brought: Commands = PrivateAttr(())
    _brought_env: dict[str, str] = PrivateAttr(default_factory=dict)

    @property
    def steps(self) -> Commands:
        """The steps inside, wherever they are written."""
        return self.commands if self.commands is not None else self._brought

    @property
    def own_env(self) -> dict[str, str]:
        """What the header of the other file gives names to."""
        return self._brought_env

    def bring(self, steps: Commands, env: dict[str, str]) -> None:
        """Take the steps of another file; once, when the scenario is read."""
        self._brought, self._brought_env = steps, env


class _Elsewhere(Block):
    file: Annotated[str | None, Field(min_length=1, max_length=500)] = None
    """Relative to the file that it stands in."""
    env: Env = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _one_source(cls, data: Any) -> Any:
        if isinstance(data, dict) and ("file" in data) == ("commands" in data):
            raise ValueError("give either `file` or `commands`")
        return data


class RunFlow(_Elsewhere):
    """Run the steps of another file, or those given, when a condition holds."""

    kind: ClassVar[str] = "runFlow"
    shorthand: ClassVar[str | None] = "file"
    when: Condition | None = None


class Repeat(Block):
    """Run steps so often, or while a condition holds, or so often at most while it holds."""

    kind: ClassVar[str] = "repeat"
    times: Annotated[int, Field(ge=0, le=1000)] | None = None
    while_: Annotated[Condition | None, Field(alias="while")] = None

    @model_validator(mode="after")
    def _says_how_often(self) -> Repeat:
        if self.times is None and self.while_ is None:
            raise ValueError("give `times`, `while` or both")
        if self.commands is None:
            raise ValueError("give `commands`")
        return self


class Retry(_Elsewhere):
    """Run steps, and again from their first one when one fails."""

    kind: ClassVar[str] = "retry"
    shorthand: ClassVar[str | None] = None
    maxRetries: Annotated[int, Field(ge=0, le=3)] = 1
    """How often again, at most."""
