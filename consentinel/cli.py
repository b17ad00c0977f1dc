"""The command line. Rooms that need a phone are imported only by the commands that use one."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from consentinel.errors import says_why
from consentinel.terminal import plain

app = typer.Typer(
    name="consentinel",
    help="Try an app as a new user would, record everything, judge it, and report with evidence.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

console = Console()

DevicesFile = Annotated[Path, typer.Option("--devices", help="The file that describes the devices.")]
AppsFile = Annotated[Path, typer.Option("--apps", help="The file that describes the apps.")]
Folder = Annotated[Path, typer.Argument(help="The folder of a recording.")]
Language = Annotated[str, typer.Option("--lang", help="zh or en; the default is the terminal's.")]


def _zh(language: str) -> bool:
    if language not in ("", "zh", "en"):
        raise typer.BadParameter("zh or en", param_hint="--lang")
    return language == "zh" if language else (os.environ.get("LC_ALL") or os.environ.get("LANG", "")).startswith("zh")


@app.command()
@says_why
def run(
    app_name: Annotated[str, typer.Option("--app", help="The app's name in apps.yaml, or its file (APK, APKS, XAPK).")],
    scenario: Annotated[str, typer.Argument(help="A scenario file, or the name of a shipped one.")] = "first_launch",
    device: Annotated[str, typer.Option("--device", help="The device's name; the default is the first one.")] = "",
    devices: DevicesFile = Path("devices.yaml"),
    apps: AppsFile = Path("apps.yaml"),
    out: Annotated[Path, typer.Option("--out", help="Where recordings go.")] = Path("runs"),
    watch: Annotated[float | None, typer.Option("--watch", min=1, max=3600, help="Watch time in seconds.")] = None,
    attempts: Annotated[int, typer.Option("--attempts", min=1, max=5, help="Tries when the equipment fails.")] = 2,
    env: Annotated[
        list[str] | None, typer.Option("--env", "-e", metavar="NAME=VALUE", help="A value for ${NAME}; several times.")
    ] = None,
    language: Language = "",
) -> None:
    """Run a scenario on a device, judge the recording, and write the report."""
    from consentinel.running import Order, run_and_judge

    zh = _zh(language)
    order = Order(scenario, app_name, device, devices, apps, out, watch, attempts, tuple(env or ()))
    raise typer.Exit(run_and_judge(order, console, zh=zh))


@app.command()
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

    if diff or page is not None:
        from consentinel.comparing import compare_folders

        if len(folders) != 2 or not diff:
            raise typer.BadParameter("give the earlier and the later recording after --diff", param_hint="--diff")
        raise typer.Exit(compare_folders(folders[0], folders[1], page, console, zh=_zh(language)))
    statuses = []
    for folder in folders:
        with console.status(plain(f"{folder}: judging")):
            recording, findings = judge_folder(folder)
        show(console, findings, title=f"{recording.info.app.name}  {folder}", zh=_zh(language))
        statuses.append(findings.exit_status)
    raise typer.Exit(1 if 1 in statuses else max(statuses))


@app.command()
@says_why
def replay(
    recording: Folder,
    device: Annotated[str, typer.Option("--device", help="The device's name; the default is the recording's.")] = "",
    devices: DevicesFile = Path("devices.yaml"),
    apps: AppsFile = Path("apps.yaml"),
    out: Annotated[Path, typer.Option("--out", help="Where recordings go.")] = Path("runs"),
    language: Language = "",
) -> None:
    """Drive a recording again, tap by tap, and say what differs: screens, requests, verdicts."""
    from consentinel.replaying import ReplayOrder
    from consentinel.replaying import replay as drive_again

    order = ReplayOrder(recording, device, devices, apps, out)
    raise typer.Exit(drive_again(order, console, zh=_zh(language)))


@app.command()
@says_why
def studio(
    app_name: Annotated[str, typer.Option("--app", help="The app's name in apps.yaml, or its file.")],
    scenario: Annotated[Path, typer.Argument(help="The scenario file to write; it need not exist.")] = Path(
        "scenario.yaml"
    ),
    device: Annotated[str, typer.Option("--device", help="The device's name; the default is the first one.")] = "",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Of 127.0.0.1; 0 chooses a free one.")] = 0,
    devices: DevicesFile = Path("devices.yaml"),
    apps: AppsFile = Path("apps.yaml"),
    out: Annotated[Path, typer.Option("--out", help="Where recordings go.")] = Path("runs"),
) -> None:
    """Write a scenario by pointing at the live screen, in the browser."""
    from consentinel.pointing import StudioOrder, open_studio

    raise typer.Exit(open_studio(StudioOrder(app_name, device, scenario, port, devices, apps, out), console))


@app.command()
@says_why
def report(
    folder: Folder,
    formats: Annotated[str, typer.Option("--format", help="html, junit, har; several with commas.")] = "html,junit",
    out: Annotated[Path | None, typer.Option("--out", help="Where the report goes; the default is the folder.")] = None,
    show_values: Annotated[bool, typer.Option("--show-values", help="Do not mask personal values.")] = False,
) -> None:
    """Write the report of a judged recording."""
    from consentinel.judging import ALL_FORMATS, FORMATS, stored_findings, write_har, write_report
    from evidence.recording import Recording

    wanted = tuple(part.strip() for part in formats.split(",") if part.strip())
    for name in wanted:
        if name not in ALL_FORMATS:
            known = ", ".join(ALL_FORMATS)
            raise typer.BadParameter(f"'{name}' is not a format; known are {known}", param_hint="--format")
    judged = tuple(name for name in wanted if name in FORMATS)
    with console.status(plain(f"{folder}: writing the report")):
        recording, written = Recording.open(folder), []
        if judged:
            findings = stored_findings(folder)
            written += write_report(recording, findings, out or folder, judged, show_values=show_values)
        if "har" in wanted:
            written.append(write_har(recording, out or folder))
    for path in written:
        console.print(Text(str(path)), soft_wrap=True)
    if "har" in wanted:
        console.print("traffic.har holds personal values as they were sent.", soft_wrap=True)


@app.command(name="import")
@says_why
def import_(
    har: Annotated[Path | None, typer.Option("--har", help="A HAR file.")] = None,
    mitm: Annotated[Path | None, typer.Option("--mitm", help="A flow file of mitmproxy.")] = None,
    pcap_json: Annotated[Path | None, typer.Option("--pcap-json", help="JSON of tshark (-T json -x).")] = None,
    screens: Annotated[
        Path | None, typer.Option("--screens", metavar="DIR", help="A folder of pictures with their UI sources.")
    ] = None,
    app_name: Annotated[str, typer.Option("--app", help="The app's name in apps.yaml, or its package.")] = "",
    consent_at: Annotated[
        str, typer.Option("--consent-at", help="When the user agreed: ISO 8601, or seconds from the first exchange.")
    ] = "",
    identifiers: Annotated[
        Path | None, typer.Option("--identifiers", help="A file of the phone's values, by kind.")
    ] = None,
    apps: AppsFile = Path("apps.yaml"),
    out: Annotated[Path, typer.Option("--out", help="Where recordings go.")] = Path("runs"),
) -> None:
    """Make a recording of a capture that somebody else made, to judge and report."""
    from consentinel.importing import ImportOrder, import_and_tell

    order = ImportOrder(har, mitm, pcap_json, screens, app_name, apps, consent_at, identifiers, out)
    raise typer.Exit(import_and_tell(order, console))


@app.command()
@says_why
def scan(
    capture: Annotated[Path, typer.Argument(help="A HAR, mitmproxy or tshark JSON file, or a recording's folder.")],
    identifiers: Annotated[Path, typer.Option("--identifiers", help="A file of the phone's values, by kind.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, with every exchange.")] = False,
) -> None:
    """List the phone's values in every exchange of a capture: place, encodings, bytes, receiver."""
    from consentinel.scanning import scan as look

    raise typer.Exit(look(capture, identifiers, console, as_json=as_json))


