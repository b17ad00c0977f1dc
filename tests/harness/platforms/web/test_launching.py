"""What the browser's session is asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from harness.capture.authority import CertificateAuthority
from harness.config.devices import BrowserAs, CaptureBy, Device
from harness.errors import ToolMissing
from harness.platforms.web import launching
from harness.platforms.web.launching import capabilities, spki_of, user_agent
from harness.toolchain.tool import Tool, missing


def wanted(*, managed: bool = True, host: str = "127.0.0.1", **changes: Any) -> dict[str, Any]:
    device = Device(name="h5", platform="web", capture=CaptureBy(listen=host), **changes)
    return capabilities(device, proxy=(host, 8118), spki="c3BraQ==", driver_port=21007, managed=managed)


def arguments(of: dict[str, Any]) -> list[str]:
    told: list[str] = of["goog:chromeOptions"]["args"]
    return told


def test_the_capture_is_the_only_way_out() -> None:
    told = arguments(wanted())
    assert "--proxy-server=http://127.0.0.1:8118" in told and "--proxy-bypass-list=<-loopback>" in told
    assert "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1" in told
    assert "--ignore-certificate-errors-spki-list=c3BraQ==" in told
    assert "--proxy-server=http://[fd00::5]:8118" in arguments(wanted(host="fd00::5"))


def test_nothing_that_the_user_gives_leads_past_it() -> None:
    given = {
        "goog:chromeOptions": {
            "args": ["--proxy-server=direct://", "--lang=zh-CN"],
            "prefs": {"webrtc.ip_handling_policy": "default", "intl.accept_languages": "zh-CN"},
        }
    }
    told = wanted(capabilities=given, browser=BrowserAs(arguments=("--proxy-bypass-list=*",)))
    # Chromium takes the last of several.
    assert [one for one in arguments(told) if one.startswith("--proxy-server")][-1].endswith(":8118")
    assert [one for one in arguments(told) if one.startswith("--proxy-bypass-list")][
        -1
    ] == "--proxy-bypass-list=<-loopback>"
    assert "--lang=zh-CN" in arguments(told)
    prefs = told["goog:chromeOptions"]["prefs"]
    assert prefs["webrtc.ip_handling_policy"] == "disable_non_proxied_udp" and prefs["intl.accept_languages"] == "zh-CN"


def test_the_browser_passes_for_a_phone() -> None:
    told = wanted(browser=BrowserAs(width=390, height=844, scale=2))["goog:chromeOptions"]["mobileEmulation"]
    assert told["deviceMetrics"] == {"width": 390, "height": 844, "pixelRatio": 2.0, "mobile": True, "touch": True}
    assert "Android" in told["userAgent"] and told["clientHints"]["mobile"]
    assert user_agent("156.0.8078.79").count("Chrome/156.0.0.0 Mobile") == 1
    own = wanted(browser=BrowserAs(user_agent="MicroMessenger/8.0"))
    assert own["goog:chromeOptions"]["mobileEmulation"]["userAgent"] == "MicroMessenger/8.0"


def test_programs_of_this_machine_are_named_to_its_own_appium_alone() -> None:
    here, there = wanted(), wanted(managed=False, capabilities={"executable": "/opt/chromedriver"})
    assert here["appium:executable"] and here["goog:chromeOptions"]["binary"]
    assert there["appium:executable"] == "/opt/chromedriver" and "binary" not in there["goog:chromeOptions"]
    assert "appium:chromedriverPort" not in there


def test_a_driver_of_another_version_is_told_with_its_mend(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        launching, "locate_chromedriver", lambda: Tool("chromedriver", Path("/x"), "1", "outdated", "mend")
    )
    with pytest.raises(ToolMissing, match="chromedriver is outdated") as caught:
        wanted()
    assert caught.value.mend == "mend"
    monkeypatch.setattr(launching, "locate_driver", lambda name: missing(name, "npm install"))
    with pytest.raises(ToolMissing, match="appium-chromium-driver is missing"):
        wanted()


def test_an_authority_is_named_by_its_public_key(tmp_path: Path) -> None:
    one = CertificateAuthority.load_or_create(tmp_path / "one")
    other = CertificateAuthority.load_or_create(tmp_path / "other")
    assert len(spki_of(one.pem)) == 44 and spki_of(one.pem) == spki_of(one.pem) != spki_of(other.pem)
