"""The application that commands are added to, and the options that several of them share."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from consentinel.cli.mistakes import Commands
from evidence.versions import version_of

app = typer.Typer(
    name="consentinel",
    help="Try an app as a new user would, record everything, judge it, and report with evidence.",
    cls=Commands,
    add_completion=False,
    pretty_exceptions_enable=False,
)

console = Console()

DevicesFile = Annotated[Path, typer.Option("--devices", metavar="FILE", help="The file that describes the devices.")]
AppsFile = Annotated[Path, typer.Option("--apps", metavar="FILE", help="The file that describes the apps.")]
Folder = Annotated[Path, typer.Argument(help="The folder of a recording.")]
Out = Annotated[Path, typer.Option("--out", metavar="DIR", help="Where recordings go.")]
AppName = Annotated[
    str, typer.Option("--app", metavar="APP", help="The app's name in apps.yaml, or its file (APK, APKS, XAPK).")
]
DeviceName = Annotated[
    str, typer.Option("--device", metavar="NAME", help="The device's name; the default is the first that fits the app.")
]
Watch = Annotated[
    float | None,
    typer.Option(
        "--watch", metavar="SECONDS", min=1, max=3600, help="The watch time; the default is the scenario's own."
    ),
]
Attempts = Annotated[int, typer.Option("--attempts", metavar="N", min=1, max=5, help="Tries when the equipment fails.")]
Env = Annotated[
    list[str] | None, typer.Option("--env", "-e", metavar="NAME=VALUE", help="A value for ${NAME}; several times.")
]
Language = Annotated[str, typer.Option("--lang", metavar="LANG", help="zh or en; the default is the terminal's.")]


def _tell_version(wanted: bool) -> None:
    if wanted:
        console.print(f"consentinel {version_of('consentinel')}", highlight=False)
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_tell_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """What stands before a command."""


def zh_wanted(language: str) -> bool:
    """Whether to tell in Chinese: what `--lang` says, else the terminal's locale."""
    if language not in ("", "zh", "en"):
        raise typer.BadParameter("zh or en", param_hint="--lang")
    return language == "zh" if language else (os.environ.get("LC_ALL") or os.environ.get("LANG", "")).startswith("zh")
