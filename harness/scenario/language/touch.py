"""Steps of a finger: tap, swipe, scroll, keys."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field, model_validator

from harness.config.reading import tell
from harness.scenario.language.selector import Selector, SelectorFields, Tapping
from harness.scenario.language.words import Milliseconds, Point, Seconds, Step

Key = Literal[
    "back", "home", "enter", "backspace", "tab", "escape", "lock", "power", "volume up", "volume down", "menu", "search"
]


_OFFSET = tell(r"^\s*-?\d{1,3}%\s*,\s*-?\d{1,3}%\s*$", "is no offset: write shares of the screen, such as `0%, -30%`")


def _upper(value: Any) -> Any:
    return value.upper() if isinstance(value, str) else value


def _key(value: Any) -> Any:
    return value.lower().replace("_", " ").replace("-", " ") if isinstance(value, str) else value


Direction = Annotated[Literal["UP", "DOWN", "LEFT", "RIGHT"], BeforeValidator(_upper)]


class _OnNode(Step, Tapping):
    shorthand: ClassVar[str | None] = "text"
    acts: ClassVar[bool] = True

    seconds: Seconds | None = None
    """How long to wait for the node; without it 10 s, or 5 s when the step is optional."""

    @model_validator(mode="after")
    def _says_where(self) -> _OnNode:
        if not self.says_what and self.point is None:
            raise ValueError("name what to tap: text, id, description, point, or what it stands beside")
        return self


class TapOn(_OnNode):
    """Tap on a node, on a point of it, or on a point of the screen."""

    kind: ClassVar[str] = "tapOn"
    repeat: Annotated[int, Field(ge=1, le=100)] = 1
    delay: Annotated[int, Field(ge=0, le=60_000)] = 100
    """ms between two taps."""


class DoubleTapOn(_OnNode):
    """Tap twice in a row."""

    kind: ClassVar[str] = "doubleTapOn"
    delay: Annotated[int, Field(ge=0, le=1000)] = 100
    """ms between the two."""


class LongPressOn(_OnNode):
    """Press and hold."""

    kind: ClassVar[str] = "longPressOn"
    duration: Annotated[int, Field(ge=200, le=20_000)] = 1500
    """ms"""


class Swipe(Step):
    """Swipe over the middle of the screen, between two points, or from a node."""

    kind: ClassVar[str] = "swipe"
    shorthand: ClassVar[str | None] = "direction"
    acts: ClassVar[bool] = True
    direction: Direction | None = None
    start: Point | None = None
    end: Point | None = None
    from_: Annotated[Selector | None, Field(alias="from")] = None
    to: Point | None = None
    duration: Annotated[int, Field(ge=50, le=20_000)] = 400
    """ms"""
    waitToSettleTimeoutMs: Annotated[int, Field(ge=0, le=60_000)] | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Swipe:
        given = {name for name in ("direction", "start", "end", "from_", "to") if getattr(self, name) is not None}
        if given not in ({"direction"}, {"start", "end"}, {"from_", "direction"}, {"from_", "to"}):
            raise ValueError("give `direction`, or `start` and `end`, or `from` with `direction` or `to`")
        return self


class Place(SelectorFields):
    """A node, or a point of the screen; a plain value with a comma and a per cent sign is a point, any other a text."""

    point: Point | None = None

    @model_validator(mode="before")
    @classmethod
    def _plain(cls, data: Any) -> Any:
        if isinstance(data, str):
            return {"point": data} if "%" in data and "," in data else {"text": data}
        return data

    @model_validator(mode="after")
    def _says_where(self) -> Place:
        if not self.says_what and self.point is None:
            raise ValueError("name a node or a point")
        return self


class Drag(Step):
    """Hold a node or a point and move it; it is let go when it rests."""

    kind: ClassVar[str] = "drag"
    acts: ClassVar[bool] = True
    from_: Annotated[Place, Field(alias="from")]
    to: Place | None = None
    offset: Annotated[str, Field(pattern=_OFFSET)] | None = None
    """Shares of the screen, `0%, 30%`."""
    duration: Annotated[int, Field(ge=100, le=20_000)] = 3000
    """ms"""
    waitToSettleTimeoutMs: Annotated[int, Field(ge=0, le=60_000)] | None = None

    @model_validator(mode="after")
    def _one_end(self) -> Drag:
        if (self.to is None) == (self.offset is None):
            raise ValueError("give either `to` or `offset`")
        return self


class Scroll(Step):
    """Scroll down by half a screen."""

    kind: ClassVar[str] = "scroll"
    acts: ClassVar[bool] = True


class ScrollUntilVisible(Step):
    """Scroll until a node is on the screen."""

    kind: ClassVar[str] = "scrollUntilVisible"
    acts: ClassVar[bool] = True
    element: Selector
    direction: Direction = "DOWN"
    timeout: Milliseconds = 20_000
    speed: Annotated[int, Field(ge=1, le=100)] = 40
    """1 to 100; 100 is the quickest."""
    visibilityPercentage: Annotated[int, Field(ge=0, le=100)] = 100
    centerElement: bool = False
    waitToSettleTimeoutMs: Annotated[int, Field(ge=0, le=60_000)] | None = None


class Back(Step):
    """Press the back key."""

    kind: ClassVar[str] = "back"
    acts: ClassVar[bool] = True


class PressKey(Step):
    """Press a key by its name."""

    kind: ClassVar[str] = "pressKey"
    shorthand: ClassVar[str | None] = "key"
    acts: ClassVar[bool] = True
    key: Annotated[Key, BeforeValidator(_key)]


class HideKeyboard(Step):
    """Put the keyboard away, when it is there."""

    kind: ClassVar[str] = "hideKeyboard"
    acts: ClassVar[bool] = True


class SetOrientation(Step):
    """Turn the screen."""

    kind: ClassVar[str] = "setOrientation"
    shorthand: ClassVar[str | None] = "orientation"
    acts: ClassVar[bool] = True
    orientation: Annotated[
        Literal["PORTRAIT", "LANDSCAPE_LEFT", "LANDSCAPE_RIGHT", "UPSIDE_DOWN"], BeforeValidator(_upper)
    ]
