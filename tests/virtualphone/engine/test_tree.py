"""How pages become Android nodes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from lxml import etree

from tests.virtualphone.trial import Trial, bounds_of, short_id, trial_phone, write_app
from virtualphone.device.model import API34

pytestmark = pytest.mark.asyncio(loop_scope="module")

_PAGES = {
    "Main": """
        <p>请阅读<a href="#">《隐私政策》</a>和<span onclick="0">《用户协议》</span></p>
        <label><input type="checkbox" id="tick"> 我已阅读</label>
        <input id="field" placeholder="姓名"><input id="secret" type="password" value="abc">
        <button id="go" data-desc="前进"><div><span>下一步</span></div></button>
        <div id="listens">听</div>
        <div id="plain">不听</div>
        <div data-id="drawn" data-class="android.widget.ImageView" data-nameless data-desc="x"
             style="width:20px;height:20px" onclick="0">×</div>
        <div style="display:none">无显示</div><div style="visibility:hidden">不可见</div>
        <div style="opacity:0">透明</div><div style="position:absolute;left:-500px">界外</div>
        <div data-no-node>只画</div>
        <div id="fake" data-checkable="false" data-checked="true">假勾</div>
        <div id="clip" style="height:30px;overflow:hidden"><div id="inside" style="height:90px">长</div>
             <div id="cut">被裁</div></div>
        <div id="covered" style="height:20px">被盖</div>
        <div id="cover" style="position:relative;top:-20px;height:20px;background:red">上层</div>
        <div id="list" style="height:60px;overflow-y:auto"><div style="height:300px">行</div></div>
        <script>document.getElementById("listens").addEventListener("click", () => 0)</script>""",
    "Dialog": """<p id="below">下面</p>
        <div style="position:fixed;inset:0;background:#0009">
        <div data-window="dialog" id="card" style="margin:200px 40px;background:#fff">
        <h2>温馨提示</h2><button>同意</button></div></div>""",
    "Empty": '<div data-webview="empty" style="height:300px"><p>网页里的字</p></div>',
    "Full": '<div data-webview="full" style="height:300px"><p id="para">看<a href="#">链接</a></p></div>',
    "Hostile": """<p id="bad">a\u0001b</p><p id="x:y/z w">怪</p><div data-class="evil<tag a='1'>">类</div>
        <script>document.getElementById("bad").textContent = "a\\u0001b\\uffffc\\ud800d<&>"</script>""",
    "Huge": "<script>document.write('<i style=display:block>x</i>'.repeat(9000))</script>",
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def phone(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Trial]:
    folder: Path = write_app(tmp_path_factory.mktemp("tree") / "app", _PAGES)
    async with trial_phone(API34, folder) as trial:
        yield trial


async def test_paragraph_with_links_is_one_node(phone: Trial) -> None:
    await phone.open(".Main")
    node = await phone.node("请阅读《隐私政策》和《用户协议》")
    assert node.class_name == "android.widget.TextView"
    assert node.children == []
    assert not any(other.text == "《隐私政策》" for other in await phone.nodes())


async def test_controls_have_android_classes_and_states(phone: Trial) -> None:
    await phone.open(".Main")
    tick = await phone.node("tick")
    assert (tick.class_name, tick.checkable, tick.checked) == ("android.widget.CheckBox", True, False)
    assert (await phone.node("我已阅读")).class_name == "android.widget.TextView"
    field = await phone.node("field")
    assert (field.class_name, field.text, field.showing_hint) == ("android.widget.EditText", "姓名", True)
    secret = await phone.node("secret")
    assert (secret.password, secret.text) == (True, "•••")
    button = await phone.node("go")
    assert (button.class_name, button.text, button.description) == ("android.widget.Button", "下一步", "前进")
    assert button.resource_id == "com.example.trial:id/go"
    assert (await phone.node("listens")).clickable
    assert not (await phone.node("plain")).clickable
    assert (await phone.node("list")).scrollable


async def test_marks_change_what_the_tree_says(phone: Trial) -> None:
    await phone.open(".Main")
    nodes = await phone.nodes()
    fake = await phone.node("fake")
    assert (fake.checkable, fake.checked) == (False, True)
    nameless = [node for node in nodes if node.class_name == "android.widget.ImageView"]
    assert len(nameless) == 1
    assert (nameless[0].text, nameless[0].description, nameless[0].resource_id) == ("", "", "")
    assert nameless[0].clickable
    assert not any(node.text == "只画" for node in nodes)


async def test_only_what_can_be_seen_is_listed_and_covered_nodes_stay(phone: Trial) -> None:
    await phone.open(".Main")
    texts = {node.text for node in await phone.nodes()}
    assert not texts & {"无显示", "不可见", "透明", "界外", "被裁"}
    assert {"被盖", "上层"} <= texts
    clip, inside = await phone.node("clip"), await phone.node("inside")
    assert inside.bounds == clip.bounds


async def test_bounds_are_pixels_of_the_display(phone: Trial) -> None:
    await phone.open(".Main")
    geometry = phone.engine.geometry
    for node in await phone.nodes():
        assert geometry.content.left <= node.bounds.left < node.bounds.right <= geometry.content.right
        assert geometry.content.top <= node.bounds.top < node.bounds.bottom <= geometry.content.bottom


async def test_dialog_is_a_window_of_its_own(phone: Trial) -> None:
    await phone.open(".Dialog")
    front, back = await phone.windows()
    assert "温馨提示" in {node.text for node in front.walk()}
    assert "下面" not in {node.text for node in front.walk()}
    assert "下面" in {node.text for node in back.walk()}
    assert front.bounds == (await phone.node("card")).bounds
    active = await phone.engine.window_roots(multi_window=False)
    assert [entry.root.bounds for entry in active] == [front.bounds]


async def test_web_view_may_be_empty_or_full(phone: Trial) -> None:
    await phone.open(".Empty")
    web = next(node for node in await phone.nodes() if node.class_name == "android.webkit.WebView")
    assert web.children == []
    await phone.open(".Full")
    link = await phone.node("链接")
    assert (link.class_name, link.clickable) == ("android.view.View", True)
    assert (await phone.node("看")).class_name == "android.widget.TextView"
    assert (await phone.node("para")).resource_id == "para"


@pytest.mark.parametrize("dialect", ["uia2", "uiautomator"])
async def test_hostile_texts_leave_the_xml_well_formed(phone: Trial, dialect: str) -> None:
    await phone.open(".Hostile")
    xml = await phone.engine.hierarchy(multi_window=True, dialect="uia2" if dialect == "uia2" else "uiautomator")
    top = etree.fromstring(xml.encode())
    texts = [str(element.get("text")) for element in top.iter()]
    assert "abcd<&>" in [text.replace("\ufffd", "") for text in texts]
    assert not any("evil" in str(element.get("class")) for element in top.iter())


async def test_page_with_too_many_nodes_is_cut(phone: Trial) -> None:
    await phone.open(".Huge")
    assert len(await phone.nodes()) <= 4100


async def test_dialects_differ_in_tags_and_agree_in_bounds(phone: Trial) -> None:
    await phone.open(".Main")
    server = etree.fromstring((await phone.engine.hierarchy(multi_window=True, dialect="uia2")).encode())
    dump = etree.fromstring((await phone.engine.hierarchy(multi_window=True)).encode())
    assert (server.get("width"), server.get("height")) == ("1080", "2274")
    assert server.find(".//android.widget.Button") is not None
    assert {element.tag for element in dump.iter()} == {"hierarchy", "node"}
    assert [element.get("bounds") for element in server.iter()] == [element.get("bounds") for element in dump.iter()]
    bars = [element.get("bounds") for element in server if element.get("package") == "com.android.systemui"]
    geometry = phone.engine.geometry
    assert [bounds_of(str(bar)) for bar in bars] == [geometry.navigation_bar, geometry.status_bar]


async def test_compressed_dump_leaves_bare_layouts_out(phone: Trial) -> None:
    await phone.open(".Main")
    full = etree.fromstring((await phone.engine.hierarchy(multi_window=False)).encode())
    compressed = etree.fromstring((await phone.engine.hierarchy(multi_window=False, compressed=True)).encode())
    assert len(list(compressed.iter())) < len(list(full.iter()))
    assert {e.get("text") for e in full.iter() if e.get("text")} == {
        e.get("text") for e in compressed.iter() if e.get("text")
    }


async def test_same_view_keeps_its_key(phone: Trial) -> None:
    await phone.open(".Main")
    keys = {short_id(node): node.key for node in await phone.nodes() if node.resource_id}
    assert {short_id(node): node.key for node in await phone.nodes() if node.resource_id} == keys
