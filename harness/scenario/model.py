"""The scenario language: its steps, its header, and the scenario as a whole.

Steps that Maestro has keep its names and its short forms (`- tapOn: 设置`); the others are the compliance steps that
the rule catalogue's scenario vocabulary asks for. `seconds` and the times of our own steps are in seconds; `timeout`,
`delay`, `duration` and whatever ends in `Ms` are in ms, as Maestro has them.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, SerializeAsAny

from harness.scenario.language.app import (
    ClearState,
    KillApp,
    LaunchApp,
    OpenLink,
    Relaunch,
    SetPermissions,
    StopApp,
    UpdateApp,
)
from harness.scenario.language.block import Block, Repeat, Retry, RunFlow
from harness.scenario.language.check import (
    AssertNotVisible,
    AssertTrue,
    AssertVisible,
    Condition,
    ExtendedWaitUntil,
    TakeScreenshot,
    WaitForAnimationToEnd,
)
from harness.scenario.language.compliance import (
    AskPerson,
    Background,
    ClosePopups,
    DecideConsent,
    Deny,
    ExpectConsent,
    FindPolicy,
    Grant,
    Idle,
    InputAnswer,
    MovePhone,
    PassWalls,
    ProbePopups,
    ReplayShake,
    StillInFront,
    UseFunctions,
    VisitSettings,
    Watch,
)
from harness.scenario.language.header import Header
from harness.scenario.language.script import EvalScript, RunScript
from harness.scenario.language.selector import Selector, SelectorFields, Tapping
from harness.scenario.language.text import (
    CopyTextFrom,
    EraseText,
    InputRandomCityName,
    InputRandomColorName,
    InputRandomCountryName,
    InputRandomEmail,
    InputRandomNumber,
    InputRandomPersonName,
    InputRandomText,
    InputText,
    PasteText,
    SetClipboard,
)
from harness.scenario.language.touch import (
    Back,
    DoubleTapOn,
    Drag,
    HideKeyboard,
    LongPressOn,
    PressKey,
    Scroll,
    ScrollUntilVisible,
    SetOrientation,
    Swipe,
    TapOn,
)
from harness.scenario.language.vocabulary import STEPS
from harness.scenario.language.words import Step


class Scenario(BaseModel):
    """A scenario file that was read; `text` is the file as it stood, with the files that it runs below it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    header: Header
    steps: tuple[SerializeAsAny[Step], ...]
    text: str
    source: str


__all__ = [
    "STEPS",
    "AskPerson",
    "AssertNotVisible",
    "AssertTrue",
    "AssertVisible",
    "Back",
    "Background",
    "Block",
    "ClearState",
    "ClosePopups",
    "Condition",
    "CopyTextFrom",
    "DecideConsent",
    "Deny",
    "DoubleTapOn",
    "Drag",
    "EraseText",
    "EvalScript",
    "ExpectConsent",
    "ExtendedWaitUntil",
    "FindPolicy",
    "Grant",
    "Header",
    "HideKeyboard",
    "Idle",
    "InputAnswer",
    "InputRandomCityName",
    "InputRandomColorName",
    "InputRandomCountryName",
    "InputRandomEmail",
    "InputRandomNumber",
    "InputRandomPersonName",
    "InputRandomText",
    "InputText",
    "KillApp",
    "LaunchApp",
    "LongPressOn",
    "MovePhone",
    "OpenLink",
    "PassWalls",
    "PasteText",
    "PressKey",
    "ProbePopups",
    "Relaunch",
    "Repeat",
    "ReplayShake",
    "Retry",
    "RunFlow",
    "RunScript",
    "Scenario",
    "Scroll",
    "ScrollUntilVisible",
    "Selector",
    "SelectorFields",
    "SetClipboard",
    "SetOrientation",
    "SetPermissions",
    "Step",
    "StillInFront",
    "StopApp",
    "Swipe",
    "TakeScreenshot",
    "TapOn",
    "Tapping",
    "UpdateApp",
    "UseFunctions",
    "VisitSettings",
    "WaitForAnimationToEnd",
    "Watch",
]
