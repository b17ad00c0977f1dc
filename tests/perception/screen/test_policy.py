"""Whether a text is a privacy policy, and the way to it."""

import pytest

from perception.screen.policy import (
    find_again,
    is_dangerous,
    judge_policy_text,
    leaves_app,
    may_open_policy,
    other_rows,
    policy_link_candidates,
    screen_fingerprint,
    screen_mark,
)
from tests.perception.screen.drawing import FULL, Screen, group, node

POLICY = """优选商城隐私政策
更新日期：2024年5月1日
我们深知个人信息对您的重要性，将按照法律规定保护您的个人信息。本政策说明我们如何收集、使用、存储和共享您的个人信息，以及您的权利。
一、我们如何收集和使用您的个人信息。为向您提供下单服务，我们会收集您的手机号码、收货地址和订单信息。这些个人信息用于完成交易。
二、我们如何共享、转让、公开披露您的个人信息。我们仅在获得您的单独同意后与第三方 SDK 共享必要的个人信息，名单见附件。
三、我们如何存储和保护您的个人信息。个人信息存储在中华人民共和国境内，保存期限为实现目的所必需的最短时间，并采取加密等安全措施。
四、您的权利。您可以在设置中查询、更正、删除您的个人信息，注销账号，撤回同意。
五、未成年人的个人信息保护。我们不会主动收集儿童的个人信息，监护人可以联系我们。
六、如何联系我们。您可以拨打客服电话，或发送电子邮件至 privacy@example.com，我们将在十五个工作日内答复。
"""
AGREEMENT = (
    "优选商城用户协议\n"
    + "甲方与乙方就账号使用规则达成如下约定，违约责任、争议解决、知识产权、免责声明与不可抗力依本协议，"
    "管辖法院为甲方所在地法院，用户应遵守用户行为规范。" * 8
)
NEWS = (
    "今天的比赛\n"
    + "主队在第八十分钟攻入一球，全场球迷沸腾，教练在赛后表示球队将继续努力，下一场比赛将在周末举行，门票已经开始发售。"
    * 12
)


def test_a_policy_is_one() -> None:
    judged = judge_policy_text(POLICY)
    assert judged.is_policy and judged.score >= 0.8 and judged.title == "优选商城隐私政策"


@pytest.mark.parametrize(
    "text", ["", "404 Not Found", "隐私政策\n页面走丢了，请检查网络", "隐私政策", AGREEMENT, NEWS, "隐私政策\n" + NEWS]
)
def test_other_texts_are_none(text: str) -> None:
    assert not judge_policy_text(text).is_policy


def mine_screen(count: int = 3, title: str = "我的") -> Screen:
    screen = Screen()
    rows = ["我的订单", "设置", "关于我们", "隐私政策", "退出登录", "支付管理", "清除缓存"]
    nodes = [node(title, (400, 100, 680, 180)), node(f"{count} 件商品", (100, 250, 500, 310))]
    nodes += [node(row, (0, 400 + 120 * i, 1080, 520 + 120 * i), clickable=True) for i, row in enumerate(rows)]
    nodes += [
        node(tab, (360 * i, 2144, 360 * i + 360, 2274), clickable=True)
        for i, tab in enumerate(("首页", "消息", "我的"))
    ]
    screen.windows = [group(FULL, *nodes)]
    return screen


def test_the_policy_comes_first_and_nothing_dangerous_is_offered() -> None:
    screen = mine_screen()
    said = [control.text for control in policy_link_candidates(screen.view(), screen.tree())]
    assert said[:4] == ["隐私政策", "关于我们", "设置", "我的"]
    assert not {"退出登录", "支付管理", "清除缓存"} & set(said)


@pytest.mark.parametrize(
    "text", ["立即支付", "删除账号", "退出登录", "注销账户", "拨打电话", "购买会员", "清除缓存", "Log out", "Pay now"]
)
def test_dangerous_words_are_known(text: str) -> None:
    assert is_dangerous(text)


@pytest.mark.parametrize("text", ["隐私政策", "设置", "Display settings", "关于我们"])
def test_harmless_words_are_let_be(text: str) -> None:
    assert not is_dangerous(text)


def test_a_nameless_gear_in_the_corner_is_a_candidate() -> None:
    screen = Screen()
    gear = node("", (960, 100, 1040, 180), cls="android.widget.ImageView", clickable=True)
    screen.windows = [group(FULL, node("首页", (400, 100, 680, 180)), gear)]
    (found,) = policy_link_candidates(screen.view(), screen.tree())
    assert found.box.as_list() == [960, 100, 1040, 180]


def test_a_screen_is_known_again_when_its_numbers_change_and_others_are_not() -> None:
    assert screen_fingerprint(mine_screen(3).tree()) == screen_fingerprint(mine_screen(41).tree())
    assert screen_fingerprint(mine_screen().tree()) != screen_fingerprint(mine_screen(title="设置").tree())


@pytest.mark.parametrize("text", ["隐私政策（2024 年更新）", "立即登录", "下载《隐私政策》"])
def test_words_that_are_harmless_beside_a_policy_or_a_log_in(text: str) -> None:
    assert not is_dangerous(text)


