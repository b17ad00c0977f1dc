"""Which Chromium is taken, and whether its driver fits it."""

from pathlib import Path

import pytest

from harness.toolchain import locate_certutil, locate_chromedriver, locate_chromium
from tests.harness.toolchain.conftest import Install


def test_the_systems_chromium_is_taken_before_playwrights(
    install: Install, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    install("chrome", "Chromium 2.0", place=tmp_path / "chromium-1" / "chrome-linux" / "chrome")
    assert locate_chromium().version == "2.0"
    system = install("chromium", "Chromium 140.0.1 built on some system")
    assert (locate_chromium().path, locate_chromium().version) == (system, "140.0.1")


def test_of_playwrights_browsers_the_newest_is_taken(
    install: Install, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    for revision in ("999", "1234", "1000"):
        install("chrome", f"Chromium {revision}.0", place=tmp_path / f"chromium-{revision}" / "chrome-linux" / "chrome")
    assert locate_chromium().version == "1234.0"


@pytest.mark.parametrize(("driver", "state"), [("140.9.9", "ok"), ("139.0.0", "outdated"), ("14.0.0", "outdated")])
def test_a_driver_of_another_major_version_will_not_do(install: Install, driver: str, state: str) -> None:
    install("chromium", "Chromium 140.0.1")
    install("chromedriver", f"ChromeDriver {driver} (abc)")
    assert (locate_chromedriver().version, locate_chromedriver().state) == (driver, state)


@pytest.mark.usefixtures("bare_machine")
def test_what_is_not_there_is_missing_with_the_package_to_install() -> None:
    assert "apt-get install chromium" in locate_chromium().hint
    assert "apt-get install chromium-driver" in locate_chromedriver().hint
    assert "libnss3-tools" in locate_certutil().hint
    assert {locate_chromium().state, locate_chromedriver().state, locate_certutil().state} == {"missing"}
