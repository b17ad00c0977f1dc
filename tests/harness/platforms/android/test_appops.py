"""A phone that does not tell its guarded operations is not one on which nothing happened."""

from __future__ import annotations

import pytest

from harness.config.devices import AdbAt
from harness.platforms.android.adb import AdbPhone, Answer
from harness.platforms.android.appops import read_appops


class AnsweringPhone(AdbPhone):
    """A phone that has one answer to whatever is asked."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(AdbAt(server_port=28437), "phone-1", 1.0)
        self.answer = answer

    def shell(self, command: str, *, timeout_s: float | None = None) -> Answer:
        assert command == "appops get com.example.shop"
        return self.answer


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (Answer(0, "No operations.\n", ""), {}),
        (Answer(0, "CAMERA: allow; time=+2s0ms ago\n", ""), {"CAMERA": 2000.0}),
        (Answer(255, "", "Error: cannot find service appops"), None),
        (Answer(0, "", ""), None),
    ],
)
def test_only_an_answer_counts(answer: Answer, told: dict[str, float] | None) -> None:
    assert read_appops(AnsweringPhone(answer), "com.example.shop") == told
