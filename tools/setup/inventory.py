"""What the machine has, as the product itself sees it."""

from __future__ import annotations

import json
from typing import NamedTuple

from tools.setup.places import VENV_PYTHON
from tools.setup.process import run

_CIRCULAR = "run `make setup`, or "


class Part(NamedTuple):
    """One part of the tool chain: its name, its place (empty when missing), whether it will do, and the mend."""

    name: str
    path: str
    ok: bool
    state: str
    hint: str


def take_inventory() -> dict[str, Part]:
    """Every part by its name, asked of `harness.toolchain` in the project's own environment."""
    told = run([VENV_PYTHON, "-m", "harness.toolchain"], "remove .venv and run `make setup` again")
    parts = [
        # Who reads this runs set-up already.
        Part(
            tool["name"], tool["path"] or "", tool["state"] == "ok", tool["state"], tool["hint"].replace(_CIRCULAR, "")
        )
        for tool in json.loads(told)
    ]
    return {part.name: part for part in parts}
