"""Steps that look: what must be there, what must not, what is waited for."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field, model_validator

from harness.scenario.language.selector import Selector, SelectorFields
from harness.scenario.language.words import Milliseconds, Seconds, Step, Words


def _word(value: Any) -> Any:
    """A truth that YAML or a step wrote as true, 1 or nothing, as a text."""
    return str(value).lower() if isinstance(value, bool | int | float) else "" if value is None else value


Truth = Annotated[str, BeforeValidator(_word, json_schema_input_type=str | bool | int | None)]
"""An expression; empty, `false`, `0`, `null` and `undefined` are false."""


def _lower(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


class Condition(Words):
    """What must hold; everything that is given must."""

    visible: Selector | None = None
    notVisible: Selector | None = None
    true: Truth | None = None
    platform: Annotated[Literal["android", "ios", "web"], BeforeValidator(_lower)] | None = None
    label: str = ""

    @model_validator(mode="after")
    def _says_something(self) -> Condition:
        if self.visible is None and self.notVisible is None and self.true is None and self.platform is None:
            raise ValueError("name a condition: visible, notVisible, true or platform")
        return self


class _Looking(Step, SelectorFields):
    shorthand: ClassVar[str | None] = "text"
    seconds: Seconds | None = None
    """How long to wait; without it 10 s, or 5 s when the step is optional."""

    @model_validator(mode="after")
    def _says_what(self) -> _Looking:
        if not self.says_what:
            raise ValueError("name what to look for: text, id, description, or what it stands beside")
        return self


class AssertVisible(_Looking):
    """Fail unless such a node is visible within the time."""

    kind: ClassVar[str] = "assertVisible"


class AssertNotVisible(_Looking):
    """Fail unless no such node is visible any more within the time."""

    kind: ClassVar[str] = "assertNotVisible"


class AssertTrue(Step):
    """Fail unless the expression is true."""

    kind: ClassVar[str] = "assertTrue"
    shorthand: ClassVar[str | None] = "condition"
    condition: Truth


class ExtendedWaitUntil(Step):
    """Wait longer than usual until a node is there, or gone."""

    kind: ClassVar[str] = "extendedWaitUntil"
    visible: Selector | None = None
    notVisible: Selector | None = None
    timeout: Milliseconds = 30_000

    @model_validator(mode="after")
    def _says_what(self) -> ExtendedWaitUntil:
        if self.visible is None and self.notVisible is None:
            raise ValueError("give `visible` or `notVisible`")
        return self


class WaitForAnimationToEnd(Step):
    """Wait until the screen is at rest; going on when it is not by then."""

    kind: ClassVar[str] = "waitForAnimationToEnd"
    timeout: Milliseconds = 15_000


class TakeScreenshot(Step):
    """Record a screen; `path` names it."""

    kind: ClassVar[str] = "takeScreenshot"
    shorthand: ClassVar[str | None] = "path"
    path: Annotated[str, Field(max_length=200)] = ""
