"""Which adb is taken, and the SDK folder that Appium is given."""

from pathlib import Path

import pytest

from harness.toolchain import android, android_home, locate_adb
from tests.harness.toolchain.conftest import Install

SAYS = "Android Debug Bridge version 1.0.41"


def test_the_adb_of_android_home_comes_first(install: Install, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install("adb", SAYS)
    sdk = tmp_path / "sdk"
    adb = install("adb", SAYS, place=sdk / "platform-tools" / "adb")
    monkeypatch.setenv("ANDROID_HOME", str(sdk))
    assert locate_adb().path == adb
    assert locate_adb().version == "1.0.41"
    assert android_home() == sdk


def test_an_android_home_without_adb_is_passed_over(
    install: Install, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANDROID_HOME", str(tmp_path))
    on_path = install("adb", SAYS)
    assert locate_adb().path == on_path


def test_a_link_on_path_into_an_sdk_leads_to_that_sdk(install: Install, bare_machine: Path, tmp_path: Path) -> None:
    sdk = tmp_path / "sdk"
    (bare_machine / "adb").symlink_to(install("adb", SAYS, place=sdk / "platform-tools" / "adb"))
    assert android_home() == sdk


def test_an_adb_outside_an_sdk_gets_a_folder_laid_out_around_it(
    install: Install, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = install("adb", SAYS, place=tmp_path / "old" / "adb")
    monkeypatch.setattr(android, "_packaged_adb", lambda: first)
    home = android_home()
    assert home is not None
    assert (home / "platform-tools" / "adb").samefile(first)
    assert android_home() == home

    second = install("adb", SAYS, place=tmp_path / "new" / "adb")
    monkeypatch.setattr(android, "_packaged_adb", lambda: second)
    assert android_home() == home
    assert (home / "platform-tools" / "adb").samefile(second)
    assert [file.name for file in (home / "platform-tools").iterdir()] == ["adb"]


@pytest.mark.usefixtures("bare_machine")
def test_no_adb_is_missing_with_a_mend_and_there_is_no_sdk() -> None:
    assert locate_adb().state == "missing"
    assert "platform-tools" in locate_adb().hint
    assert android_home() is None
