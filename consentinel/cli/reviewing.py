"""What people decide: `review`, `serve`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from consentinel.cli.options import Folder, Language, app, console, zh_wanted
from consentinel.errors import says_why

if TYPE_CHECKING:
    from evidence.reviews import Act


@app.command(rich_help_panel="Judge and report")
@says_why
def review(
    recording: Folder,
    rule: Annotated[str, typer.Argument(help="A rule, as app-2019/3.1; without one, all are listed.")] = "",
    confirm: Annotated[bool, typer.Option("--confirm", help="It is a violation.")] = False,
    reject: Annotated[bool, typer.Option("--reject", help="It is none, and does not count.")] = False,
    reopen: Annotated[bool, typer.Option("--reopen", help="Take the decision back.")] = False,
    comment: Annotated[str, typer.Option("--comment", metavar="TEXT", help="Why, or whatever is to be said.")] = "",
    by: Annotated[str, typer.Option("--by", metavar="NAME", envvar="CONSENTINEL_REVIEWER", help="Who says it.")] = "",
    language: Language = "",
) -> None:
    """Decide about a finding, or list what was decided; kept beside the recording, never overwritten."""
    from consentinel.reviewing import Decision, decide_and_tell, show_reviews

    acts: list[Act] = [act for act, wanted in _wanted(confirm, reject, reopen).items() if wanted]
    if len(acts) > 1:
        raise typer.BadParameter("one of --confirm, --reject and --reopen at a time", param_hint=f"--{acts[1]}")
    act: Act | None = acts[0] if acts else "comment" if comment else None
    zh = zh_wanted(language)
    if act is None:
        raise typer.Exit(show_reviews(recording, rule, console, zh=zh))
    if not rule:
        raise typer.BadParameter("name the rule that is decided", param_hint="RULE")
    if not by.strip():
        raise typer.BadParameter("say who decides", param_hint="--by")
    raise typer.Exit(decide_and_tell(recording, Decision(rule, act, comment, by), console, zh=zh))


def _wanted(confirm: bool, reject: bool, reopen: bool) -> dict[Act, bool]:
    return {"confirm": confirm, "reject": reject, "reopen": reopen}


@app.command(rich_help_panel="Judge and report")
@says_why
def serve(
    runs: Annotated[Path, typer.Argument(help="The folder that has the runs.")] = Path("runs"),
    port: Annotated[
        int, typer.Option("--port", metavar="PORT", min=0, max=65535, help="A port of 127.0.0.1; 0 takes a free one.")
    ] = 0,
    by: Annotated[
        str, typer.Option("--by", metavar="NAME", envvar="CONSENTINEL_REVIEWER", help="Who reviews; the page asks.")
    ] = "",
    show_values: Annotated[bool, typer.Option("--show-values", help="Do not mask personal values.")] = False,
    store: Annotated[
        str, typer.Option("--store", metavar="URL", help="Results of nightlies; the default is the folder's own.")
    ] = "",
    suppressions: Annotated[
        Path | None, typer.Option("--suppressions", metavar="FILE", help="Violations that somebody took on.")
    ] = None,
) -> None:
    """Show runs, nightlies and their reports on loopback, to filter, read and review; Ctrl-C ends it."""
    from consentinel.serving.command import ServeOrder, serve_runs

    raise typer.Exit(serve_runs(ServeOrder(runs, port, by, show_values, store, suppressions), console))
