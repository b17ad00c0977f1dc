"""XCUITest sources and page snapshots in the same model."""

from __future__ import annotations

from evidence.geometry import Box
from evidence.tree import parse_ios, parse_source, parse_web

IOS = """<?xml version="1.0" encoding="UTF-8"?><AppiumAUT>
<XCUIElementTypeApplication type="XCUIElementTypeApplication" name="商城" bundleId="com.a.ios"
    x="0" y="0" width="390" height="844">
  <XCUIElementTypeWindow visible="true" enabled="true" x="0" y="0" width="390" height="844">
    <XCUIElementTypeSwitch name="agree" label="同意" value="1" visible="true" enabled="true"
      x="10" y="20.5" width="51" height="31"/>
    <XCUIElementTypeStaticText name="t" value="正文" visible="false" enabled="true" x="0" y="0" width="10" height="10"/>
  </XCUIElementTypeWindow>
  <XCUIElementTypeAlert label="想要访问位置" visible="true" x="40" y="300" width="300" height="200"/>
  <XCUIElementTypeOther label="浮层" visible="true" x="0" y="0" width="10" height="10"/>
</XCUIElementTypeApplication></AppiumAUT>"""

WEB = """<page url="https://a.example/"><node tag="body" x="0" y="0" w="800" h="600">
<node tag="button" text="同意" desc="agree" id="ok" clickable="true" x="10.4" y="20" w="80" h="40"/>
<node tag="div" x="1" y="1" w="-5" h="9"/></node>
<node tag="dialog" checkable="true" checked="true" x="0" y="0" w="9" h="9"/></page>"""


def test_an_xcuitest_source() -> None:
    tree = parse_ios(IOS.encode())
    assert [window.cls for window in tree.windows] == [
        "XCUIElementTypeOther",
        "XCUIElementTypeAlert",
        "XCUIElementTypeWindow",
    ]
    switch, words = tree.windows[2].children
    assert (switch.label, switch.bounds) == ("同意", Box(10, 20, 61, 51))
    assert switch.checkable and switch.checked and switch.clickable and switch.package == "com.a.ios"
    assert words.text == "正文" and not words.visible
    assert tree.windows[1].label == "想要访问位置"


def test_an_application_without_windows_is_one_window() -> None:
    tree = parse_ios(b'<XCUIElementTypeApplication><XCUIElementTypeButton label="ok"/></XCUIElementTypeApplication>')
    assert len(tree.windows) == 1 and tree.windows[0].children[0].clickable


def test_a_page_snapshot() -> None:
    tree = parse_web(WEB.encode())
    assert [window.cls for window in tree.windows] == ["dialog", "body"]
    button, bare = tree.windows[1].children
    assert (button.label, button.id, button.bounds, button.package) == (
        "同意",
        "ok",
        Box(10, 20, 90, 60),
        "https://a.example/",
    )
    assert not bare.visible and tree.windows[0].checked


def test_the_platform_chooses_the_reader() -> None:
    assert parse_source("web", WEB.encode()).platform == "web"
    assert parse_source("ios", IOS.encode()).platform == "ios"
    assert parse_source("android", b"<hierarchy/>").windows == ()
