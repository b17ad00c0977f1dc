"""`see`: screens of which nothing is known but their files."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from consentinel.inspecting import open_screen, packages_of, see
from evidence.errors import EvidenceError
from evidence.geometry import Box
from evidence.tree import parse_any
from tests.consentinel.strangers import AGREE, consent_screen, encoded, ios_alert, source
from tests.perception.screen.drawing import APP, group, node


def scaled(box: tuple[int, int, int, int], factor: float) -> Box:
    """A box in another resolution."""
    return Box(*(round(value * factor) for value in box))


def test_picture_and_source_together() -> None:
    screen = consent_screen()
    view = see(screen.png(), source(screen))
    assert view.popup is not None and (view.popup.kind, view.popup.form) == ("consent", "dialog")
    assert view.consent is not None and view.consent.agree is not None
    assert view.consent.agree.box == Box(*AGREE)
    assert (view.width, view.height, view.package) == (1080, 2400, APP)
    assert 400 <= view.density <= 480


def test_a_source_alone() -> None:
    screen = consent_screen()
    view = see(None, source(screen))
    assert view.popup is not None and view.popup.kind == "consent"


def test_a_smaller_jpeg_than_the_phone_s_screen_gets_its_own_pixels() -> None:
    screen = consent_screen()
    view = see(encoded(screen, "JPEG", 2 / 3), source(screen))
    assert view.consent is not None and view.consent.agree is not None
    assert view.consent.agree.box == scaled(AGREE, 2 / 3)
    assert 270 <= view.density <= 320


def test_a_told_density_is_the_phone_s() -> None:
    screen = consent_screen()
    assert see(encoded(screen, "WEBP", 0.5), source(screen), density=420).density == 210
    assert see(None, source(screen), density=420).density == 420


def test_a_source_without_the_navigation_bar_is_not_scaled() -> None:
    screen = consent_screen()
    bare = b'<hierarchy width="1080" height="2274">' + source(screen)[len("<hierarchy rotation='0'>") :]
    view = see(screen.png(), bare)
    assert view.consent is not None and view.consent.agree is not None
    assert view.consent.agree.box == Box(*AGREE)


def test_points_of_ios_become_pixels() -> None:
    picture = Image.new("RGB", (1170, 2532), "#dddddd")
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    view = see(buffer.getvalue(), ios_alert("“商城”想给您发送通知", "“通知”可能包括提醒", "不允许", "允许"))
    assert view.popup is not None and (view.popup.kind, view.popup.form) == ("permission", "system")
    assert Box(170, 890, 1000, 1450).contains(view.popup.box)
    assert (view.density, view.package) == (480, "com.a.ios")


def test_an_alert_of_an_ios_app_is_its_own() -> None:
    view = see(None, ios_alert("提示", "请登录后再进行操作", "取消", "确定"))
    assert view.popup is not None and (view.popup.form, view.popup.kind) == ("dialog", "login")
    assert (view.width, view.height, view.density) == (390, 844, 160)


@pytest.mark.parametrize(
    "dressed",
    [
        lambda xml: b"\xef\xbb\xbf" + xml,
        lambda xml: xml.decode().encode("utf-16"),
        lambda xml: b"<?xml version='1.0' encoding='GBK'?>" + xml.decode().encode("gbk"),
        lambda xml: b"WARNING: linker: unused DT entry\n<?xml version='1.0' encoding='UTF-8'?>\n" + xml,
        lambda xml: xml + b"UI hierchary dumped to: /dev/tty\n",
        lambda xml: b"<displays><display id='0'><window index='0'>" + xml + b"</window></display></displays>",
    ],
    ids=["bom", "utf-16", "gbk", "junk before", "junk behind", "dump --windows"],
)
def test_a_source_in_any_dress_says_the_same(dressed: object) -> None:
    xml = source(consent_screen())
    assert callable(dressed)
    assert see(None, dressed(xml)) == see(None, xml)


def test_a_landscape_screen() -> None:
    image = Image.new("RGB", (2400, 1080), "#336699")
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    xml = f"<hierarchy rotation='1'>{group((0, 0, 2274, 1080), node('首页', (40, 40, 200, 100)))}</hierarchy>"
    view = see(buffer.getvalue(), xml.encode())
    assert (view.width, view.height) == (2400, 1080) and 400 <= view.density <= 480
    assert view.texts[0].box == Box(40, 40, 200, 100)


def test_a_prompt_of_the_system_is_in_front_of_the_app() -> None:
    prompt = "com.android.permissioncontroller"
    xml = (
        f"<hierarchy>{group((60, 900, 1020, 1500), node('允许', (100, 1300, 500, 1400)), package=prompt)}"
        f"{group((0, 0, 1080, 2400), node('首页', (0, 0, 100, 100)), node('我的', (0, 200, 100, 300)))}</hierarchy>"
    )
    assert packages_of(parse_any(xml.encode())) == (prompt, APP)


def test_a_dialog_alone_has_the_width_of_a_phone() -> None:
    xml = f"<hierarchy>{group((24, 1273, 696, 1484), node('确定', (400, 1400, 600, 1480)))}</hierarchy>"
    assert 270 <= open_screen(None, xml.encode()).density <= 320


@pytest.mark.parametrize(
    ("picture", "tree", "says"),
    [
        (None, None, "neither"),
        (b"no picture at all", None, "neither PNG nor JPEG nor WebP"),
        (None, b"", "well-formed"),
        (None, b"<html/>", "begins with"),
        (None, b'<!DOCTYPE x [<!ENTITY e "v">]><hierarchy a="&e;"/>', "document type"),
        (None, b"<hierarchy>" + b"<node>" * 250 + b"</node>" * 250 + b"</hierarchy>", "deeper"),
    ],
)
def test_what_cannot_be_read_is_told(picture: bytes | None, tree: bytes | None, says: str) -> None:
    with pytest.raises(EvidenceError, match=says):
        see(picture, tree)


def test_a_black_picture_is_no_error() -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (1080, 2400)).save(buffer, "PNG")
    view = see(buffer.getvalue(), source(consent_screen()))
    assert view.popup is not None and any("black" in problem for problem in view.problems)
