"""Consent requests: who agrees, who refuses, what is linked, and what only looks like one."""

import pytest

from evidence.geometry import Box
from perception.screen import look
from perception.screen.consent import implied_sentence
from perception.screen.lexicon import button_word
from tests.perception.screen.drawing import (
    APP,
    CARD,
    DENSITY,
    Screen,
    button,
    dialog,
    dimmed_page,
    group,
    node,
    page_screen,
)

AGREE, REFUSE = (560, 1360, 900, 1470), (180, 1360, 520, 1470)


def consent_screen(
    *, agree: str = "同意", refuse: str | None = "不同意", body: str = "请您阅读《用户协议》和"
) -> Screen:
    screen = dimmed_page()
    nodes = [node("欢迎使用", screen.write(400, 840, "欢迎使用", 48))]
    nodes.append(node(body, screen.write(180, 980, body, 36)))
    nodes.append(node("《隐私政策》", screen.write(180, 1060, "《隐私政策》", 36, "#1a73e8"), clickable=True))
    nodes.append(button(screen, AGREE, agree))
    if refuse:
        nodes.append(button(screen, REFUSE, refuse))
    dialog(screen, *nodes)
    return screen


def test_a_dialog_with_policy_agree_and_refuse_is_a_consent_request() -> None:
    view = consent_screen().view()
    assert view.popup is not None and (view.popup.kind, view.popup.form) == ("consent", "dialog")
    assert view.consent is not None and view.consent.agree is not None and view.consent.refuse is not None
    assert (view.consent.agree.text, view.consent.refuse.text) == ("同意", "不同意")
    assert view.consent.agree.box == Box(*AGREE)
    assert view.consent.names_policy and not view.consent.only_acknowledge and view.consent.equal_choice is True


@pytest.mark.parametrize(
    "word",
    ["不同意", "不同意，仅试听", "拒绝", "退出应用", "暂不使用", "仅浏览", "取消", "Disagree"],
)
def test_refusals_are_never_taken_for_agreement(word: str) -> None:
    consent = consent_screen(refuse=word).view().consent
    assert consent is not None and consent.refuse is not None and consent.agree is not None
    assert consent.refuse.text == word and consent.agree.text == "同意"


@pytest.mark.parametrize("word", ["好的", "知道了", "我知道了", "继续"])
def test_acknowledging_is_not_agreeing(word: str) -> None:
    consent = consent_screen(agree=word, refuse=None).view().consent
    assert consent is not None and consent.only_acknowledge and consent.refuse is None


def test_a_grey_refusal_beside_a_green_agreement_is_no_equal_choice() -> None:
    screen = consent_screen()
    screen.fill(REFUSE, "#ffffff")
    screen.write(290, 1390, "不同意", 36, "#bbbbbb")
    consent = screen.view().consent
    assert consent is not None and consent.equal_choice is False


def test_a_link_drawn_inside_a_paragraph_is_found_by_its_colour() -> None:
    screen = dimmed_page()
    x, y, size = 180, 960, 36
    before, link, after = "感谢您的信任！请您仔细阅读", "《隐私政策》", "，"
    screen.write(x, y, before, size)
    left = x + len(before) * size
    _, _, right, _ = screen.write(left, y, link[:3], size, "#1a73e8")
    screen.write(x, y + 60, link[3:], size, "#1a73e8")
    screen.write(x + 3 * size, y + 60, after + "了解我们如何保护您的信息。", size)
    text = node(before + link + after + "了解我们如何保护您的信息。", (x, y, x + 16 * size + 4, y + 120))
    dialog(screen, text, button(screen, AGREE, "同意"), button(screen, REFUSE, "不同意"))
    consent = screen.view().consent
    assert consent is not None and consent.policy_links
    tap_x, tap_y = consent.policy_links[0].box.centre
    first, second = Box(left, y, right, y + 56), Box(x, y + 60, x + 3 * size, y + 116)
    assert first.contains_point(tap_x, tap_y) or second.contains_point(tap_x, tap_y)
    assert consent.policy_links[0].node_path is None


def test_agreeing_to_a_friend_request_is_not_about_consent() -> None:
    screen = dimmed_page()
    text = node("小王请求添加您为好友", screen.write(200, 950, "小王请求添加您为好友"))
    dialog(screen, text, button(screen, AGREE, "同意"), button(screen, REFUSE, "拒绝"))
    view = screen.view()
    assert view.consent is None and view.popup is not None and view.popup.kind != "consent"


