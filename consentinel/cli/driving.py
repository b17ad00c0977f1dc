"""What drives a phone: `run`, `demo`, `replay`, `studio`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from consentinel.cli.options import (
    AppName,
    AppsFile,
    Attempts,
    DeviceName,
    DevicesFile,
    Env,
    Folder,
    Language,
    Out,
    Watch,
    app,
    console,
    zh_wanted,
)
from consentinel.errors import says_why


@app.command(rich_help_panel="Drive apps")
@says_why
def run(
    app_name: AppName,
    scenario: Annotated[str, typer.Argument(help="A scenario file, or the name of a shipped one.")] = "first_launch",
    device: DeviceName = "",
    devices: DevicesFile = Path("devices.yaml"),
    apps: AppsFile = Path("apps.yaml"),
    out: Out = Path("runs"),
    watch: Watch = None,
    attempts: Attempts = 2,
    env: Env = None,
    confirm: Annotated[
        bool, typer.Option("--confirm", help="Try every violation again in a second run, and mark what was seen again.")
    ] = False,
    video: Annotated[
        bool | None, typer.Option("--video/--no-video", help="Film the phone's screen, whatever devices.yaml says.")
    ] = None,
    language: Language = "",
) -> None:
    """Run a scenario on a device, judge the recording, and write the report."""
    from consentinel.running import Order, run_and_judge

    zh = zh_wanted(language)
    order = Order(scenario, app_name, device, devices, apps, out, watch, attempts, tuple(env or ()), confirm, video)
    raise typer.Exit(run_and_judge(order, console, zh=zh))


@app.command(rich_help_panel="Drive apps")
@says_why
def demo(
    out: Out = Path("runs"),
    watch: Annotated[float, typer.Option("--watch", metavar="SECONDS", min=1, max=3600, help="The watch time.")] = 3,
    language: Language = "",
) -> None:
    """Try two apps on the embedded virtual phone and write their reports."""
    from consentinel.running import run_demo

    raise typer.Exit(run_demo(out, watch, console, zh=zh_wanted(language)))


@app.command(rich_help_panel="Drive apps")
@says_why
def replay(
    recording: Folder,
    device: Annotated[
        str, typer.Option("--device", metavar="NAME", help="The device's name; the default is the recording's.")
    ] = "",
    devices: DevicesFile = Path("devices.yaml"),
    apps: AppsFile = Path("apps.yaml"),
    out: Out = Path("runs"),
    language: Language = "",
) -> None:
    """Drive a recording again, tap by tap, and say what differs: screens, requests, verdicts."""
    from consentinel.replaying import ReplayOrder
    from consentinel.replaying import replay as drive_again

    order = ReplayOrder(recording, device, devices, apps, out)
    raise typer.Exit(drive_again(order, console, zh=zh_wanted(language)))


@app.command(rich_help_panel="Drive apps")
@says_why
def studio(
    app_name: AppName,
    scenario: Annotated[Path, typer.Argument(help="The scenario file to write; it need not exist.")] = Path(
        "scenario.yaml"
    ),
    device: DeviceName = "",
    port: Annotated[
        int, typer.Option("--port", metavar="PORT", min=0, max=65535, help="Of 127.0.0.1; 0 chooses a free one.")
    ] = 0,
    devices: DevicesFile = Path("devices.yaml"),
    apps: AppsFile = Path("apps.yaml"),
    out: Out = Path("runs"),
) -> None:
    """Write a scenario by pointing at the live screen, in the browser."""
    from consentinel.pointing import StudioOrder, open_studio

    raise typer.Exit(open_studio(StudioOrder(app_name, device, scenario, port, devices, apps, out), console))
