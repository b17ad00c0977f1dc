"""The studio's command, where the app cannot be driven at all."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

import consentinel.pointing
from consentinel.pointing import StudioOrder, open_studio
from harness.errors import AppRefused, ConfigError
from tests.consentinel.pytest_plugin.fake_phones import FakeAppium


def test_an_app_that_is_not_on_the_phone_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: Any, **__: Any) -> ExitStack:
        raise AppRefused("install_failure", "com.example.shop is not on the phone")

    monkeypatch.setattr(consentinel.pointing, "AppiumServer", FakeAppium)
    monkeypatch.setattr(consentinel.pointing, "run_live", refused)
    devices, apps = tmp_path / "devices.yaml", tmp_path / "apps.yaml"
    devices.write_text("devices:\n  - name: one\n    udid: 127.0.0.1:5599\n", "utf-8")
    apps.write_text("apps:\n  - name: shop\n    package: com.example.shop\n", "utf-8")
    order = StudioOrder("shop", "", tmp_path / "flow.yaml", 0, devices, apps, tmp_path / "out")
    with pytest.raises(ConfigError, match=r"app 'shop' cannot be driven: .*com\.example\.shop is not on the phone"):
        open_studio(order, Console(quiet=True))
