"""The scenario that is being written: its text, and what the language says of it."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from pathlib import Path

from harness.errors import ConfigError
from harness.scenario.composing import written
from harness.scenario.load import load_scenario
from harness.scenario.model import Scenario, Step

MAX_TEXT = 1_000_000
_PLACE = re.compile(r":(\d+):(\d+)")


@dataclass(frozen=True, slots=True)
class Checked:
    """A text that was read: the scenario with the line (from 1) of each step, or one line that says what is wrong."""

    scenario: Scenario | None
    lines: tuple[int, ...]
    error: str = ""
    error_line: int | None = None


def check(text: str, file: Path) -> Checked:
    """Read a text as if it stood in `file`, so that what it runs is found beside it."""
    if len(text) > MAX_TEXT:
        return Checked(None, (), f"the text is longer than {MAX_TEXT} characters")
    folder = file.parent if file.parent.is_dir() else Path(tempfile.gettempdir())
    with tempfile.TemporaryDirectory(prefix=".consentinel-studio-", dir=folder) as aside:
        trial = Path(aside).with_name(Path(aside).name + ".yaml")
        try:
            trial.write_text(text, encoding="utf-8")
            scenario = load_scenario(trial)
        except ConfigError as error:
            said = str(error).replace(str(trial), file.name)
            place = _PLACE.search(said)
            return Checked(None, (), said, int(place.group(1)) if place else None)
        finally:
            trial.unlink(missing_ok=True)
    return Checked(scenario, _lines_of_steps(text, len(scenario.steps)))


def with_step(text: str, step: Step) -> str:
    """The text with a step more at its end, as far from the margin as the others."""
    margin = " " * _margin(text.split("\n"))
    return text.rstrip("\n") + "\n" + "".join(margin + line for line in written([step]).splitlines(keepends=True))


def with_steps(text: str, steps: Sequence[Step]) -> str:
    """The text with several steps more at its end."""
    return reduce(with_step, steps, text)


def beginning(name: str) -> str:
    """The text of a new scenario."""
    return f"name: {name}\n---\n- clearState\n- launchApp\n"


def _lines_of_steps(text: str, count: int) -> tuple[int, ...]:
    """The line of each step: what begins with a dash, as far from the margin as the first, after the `---`."""
    lines = text.split("\n")
    start, depth = _end_of_header(lines), _margin(lines)
    found = [
        number + 1
        for number, line in enumerate(lines)
        if number > start and line.lstrip().startswith("-") and len(line) - len(line.lstrip()) == depth
    ]
    return tuple(found[:count])


def _margin(lines: Sequence[str]) -> int:
    """How far the first step stands from the margin."""
    steps = (line for line in lines[_end_of_header(lines) + 1 :] if line.lstrip().startswith("- "))
    return next((len(line) - len(line.lstrip()) for line in steps), 0)


def _end_of_header(lines: Sequence[str]) -> int:
    return next((number for number, line in enumerate(lines) if line.rstrip() == "---" and number > 0), 0)
