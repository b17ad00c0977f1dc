"""Granting and taking permissions, and opening links, as the phone's shell is told."""

from __future__ import annotations

import pytest

from harness.config.devices import AdbAt
from harness.platforms.android.adb import AdbPhone, Answer
from harness.platforms.android.apps import open_link
from harness.platforms.android.packages import InstalledApp
from harness.platforms.android.permissions import set_permissions

PACKAGE = "com.example.shop"
DECLARED = (
    "android.permission.ACCESS_COARSE_LOCATION",
    "android.permission.CAMERA",
    "android.permission.INTERNET",
    "com.example.shop.permission.PUSH",
)


class NotingPhone(AdbPhone):
    """A phone that notes what its shell is told; one permission cannot be changed."""

    def __init__(self) -> None:
        super().__init__(AdbAt(server_port=28437), "phone-1", 1.0)
        self.told: list[str] = []

    def shell(self, command: str, *, timeout_s: float | None = None) -> Answer:
        self.told.append(command)
        if "ACCESS_COARSE_LOCATION" in command:
            return Answer(255, "", "java.lang.SecurityException: Operation not allowed")
        return Answer(0, "", "")


def app() -> InstalledApp:
    return InstalledApp(PACKAGE, 10123, "1.0", "1", DECLARED, ())


@pytest.mark.parametrize(
    ("answers", "commands"),
    [
        ({"camera": "allow"}, ["pm grant com.example.shop android.permission.CAMERA"]),
        ({"android.permission.CAMERA": "deny"}, ["pm revoke com.example.shop android.permission.CAMERA"]),
        (
            {"CAMERA": "unset"},
            [
                "pm revoke com.example.shop android.permission.CAMERA",
                "pm clear-permission-flags com.example.shop android.permission.CAMERA user-set user-fixed",
            ],
        ),
        (
            {"camera": "allow", "all": "deny"},
            [
                "pm revoke com.example.shop android.permission.ACCESS_COARSE_LOCATION",
                "pm revoke com.example.shop android.permission.CAMERA",
                "pm grant com.example.shop android.permission.CAMERA",
            ],
        ),
    ],
)
def test_answers_become_commands(answers: dict[str, str], commands: list[str]) -> None:
    phone = NotingPhone()
    assert set_permissions(phone, app(), PACKAGE, answers) == ""
    assert phone.told == commands


def test_what_cannot_be_set_is_told() -> None:
    said = set_permissions(NotingPhone(), app(), PACKAGE, {"location": "allow", "sms": "allow"})
    assert "ACCESS_COARSE_LOCATION: java.lang.SecurityException" in said
    assert "sms: the app does not declare it" in said


def test_a_link_is_quoted_for_the_shell() -> None:
    phone = NotingPhone()
    assert open_link(phone, PACKAGE, "https://example.com/a?b='; reboot") == ""
    assert phone.told == [
        "am start -a android.intent.action.VIEW -d 'https://example.com/a?b='\"'\"'; reboot' -p com.example.shop"
    ]


def test_a_link_that_nobody_claims_is_told() -> None:
    phone = NotingPhone()
    assert "Operation not allowed" in open_link(phone, None, "ACCESS_COARSE_LOCATION://x")
