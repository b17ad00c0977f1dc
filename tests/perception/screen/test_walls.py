"""Which screens demand a log-in, a captcha or an update, and which leave a way on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evidence.geometry import Box
from perception.screen.view import CloseMark, Kind, SeenText, View, Window
from perception.screen.walls import wall_on

PAGE = View(1080, 2400, 420, (), (), None, None, None, ())
WHOLE = Box(0, 0, 1080, 2400)
CARD = Box(140, 600, 940, 1700)


def seen(kind: Kind | None, *texts: str, whole: bool = False) -> View:
    """A view with these texts on a window of this kind."""
    lines = tuple(
        SeenText(Box(200, 700 + 100 * index, 800, 780 + 100 * index), text, "tree") for index, text in enumerate(texts)
    )
    if kind is None:
        return replace(PAGE, texts=lines)
    window = Window(WHOLE if whole else CARD, "fullscreen" if whole else "dialog", kind, 0.9, "com.a")
    return replace(PAGE, texts=lines, windows=(window,), popup=None if whole else window)


@pytest.mark.parametrize(
    ("view", "wall"),
    [
        (seen("update", "发现新版本", "立即更新"), "forced_update"),
        (seen("update", "发现新版本", "立即更新", "暂不更新"), None),
        (seen("update", "New version", "Update now", "Later"), None),
        (seen("login", "手机号登录", "请输入手机号", "获取验证码", whole=True), "login_wall"),
        (seen("login", "手机号登录", "获取验证码", "随便看看", whole=True), None),
        (seen("login", "登录后享受更多", "登录"), None),
        (seen("other", "安全验证", "拖动下方滑块完成拼图"), "captcha"),
        (seen(None, "请依次点击图中的文字"), "captcha"),
        (seen(None, "儿童拼图大师", "开始游戏"), None),
        (seen(None, "首页", "我的"), None),
    ],
)
def test_what_is_a_wall(view: View, wall: str | None) -> None:
    assert wall_on(view, None)[0] == wall


def test_an_update_that_can_be_closed_is_no_wall() -> None:
    view = seen("update", "发现新版本", "立即更新")
    mark = CloseMark(Box(860, 620, 920, 680), "×", 0.9, True, "both", 60)
    assert wall_on(replace(view, closes=(mark,)), None) == (None, "")


def test_a_wall_says_what_it_says() -> None:
    assert wall_on(seen("update", "发现新版本", "立即更新"), None)[1] == "发现新版本 立即更新"
