"""All commands by name."""

from __future__ import annotations

from virtualphone.shell.call import Command
from virtualphone.shell.commands import (
    activities,
    basics,
    binder,
    files,
    filming,
    logcat,
    mounts,
    network,
    operations,
    packages,
    processes,
    screen,
    services,
    settings,
    text,
)
from virtualphone.shell.dumpsys import command as dumpsys

_MODULES = (
    activities, basics, binder, dumpsys, files, filming, logcat, mounts, network, operations, packages, processes,
    screen, services, settings, text,
)  # fmt: skip

ALL_COMMANDS: dict[str, Command] = {name: command for module in _MODULES for name, command in module.COMMANDS.items()}
