"""What a window is about, judged from its words alone, and what pages are not taken for."""

import pytest

from perception.screen import View, look
from tests.perception.screen.drawing import APP, CARD, DENSITY, FULL, Screen, group, node
from tests.perception.screen.wording import Said, held_back, said, tuning


def window(one: Said) -> View:
    """The words in a card with a window root of its own over a page, lines first, buttons side by side below."""
    x1, y1, x2, y2 = CARD
    screen = Screen()
    lines = [line for line in (one.title, *one.body.split("\n")) if line]
    nodes = [node(line, (x1 + 40, y1 + 60 + 80 * i, x2 - 40, y1 + 120 + 80 * i)) for i, line in enumerate(lines)]
    width = (x2 - x1) // len(one.buttons)
    for index, text in enumerate(one.buttons):
        left = x1 + index * width
        nodes.append(node(text, (left + 20, y2 - 140, left + width - 20, y2 - 30), clickable=True))
    screen.windows = [group(CARD, *nodes), group(FULL, *screen.page())]
    return look(None, screen.tree(), density=DENSITY, package=APP, app_package=APP)


def wrong(windows: tuple[Said, ...]) -> list[tuple[str, str, str]]:
    seen = [(one, window(one).popup) for one in windows]
    found = [(one, popup.kind if popup else "none") for one, popup in seen]
    return [(one.kind, kind, one.title) for one, kind in found if kind != one.kind]


@pytest.mark.parametrize("windows", [tuning.WINDOWS, held_back.WINDOWS], ids=["tuning", "held back"])
def test_kinds_are_told_by_words(windows: tuple[Said, ...]) -> None:
    missed = wrong(windows)
    assert len(missed) <= 0.05 * len(windows), missed


@pytest.mark.parametrize("windows", [tuning.WINDOWS, held_back.WINDOWS], ids=["tuning", "held back"])
def test_consent_is_told_where_it_is_asked_and_only_there(windows: tuple[Said, ...]) -> None:
    confused = [entry for entry in wrong(windows) if "consent" in entry[:2]]
    assert confused == []


def page(*texts: str, tappable: tuple[str, ...] = (), field: bool = False) -> View:
    """A page that fills the screen: its texts one below the other, then what can be tapped."""
    step = 2100 // (len(texts) + len(tappable) + 1)
    boxes = [(60, 100 + step * i, 1020, 90 + step * (i + 1)) for i in range(len(texts) + len(tappable) + 1)]
    nodes = [node(text, box) for text, box in zip(texts, boxes, strict=False)]
    nodes += [node(text, box, clickable=True) for text, box in zip(tappable, boxes[len(texts) :], strict=False)]
    if field:
        nodes.append(node("请输入手机号", boxes[-1], cls="android.widget.EditText", clickable=True))
    screen = Screen(windows=[group(FULL, *nodes)])
    return look(None, screen.tree(), density=DENSITY, package=APP, app_package=APP)


LOG_IN_PAGES = (
    page("欢迎登录", "已阅读并同意《用户协议》和《隐私政策》", tappable=("获取验证码", "密码登录"), field=True),
    page("138****0000", "中国电信提供认证服务", tappable=("本机号码一键登录", "其他手机号码登录", "《隐私政策》")),
    page("登录即表示同意《用户协议》《隐私政策》并使用本机号码登录", tappable=("微信登录", "手机号登录", "跳过")),
    page("登录代表您已阅读并同意《隐私政策》，未注册的手机号将自动注册账号", tappable=("一键登录", "换个方式登录")),
    page("歡迎回來", "登入即代表同意《隱私權政策》", tappable=("使用手機號碼登入", "Apple 登入")),
    page("Welcome", "By continuing you agree to our Privacy Policy", tappable=("Log in", "Sign up", "Skip")),
)


@pytest.mark.parametrize("view", LOG_IN_PAGES)
def test_log_in_pages_block_nothing_and_are_no_consent_pop_ups(view: View) -> None:
    assert view.popup is None
    assert [window.kind for window in view.windows] == ["login"]


ORDINARY_PAGES = (
    page(
        "推送服务升级",
        "新版本带来五颗星的体验，记者获悉用户可以登录领取红包。",
        "相关阅读",
        tappable=("返回", "分享", "收藏"),
    ),
    page(
        "我的", tappable=("登录/注册", *(f"入口 {n}" for n in range(16)), "消息通知", "给个好评", "优惠券", "检查更新")
    ),
    page("设置", tappable=("消息通知", "权限管理", "隐私政策", "检查更新", "去评分", "退出登录")),
    page(
        "隐私政策",
        "为了让您登录，我们会收集手机号。若您不同意，可停止使用。",
        "第一条 我们如何收集",
        tappable=("返回",),
    ),
    page("领券中心", "满 30 减 5", "新人专享", tappable=("立即领取", "立即领取", "去使用")),
    page("版本更新", "当前版本 3.2.1", "更新内容：修复问题", tappable=("检查更新",)),
    page("系统权限管理", "位置权限：用于推荐附近门店", "相机权限：用于扫码", tappable=("去设置", "去设置")),
    page("帮助中心", "忘记密码怎么办", "如何登录", "怎样退出登录", tappable=("联系客服",)),
)


@pytest.mark.parametrize("view", ORDINARY_PAGES)
def test_ordinary_pages_are_no_windows_whatever_they_speak_of(view: View) -> None:
    assert view.windows == ()


@pytest.mark.parametrize(
    ("agree", "refuse"),
    [
        ("同意，并继续", "不同意，仅浏览"),
        ("同意、继续", "不同意、退出"),
        ("同意 | 进入", "不同意 | 退出"),
        ("好，我同意", "不，我拒绝"),
        ("同意并继续（推荐）", "不同意（退出应用）"),
        ("我已阅读，同意", "暂不同意，先看看"),
        ("Agree, continue", "No, exit"),
    ],
)
def test_answers_with_a_clause_behind_them_are_buttons(agree: str, refuse: str) -> None:
    consent = window(said("consent", "温馨提示", "请阅读《用户协议》与《隐私政策》", refuse, agree)).consent
    assert consent is not None and consent.agree is not None and consent.refuse is not None
    assert (consent.agree.text, consent.refuse.text) == (agree, refuse)
