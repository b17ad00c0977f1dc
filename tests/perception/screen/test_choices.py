"""Answers to requests for consent in words nobody foresaw, in unusual places, and where the tree is silent."""

from __future__ import annotations

import pytest

from evidence.geometry import Box
from perception.screen.actions import Action, actions_in
from perception.screen.answers import unsaid_answers
from perception.screen.choices import agreeing_pair, in_corner, refusing_pair, unworded_pair
from perception.screen.consent import equal_choice
from perception.screen.lexicon import names_policy
from perception.screen.paragraphs import paragraphs
from perception.screen.picture import read_picture
from perception.screen.scene import Scene, lay_out
from perception.screen.view import Control, SeenText
from perception.screen.windows import Layer
from tests.perception.screen.drawing import CARD, DENSITY, Screen, button, dialog, dimmed_page, node
from tests.perception.screen.test_consent import AGREE, REFUSE, consent_screen

WINDOW = Box(*CARD)
SCENE = Scene((), None, 1080, 2340, DENSITY)


def said(text: str, *box: int, tappable: bool = True) -> Action:
    return Action(text, Box(*box), None, tappable, 0.9)


def seen(text: str, *box: int) -> SeenText:
    return SeenText(Box(*box), text, "picture")


@pytest.mark.parametrize(
    ("refuse", "agree"),
    [
        ("先看看再说", "签署并继续"),
        ("不同意", "走起"),
        ("下次一定", "同意"),
        ("Not today", "Let's go"),
        ("I do not agree and want to exit the app", "I have read and agree to the terms"),
    ],
)
def test_one_of_two_buttons_agrees_whatever_it_says(refuse: str, agree: str) -> None:
    body = "使用前请您仔细阅读并充分理解《用户协议》和"
    view = consent_screen(agree=agree, refuse=refuse, body=body).view()
    assert view.popup is not None and view.popup.kind == "consent" and view.consent is not None
    assert view.consent.agree is not None and view.consent.agree.text == agree
    assert view.consent.refuse is not None and view.consent.refuse.text == refuse


@pytest.mark.parametrize("word", ["查看协议", "了解更多", "隐私设置", "Manage options"])
def test_reading_on_is_no_refusal(word: str) -> None:
    consent = consent_screen(refuse=word).view().consent
    assert consent is not None and consent.agree is not None and consent.refuse is None


def test_of_two_unforeseen_buttons_the_denying_one_refuses_else_the_left_or_the_lower() -> None:
    row = (said("走吧", 560, 1360, 900, 1470), said("先等等", 180, 1360, 520, 1470))
    stack = (said("走吧", 180, 1200, 900, 1310), said("先等等", 180, 1340, 900, 1450))
    swapped = (said("暂不体验", 560, 1360, 900, 1470), said("走吧", 180, 1360, 520, 1470))
    for buttons in (row, stack, swapped):
        pair = unworded_pair(SCENE, WINDOW, buttons)
        assert pair is not None and pair[0].text == "走吧"
    third = said("换一个", 180, 1100, 900, 1180)
    assert unworded_pair(SCENE, WINDOW, (*stack, third)) is not None
    assert unworded_pair(SCENE, WINDOW, (said("走吧", 180, 1200, 900, 1310),)) is None


def test_a_mere_text_near_a_button_of_a_page_is_no_refusal_unless_it_denies() -> None:
    agree = said("同意", 180, 1300, 900, 1410)
    below, denies = (said(text, 480, 1430, 600, 1480, tappable=False) for text in ("轻舟科技", "暂不使用"))
    assert refusing_pair(SCENE, WINDOW, agree, (agree, below), page=True) is None
    assert refusing_pair(SCENE, WINDOW, agree, (agree, denies), page=True) is denies
    refuse = said("不同意", 180, 1300, 900, 1410)
    heading = said("温馨提示", 440, 1230, 640, 1280, tappable=False)
    assert agreeing_pair(SCENE, WINDOW, refuse, (refuse, heading)) is None


def test_answers_stand_in_the_corners_of_a_head_and_titles_in_its_middle() -> None:
    assert in_corner(WINDOW, said("再想想", 170, 830, 290, 880))
    assert in_corner(WINDOW, said("同意", 830, 830, 910, 880))
    assert not in_corner(WINDOW, said("同意书", 480, 830, 600, 880))


def test_stacked_answers_are_no_paragraph() -> None:
    lines = [seen("同意", 500, 1300, 580, 1340), seen("不同意", 490, 1350, 590, 1390)]
    assert [text.text for text in paragraphs(lines, lambda line: False)] == ["同意", "不同意"]


