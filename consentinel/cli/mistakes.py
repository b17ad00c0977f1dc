"""Wrong usage of a command, told in one line like every other mistake: no box, and no line broken to fit a terminal."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import typer
from typer.core import TyperGroup

from consentinel.errors import USAGE, say

_WrongUsage: type[typer.BadParameter] = typer.BadParameter.__mro__[1]
"""The base of what Typer raises for unknown options, missing arguments and bad values; it has no public name."""


class Commands(TyperGroup):
    """The commands; without one, the help is shown."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Run the command that is named, and end the program with its status."""
        words = list(sys.argv[1:] if args is None else args)
        try:
            status = super().main(words or ["--help"], prog_name, complete_var, False, windows_expand_args, **extra)
        except _WrongUsage as error:
            command = error.ctx.command_path if error.ctx is not None else "consentinel"
            message = error.format_message().removesuffix(".")
            say(f"{message[:1].lower()}{message[1:]}; see `{command} --help`")
            status = USAGE
        if not standalone_mode:
            return status
        sys.exit(status if words else USAGE)
