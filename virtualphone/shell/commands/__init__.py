"""All commands by name."""

from __future__ import annotations

from virtualphone.shell.call import Command
from virtualphone.shell.commands import (
    basics,
    files,
    logcat,
    mounts,
    packages,
    processes,
    settings,
    text,
)

_MODULES = (basics, files, logcat, mounts, packages, processes, settings, text)

ALL_COMMANDS: dict[str, Command] = {name: command for module in _MODULES for name, command in module.COMMANDS.items()}

basics.KNOWN_NAMES |= ALL_COMMANDS.keys()
