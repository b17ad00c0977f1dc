"""What tells of the equipment: `devices`, `doctor`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from consentinel.cli.options import DevicesFile, app, console
from consentinel.errors import says_why


@app.command(rich_help_panel="Equipment")
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


@app.command(rich_help_panel="Equipment")
@says_why
def doctor() -> None:
    """Print every part that a run needs, with version, place and state."""
    from consentinel.doctor import doctor as look

    raise typer.Exit(look(console))
