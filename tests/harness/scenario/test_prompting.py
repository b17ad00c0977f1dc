"""Prompts are known as such on the phones of every maker, by the steps as by the eyes."""

from __future__ import annotations

import pytest

from harness.scenario.prompting import is_system_prompt


@pytest.mark.parametrize(
    "package",
    [
        "com.google.android.permissioncontroller",
        "com.samsung.android.permissioncontroller",
        "com.hihonor.permissioncontroller",
        "com.lbe.security.miui",
        "com.apple.springboard.alert",
    ],
)
def test_what_asks_in_an_apps_name_is_the_system(package: str) -> None:
    assert is_system_prompt(package)


@pytest.mark.parametrize("package", ["", "com.example.shop", "com.android.settings", "com.apple.springboard"])
def test_apps_and_home_screens_ask_for_themselves(package: str) -> None:
    assert not is_system_prompt(package)
