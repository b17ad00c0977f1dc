"""A start command boots a device; when it does not, nothing is left running."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from harness.config.devices import Device, Ready, Start
from harness.errors import DeviceNotReady, ToolMissing
from harness.start import boot

BOOTS = "import time; print('booting'); print('ready on 5', flush=True); time.sleep(600)"
HANGS = "import time; print('still booting', flush=True); time.sleep(600)"
FAILS = "print('no such image'); raise SystemExit(4)"


def device(code: str, ready: Ready, timeout_s: float = 20.0) -> Device:
    return Device(name="phone", start=Start(command=(sys.executable, "-c", code), ready=ready, timeout_s=timeout_s))


def never(serial: str) -> bool:
    return False


def test_a_line_of_the_log_says_that_it_is_ready(tmp_path: Path) -> None:
    log = tmp_path / "phone.log"
    log.write_text("ready on 4, of an earlier start\n")
    child = boot(device(BOOTS, Ready(log=r"^ready on \d+$")), log, never)
    assert child is not None
    assert child.alive()
    child.stop()


def test_a_device_that_is_ready_is_not_started(tmp_path: Path) -> None:
    assert boot(device(HANGS, Ready(adb="phone-1")), tmp_path / "log", lambda serial: serial == "phone-1") is None
    assert boot(device(HANGS, Ready(command=(sys.executable, "-c", ""))), tmp_path / "log", never) is None
    assert boot(Device(name="phone"), tmp_path / "log", never) is None


def test_adb_is_asked_until_it_has_booted(tmp_path: Path) -> None:
    answers = iter([False, False, True])
    child = boot(device(HANGS, Ready(adb="phone-1")), tmp_path / "log", lambda serial: next(answers))
    assert child is not None
    child.stop()


def test_a_command_that_fails_is_told_with_its_last_words(tmp_path: Path) -> None:
    with pytest.raises(DeviceNotReady, match=r"device 'phone': .* ended with exit code 4: no such image"):
        boot(device(FAILS, Ready(adb="x")), tmp_path / "log", never)


def test_a_device_that_is_not_ready_in_time_is_ended(tmp_path: Path) -> None:
    with pytest.raises(DeviceNotReady, match=r"is not ready 0.5 s after its start"):
        boot(device(HANGS, Ready(adb="x"), timeout_s=0.5), tmp_path / "log", never)


def test_a_command_that_is_not_there_is_a_missing_tool(tmp_path: Path) -> None:
    missing = Device(name="phone", start=Start(command=("no-such-emulator",), ready=Ready(adb="x")))
    with pytest.raises(ToolMissing, match="no-such-emulator does not start"):
        boot(missing, tmp_path / "log", never)
