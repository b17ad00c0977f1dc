"""Runs the programs that set-up needs, quietly, and turns their failure into one line."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Mapping, Sequence

from tools.setup.places import LOG, ROOT, TOOLS


class Missing(Exception):
    """Something that set-up needs and cannot have: what it is, and the mend. Its text is one line."""

    def __init__(self, what: str, mend: str) -> None:
        super().__init__(f"{what}: {mend}")


def run(
    command: Sequence[object],
    mend: str,
    name: str = "",
    cwd: Path = ROOT,
    extra: Mapping[str, str] | None = None,
) -> str:
    """The standard output of the command, which is told by `name`; all that it says is kept in `.tools/setup.log`.

    Raises Missing with the program's last line and `mend` when it fails or does not start.
    """
    words = [str(word) for word in command]
    name = name or Path(words[0]).name
    try:
        answer = subprocess.run(
            words,
            cwd=str(cwd),
            env=environment(extra),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            universal_newlines=True,
            errors="replace",
            check=False,
        )
    except OSError as error:
        raise Missing(f"{name} does not start ({error.strerror})", mend) from error
    TOOLS.mkdir(exist_ok=True)
    with LOG.open("a", encoding="utf-8") as log:
        log.write(f"$ {' '.join(words)}\n{answer.stdout}{answer.stderr}exit {answer.returncode}\n")
    if answer.returncode != 0:
        raise Missing(
            f"{name} failed ({_reason(answer.stdout, answer.stderr)})", f"{mend}; all of it is in .tools/setup.log"
        )
    return answer.stdout


def environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """This process's environment with a home folder that can be written to: uv and npm keep their caches there."""
    variables = dict(os.environ)
    home = variables.get("HOME", "")
    if not (home and os.path.isdir(home) and os.access(home, os.W_OK)):
        own = TOOLS / "home"
        own.mkdir(parents=True, exist_ok=True)
        variables["HOME"] = str(own)
    # An environment that the caller has entered must not be taken for the project's.
    variables.pop("VIRTUAL_ENV", None)
    variables.update(extra or {})
    return variables


def _reason(out: str, err: str) -> str:
    for text in (err, out):
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        told = [line for line in lines if "error" in line.lower()]
        if told or lines:
            return (told or lines[-1:])[0][:200]
    return "it said nothing"