def test_words_in_a_row_on_one_strip_share_it() -> None:
    screen = dimmed_page()
    screen.fill((140, 1380, 940, 1500), "#f0f0f0")
    refuse = screen.write(280, 1410, "不同意", 40)
    agree = screen.write(700, 1410, "同意", 40)
    picture, _ = read_picture(screen.png())
    scene = lay_out(None, picture, DENSITY)
    layer = Layer(WINDOW, "dialog", (), "", 0.9, (), known=False)
    found = actions_in(scene, layer, (seen("不同意", *refuse), seen("同意", *agree)))
    assert [action.tappable for action in found] == [True, True]
    left, right = (action.box for action in found)
    assert left.x2 == right.x1 and left.contains_point(340, 1440) and right.contains_point(740, 1440)


def test_buttons_without_nodes_are_read_under_what_is_asked() -> None:
    screen = dimmed_page()
    body = "使用前请您仔细阅读并充分理解《用户协议》和《隐私政策》的全部内容，我们将按照其中的约定为您提供服务。"
    for at in range(3):
        screen.write(180, 900 + 60 * at, body[at * 18 : at * 18 + 18], 38)
    button(screen, AGREE, "同意")
    button(screen, REFUSE, "不同意", "#eeeeee", "#444444")
    dialog(screen, node(body, (180, 900, 900, 1080)))
    consent = screen.view(ocr=True).consent
    assert consent is not None and consent.agree is not None and consent.refuse is not None
    assert (consent.agree.text, consent.refuse.text) == ("同意", "不同意")
    assert consent.agree.node_path is None and Box(*AGREE).contains_point(*consent.agree.box.centre)


def test_nothing_is_read_again_where_both_answers_are_known() -> None:
    layer = Layer(WINDOW, "dialog", (), "", 0.9, ())
    picture, _ = read_picture(Screen().png())
    scene = lay_out(None, picture, DENSITY)
    asked = seen(
        "使用前请您仔细阅读并充分理解《用户协议》和《隐私政策》的全部内容，感谢您的支持与信任。", 180, 900, 900, 1080
    )
    answers = (said("同意", *AGREE), said("不同意", *REFUSE))
    assert unsaid_answers(scene, layer, (asked,), answers) == ()


def test_flat_buttons_are_compared_by_their_words_and_filled_ones_by_their_grounds() -> None:
    cells = consent_screen()
    for box, colour in ((AGREE, "#1677ff"), (REFUSE, "#888888")):
        cells.fill(box, "#ffffff")
        cells.write(box[0] + 120, 1390, "同意" if box == AGREE else "拒绝", 42, colour)
    view = cells.view()
    assert view.consent is not None and view.consent.equal_choice is False
    alike = consent_screen()
    for box in (AGREE, REFUSE):
        alike.fill(box, "#ffffff")
        alike.write(box[0] + 120, 1390, "同意" if box == AGREE else "拒绝", 42, "#1677ff")
    view = alike.view()
    assert view.consent is not None and view.consent.equal_choice is True


def test_terms_that_can_be_refused_are_a_request_for_consent_though_no_policy_is_named() -> None:
    screen = dimmed_page()
    body = "我们更新了《软件许可协议》，请您在继续使用之前了解其中的变化。"
    nodes = [node(body, (180, 960, 900, 1080)), button(screen, AGREE, "同意"), button(screen, REFUSE, "不同意")]
    dialog(screen, *nodes)
    view = screen.view()
    assert view.popup is not None and view.popup.kind == "consent"


def test_going_on_without_an_account_is_no_log_in() -> None:
    view = consent_screen(agree="Accept", refuse="Use basic features").view()
    assert view.popup is not None and view.popup.kind == "consent"


@pytest.mark.parametrize("title", ["《轻舟隐私保障条款》", "《个人信息安全说明》", "Data Policy"])
def test_a_policy_may_have_any_title_that_speaks_of_personal_information(title: str) -> None:
    assert names_policy(f"请阅读{title}。")
    assert not names_policy("请阅读《会员服务规则》。")


def test_one_button_in_unforeseen_words_agrees_where_policy_and_agreement_are_to_be_read() -> None:
    body = "为了保障您的权益，使用前请您仔细阅读并充分理解《用户协议》和"
    view = consent_screen(agree="走进拾光", refuse=None, body=body).view()
    assert view.popup is not None and view.popup.kind == "consent" and view.consent is not None
    assert view.consent.agree is not None and view.consent.agree.text == "走进拾光" and view.consent.refuse is None


def test_a_filled_half_of_a_bar_beside_a_white_one_is_no_equal_choice() -> None:
    screen = dimmed_page()
    screen.fill((540, 1500, 940, 1720), "#1677ff")
    screen.fill((140, 1500, 540, 1720), "#ffffff")
    words = [
        screen.write(x, 1590, text, 40, colour)
        for x, text, colour in ((280, "不同意", "#888888"), (700, "同意", "white"))
    ]
    picture, _ = read_picture(screen.png())
    refuse, agree = (Control(Box(*box), "", "picture") for box in words)
    assert equal_choice(lay_out(None, picture, DENSITY), agree, refuse) is False