@app.command()
@says_why
def inspect(
    screen: Annotated[Path, typer.Argument(help="A picture (PNG, JPEG, WebP), a UI source (XML), or a folder.")],
    source: Annotated[Path | None, typer.Argument(help="The picture's UI source: UiAutomator's or XCUITest's.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, one line a screen.")] = False,
    annotated: Annotated[
        Path | None, typer.Option("--annotated", metavar="OUT.png", help="Write the picture with all marks.")
    ] = None,
    density: Annotated[
        int | None, typer.Option("--density", min=80, max=1000, help="The phone's dots per inch, else assumed.")
    ] = None,
) -> None:
    """Say what a person sees on a screen: windows, buttons, links, ticks, labels, close marks."""
    from consentinel.inspection import InspectOrder
    from consentinel.inspection import inspect as look

    paths = (screen,) if source is None else (screen, source)
    raise typer.Exit(look(InspectOrder(paths, as_json, annotated, density), console))


@app.command()
@says_why
def devices(
    devices_file: DevicesFile = Path("devices.yaml"),
    restore: Annotated[bool, typer.Option("--restore", help="Undo what a run that died has left on a phone.")] = False,
    release: Annotated[
        str, typer.Option("--release", metavar="DEVICE", help="End the lease that a test run has on a device.")
    ] = "",
    tunnel: Annotated[
        str, typer.Option("--tunnel", metavar="DEVICE", help="Print the tunnel that the phone's WireGuard app imports.")
    ] = "",
    only: Annotated[
        str, typer.Option("--only", metavar="PACKAGE", help="With --tunnel: let only this app through the tunnel.")
    ] = "",
) -> None:
    """List the devices, their state, and who has leased them."""
    from consentinel.phones import list_devices, print_tunnel, release_device, restore_devices

    if only and not tunnel:
        raise typer.BadParameter(
            "it says what goes through a tunnel: name the device with --tunnel", param_hint="--only"
        )
    if tunnel:
        print_tunnel(devices_file, tunnel, only)
        raise typer.Exit
    if release:
        raise typer.Exit(release_device(devices_file, release, console))
    raise typer.Exit(restore_devices(devices_file, console) if restore else list_devices(devices_file, console))


