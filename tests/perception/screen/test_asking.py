"""Requests for consent of which only a part can be read, as texts that scroll show no more, and what is like them."""

from __future__ import annotations

import pytest
from PIL import Image

from evidence.geometry import Box
from perception.screen.cards import find_card
from perception.screen.ocr import read_boxes
from perception.screen.picture import read_picture
from perception.screen.view import View
from tests.perception.screen.drawing import CARD, Screen, dimmed_page
from tests.perception.screen.test_kinds import page, window
from tests.perception.screen.wording import said

LISTED = "我们会申请如下权限：\n· 位置：推荐服务\n· 相机：扫码\n· 通讯录：查找好友"


def kind(view: View) -> str:
    return view.popup.kind if view.popup else "none"


@pytest.mark.parametrize(
    ("title", "body", "buttons"),
    [
        ("温馨提示", "息；摄像头、麦克风、位置等敏感权限均不会默认开启。", ("不同意", "同意并使用")),
        ("在您使用橘猫相机之前", "我们可能申请的权限：\n· 设备信息：保障安全", ("退出", "全部同意")),
        ("请阅读并同意以下条款", "三、明确了适用范围。", ("暂不使用", "同意并开始使用")),
        ("温馨提示", "", ("不同意", "同意并继续")),
        (
            "欢迎来到小满",
            "我们会申请如下权限：\n· 位置：推荐服务\n· 相机：扫码\n· 通讯录：查找好友",
            ("不同意", "同意"),
        ),
        ("隐私保护", "我们会申请如下权限：\n· 位置：推荐服务\n· 相机：扫码\n· 通讯录：查找好友", ("拒绝", "同意")),
        ("Before you start", "how we collect and share your data with third parties", ("Disagree", "Agree")),
    ],
)
def test_what_is_left_of_a_request_whose_text_scrolls_is_one(title: str, body: str, buttons: tuple[str, ...]) -> None:
    assert kind(window(said("consent", title, body, *buttons))) == "consent"


@pytest.mark.parametrize(
    ("title", "body", "buttons"),
    [
        ("位置权限使用说明", "用于推荐附近的门店，不会收集其他数据", ("拒绝", "同意")),
        ("权限申请", "相机权限：用于扫码\n存储权限：用于保存图片\n详情请查阅《隐私政策》。", ("取消", "同意授权")),
        ("", "为了保存您的笔记图片，需要申请存储权限。如您不同意，将无法保存图片。", ("不同意", "同意")),
        ("好友申请", "小林请求添加你为好友", ("拒绝", "同意")),
        ("青少年模式", "保护未成年人的个人信息，请见《儿童隐私政策》。", ("进入青少年模式", "我知道了")),
        ("退款协商", "卖家提出退款 20 元，您是否同意该方案", ("拒绝", "同意")),
    ],
)
def test_agreeing_to_something_else_is_no_request_for_consent(title: str, body: str, buttons: tuple[str, ...]) -> None:
    assert kind(window(said("other", title, body, *buttons))) != "consent"


def test_a_page_with_both_answers_under_words_about_data_is_a_request() -> None:
    told = ("在您使用拾光记之前", "用、对外提供您的个人信息，以及相关权利。", "我们可能申请的权限")
    assert kind(page(*told, tappable=("我已阅读，同意", "拒绝并退出"))) == "consent"


def test_a_page_that_begs_to_agree_first_and_logs_out_is_none() -> None:
    told = ("账号设置", "个人资料", "第三方信息共享清单", "请先阅读并同意协议")
    assert kind(page(*told, tappable=("用户协议", "退出登录"))) == "none"


def test_a_second_request_before_the_first_is_the_one_that_is_seen() -> None:
    screen = dimmed_page()
    screen.write(200, 860, "隐私政策", 48)
    screen.dim(0, 2400)
    second = (200, 1000, 880, 1300)
    screen.fill(second, "white", 30)
    screen.write(260, 1060, "不同意将无法继续使用", 40)
    found, _ = read_picture(screen.png())
    assert found is not None
    card = find_card(found)
    assert card is not None and all(abs(a - b) <= 8 for a, b in zip(card.box.as_list(), second, strict=True))


def test_a_page_of_the_system_s_own_apps_is_refused_by_cancelling() -> None:
    told = (
        "天气",
        "本应用需联网，获取设备标识，以提供天气服务。点击“同意”，即表示您同意天气用户协议、关于天气与隐私的声明。",
    )
    view = page(*told, tappable=("取消", "同意"))
    assert kind(view) == "consent" and view.consent is not None
    assert view.consent.refuse is not None and view.consent.refuse.text == "取消"
    assert [link.text for link in view.consent.policy_links] == ["关于天气与隐私的声明"]


def test_a_policy_whose_consent_can_be_withdrawn_is_a_page_to_read() -> None:
    told = (
        "用户服务协议",
        "本政策将帮助您了解我们如何收集和使用您的个人信息，以及您的权利，未经您同意不会共享。",
        "《隐私政策》",
    )
    assert kind(page(*told, tappable=("撤回同意",))) == "none"


def test_a_request_without_any_button_in_the_tree_is_one() -> None:
    body = "在您使用拾光记之前，请务必审慎阅读《用户协议》和《隐私政策》，为了向您提供服务，我们需要收集设备信息。"
    view = window(said("consent", "", body, ""))
    assert kind(view) == "consent"


def test_a_dark_card_is_seen_whole_though_only_its_paragraph_is_bright() -> None:
    screen = Screen(Image.new("RGB", (1080, 2400), "#08090a"))
    for row in range(12):
        screen.write(60, 150 + 180 * row, f"新鲜水果 {row} 今日特价", 44, "#343434")
    screen.fill((20, 1290, 1060, 1350), "#26262a")  # here the sides of the card hardly show
    screen.fill(CARD, "#212123", 40)
    for row in range(7):
        screen.write(180, 860 + 58 * row, "使用前请阅读软件许可协议与隐私", 50, "#cccccc")
    screen.write(300, 1400, "退出", 44, "#777777")
    found, _ = read_picture(screen.png())
    assert found is not None
    card = find_card(found)
    assert card is not None and all(abs(a - b) <= 12 for a, b in zip(card.box.as_list(), CARD, strict=True))


def test_long_lines_of_a_turned_screen_are_read() -> None:
    screen = Screen(Image.new("RGB", (2400, 1080), "white"))
    said = "请您在使用前仔细阅读软件许可协议与隐私协议的全部内容，我们可能会收集和使用您的设备标识等信息"
    box = screen.write(100, 400, said, 36)
    found, _ = read_picture(screen.png())
    assert found is not None
    (reading,) = read_boxes(found, [Box(box[0] - 4, box[1] + 4, box[2] + 4, box[3])])
    assert reading is not None and "隐私协议" in reading.text
