"""Screens as strangers have them: the files of a consent dialog, in the dialects of Android and iOS."""

from __future__ import annotations

import io

from tests.perception.screen.drawing import Screen, button, dialog, dimmed_page, node

AGREE = (560, 1340, 900, 1440)


def consent_screen() -> Screen:
    """A consent dialog over a page, 1080x2400 px."""
    screen = dimmed_page()
    dialog(
        screen,
        node("个人信息保护", screen.write(300, 840, "个人信息保护", 50)),
        node("请阅读《用户协议》和《隐私政策》", screen.write(180, 960, "请阅读《用户协议》和《隐私政策》")),
        button(screen, (180, 1340, 520, 1440), "不同意"),
        button(screen, AGREE, "同意"),
    )
    return screen


def source(screen: Screen) -> bytes:
    """Its UiAutomator XML."""
    return f"<hierarchy rotation='0'>{''.join(screen.windows)}</hierarchy>".encode()


def encoded(screen: Screen, form: str, scale: float = 1.0) -> bytes:
    """The picture in another format and size."""
    image = screen.image
    if scale != 1.0:
        image = image.resize((round(image.width * scale), round(image.height * scale)))
    buffer = io.BytesIO()
    image.save(buffer, form, quality=92)
    return buffer.getvalue()


def ios_alert(title: str, body: str, *buttons: str) -> bytes:
    """A page with an alert as WebDriverAgent tells it: points of 390x844, deep in wrappers, nothing in front."""
    whole = 'x="0" y="0" width="390" height="844"'
    box = 'x="60" y="300" width="270" height="180"'
    parts = "".join(
        f'<XCUIElementTypeButton name="{text}" label="{text}" enabled="true" visible="true" x="60"'
        f' y="{390 + 45 * place}" width="270" height="45"/>'
        for place, text in enumerate(buttons)
    )
    words = "".join(
        f'<XCUIElementTypeStaticText value="{text}" name="{text}" label="{text}" visible="true" x="76" y="{y}"'
        ' width="238" height="21"/>'
        for text, y in ((title, 316), (body, 345))
        if text
    )
    page = '<XCUIElementTypeStaticText label="首页" visible="true" x="20" y="60" width="80" height="30"/>' + "".join(
        f'<XCUIElementTypeCell visible="true" x="0" y="{y}" width="390" height="80"><XCUIElementTypeStaticText'
        f' label="第{y}行" visible="true" x="20" y="{y + 10}" width="200" height="20"/></XCUIElementTypeCell>'
        for y in range(100, 760, 80)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><AppiumAUT>'
        f'<XCUIElementTypeApplication name="商城" label="商城" bundleId="com.a.ios" {whole}>'
        f'<XCUIElementTypeWindow visible="true" {whole}><XCUIElementTypeOther visible="true" {whole}>{page}'
        "</XCUIElementTypeOther></XCUIElementTypeWindow>"
        f'<XCUIElementTypeWindow visible="true" {whole}><XCUIElementTypeOther visible="true" {whole}>'
        f'<XCUIElementTypeAlert label="{title}" name="{title}" visible="true" {box}>'
        f'<XCUIElementTypeOther label="{title} {body}" visible="true" {box}>{words}{parts}</XCUIElementTypeOther>'
        "</XCUIElementTypeAlert></XCUIElementTypeOther></XCUIElementTypeWindow>"
        f'<XCUIElementTypeWindow visible="true" {whole}><XCUIElementTypeOther visible="true" {whole}/>'
        "</XCUIElementTypeWindow></XCUIElementTypeApplication></AppiumAUT>"
    ).encode()
