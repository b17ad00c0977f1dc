"""Asking what only the owner of an app knows: a command of theirs, or the person before the terminal."""

from __future__ import annotations

import select
import subprocess
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from harness.config.apps import Hook

MOST_ANSWER = 500
"""Characters of an answer that are kept."""

type Ask = Callable[[str, float], str | None]
"""Puts a question to a person and waits so many s; None when there is nobody, or no answer in time."""


class NoAnswer(Exception):
    """A hook gave no answer; the message is for a person."""


def ask_on_terminal(question: str, wait_s: float) -> str | None:
    """Ask on the terminal that the run was started from, whatever its input and output are led to."""
    with ExitStack() as stack:
        try:
            terminal = stack.enter_context(Path("/dev/tty").open("r+b", buffering=0))
        except OSError:
            return None
        terminal.write(f"\n{question}\n> ".encode())
        ready, _, _ = select.select([terminal], [], [], wait_s)
        return terminal.readline().decode("utf-8", "replace").strip() if ready else None


def answer(hook: Hook, name: str, ask: Ask) -> str:
    """What a hook answers: one line. Raises NoAnswer."""
    if hook.command is not None:
        return _told_by(hook.command, name, hook.wait_s)
    said = ask(hook.ask or name, hook.wait_s)
    if not said:
        raise NoAnswer(f"nobody answered '{hook.ask}' within {hook.wait_s:g} s")
    return said[:MOST_ANSWER]


def _told_by(command: tuple[str, ...], name: str, wait_s: float) -> str:
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=wait_s, check=False)
    except subprocess.TimeoutExpired:
        raise NoAnswer(f"hook '{name}': `{command[0]}` gave no answer within {wait_s:g} s") from None
    except OSError as error:
        raise NoAnswer(f"hook '{name}': `{command[0]}` cannot be started: {error.strerror}") from None
    if done.returncode:
        raise NoAnswer(f"hook '{name}': `{command[0]}` ended with exit code {done.returncode}")
    lines = done.stdout.decode("utf-8", "replace").split("\n")
    said = next((line.strip() for line in lines if line.strip()), "")
    if not said:
        raise NoAnswer(f"hook '{name}': `{command[0]}` printed nothing")
    return said[:MOST_ANSWER]
