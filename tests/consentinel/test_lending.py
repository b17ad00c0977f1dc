"""The device that a run, a replay or the studio takes when the user names none."""

from __future__ import annotations

from pathlib import Path

import pytest

from consentinel import lending
from consentinel.choosing import profile_of
from consentinel.lending import device_for, marked, patience
from harness.config.devices import load_devices
from harness.errors import ConfigError, DeviceBusy, NoDevice
from harness.leases import entries, lease

SHOP = profile_of({"name": "shop", "package": "cn.xianxiang.maicai"}, "the test")
PAGES = profile_of({"name": "pages", "address": "https://pages.example/"}, "the test")
BROWSER, FIRST, SECOND = "{name: browser, platform: web}", "{name: first, udid: a1}", "{name: second, udid: b2}"


@pytest.fixture
def farm(tmp_path: Path) -> Path:
    return devices(tmp_path, BROWSER, FIRST, SECOND)


def devices(folder: Path, *entries: str) -> Path:
    path = folder / "devices.yaml"
    path.write_text("devices:\n" + "".join(f"  - {entry}\n" for entry in entries), "utf-8")
    return path


def test_the_first_that_fits_the_app_is_taken(farm: Path) -> None:
    assert device_for(SHOP, "", farm).name == "first"
    assert device_for(PAGES, "", farm).name == "browser"


def test_the_one_that_was_recorded_on_goes_before_the_first_unless_it_does_not_fit(farm: Path) -> None:
    assert device_for(SHOP, "", farm, rather="second").name == "second"
    assert device_for(PAGES, "", farm, rather="second").name == "browser"


def test_a_named_one_is_taken_and_a_name_that_is_none_is_told(farm: Path) -> None:
    assert device_for(SHOP, "second", farm, rather="first").name == "second"
    with pytest.raises(ConfigError, match=r"no device named 'secnd'.*second"):
        device_for(SHOP, "secnd", farm)


def test_a_farm_without_a_device_that_fits_is_told(tmp_path: Path) -> None:
    with pytest.raises(NoDevice, match="app 'pages' needs a browser"):
        device_for(PAGES, "", devices(tmp_path, FIRST))


def test_a_phone_that_a_run_of_another_file_drives_is_not_passed_over(
    farm: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(farm.parent / "state"))
    known = load_devices(farm)
    with lease(known, ["first"], "a test", 60) as lent, pytest.raises(DeviceBusy), marked(lent, lent.device):
        raise DeviceBusy("a1 is in use by process 1")
    assert entries(known) == {}


def test_a_run_waits_no_longer_in_all_than_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr("consentinel.lending.time.monotonic", lambda: now)
    left_s = patience()
    assert left_s() == lending.WAIT_S
    now += 3 * 3600
    assert left_s() == lending.WAIT_S - 3 * 3600
    now += 3 * 3600
    assert left_s() == 0
