"""Steps of the compliance rules: watch, consent, pop-ups, policy, permissions, motions, settings."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from evidence.events import MotionName, PermissionGroup, Spot, WatchPurpose
from harness.config.part import NAME
from harness.scenario.language.words import Seconds, Step


class Watch(Step):
    """Watch without touching: screens at 0.5, 2, 5 and 8 s, then on change.

    For `background` the home key is pressed first. Without `seconds` the run's watch time counts.
    """

    kind: ClassVar[str] = "watch"
    shorthand: ClassVar[str | None] = "purpose"
    purpose: WatchPurpose
    seconds: Seconds | None = None


class Idle(Watch):
    """Leave the app alone in front: a watch of this purpose."""

    shorthand: ClassVar[str | None] = "seconds"
    purpose: Literal["idle"] = "idle"


class Background(Watch):
    """Send the app to the background and leave it there: a watch of this purpose."""

    shorthand: ClassVar[str | None] = "seconds"
    purpose: Literal["background"] = "background"


class ExpectConsent(Step):
    """Record the consent pop-up, follow its policy link, read what opens, and come back."""

    kind: ClassVar[str] = "expectConsent"
    readPages: Annotated[int, Field(ge=1, le=30)] = 12
    """How many screens of the policy are read at most."""


class DecideConsent(Step):
    """Tap agree or refuse in the consent pop-up, in a second persuading one too; or leave it untouched."""

    kind: ClassVar[str] = "decideConsent"
    shorthand: ClassVar[str | None] = "choice"
    choice: Literal["agree", "refuse", "ignore"]


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


class ReplayShake(MovePhone):
    """Shake the phone as `movePhone` does, with the motions that are shakes alone."""

    motions: Annotated[tuple[MotionName, ...], Field(min_length=1)] = ("still", "walking", "below", "above")


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


class _Answer(Step):
    shorthand: ClassVar[str | None] = "permission"
    permission: PermissionGroup | None = None
    """Only a prompt that asks for this; without it the next one, whatever it asks for."""
    wait: Seconds = 5
    """How long to wait for the prompt."""


class Grant(_Answer):
    """Allow what a permission prompt asks for; while the app is used, where that can be chosen."""

    kind: ClassVar[str] = "grant"


class Deny(_Answer):
    """Deny what a permission prompt asks for."""

    kind: ClassVar[str] = "deny"


class VisitSettings(Step):
    """Open the app's own settings from its main screen, and record each page below them."""

    kind: ClassVar[str] = "visitSettings"
    shorthand: ClassVar[str | None] = "pages"
    pages: Annotated[int, Field(ge=1, le=60)] = 12
    """How many pages below the settings are opened at most."""
    seconds: Seconds = 120


class PassWalls(Step):
    """Get past a demanded log-in, captcha or update by the means that the app's profile names.

    A wall without means is an outcome of the app, and ends its life.
    """

    kind: ClassVar[str] = "passWalls"
    wait: Seconds = 3
    """How long to look for a wall."""


class InputAnswer(Step):
    """Type what the profile's hook of that name answers: the code of a text message, the letters of a captcha."""

    kind: ClassVar[str] = "inputAnswer"
    shorthand: ClassVar[str | None] = "hook"
    acts: ClassVar[bool] = True
    hook: Annotated[str, Field(pattern=NAME)]


class AskPerson(Step):
    """Pause until a person has done on the phone what the text says."""

    kind: ClassVar[str] = "askPerson"
    shorthand: ClassVar[str | None] = "text"
    text: Annotated[str, Field(min_length=1, max_length=500)]
    seconds: Annotated[float, Field(gt=0, le=3600)] = 300

    @model_validator(mode="after")
    def _one_line(self) -> AskPerson:
        if "\n" in self.text.strip():
            raise ValueError("say it in one line")
        return self
