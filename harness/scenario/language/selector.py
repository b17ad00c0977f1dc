"""What names a node of the screen: by what it says, its id, its state, its size, or what it stands beside."""

from __future__ import annotations

from typing import Annotated, Any

import re2
from pydantic import Field, StringConstraints, field_validator, model_validator

from harness.scenario.language.words import EXPRESSION, Point, Said, Words

_TRAITS = ("text", "square", "long-text")

_UNKNOWN_TO_RE2 = ("(?=", "(?!", "(?<=", "(?<!", "(?>")


def _expression(pattern: str) -> str:
    """Patterns that RE2 knows to be impossible are mistakes; other broken ones are meant as they stand (`C++`)."""
    try:
        re2.compile(pattern, re2_options())
    except re2.error as error:
        if any(part in pattern for part in _UNKNOWN_TO_RE2):
            raise ValueError(
                "looking ahead or behind is not known to RE2, which matches in linear time: say what the text is"
            ) from None
        said = error.args[0].decode("utf-8", "replace") if isinstance(error.args[0], bytes) else str(error)
        if "invalid escape" in said:
            raise ValueError(
                f"not a regular expression of RE2 ({said}): write `\\\\` before a sign that stands for "
                "itself, and no backreference"
            ) from None
    return pattern


def re2_options() -> re2.Options:
    """How all patterns of selectors are read: without regard to case, `.` matches line ends too."""
    options = re2.Options()
    options.case_sensitive = False
    options.dot_nl = True
    options.log_errors = False
    options.max_mem = 1 << 20
    return options


class SelectorFields(Words):
    """The settings by which a node is found; all that are given must hold.

    `text`, `id` and `description` are regular expressions of RE2 that match the whole, or the text itself. `below`,
    `above`, `leftOf` and `rightOf` take the nearest node on that side. `index` counts from the top left; from the end
    when it is negative. Sizes are in px.
    """

    text: Said | None = None
    id: Annotated[str, StringConstraints(min_length=1, max_length=500)] | None = None
    description: Said | None = None
    """The accessibility text alone; `text` looks at it as well."""
    index: int | None = None
    below: Selector | None = None
    above: Selector | None = None
    leftOf: Selector | None = None
    rightOf: Selector | None = None
    containsChild: Selector | None = None
    containsDescendants: Annotated[tuple[Selector, ...], Field(min_length=1)] | None = None
    childOf: Selector | None = None
    width: Annotated[int, Field(ge=0)] | None = None
    height: Annotated[int, Field(ge=0)] | None = None
    tolerance: Annotated[int, Field(ge=0)] | None = None
    """How far width and height may be off, px."""
    traits: str | None = None
    """`text`, `square`, `long-text`; several with spaces."""
    enabled: bool | None = None
    selected: bool | None = None
    checked: bool | None = None
    focused: bool | None = None

    @field_validator("text", "id", "description")
    @classmethod
    def _can_match(cls, value: str | None) -> str | None:
        if value == "":
            raise ValueError("must not be empty: nothing says nothing")
        return value if value is None or EXPRESSION in value else _expression(value)

    @field_validator("traits")
    @classmethod
    def _known_traits(cls, value: str | None) -> str | None:
        for trait in (value or "").split():
            if trait not in _TRAITS:
                raise ValueError(f"{trait!r} is no trait; known are {', '.join(_TRAITS)}")
        return value

    @property
    def says_what(self) -> bool:
        """Whether any setting of a selector was given."""
        return any(getattr(self, name) is not None for name in SelectorFields.model_fields if name != "tolerance")

    def told(self) -> str:
        """The selector in one line, for a person: text '设置', below text '账号'."""
        parts = []
        for name in SelectorFields.model_fields:
            value = getattr(self, name)
            if isinstance(value, SelectorFields):
                parts.append(f"{name} ({value.told()})")
            elif isinstance(value, tuple):
                parts.append(f"{name} ({'; '.join(one.told() for one in value)})")
            elif value is not None and name != "tolerance":
                parts.append(f"{name} {value!r}")
        return ", ".join(parts) or "no selector"


class Selector(SelectorFields):
    """A node; a plain text stands for its `text`."""

    optional: bool = False
    """Maestro writes it here too; the step's own `optional` is what counts."""

    @model_validator(mode="before")
    @classmethod
    def _plain_text(cls, data: Any) -> Any:
        return {"text": data} if isinstance(data, str | int | float) and not isinstance(data, bool) else data

    @model_validator(mode="after")
    def _says_something(self) -> Selector:
        if not self.says_what:
            raise ValueError("name a node: text, id, description, or what it stands beside")
        return self


class Tapping(SelectorFields):
    """How a node or a point is tapped. `point` alone is of the screen, beside a selector it is of the node."""

    point: Point | None = None
    retryTapIfNoChange: bool = False
    waitToSettleTimeoutMs: Annotated[int, Field(ge=0, le=60_000)] | None = None
    waitUntilVisible: bool = False
    """Known for Maestro's sake: a node is waited for in any case."""


SelectorFields.model_rebuild()
Selector.model_rebuild()
Tapping.model_rebuild()
