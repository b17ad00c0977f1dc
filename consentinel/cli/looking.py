"""What tells of screens and rules: `inspect`, `rules`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from consentinel.cli.options import Language, app, console, zh_wanted
from consentinel.errors import says_why


@app.command(rich_help_panel="Look closer")
@says_why
def inspect(
    screen: Annotated[Path, typer.Argument(help="A picture (PNG, JPEG, WebP), a UI source (XML), or a folder.")],
    source: Annotated[Path | None, typer.Argument(help="The picture's UI source: UiAutomator's or XCUITest's.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, one line a screen.")] = False,
    annotated: Annotated[
        Path | None, typer.Option("--annotated", metavar="OUT.png", help="Write the picture with all marks.")
    ] = None,
    density: Annotated[
        int | None,
        typer.Option("--density", metavar="DPI", min=80, max=1000, help="The phone's dots per inch, else assumed."),
    ] = None,
) -> None:
    """Say what a person sees on a screen: windows, buttons, links, ticks, labels, close marks."""
    from consentinel.inspection import InspectOrder
    from consentinel.inspection import inspect as look

    paths = (screen,) if source is None else (screen, source)
    raise typer.Exit(look(InspectOrder(paths, as_json, annotated, density), console))


@app.command(rich_help_panel="Look closer")
@says_why
def rules(
    id: Annotated[str, typer.Argument(help="A rule's id, for its whole text.")] = "",
    language: Language = "",
) -> None:
    """List the rules and what decides them."""
    from consentinel.rulebook import list_rules, show_rule

    zh = zh_wanted(language)
    raise typer.Exit(show_rule(id, console, zh=zh) if id else list_rules(console, zh=zh))
