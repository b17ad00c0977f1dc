"""What `consentinel devices` says of leases, and taking one away."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from consentinel.cli import app
from harness.config.devices import load_devices
from harness.errors import LeaseLost
from harness.leases import lease, phone_of
from harness.lock import only_user_of

FARM = """
devices:
  - {name: wall-1, udid: A1, adb: {server_port: 21999}}
  - {name: wall-2, udid: A2, adb: {server_port: 21999}}
"""


@pytest.fixture(autouse=True)
def farm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("COLUMNS", "200")
    (tmp_path / "devices.yaml").write_text(FARM)
    return tmp_path / "devices.yaml"


def call(farm: Path, *words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["devices", "--devices", str(farm), *words])
    return done.exit_code, " ".join(done.output.split())


def test_who_has_a_device_is_listed(farm: Path) -> None:
    assert "lease" not in call(farm)[1]
    with lease(load_devices(farm), {"wall-2"}, "lin: first_launch[shop]", 3600) as lent:
        status, output = call(farm)
        assert status == 0
        assert "lin: first_launch[shop] (process " in output
        lent.quarantine("PhoneOffline: gone")
    assert "passed over until" in call(farm)[1]
    assert "PhoneOffline: gone" in call(farm)[1]


def test_a_lease_is_released(farm: Path) -> None:
    with lease(load_devices(farm), {"wall-1"}, "lin: first_launch[shop]", 3600) as lent:
        assert call(farm, "--release", "wall-1")[1].startswith("wall-1: released; lin: first_launch[shop] (process ")
        with pytest.raises(LeaseLost):
            lent.renew()
    assert call(farm, "--release", "wall-1") == (0, "wall-1: nobody has leased it")


def test_a_device_that_is_driven_is_not_released(farm: Path) -> None:
    devices = load_devices(farm)
    with lease(devices, {"wall-1"}, "lin: shop", 3600), only_user_of(phone_of(devices[0])):
        status, output = call(farm, "--release", "wall-1")
    assert status == 2
    assert "device 'wall-1' is driven by lin: shop (process " in output
    assert output.endswith("end that process: the device is free then")


def test_a_device_that_is_not_there_is_named_with_the_nearest(farm: Path) -> None:
    status, output = call(farm, "--release", "wall1")
    assert status == 2
    assert "there is no device named 'wall1', did you mean 'wall-1'?" in output
