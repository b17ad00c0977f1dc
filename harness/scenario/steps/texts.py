"""Steps that type, erase, copy and paste."""

from __future__ import annotations

import secrets
import string

from harness.scenario.drive import Drive, StepFailed
from harness.scenario.language.words import Step
from harness.scenario.model import (
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
from harness.scenario.steps.basic import KEY_CODES
from harness.scenario.steps.nodes import await_node, patience

MOVE_END = 123
"""KEYCODE_MOVE_END: to the end of the line."""
MOST_ERASED = 50
"""Characters that are erased where the tree does not say how many there are."""

_PEOPLE = ("Anna Berg", "Chen Jing", "David Lin", "Emma Stone", "Lukas Weber", "Mei Zhao", "Noah Fischer", "Wang Lei")
_CITIES = ("Chengdu", "Hangzhou", "Lisbon", "Nanjing", "Oslo", "Porto", "Suzhou", "Vienna")
_COUNTRIES = ("Austria", "China", "Finland", "Iceland", "Japan", "Norway", "Portugal", "Spain")
_COLOURS = ("amber", "azure", "crimson", "green", "indigo", "orange", "silver", "violet")


def input_text(drive: Drive, step: InputText) -> None:
    """Type; the recording keeps how much was typed, the scenario what."""
    if step.redact:
        drive.secrets.add(step.text)
    drive.type_text(step.text)


def input_random(drive: Drive, step: Step) -> None:
    """Type something that nobody chose."""
    drive.type_text(_random(step))


def erase_text(drive: Drive, step: EraseText) -> None:
    """Press backspace from the end of the focused field, so often as is said or as there are characters."""
    count = step.charactersToErase
    if count is None:
        seen = drive.recent()
        field = next((node for node in (seen.tree.walk() if seen.tree else ()) if node.focused), None)
        count = len(field.text) if field is not None and field.text else MOST_ERASED
    drive.press("end", MOVE_END)
    for _ in range(count):
        drive.press("backspace", KEY_CODES["backspace"])


def copy_text_from(drive: Drive, step: CopyTextFrom) -> None:
    """Keep the text of a node."""
    found = await_node(drive, step, patience(step.seconds, optional=step.optional))
    if not found.node.label:
        raise StepFailed(f"the node with {step.told()} has no text")
    drive.scope.copied = found.node.label


def set_clipboard(drive: Drive, step: SetClipboard) -> None:
    """Keep a text."""
    drive.scope.copied = step.text


def paste_text(drive: Drive, step: PasteText) -> None:
    """Type the text that was kept."""
    drive.type_text(drive.scope.copied)


def _random(step: Step) -> str:
    match step:
        case InputRandomText():
            return _some(string.ascii_lowercase, step.length)
        case InputRandomNumber():
            return secrets.choice("123456789") + _some(string.digits, step.length - 1)
        case InputRandomEmail():
            return f"{_some(string.ascii_lowercase, 10)}@example.com"
        case InputRandomPersonName():
            return secrets.choice(_PEOPLE)
        case InputRandomCityName():
            return secrets.choice(_CITIES)
        case InputRandomCountryName():
            return secrets.choice(_COUNTRIES)
        case InputRandomColorName():
            return secrets.choice(_COLOURS)
    raise TypeError(f"{step.kind} types nothing random")


def _some(signs: str, length: int) -> str:
    return "".join(secrets.choice(signs) for _ in range(length))