@app.command()
@says_why
def doctor() -> None:
    """Print every part that a run needs, with version, place and state."""
    from consentinel.doctor import doctor as look

    raise typer.Exit(look(console))


@app.command()
@says_why
def rules(
    id: Annotated[str, typer.Argument(help="A rule's id, for its whole text.")] = "",
    language: Language = "",
) -> None:
    """List the rules and what decides them."""
    from consentinel.rulebook import list_rules, show_rule

    zh = _zh(language)
    raise typer.Exit(show_rule(id, console, zh=zh) if id else list_rules(console, zh=zh))


@app.command()
@says_why
def keys(
    make: Annotated[str, typer.Option("--make", metavar="NAME", help="Make a key of that name.")] = "",
) -> None:
    """Show the keys that recordings are sealed and verified with, or make one."""
    from consentinel import custody

    raise typer.Exit(custody.make(make, console) if make else custody.show(console))


@app.command()
@says_why
def seal(
    recording: Folder,
    out: Annotated[Path | None, typer.Option("--out", help="The bag's folder; the default is beside it.")] = None,
    key: Annotated[str, typer.Option("--key", help="A key's name, or its file; the default is the only one.")] = "",
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


@app.command()
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


@app.command()
@says_why
def demo(
    out: Annotated[Path, typer.Option("--out", help="Where recordings go.")] = Path("runs"),
    watch: Annotated[float, typer.Option("--watch", min=1, max=3600, help="Watch time in seconds.")] = 3,
    language: Language = "",
) -> None:
    """Try two apps on the embedded virtual phone and write their reports."""
    from consentinel.running import run_demo

    raise typer.Exit(run_demo(out, watch, console, zh=_zh(language)))


if __name__ == "__main__":
    app()
