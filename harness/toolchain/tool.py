"""One program of the tool chain, and how its version is asked and compared."""

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

State = Literal["ok", "missing", "outdated"]

Version = tuple[int, ...]

VERSION_TIMEOUT_S = 5.0
_VERSION = re.compile(r"\d+(?:\.\d+)+")


@dataclass(frozen=True, slots=True)
class Tool:
    """One program: where it is, its version, whether it will do, and the mend (one line) when it will not.

    `path` is None when it is missing; `version` is None when it is missing or does not tell.
    """

    name: str
    path: Path | None
    version: str | None
    state: State
    hint: str = ""

    @property
    def ok(self) -> bool:
        return self.state == "ok"


def missing(name: str, hint: str) -> Tool:
    return Tool(name, None, None, "missing", hint)


def parse_version(text: str) -> Version:
    """The first dotted number in `text` as a tuple that compares by value; empty when there is none."""
    match = _VERSION.search(text)
    return tuple(int(part) for part in match.group().split(".")) if match else ()


def ask_version(program: Path, *arguments: str) -> str | None:
    """The first dotted number that the program prints; None when it does not start, is silent or takes over 5 s."""
    match = _VERSION.search(ask(program, *arguments) or "")
    return match.group() if match else None


def ask(program: Path, *arguments: str) -> str | None:
    """What the program prints; None when it does not start, fails or takes over 5 s."""
    try:
        answer = subprocess.run(
            [program, *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=VERSION_TIMEOUT_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return answer.stdout if answer.returncode == 0 else None


def is_program(path: Path) -> bool:
    return path.is_file() and os.access(path, os.X_OK)
