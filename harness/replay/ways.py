"""In which way each step of the scenario language is repeated."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from evidence.events import StepStarted
from evidence.lines import reason_of
from harness.scenario.drive import Drive, StepFailed
from harness.scenario.language.expression import BadExpression, expressions
from harness.scenario.language.words import EXPRESSION
from harness.scenario.model import STEPS, InputText, LongPressOn, Step, UpdateApp
from harness.scenario.runner import filled

WHOLE = frozenset(
    {
        "askPerson",
        "clearState",
        "copyTextFrom",
        "eraseText",
        "hideKeyboard",
        "inputAnswer",
        "inputRandomCityName",
        "inputRandomColorName",
        "inputRandomCountryName",
        "inputRandomEmail",
        "inputRandomNumber",
        "inputRandomPersonName",
        "inputRandomText",
        "inputText",
        "killApp",
        "launchApp",
        "movePhone",
        "openLink",
        "pasteText",
        "pressKey",
        "relaunch",
        "setClipboard",
        "setOrientation",
        "setPermissions",
        "stillInFront",
        "stopApp",
        "updateApp",
        "watch",
    }
)
"""Steps that touch nothing by what they see: they are carried out as steps, not event by event."""

TOLD = frozenset(
    {
        "back",
        "closePopups",
        "decideConsent",
        "deny",
        "doubleTapOn",
        "drag",
        "expectConsent",
        "findPolicy",
        "grant",
        "longPressOn",
        "passWalls",
        "probePopups",
        "scroll",
        "scrollUntilVisible",
        "swipe",
        "tapOn",
        "useFunctions",
        "visitSettings",
    }
)
"""Steps of which each touch is repeated, found again by what was touched."""

LOOKS = frozenset(
    {
        "assertNotVisible",
        "assertTrue",
        "assertVisible",
        "evalScript",
        "extendedWaitUntil",
        "repeat",
        "retry",
        "runFlow",
        "runScript",
        "takeScreenshot",
        "waitForAnimationToEnd",
    }
)
"""Steps that do nothing to the phone: their screens are taken again, at the same pace.

Conditions are not asked again, since what followed from them is repeated; blocks are told by what is in them.
"""

_POINTING = frozenset({"tapOn", "doubleTapOn", "longPressOn"})


def again(drive: Drive, told: StepStarted, scenario: str) -> Step:
    """The step as it was written, its expressions computed anew; `scenario` is the text that it stood in.

    Raises StepFailed when that cannot be.
    """
    if told.kind == InputText.kind and "text" not in told.params:
        raise StepFailed("what was typed is not in the recording; write it as ${NAME}, and a replay can type it")
    try:
        _check_names(told.params, scenario)
        step: Step = filled(drive, STEPS[told.kind].model_validate(told.params))
    except ValidationError as error:
        raise StepFailed(f"its settings cannot be read again: {reason_of(error)}") from None
    except BadExpression as error:
        raise StepFailed(f"its settings cannot be read again: {error}") from None
    if isinstance(step, UpdateApp) and not step.file.is_file():
        raise StepFailed(f"there is no file {step.file}{_from_here(step.file)}, so nothing can be installed")
    return step


def held_ms(told: StepStarted) -> int | None:
    """How long the taps of a step were held, for recordings whose taps do not say it. Raises StepFailed."""
    if told.kind != LongPressOn.kind:
        return None
    duration = told.params.get("duration", LongPressOn.model_fields["duration"].default)
    if not isinstance(duration, int):
        raise StepFailed("the recording does not say how long it was held")
    return duration


def by_place(told: StepStarted) -> bool:
    """Whether a step may mean what stands at a place, whatever is written there: it names no text."""
    return told.kind in _POINTING and not {"text", "description"} & told.params.keys()


def _from_here(file: Path) -> str:
    return "" if file.is_absolute() else f" below {Path.cwd()}"


def _check_names(params: Any, scenario: str) -> None:
    """Raise StepFailed for a name that means something else in a replay, which knows the environment alone."""
    for name in sorted({name for text in _texts(params) for one in expressions(text) for name in one.names}):
        if name == "output":
            raise StepFailed("it uses what a script computed (`output`), and a replay runs no scripts")
        # Whatever looks like a setting of that name may be one of `env`.
        if re.search(rf"(?<![\w$]){re.escape(name)}[\"']?\s*:", scenario):
            raise StepFailed(
                f"`${{{name}}}` was given a value in the scenario (`env`), and a replay knows those of the environment "
                f"alone: export {name} and leave it out of `env`"
            )


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        if EXPRESSION in value:
            yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
