"""The steps of the scenario language and the scenario as a whole.

Steps that Maestro has keep its names and its short forms (`- tapOn: 设置`); the others are the compliance steps that
the rule catalogue's scenario vocabulary asks for. Times are in seconds.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from evidence.events import MotionName, Spot

Seconds = Annotated[float, Field(ge=0, le=3600)]


class Step(BaseModel):
    """What all steps share. `shorthand` names the field that a plain value stands for."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    kind: ClassVar[str] = ""
    shorthand: ClassVar[str | None] = None

    optional: bool = False
    """A failing optional step is recorded and the scenario goes on."""
    label: str = ""


class ClearState(Step):
    """Make the app's data as after a fresh installation; a new life of the app begins."""

    kind: ClassVar[str] = "clearState"


class LaunchApp(Step):
    """Start the app; it is stopped before, unless told otherwise."""

    kind: ClassVar[str] = "launchApp"
    stopApp: bool = True


class StopApp(Step):
    """Stop the app."""

    kind: ClassVar[str] = "stopApp"


class Relaunch(Step):
    """Stop the app, start it again and watch what it asks."""

    kind: ClassVar[str] = "relaunch"


class Watch(Step):
    """Watch without touching: screens at 0.5, 2, 5 and 8 s, then on change.

    For `background` the home key is pressed first. Without `seconds` the run's watch time counts.
    """

    kind: ClassVar[str] = "watch"
    shorthand: ClassVar[str | None] = "purpose"
    purpose: Literal["baseline", "first_launch", "after_agree", "after_refuse", "relaunch", "idle", "background"]
    seconds: Seconds | None = None


class ExpectConsent(Step):
    """Record the consent pop-up, follow its policy link, read what opens, and come back."""

    kind: ClassVar[str] = "expectConsent"
    readPages: Annotated[int, Field(ge=1, le=30)] = 12
    """How many screens of the policy are read at most."""


class DecideConsent(Step):
    """Tap agree or refuse in the consent pop-up, in a second persuading one too."""

    kind: ClassVar[str] = "decideConsent"
    shorthand: ClassVar[str | None] = "choice"
    choice: Literal["agree", "refuse"]


class StillInFront(Step):
    """See whether the app is still in front, `seconds` after the last decision."""

    kind: ClassVar[str] = "stillInFront"
    shorthand: ClassVar[str | None] = "seconds"
    seconds: Seconds = 10


class ClosePopups(Step):
    """Put every pop-up in the way to the one-click test, then get it out of the way; system prompts are denied."""

    kind: ClassVar[str] = "closePopups"
    most: Annotated[int, Field(ge=1, le=20)] = 4
    countdown: Seconds = 8
    """How long to wait for a pop-up that cannot be closed yet."""
    tries: Annotated[int, Field(ge=1, le=10)] = 1
    """How many times in all; for each but the first the app is started again."""
    wait: Seconds = 12
    """How long to wait for a pop-up after such a start."""
    repop: Seconds | None = None
    """How long to watch whether another comes; without it 60 s, or the watch time when that is below 30 s."""


class ProbePopups(Step):
    """Touch a pop-up beside its controls, each time in a fresh start of the app, and see whether something opens."""

    kind: ClassVar[str] = "probePopups"
    spots: Annotated[tuple[Spot, ...], Field(min_length=1)] = ("blank", "beside_mark", "picture", "label")
    wait: Seconds = 12
    """How long to wait for a pop-up after each start."""


class MovePhone(Step):
    """Start the app and move the phone while a pop-up stands there: first as in daily life, then as a gesture."""

    kind: ClassVar[str] = "movePhone"
    motions: Annotated[tuple[MotionName, ...], Field(min_length=1)] = (
        "still",
        "pick_up",
        "walking",
        "vehicle",
        "below",
        "above",
    )
    wait: Seconds = 12
    """How long to wait for a pop-up after each start."""


