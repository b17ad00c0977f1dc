"""What a person reads who made a mistake in a file: each line names place, key, and the mend.

`mistakes/` has one wrong file a mistake, `mistakes/expected.txt` what each gives. Run this module to write it anew.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from harness.config.apps import load_apps
from harness.config.devices import load_devices
from harness.errors import ConfigError
from harness.scenario.load import load_scenario

FOLDER = Path(__file__).parent / "mistakes"
EXPECTED = FOLDER / "expected.txt"
FILES = sorted(FOLDER.glob("*.yaml"))
LOADERS: dict[str, Callable[[Path], object]] = {
    "scenario": load_scenario,
    "devices": load_devices,
    "apps": load_apps,
}


def told(path: Path) -> str:
    """The one line that a wrong file gives, without its folder."""
    try:
        LOADERS[path.name.partition("-")[0]](path)
    except ConfigError as error:
        return str(error).replace(f"{FOLDER}/", "")
    return f"{path.name} is taken as right"


def whole() -> str:
    """All lines, in the order of the files."""
    return "".join(f"{told(path)}\n" for path in FILES)


def test_the_lines_are_those_that_were_agreed_on() -> None:
    assert whole() == EXPECTED.read_text("utf-8")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_line_names_its_place(path: Path) -> None:
    line = told(path)
    assert "\n" not in line
    assert re.match(r"(scenario|devices|apps)-[\w-]+\.yaml(:\d+:\d+)?: \S", line)
    assert len(line) < 300


if __name__ == "__main__":
    EXPECTED.write_text(whole(), "utf-8")
