"""Sealed evidence: `keys`, `seal`, `verify`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from consentinel.cli.options import Folder, app, console
from consentinel.errors import says_why


@app.command(rich_help_panel="Sealed evidence")
@says_why
def keys(
    make: Annotated[str, typer.Option("--make", metavar="NAME", help="Make a key of that name.")] = "",
) -> None:
    """Show the keys that recordings are sealed and verified with, or make one."""
    from consentinel import custody

    raise typer.Exit(custody.make(make, console) if make else custody.show(console))


@app.command(rich_help_panel="Sealed evidence")
@says_why
def seal(
    recording: Folder,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="The bag's folder; the default is beside it.")
    ] = None,
    key: Annotated[
        str, typer.Option("--key", metavar="KEY", help="A key's name, or its file; the default is the only one.")
    ] = "",
    timestamp: Annotated[
        str, typer.Option("--timestamp", metavar="URL", help="Have an RFC 3161 authority stamp the time.")
    ] = "",
    redact: Annotated[
        bool, typer.Option("--redact", help="Seal a copy to share, with personal values masked.")
    ] = False,
) -> None:
    """Seal a copy of a recording: a BagIt bag that shows every later change."""
    from consentinel.custody import SealOrder, seal_recording

    raise typer.Exit(seal_recording(SealOrder(recording, out, key, timestamp, redact), console))


@app.command(rich_help_panel="Sealed evidence")
@says_why
def verify(
    bag: Annotated[Path, typer.Argument(help="A sealed bag, or the folder of a recording.")],
    key: Annotated[str, typer.Option("--key", metavar="FINGERPRINT", help="The one key that may have sealed it.")] = "",
    tsa: Annotated[
        Path | None, typer.Option("--tsa", metavar="PEM", help="The time stamping authority's root certificate.")
    ] = None,
) -> None:
    """Say whether a sealed bag is as it was sealed, and by whom; the first change is named."""
    from consentinel.custody import verify_bag

    raise typer.Exit(verify_bag(bag, key, tsa, console))