@pytest.mark.parametrize("text", ["撤回同意隐私政策", "本机号码一键登录", "微信登录", "给个好评", "在浏览器打开"])
def test_what_undoes_or_leaves_is_not_tapped(text: str) -> None:
    assert is_dangerous(text) or leaves_app(text)


def test_only_what_names_a_policy_or_nothing_can_be_the_last_tap() -> None:
    assert all(map(may_open_policy, ("", "#gear", "隐私", "用户协议", "法律信息", "Legal")))
    assert not any(map(may_open_policy, ("设置", "关于我们", "我的", "Settings")))


def test_names_that_hold_a_word_of_the_way_and_lead_elsewhere_are_left_for_last() -> None:
    screen = Screen()
    names = ("我的关注", "播放设置", "证照公示")
    rows = [node(name, (0, 400 + 120 * i, 1080, 500 + 120 * i), clickable=True) for i, name in enumerate(names)]
    screen.windows = [group(FULL, *rows)]
    assert not policy_link_candidates(screen.view(), screen.tree())
    scores = {row.text: row.score for row in other_rows(screen.view(), screen.tree(), ())}
    assert scores["证照公示"] > scores["我的关注"] == scores["播放设置"]


def test_a_question_about_the_policy_promises_less_than_the_policy() -> None:
    screen = Screen()
    screen.windows = [
        group(
            FULL,
            node("如何查看隐私政策？", (0, 400, 1080, 500), clickable=True),
            node("隐私声明", (0, 520, 1080, 620), clickable=True),
        )
    ]
    found = policy_link_candidates(screen.view(), screen.tree())
    assert found[0].text == "隐私声明" and all(control.score <= 0.4 for control in found[1:])


def test_controls_under_a_drawer_are_not_offered() -> None:
    screen = Screen()
    page = [node(f"入口 {i}", (0, 300 + 200 * i, 1080, 400 + 200 * i), clickable=True) for i in range(4)]
    rows = [
        node(name, (0, 300 + 130 * i, 760, 400 + 130 * i), clickable=True) for i, name in enumerate(("设置", "收藏"))
    ]
    screen.windows = [group(FULL, *page, group((0, 0, 760, 2400), *rows))]
    assert [row.text for row in other_rows(screen.view(), screen.tree(), ())] == ["设置", "收藏"]


def test_a_control_is_found_again_where_it_has_moved() -> None:
    screen = mine_screen()
    control = next(c for c in policy_link_candidates(screen.view(), screen.tree()) if c.text == "设置")
    moved = Screen()
    moved.windows = [group(FULL, node("设置", (0, 900, 1080, 1020), clickable=True))]
    box = find_again(control, moved.tree(), 420)
    assert box is not None and box.y1 == 900
    moved.windows = [group(FULL, node("关于", (0, 900, 1080, 1020), clickable=True))]
    assert find_again(control, moved.tree(), 420) is None


def test_screens_without_a_tree_are_told_apart_by_their_picture() -> None:
    first, second = Screen(), Screen()
    for screen, words in ((first, ("设置", "通用")), (second, ("关于我们", "法律信息"))):
        screen.windows = [group(FULL, node("", FULL, cls="android.webkit.WebView"))]
        for number, said in enumerate(words):
            screen.write(60, 300 + 140 * number, said, 48)
    marks = [screen_mark(screen.tree(), screen.png()) for screen in (first, second, first)]
    assert marks[0].same_as(marks[2]) and not marks[0].same_as(marks[1])
    assert screen_fingerprint(first.tree()) == screen_fingerprint(second.tree())


def test_a_screen_is_known_again_under_a_bar_that_came_and_the_bars_of_the_system_are_no_silent_window() -> None:
    plain, barred = mine_screen(), mine_screen()
    bar = node("知道了", (0, 2020, 1080, 2130), clickable=True)
    barred.windows[0] = barred.windows[0].removesuffix("</node>") + bar + "</node>"
    for screen in (plain, barred):
        screen.windows.append(node("", (0, 0, 1080, 63), package="com.android.systemui"))
    marks = [screen_mark(screen.tree(), screen.png()) for screen in (plain, barred)]
    assert all(mark.face is None for mark in marks)
    assert marks[0].nearly(marks[1])
    assert not marks[0].nearly(screen_mark(mine_screen(title="设置").tree()))


def test_nothing_behind_a_window_leads_on() -> None:
    """A source lists the front window first: what comes behind it lies under it."""
    screen = Screen()
    rows = [
        node(row, (0, 900 + 120 * i, 1080, 1020 + 120 * i), clickable=True)
        for i, row in enumerate(("设置", "关于我们"))
    ]
    page = group(FULL, *screen.page(), *rows)
    screen.dim()
    screen.fill((125, 921, 955, 1418), "white", 30)
    texts = [
        node("天降好礼", screen.write(300, 990, "天降好礼")),
        node("去看看", (177, 1255, 903, 1371), clickable=True),
    ]
    screen.windows = [group((125, 921, 955, 1418), *texts), page]
    view = screen.view()
    assert view.popup is not None
    assert {control.text for control in policy_link_candidates(view, screen.tree())} <= {"去看看"}
    assert {control.text for control in other_rows(view, screen.tree(), ())} <= {"去看看"}