class FindPolicy(Step):
    """Search the policy from the main screen with as few taps as possible."""

    kind: ClassVar[str] = "findPolicy"
    maxDepth: Annotated[int, Field(ge=1, le=12)] = 8
    maxTaps: Annotated[int, Field(ge=1, le=2000)] = 120
    seconds: Seconds = 240


class UseFunctions(Step):
    """Tap the functions of the app that need a permission, so that it asks; each prompt is denied."""

    kind: ClassVar[str] = "useFunctions"
    most: Annotated[int, Field(ge=1, le=60)] = 10
    """How many functions are tapped at most."""
    seconds: Seconds = 120


class TapOn(Step):
    """Tap on a node by text or id (both may be regular expressions that match the whole), or at a point in percent."""

    kind: ClassVar[str] = "tapOn"
    shorthand: ClassVar[str | None] = "text"
    text: str | None = None
    id: str | None = None
    index: Annotated[int, Field(ge=0)] = 0
    point: Annotated[str, Field(pattern=r"^\d{1,3}%, ?\d{1,3}%$")] | None = None
    timeout: Seconds = 10

    @model_validator(mode="after")
    def _one_selector(self) -> TapOn:
        if self.text is None and self.id is None and self.point is None:
            raise ValueError("name what to tap: text, id or point")
        return self


class AssertVisible(Step):
    """Fail unless a node with that text or id is visible within the time."""

    kind: ClassVar[str] = "assertVisible"
    shorthand: ClassVar[str | None] = "text"
    text: str | None = None
    id: str | None = None
    timeout: Seconds = 10

    @model_validator(mode="after")
    def _one_selector(self) -> AssertVisible:
        if self.text is None and self.id is None:
            raise ValueError("name what to look for: text or id")
        return self


class InputText(Step):
    """Type into the focused field."""

    kind: ClassVar[str] = "inputText"
    shorthand: ClassVar[str | None] = "text"
    text: Annotated[str, Field(max_length=1000)]


class Back(Step):
    """Press the back key."""

    kind: ClassVar[str] = "back"


class PressKey(Step):
    """Press a key by its name."""

    kind: ClassVar[str] = "pressKey"
    shorthand: ClassVar[str | None] = "key"
    key: Literal["back", "home", "enter", "backspace", "tab", "power", "volume up", "volume down"]


class Swipe(Step):
    """Swipe over the middle of the screen."""

    kind: ClassVar[str] = "swipe"
    shorthand: ClassVar[str | None] = "direction"
    direction: Literal["UP", "DOWN", "LEFT", "RIGHT"]
    duration: Annotated[int, Field(ge=50, le=5000)] = 400
    """ms"""


class TakeScreenshot(Step):
    """Record a screen."""

    kind: ClassVar[str] = "takeScreenshot"
    shorthand: ClassVar[str | None] = "label"


STEPS: dict[str, type[Step]] = {
    step.kind: step
    for step in (
        ClearState,
        LaunchApp,
        StopApp,
        Relaunch,
        Watch,
        ExpectConsent,
        DecideConsent,
        StillInFront,
        ClosePopups,
        ProbePopups,
        MovePhone,
        FindPolicy,
        UseFunctions,
        TapOn,
        AssertVisible,
        InputText,
        Back,
        PressKey,
        Swipe,
        TakeScreenshot,
    )
}
"""The whole vocabulary, by the word that a scenario file uses."""


class Header(BaseModel):
    """What stands above the `---` of a scenario file.

    `watch` is the watch time in seconds (TH18: at least 30 in earnest), `baseline` the time before the first launch.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    description: str = ""
    tags: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    watch: Annotated[float, Field(gt=0, le=3600)] = 30
    baseline: Annotated[float, Field(ge=0, le=600)] = 5


class Scenario(BaseModel):
    """A scenario file that was read; `text` is the file as it stood."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    header: Header
    steps: tuple[Step, ...]
    text: str
    source: str
