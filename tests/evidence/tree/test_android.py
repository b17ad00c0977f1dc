"""UiAutomator sources in both dialects, and what an app may do to them."""

from __future__ import annotations

from evidence.geometry import Box
from evidence.tree import parse_android

SERVER = """<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>
<hierarchy index="0" class="hierarchy" rotation="0" width="1080" height="2400">
  <android.widget.FrameLayout index="0" package="com.a" class="android.widget.FrameLayout" text="" displayed="true"
      enabled="true" bounds="[0,0][1080,2400]">
    <android.widget.CheckBox index="0" package="com.a" class="android.widget.CheckBox" text="同意&#10;协议"
        content-desc="d" resource-id="com.a:id/agree" checkable="true" checked="true" clickable="true" enabled="false"
        scrollable="true" displayed="true" bounds="[10,20][30,60]"/>
    <android.view.View class="android.view.View" displayed="false" bounds="[0,0][5,5]"/>
  </android.widget.FrameLayout>
  <android.widget.FrameLayout package="com.android.permissioncontroller" displayed="true" bounds="[0,900][1080,1500]"/>
</hierarchy>"""

DUMP = """<hierarchy rotation="0"><node index="0" text="确定" resource-id="com.a:id/ok" class="android.widget.Button"
 package="com.a" content-desc="" checkable="false" checked="false" clickable="true" enabled="true"
 scrollable="false" visible-to-user="true" bounds="[-10,0][90,50]">
<node class="android.view.View" bounds="nonsense"/></node></hierarchy>"""


def test_the_server_dialect_gives_windows_and_nodes() -> None:
    tree = parse_android(SERVER.encode())
    assert [window.package for window in tree.windows] == ["com.a", "com.android.permissioncontroller"]
    box = tree.windows[0].children[0]
    assert (box.cls, box.text, box.description) == ("android.widget.CheckBox", "同意\n协议", "d")
    assert (box.id, box.short_id, box.path, box.window) == ("com.a:id/agree", "agree", "0.0", 0)
    assert box.bounds == Box(10, 20, 30, 60)
    assert box.checkable and box.checked and box.clickable and box.scrollable and not box.enabled and box.visible
    assert not tree.windows[0].children[1].visible
    assert tree.find("0.0") is box and tree.find("7") is None
    assert [node.path for node in tree.walk()] == ["0", "0.0", "0.1", "1"]


def test_the_dump_dialect_gives_the_same_model() -> None:
    button = parse_android(DUMP.encode()).windows[0]
    assert (button.cls, button.label, button.short_id) == ("android.widget.Button", "确定", "ok")
    assert button.bounds == Box(-10, 0, 90, 50) and button.visible and button.enabled
    assert button.children[0].bounds.area == 0 and not button.children[0].visible
    assert button.children[0].cls == "android.view.View"


def test_emoji_in_halves_and_control_characters_do_not_break_a_source() -> None:
    source = (
        b"\xef\xbb\xbf<hierarchy><node text='&#55357;&#56832; &#55357; &#0; &#x1F600; &#x110000; &#99999999999;'/>"
        b"<node text='raw \x01\x0b \xff end'/></hierarchy>"
    )
    first, second = parse_android(source).windows
    assert first.text.startswith("\U0001f600") and first.text.count("\U0001f600") == 2
    assert second.text.startswith("raw ") and second.text.endswith(" end")


def test_siblings_stand_as_they_are_drawn_where_the_source_tells() -> None:
    source = (
        b'<hierarchy><node bounds="[0,0][9,9]"><node text="front" drawing-order="7" bounds="[0,0][9,9]"/>'
        b'<node text="back" drawing-order="2" bounds="[0,0][9,9]"/></node></hierarchy>'
    )
    root = parse_android(source).windows[0]
    assert [(child.text, child.path) for child in root.children] == [("back", "0.1"), ("front", "0.0")]
