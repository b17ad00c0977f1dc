"""One clear line for whatever stops a command."""

from __future__ import annotations

import functools
from collections.abc import Callable

import typer
from rich.console import Console

from consentinel.terminal import plain
from evidence.errors import EvidenceError
from harness.errors import ConfigError, InfraError

USAGE = 2
"""Exit status for usage, configuration, and whatever keeps a command from doing its work."""


def says_why[**P, R](command: Callable[P, R]) -> Callable[P, R]:
    """Wrap a command so that its expected errors become one line on standard error and exit status 2."""

    @functools.wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except (ConfigError, EvidenceError) as error:
            say(str(error))
        except InfraError as error:
            say(f"{error}: {error.mend}")
        except KeyboardInterrupt:
            say("stopped; what was recorded is kept, and the phone's settings are restored")
        raise typer.Exit(USAGE)

    return wrapped


def say(line: str) -> None:
    """Tell a mistake, in one line on standard error."""
    Console(stderr=True).print(plain(f"consentinel: {line}", "bold red"), soft_wrap=True, highlight=False)
