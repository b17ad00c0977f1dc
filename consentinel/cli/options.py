"""The application that commands are added to, and the options that several of them share."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from consentinel.cli.mistakes import Commands

app = typer.Typer(
    name="consentinel",
    help="Try an app as a new user would, record everything, judge it, and report with evidence.",
    cls=Commands,
    add_completion=False,
    pretty_exceptions_enable=False,
)

console = Console()

DevicesFile = Annotated[Path, typer.Option("--devices", help="The file that describes the devices.")]
AppsFile = Annotated[Path, typer.Option("--apps", help="The file that describes the apps.")]
Folder = Annotated[Path, typer.Argument(help="The folder of a recording.")]
Language = Annotated[str, typer.Option("--lang", help="zh or en; the default is the terminal's.")]


def zh_wanted(language: str) -> bool:
    """Whether to tell in Chinese: what `--lang` says, else the terminal's locale."""
    if language not in ("", "zh", "en"):
        raise typer.BadParameter("zh or en", param_hint="--lang")
    return language == "zh" if language else (os.environ.get("LC_ALL") or os.environ.get("LANG", "")).startswith("zh")
