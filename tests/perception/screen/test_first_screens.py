"""Screens that stand before the main screen: introductions, and notices that the app will not run here."""

from __future__ import annotations

import pytest

from perception.screen.entrance import entrance
from perception.screen.refusal import refuses_to_run
from tests.perception.screen.drawing import FULL, Screen, button, dialog, dimmed_page, group, node, page_screen

REFUSAL = "检测到当前设备已被 Root 或正在模拟器中运行，应用无法继续使用。"


def notice(body: str, answer: str = "退出") -> Screen:
    screen = dimmed_page()
    said = node(body, screen.write(180, 980, body, 28))
    dialog(
        screen,
        node("安全提示", screen.write(400, 840, "安全提示", 48)),
        said,
        button(screen, (180, 1360, 900, 1470), answer),
    )
    return screen


@pytest.mark.parametrize(
    "body", [REFUSAL, "设备存在 VPN 代理，运行环境异常，即将退出", "This emulator is not supported"]
)
def test_a_notice_that_the_app_does_not_run_here(body: str) -> None:
    assert body[:8] in refuses_to_run(notice(body).view())


@pytest.mark.parametrize(
    "body",
    [
        "当前网络不可用，无法使用在线播放",
        "建议在安全的网络环境下支付",
        "开启开发者模式可体验更多功能",
        "发现新版本，旧版本即将停止服务",
    ],
)
def test_other_notices_are_none(body: str) -> None:
    assert refuses_to_run(notice(body, "知道了").view()) == ""


def page(*labels: str) -> Screen:
    screen = Screen()
    boxes = [(100, 1900 - 160 * number, 980, 2020 - 160 * number) for number in range(len(labels))]
    buttons = [button(screen, box, label) for box, label in zip(boxes, labels, strict=True)]
    screen.windows = [group(FULL, *buttons)]
    return screen


@pytest.mark.parametrize("label", ["进入悦动圈子", "立即体验", "开始使用", "跳过", "下一步"])
def test_the_button_that_leaves_an_introduction(label: str) -> None:
    screen = page(label)
    found = entrance(screen.view(), screen.tree())
    assert found is not None and found.text == label


@pytest.mark.parametrize("labels", [("立即购买",), ("登录", "注册"), (*(f"商品 {n}" for n in range(9)), "开始使用")])
def test_other_pages_have_no_such_button(labels: tuple[str, ...]) -> None:
    screen = page(*labels)
    assert entrance(screen.view(), screen.tree()) is None


def test_a_page_with_tabs_is_no_introduction() -> None:
    screen = page_screen()
    assert entrance(screen.view(), screen.tree()) is None