def test_a_pop_up_drawn_in_the_page_is_found_by_its_mask_and_its_dim_ring() -> None:
    screen = consent_screen()
    card = screen.windows.pop(0)
    page = screen.windows.pop()
    screen.windows = [group((0, 63, 1080, 2274), page, group((0, 63, 1080, 2274), card, clickable=True))]
    view = screen.view()
    assert view.popup is not None and view.popup.kind == "consent" and view.popup.box == Box(*CARD)
    assert [window.kind for window in view.windows] == ["consent"]


def test_a_pop_up_that_stands_before_its_page_in_the_tree_is_found_in_the_picture() -> None:
    screen = consent_screen()
    card = screen.windows.pop(0)
    screen.windows = [group((0, 63, 1080, 2274), card, screen.windows.pop())]
    view = screen.view()
    assert view.popup is not None and view.popup.kind == "consent" and view.consent is not None


def test_a_plain_page_has_no_pop_up() -> None:
    view = page_screen().view()
    assert view.popup is None and view.windows == () and view.consent is None and view.ad is None


def test_logging_in_as_consent_is_told_from_a_log_in_form() -> None:
    screen = Screen()
    sentence = "登录即代表您已阅读并同意《隐私政策》"
    field = node("请输入手机号", (100, 500, 980, 620), cls="android.widget.EditText", clickable=True)
    nodes = [field, node(sentence, screen.write(100, 900, sentence, 34)), button(screen, (100, 700, 980, 820), "登录")]
    screen.windows = [group((0, 63, 1080, 2274), node("手机号登录", screen.write(100, 300, "手机号登录", 60)), *nodes)]
    view = screen.view()
    assert view.consent is not None and view.consent.window.kind == "login"
    assert view.consent.implied == sentence and view.consent.agree is None and view.popup is None


def test_the_system_asks_for_a_permission() -> None:
    screen = consent_screen()
    prompt = "com.android.permissioncontroller"
    text = node("要允许“优选”获取此设备的位置信息吗？", (200, 900, 880, 1000), package=prompt)
    deny = node("不允许", (200, 1300, 880, 1400), clickable=True, package=prompt)
    screen.windows.insert(0, group((93, 807, 987, 1532), text, deny, package=prompt))
    view = screen.view()
    assert view.popup is not None and (view.popup.form, view.popup.kind) == ("system", "permission")
    assert view.consent is not None, "the app's own request still stands behind the prompt"


def test_a_purpose_before_a_permission_is_not_the_consent_request() -> None:
    screen = dimmed_page()
    text = "为了向您推荐附近门店，需要获取您的位置权限"
    dialog(
        screen,
        node(text, screen.write(180, 950, text, 34)),
        button(screen, AGREE, "去授权"),
        button(screen, REFUSE, "暂不"),
    )
    view = screen.view()
    assert view.popup is not None and view.popup.kind == "purpose" and view.consent is None


@pytest.mark.parametrize(
    "text", ["登录即代表同意《隐私政策》", "继续使用即表示您已阅读并同意隐私政策", "进入应用即视为同意本协议"]
)
def test_use_that_stands_for_consent_is_found(text: str) -> None:
    assert implied_sentence(f"欢迎使用。{text}。感谢") == text


@pytest.mark.parametrize("text", ["点击“同意”即代表您同意我们按政策处理您的个人信息", "您同意后即可使用全部功能", ""])
def test_explaining_the_agreeing_button_is_not_implied_consent(text: str) -> None:
    assert implied_sentence(text) == ""


def test_a_drawn_button_answers_though_its_node_takes_no_taps() -> None:
    screen = consent_screen(agree="我已阅读，同意")
    card = screen.windows[0].replace('text="我已阅读，同意"', 'text="我已阅读，同意" silent="1"')
    start = card.index('silent="1"')
    screen.windows[0] = card[:start] + card[start:].replace('clickable="true"', 'clickable="false"', 1)
    consent = screen.view().consent
    assert consent is not None and consent.agree is not None and consent.agree.text == "我已阅读，同意"


def test_a_heading_that_speaks_of_agreeing_is_no_button() -> None:
    screen = dimmed_page()
    body = "根据法律要求，我们更新了《隐私政策》和《用户协议》，请您了解其中的主要变化。"
    nodes = [node("请阅读并同意以下条款", screen.write(180, 840, "请阅读并同意以下条款", 44))]
    nodes.append(node(body, (180, 960, 900, 1080)))
    screen.write(180, 960, body[:19], 36)
    dialog(screen, *nodes, button(screen, (180, 1360, 900, 1470), "知道了"))
    consent = screen.view().consent
    assert consent is not None and consent.agree is not None and consent.agree.text == "知道了"
    assert consent.only_acknowledge


