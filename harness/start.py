"""Booting a device with the command that devices.yaml gives for it, whatever it boots."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from harness.child import Child
from harness.config.devices import Device, Ready, Start
from harness.errors import DeviceNotReady

_LOOK_AGAIN_S = 0.25
_CHECK_TIMEOUT_S = 10.0
_BOOT_GRACE_S = 10.0


def boot(device: Device, log: Path, has_booted: Callable[[str], bool]) -> Child | None:
    """Start the device and wait until it is ready; what it prints goes to `log`.

    `has_booted` says of an adb serial whether that phone is up. None when there is nothing to start, or when the device
    is ready already. Raises DeviceNotReady or ToolMissing; then nothing is left running.
    """
    start = device.start
    if start is None or _ready(start.ready, has_booted, log, from_byte=None):
        return None
    from_byte = log.stat().st_size if log.exists() else 0
    child = Child.start(start.command, log=log, environment=_environment(), grace_s=_BOOT_GRACE_S)
    try:
        _wait(child, start, device.name, has_booted, log, from_byte)
    except BaseException:
        child.stop()
        raise
    return child


def _wait(child: Child, start: Start, name: str, has_booted: Callable[[str], bool], log: Path, from_byte: int) -> None:
    deadline = time.monotonic() + start.timeout_s
    while not _ready(start.ready, has_booted, log, from_byte):
        code = child.exit_code()
        # A command that ends well may have left the device running behind it.
        if code not in (None, 0):
            raise DeviceNotReady(
                f"device '{name}': `{start.command[0]}` ended with exit code {code}: {_last_words(log)}"
            )
        if time.monotonic() > deadline:
            raise DeviceNotReady(
                f"device '{name}' is not ready {start.timeout_s:g} s after its start: {_last_words(log)}",
                f"raise start.timeout_s, or look at {log}",
            )
        time.sleep(_LOOK_AGAIN_S)


def _ready(ready: Ready, has_booted: Callable[[str], bool], log: Path, from_byte: int | None) -> bool:
    """`from_byte` is where the log of this start begins; None before the start, when no log can tell."""
    if ready.adb is not None:
        return has_booted(ready.adb)
    if ready.command is not None:
        return _succeeds(ready.command)
    return from_byte is not None and re.search(ready.log or "", _text(log, from_byte), re.MULTILINE) is not None


def _succeeds(command: tuple[str, ...]) -> bool:
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_CHECK_TIMEOUT_S,
            check=False,
            env=_environment(),
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _environment() -> dict[str, str]:
    """Programs that are installed beside this interpreter are found by their bare names."""
    beside = str(Path(sys.executable).parent)
    return dict(os.environ) | {"PATH": beside + os.pathsep + os.environ.get("PATH", "")}


def _text(log: Path, from_byte: int) -> str:
    if not log.exists():
        return ""
    with log.open("rb") as file:
        file.seek(from_byte)
        return file.read().decode("utf-8", "replace")


def _last_words(log: Path) -> str:
    lines = [line.strip() for line in _text(log, 0).splitlines() if line.strip()]
    return lines[-1][:300] if lines else "it said nothing"
