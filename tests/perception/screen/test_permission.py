"""Permission prompts: what they ask for, and what counts as telling the purpose."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.geometry import Box
from perception.screen.permission import GROUPS, prompt_on, purposes, readable_beside
from perception.screen.view import SeenText, View, Window
from tests.perception.screen.drawing import DENSITY, HEIGHT, WIDTH, Screen

CARD = Box(90, 900, 990, 1500)
PROMPTS = "com.android.permissioncontroller"


def asking(*inside: str, beside: tuple[str, ...] = (), asks: bool = True) -> View:
    """A page with texts, and a prompt in the middle of the screen."""
    page = [SeenText(Box(60, 120 + 90 * i, 1000, 180 + 90 * i), text, "tree") for i, text in enumerate(beside)]
    card = [SeenText(Box(130, 930 + 90 * i, 950, 990 + 90 * i), text, "tree") for i, text in enumerate(inside)]
    window = Window(CARD, "system", "permission", 0.98, PROMPTS) if asks else None
    return View(WIDTH, HEIGHT, DENSITY, (*page, *card), (window,) if window else (), window, None, None, ())


@pytest.mark.parametrize(
    ("says", "groups"),
    [
        ("要允许趣拍获取此设备的位置信息吗？", {"location"}),
        ("是否允许“趣拍”拍摄照片和录制视频？", {"camera"}),
        ("要允许趣拍录制音频吗？", {"microphone"}),
        ("要允许趣拍访问您的手机通话记录吗？", {"call_log"}),
        ("要允许趣拍访问您的通讯录吗？", {"contacts"}),
        ("要允许趣拍访问此设备上的照片和视频吗？", {"storage"}),
        ("要允许趣拍向您发送通知吗？", {"notifications"}),
        ("Allow Qupai to take pictures and record video?", {"camera"}),
        ("Allow Qupai to make and manage phone calls?", {"phone"}),
        ("Allow Qupai to send you notifications?", {"notifications"}),
        ("要允许趣拍使用此权限吗？", set()),
        ("要允许通讯录大师获取此设备的位置信息吗？", {"location"}),
        ("要允许简影拍摄拍摄照片和录制视频吗？", {"camera"}),
        ("是否允许“短信助手”访问您的日历？", {"calendar"}),
        ("Allow Camera Pro to access your contacts?", {"contacts"}),
    ],
)
def test_a_prompt_names_what_it_asks_for(says: str, groups: set[str]) -> None:
    prompt = prompt_on(asking(says, "允许", "不允许"))
    assert prompt is not None and prompt.groups == groups


def test_a_page_without_a_system_window_asks_for_nothing() -> None:
    assert prompt_on(asking("要允许趣拍访问您的通讯录吗？", asks=False)) is None


@pytest.mark.parametrize(
    ("beside", "groups"),
    [
        (("位置权限使用说明：用于为您推荐附近的门店",), {"location"}),
        (("位置权限使用说明", "用于为您推荐附近的门店"), {"location"}),
        (("扫码需要使用相机",), {"camera"}),
        (("开启定位后可查看附近房源",), {"location"}),
        (("獲取位置資訊，以便推薦附近的美食",), {"location"}),
        (("We use your location to show shops near you.",), {"location"}),
        (("需要获取您的位置权限，请允许",), set()),
        (("为了正常使用，请授予相机权限",), set()),
        (("为了正常使用本应用，需要获取您的相机权限，请点击允许。",), set()),
        (("附近线路", "位置"), set()),
        (("请阅读《隐私政策》，了解我们在查询附近站点时如何使用您的位置信息。",), set()),
        (("用于为您推荐附近的门店",), set()),
    ],
)
def test_a_purpose_names_a_permission_and_a_function(beside: tuple[str, ...], groups: set[str]) -> None:
    told = purposes(asking("要允许趣拍获取此设备的位置信息吗？", beside=beside), None)
    assert {group for one in told for group in one.groups} == groups


def test_what_the_prompt_covers_tells_nobody() -> None:
    view = asking("要允许趣拍获取此设备的位置信息吗？")
    under = SeenText(Box(130, 1300, 950, 1360), "位置权限用于推荐附近的门店", "tree")
    assert purposes(replace(view, texts=(*view.texts, under)), None) == ()


def test_a_purpose_that_is_drawn_nowhere_is_not_visible() -> None:
    says = "位置权限用于推荐附近的门店"
    view, screen = asking("要允许趣拍获取此设备的位置信息吗？", beside=(says,)), Screen()
    (hidden,) = purposes(view, screen.png())
    screen.write(70, 125, says, 36)
    (shown,) = purposes(view, screen.png())
    assert (hidden.visible, shown.visible) == (False, True)


def test_a_purpose_that_only_the_picture_shows_is_read() -> None:
    view, screen = asking("要允许趣拍获取此设备的位置信息吗？"), Screen()
    screen.write(60, 300, "位置权限使用说明", 44)
    screen.write(60, 380, "用于为您推荐附近的门店", 40)
    (told,) = purposes(view, screen.png())
    assert told.groups == {"location"}
    assert readable_beside(view, screen.png()) and not readable_beside(view, None)


@pytest.mark.parametrize(
    ("inside", "own"),
    [
        (("“趣拍”想访问你的相机", "用于拍摄作品的封面", "不允许", "好"), "用于拍摄作品的封面"),
        (("“趣拍”想访问你的相机", "需要访问您的相机", "不允许", "好"), ""),
        (("“趣拍”想访问你的相机", "不允许", "好"), ""),
        (
            ("允许“趣拍”使用你的位置？", "为你推荐同城的作品", "使用App时允许", "允许一次", "不允许"),
            "为你推荐同城的作品",
        ),
        (
            ("“Qupai” Would Like to Access the Camera", "Take photos for your posts.", "Don’t Allow", "OK"),
            "Take photos for your posts.",
        ),
    ],
)
def test_the_purpose_string_of_ios_is_the_apps_own(inside: tuple[str, ...], own: str) -> None:
    prompt = prompt_on(asking(*inside), "ios")
    assert prompt is not None and prompt.own_purpose == own


@given(st.lists(st.text(max_size=80), max_size=8), st.booleans())
def test_any_texts_are_read_without_an_error(texts: list[str], asks: bool) -> None:
    view = asking(*texts[:4], beside=tuple(texts[4:]), asks=asks)
    for one in purposes(view, None):
        assert one.groups <= set(GROUPS)