def test_a_request_that_lists_permissions_is_no_explanation_of_one() -> None:
    screen = dimmed_page()
    body = "我们依据法律要求制定了《隐私政策摘要》与《软件许可协议》，请您在使用前完整阅读。我们会申请设备信息等权限。"
    lines = (body, "我们可能申请的权限：", "存储权限：用于缓存内容")
    nodes = [node(text, screen.write(180, 860 + 120 * at, text[:20], 34)) for at, text in enumerate(lines)]
    dialog(screen, *nodes, button(screen, (180, 1360, 900, 1470), "好的"))
    view = screen.view()
    assert view.popup is not None and view.popup.kind == "consent"


def test_a_page_of_its_own_may_be_refused_by_thinking_again() -> None:
    screen = Screen()
    body = "感谢您的使用。请仔细阅读《用户协议》和《个人信息保护政策》，我们将按照其中的约定为您提供服务。"
    nodes = [node("返回", (20, 80, 140, 180), clickable=True), node(body, screen.write(80, 500, body[:22], 36))]
    nodes.append(button(screen, (80, 1900, 1000, 2010), "同意"))
    nodes.append(button(screen, (80, 2040, 1000, 2150), "我再想想", "#eeeeee", "#666666"))
    screen.windows = [group((0, 63, 1080, 2274), *nodes)]
    consent = screen.view().consent
    assert consent is not None and consent.refuse is not None and consent.refuse.text == "我再想想"


def test_a_request_whose_buttons_are_pictures_is_told_by_what_it_asks_to_read() -> None:
    screen = dimmed_page()
    body = (
        "为保障您的合法权益，请您在使用前认真阅读并充分理解《用户协议》和《隐私政策》的各项条款，包括收集的个人信息。"
    )
    picture = "android.widget.ImageView"
    buttons = [node("", box, cls=picture, clickable=True) for box in (AGREE, REFUSE)]
    dialog(screen, node("用户协议和隐私政策", (180, 840, 900, 900)), node(body, (180, 960, 900, 1140)), *buttons)
    view = look(None, screen.tree(), density=DENSITY, package=APP, app_package=APP)
    assert view.popup is not None and view.popup.kind == "consent"
    assert view.consent is not None and view.consent.policy_links and view.consent.agree is None


@pytest.mark.parametrize(
    ("refuse", "agree"),
    [
        ("以访客身份浏览", "同意授权并继续"),
        ("不同意并放弃使用", "我已认真阅读并同意以上全部条款"),
        ("退出并卸载", "同意隐私政策并登录"),
        ("I do not agree", "I have read and agree"),
    ],
)
def test_answers_put_together_from_known_parts_are_told(refuse: str, agree: str) -> None:
    consent = consent_screen(agree=agree, refuse=refuse).view().consent
    assert consent is not None and consent.agree is not None and consent.refuse is not None
    assert (consent.agree.text, consent.refuse.text) == (agree, refuse)


def test_agreeing_to_something_else_is_no_answer() -> None:
    assert button_word("同意添加对方为好友", "consent", "agree") is None


@pytest.mark.parametrize(("colour", "equal"), [("#00897b", True), ("#bbbbbb", False)])
def test_bare_words_are_compared_by_their_letters(colour: str, equal: bool) -> None:
    screen = dimmed_page()
    body = "请您阅读《用户协议》和《隐私政策》"
    refuse = node("不同意", screen.write(560, 1380, "不同意", 40, colour), clickable=True)
    agree = node("同意", screen.write(760, 1380, "同意", 40, "#00897b"), clickable=True)
    dialog(screen, node(body, screen.write(180, 980, body, 36)), refuse, agree)
    consent = screen.view().consent
    assert consent is not None and consent.equal_choice is equal


def test_words_on_buttons_that_are_pictures_are_read() -> None:
    screen = consent_screen()
    screen.windows[0] = screen.windows[0].replace('text="同意"', 'text=""').replace('text="不同意"', 'text=""')
    consent = screen.view(ocr=True).consent
    assert consent is not None and consent.agree is not None and consent.refuse is not None
    assert (consent.agree.text, consent.refuse.text) == ("同意", "不同意")
