"""What works on recordings: `judge`, `report`, `import`, `scan`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from consentinel.cli.options import AppsFile, Folder, Language, Out, app, console, zh_wanted
from consentinel.errors import says_why
from consentinel.terminal import plain


@app.command(rich_help_panel="Judge and report")
@says_why
def judge(
    folders: Annotated[list[Path], typer.Argument(help="Folders of recordings.")],
    diff: Annotated[
        bool, typer.Option("--diff", help="Say what differs from the first recording to the second.")
    ] = False,
    page: Annotated[
        Path | None, typer.Option("--page", metavar="OUT.html", help="With --diff: write both side by side.")
    ] = None,
    language: Language = "",
) -> None:
    """Judge recordings again; writes findings.json into each."""
    from consentinel.judging import judge_folder
    from consentinel.verdicts import show
    from reports.reviewing import reviewed

    if diff or page is not None:
        from consentinel.comparing import compare_folders

        if len(folders) != 2 or not diff:
            raise typer.BadParameter("give the earlier and the later recording after --diff", param_hint="--diff")
        raise typer.Exit(compare_folders(folders[0], folders[1], page, console, zh=zh_wanted(language)))
    statuses = []
    for folder in folders:
        with console.status(plain(f"{folder}: judging")):
            recording, findings = judge_folder(folder)
        known = reviewed(recording, findings)
        show(console, known, title=f"{recording.info.app.name}  {folder}", zh=zh_wanted(language))
        statuses.append(known.exit_status)
    raise typer.Exit(1 if 1 in statuses else max(statuses))


@app.command(rich_help_panel="Judge and report")
@says_why
def report(
    folder: Folder,
    formats: Annotated[
        str,
        typer.Option(
            "--format", metavar="NAMES", help="html, junit, sarif, allure, csv, xlsx, markdown, docx, pdf …; several."
        ),
    ] = "html,junit",
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Where the report goes; the default is the folder.")
    ] = None,
    show_values: Annotated[bool, typer.Option("--show-values", help="Do not mask personal values.")] = False,
    link: Annotated[
        bool, typer.Option("--link", help="Keep all pictures and contents of requests beside the page, as files.")
    ] = False,
) -> None:
    """Write the report of a judged recording."""
    from consentinel.judging import findings_for, write_report
    from evidence.recording import Recording
    from reports.formats import FORMATS

    wanted = tuple(dict.fromkeys(part.strip() for part in formats.split(",") if part.strip()))
    for name in wanted:
        if name not in FORMATS:
            raise typer.BadParameter(f"'{name}' is not a format; known are {', '.join(FORMATS)}", param_hint="--format")
    if not wanted:
        raise typer.BadParameter(f"name one or more of {', '.join(FORMATS)}", param_hint="--format")
    if link and "html" not in wanted:
        raise typer.BadParameter("it is about the page: add html to --format", param_hint="--link")
    private = [FORMATS[name].place for name in wanted if FORMATS[name].private]
    with console.status(plain(f"{folder}: writing the report")):
        recording = Recording.open(folder)
        findings = findings_for(recording, wanted)
        written = write_report(recording, findings, out or folder, wanted, show_values=show_values, linked=link)
    for path in written:
        console.print(Text(str(path)), soft_wrap=True)
    for place in private:
        console.print(f"{place} holds personal values as they were sent.", soft_wrap=True)


@app.command(name="import", rich_help_panel="Judge and report")
@says_why
def import_(
    har: Annotated[Path | None, typer.Option("--har", metavar="FILE", help="A HAR file.")] = None,
    mitm: Annotated[Path | None, typer.Option("--mitm", metavar="FILE", help="A flow file of mitmproxy.")] = None,
    pcap_json: Annotated[
        Path | None, typer.Option("--pcap-json", metavar="FILE", help="JSON of tshark (-T json -x).")
    ] = None,
    screens: Annotated[
        Path | None, typer.Option("--screens", metavar="DIR", help="A folder of pictures with their UI sources.")
    ] = None,
    app_name: Annotated[
        str, typer.Option("--app", metavar="APP", help="The app's name in apps.yaml, or its package.")
    ] = "",
    consent_at: Annotated[
        str,
        typer.Option(
            "--consent-at", metavar="WHEN", help="When the user agreed: ISO 8601, or seconds from the first exchange."
        ),
    ] = "",
    identifiers: Annotated[
        Path | None, typer.Option("--identifiers", metavar="FILE", help="A file of the phone's values, by kind.")
    ] = None,
    apps: AppsFile = Path("apps.yaml"),
    out: Out = Path("runs"),
) -> None:
    """Make a recording of a capture that somebody else made, to judge and report."""
    from consentinel.importing import ImportOrder, import_and_tell

    order = ImportOrder(har, mitm, pcap_json, screens, app_name, apps, consent_at, identifiers, out)
    raise typer.Exit(import_and_tell(order, console))


@app.command(rich_help_panel="Judge and report")
@says_why
def scan(
    capture: Annotated[Path, typer.Argument(help="A HAR, mitmproxy or tshark JSON file, or a recording's folder.")],
    identifiers: Annotated[
        Path, typer.Option("--identifiers", metavar="FILE", help="A file of the phone's values, by kind.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, with every exchange.")] = False,
) -> None:
    """List the phone's values in every exchange of a capture: place, encodings, bytes, receiver."""
    from consentinel.scanning import scan as look

    raise typer.Exit(look(capture, identifiers, console, as_json=as_json))
