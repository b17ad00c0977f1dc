"""Prompts are known as such on the phones of every maker, by the steps as by the eyes."""

from __future__ import annotations

import pytest

from evidence.tree import parse_source
from harness.scenario.prompting import GRANTS, REFUSALS, answering, is_system_prompt


@pytest.mark.parametrize(
    "package",
    [
        "com.google.android.permissioncontroller",
        "com.samsung.android.permissioncontroller",
        "com.hihonor.permissioncontroller",
        "com.oplus.permissioncontroller",
        "com.lbe.security.miui",
        "com.apple.springboard.alert",
    ],
)
def test_what_asks_in_an_apps_name_is_the_system(package: str) -> None:
    assert is_system_prompt(package)


@pytest.mark.parametrize("package", ["", "com.example.shop", "com.android.settings", "com.apple.springboard"])
def test_apps_and_home_screens_ask_for_themselves(package: str) -> None:
    assert not is_system_prompt(package)


@pytest.mark.parametrize(
    ("buttons", "no", "yes"),
    [
        (("始终允许", "仅在使用中允许", "拒绝且不再询问", "拒绝"), "拒绝", "仅在使用中允许"),
        (("Allow", "Only this time", "Don’t allow"), "Don’t allow", "Only this time"),
        (("要求 App 不跟踪", "允许"), "要求 App 不跟踪", "允许"),
        (("不允许", "好"), "不允许", "好"),
        (("拒绝", "同意"), "拒绝", "同意"),
        (("允许访问通讯录才能继续", "了解更多"), None, None),
    ],
)
def test_the_narrowest_grant_and_the_refusal_that_can_be_taken_back(
    buttons: tuple[str, ...], no: str | None, yes: str | None
) -> None:
    shown = "".join(f'<android.widget.Button text="{said}" bounds="[0,0][10,10]"/>' for said in buttons)
    tree = parse_source("android", f"<hierarchy>{shown}</hierarchy>".encode())
    found = [answering(tree.walk(), groups) for groups in (REFUSALS, GRANTS)]
    assert [node and node.label for node in found] == [no, yes]
