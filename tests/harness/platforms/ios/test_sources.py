"""Screens of iPhones as WebDriverAgent writes them, condensed and made anew from what public logs of it show.

Alerts lie in chains of `Other`, half of which are not visible; pages of a web view hold links beside their texts; what
never was laid out has no finite place; the keyboard and the status bar are windows and elements of their own.
"""

from __future__ import annotations

import pytest

from evidence.tree import Tree, parse_source
from harness.platforms.ios.platform import PROMPT
from harness.platforms.ios.points import in_px
from harness.scenario.prompting import GRANTS, REFUSALS, answering
from perception.screen.look import look
from perception.screen.permission import prompt_on
from perception.screen.view import View

SCALE = 3.0
APP = "com.example.shop"

_PLACED = (
    'enabled="true" visible="{visible}" accessible="{accessible}" x="{x}" y="{y}" width="{w}" height="{h}" index="0"'
)


def element(
    kind: str, box: tuple[float, float, float, float], *inside: str, said: str = "", value: str = "", seen: bool = True
) -> str:
    """One element with the attributes that WebDriverAgent gives it; the box is x, y, width, height in points."""
    x, y, w, h = box
    places = _PLACED.format(visible=str(seen).lower(), accessible=str(bool(said)).lower(), x=x, y=y, w=w, h=h)
    names = f'name="{said}" label="{said}" ' if said else ""
    valued = f'value="{value}" ' if value else ""
    tag = f"XCUIElementType{kind}"
    return f'<{tag} type="{tag}" {valued}{names}{places} traits="">{"".join(inside)}</{tag}>'


SCREEN = (0, 0, 390, 844)


def source(*windows: str, bundle: str = APP, name: str = "优选") -> bytes:
    tag = "XCUIElementTypeApplication"
    head = f'<{tag} type="{tag}" name="{name}" label="{name}" enabled="true" visible="true" accessible="false"'
    place = 'x="0" y="0" width="390" height="844" index="0"'
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n{head} {place} bundleId="{bundle}">{"".join(windows)}</{tag}>'
    ).encode()


def alert(said: str, more: str, *buttons: str) -> str:
    """An alert of SpringBoard: its texts in a scroll view, its buttons in another, both deep in `Other`s."""
    box = (60, 320, 270, 180)
    texts = element("StaticText", (80, 340, 230, 44), said=said) + element("StaticText", (80, 390, 230, 40), said=more)
    width = 270 / len(buttons)
    drawn = "".join(
        element("Button", (60 + width * place, 456, width, 44), said=button) for place, button in enumerate(buttons)
    )
    inner = element(
        "Other",
        box,
        element("Other", box, seen=False),
        element("ScrollView", (60, 320, 270, 136), texts),
        element("ScrollView", (60, 456, 270, 44), drawn),
        seen=False,
    )
    nested = element("Other", box, element("Other", box, inner))
    unplaced = element("Any", (0, 0, 0, 0), seen=False).replace('x="0"', 'x="inf"').replace('y="0"', 'y="-inf"')
    return element("Window", SCREEN, element("Other", SCREEN, unplaced, element("Alert", box, nested, said=said)))


PAGE = element(
    "Window",
    SCREEN,
    element(
        "Other",
        SCREEN,
        element("StatusBar", (0, 0, 390, 47), element("StaticText", (30, 16, 40, 18), said="9:41")),
        element("StaticText", (20, 90, 200, 30), said="今日推荐"),
        element("Button", (20, 780, 90, 44), said="首页"),
    ),
)


def seen(written: bytes, package: str) -> tuple[Tree, View]:
    tree = parse_source("ios", in_px(written, SCALE))
    return tree, look(None, tree, density=480, package=package, app_package=APP, platform="ios", ocr=False)


@pytest.mark.parametrize(
    ("said", "more", "buttons", "group"),
    [
        ("“优选”想访问您的通讯录", "用于邀请好友", ("不允许", "好"), "contacts"),
        ("“优选”想访问您的相机", "用于扫描商品条码", ("不允许", "好"), "camera"),
        (
            "“Shop” Would Like to Access the Microphone",
            "To search by voice.",
            ("Don’t Allow", "Allow"),
            "microphone",
        ),
        (
            "Allow “Shop” to track your activity across other companies’ apps and websites?",
            "Your data will be used to deliver ads.",
            ("Ask App Not to Track", "Allow"),
            "tracking",
        ),
    ],
)
def test_springboards_alerts_are_prompts_of_the_system(
    said: str, more: str, buttons: tuple[str, str], group: str
) -> None:
    tree, view = seen(source(PAGE, alert(said, more, *buttons), bundle="com.apple.springboard", name=" "), PROMPT)
    assert view.popup is not None and view.popup.form == "system"
    prompt = prompt_on(view, "ios")
    assert prompt is not None and group in prompt.groups, prompt
    shown = [node for node in tree.walk() if node.clickable and node.visible]
    assert set(buttons) <= {node.label for node in shown}
    no, yes = answering(shown, REFUSALS), answering(shown, GRANTS)
    assert no is not None and yes is not None and (no.label, yes.label) == buttons


def test_a_consent_page_in_a_web_view_has_its_links() -> None:
    body = (20, 200, 350, 400)
    article = element(
        "Other",
        body,
        element("StaticText", (40, 220, 310, 26), said="个人信息保护提示"),
        element("StaticText", (40, 260, 310, 20), said="请您阅读"),
        element(
            "Link",
            (40, 284, 120, 20),
            element("StaticText", (40, 284, 120, 20), said="《隐私政策》"),
            said="《隐私政策》",
        ),
        element("StaticText", (164, 284, 180, 20), said="，了解我们如何收集和使用您的个人信息。"),
        element("Button", (40, 540, 140, 44), said="不同意"),
        element("Button", (200, 540, 140, 44), said="同意"),
    )
    window = element(
        "Window", SCREEN, element("WebView", SCREEN, element("WebView", SCREEN, element("WebView", SCREEN, article)))
    )
    tree, view = seen(source(window), APP)
    assert view.consent is not None and view.consent.names_policy
    assert view.consent.agree is not None and view.consent.agree.text == "同意"
    assert view.consent.refuse is not None and view.consent.refuse.text == "不同意"
    assert [link.text for link in view.consent.policy_links] == ["《隐私政策》"]
    assert view.consent.agree.box.centre == (270 * 3, 562 * 3)
    assert (tree.width, tree.height) == (1170, 2532)


def test_the_keyboard_and_the_bars_are_not_the_apps() -> None:
    keys = element(
        "Window",
        SCREEN,
        element("Keyboard", (0, 540, 390, 304), *(element("Key", (8, 560, 32, 44), said=key) for key in "qwerty")),
    )
    _, view = seen(source(PAGE, keys), APP)
    assert "9:41" not in view.all_text and "q" not in [text.text for text in view.texts]
    assert "今日推荐" in view.all_text and view.popup is None
