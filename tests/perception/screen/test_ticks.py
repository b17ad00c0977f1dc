"""Tick boxes: told by the tree, or drawn."""

from PIL import ImageDraw

from tests.perception.screen.drawing import FULL, Screen, group, node

BOX = (100, 1000, 150, 1050)


def tick_screen(
    ticked: bool, *, checkable: bool, checked: bool, has_node: bool = True, about: str = "我已阅读并同意《隐私政策》"
) -> Screen:
    screen = Screen()
    ImageDraw.Draw(screen.image).rounded_rectangle(
        BOX, 8, outline="#999999", width=3, fill="#1f9d55" if ticked else "white"
    )
    if ticked:
        ImageDraw.Draw(screen.image).line((110, 1025, 122, 1038, 142, 1012), fill="white", width=5)
    nodes = [node(about, screen.write(175, 998, about, 36))]
    if has_node:
        cls = "android.widget.CheckBox" if checkable else "android.view.View"
        nodes.insert(0, node("", BOX, cls=cls, clickable=True, checkable=checkable, checked=checked))
    screen.windows = [group(FULL, *nodes)]
    return screen


def test_a_checkable_node_says_its_state() -> None:
    for state in (True, False):
        (tick,) = tick_screen(state, checkable=True, checked=state).view().checks
        assert tick.ticked is state and tick.about_consent


def test_checked_of_a_node_that_is_not_checkable_is_not_believed() -> None:
    for state in (True, False):
        (tick,) = tick_screen(state, checkable=False, checked=not state).view().checks
        assert tick.ticked is state and tick.score >= 0.6


def test_a_box_without_a_node_is_seen_before_its_text() -> None:
    for state in (True, False):
        (tick,) = tick_screen(state, checkable=False, checked=False, has_node=False).view().checks
        assert tick.ticked is state and tick.about_consent


def test_remembering_an_account_is_not_about_consent() -> None:
    (tick,) = tick_screen(True, checkable=True, checked=True, about="记住账号").view().checks
    assert tick.ticked and not tick.about_consent


def label(drawn: bool) -> Screen:
    """A page with a label alone, whose node is as wide as the screen; `drawn` puts a pale ring before its glyphs."""
    screen = Screen()
    about = "我已阅读并同意《隐私政策》"
    box = screen.write(420, 1000, about, 34)
    if drawn:
        ImageDraw.Draw(screen.image).ellipse((370, 1003, 404, 1037), outline="#d0d0d0", width=3)
    screen.windows = [group(FULL, node(about, (60, box[1], 1020, box[3])))]
    return screen


def test_a_pale_ring_before_a_centred_label_is_an_empty_box() -> None:
    (tick,) = label(True).view().checks
    assert not tick.ticked and abs(tick.box.centre[0] - 387) <= 3


def test_the_first_glyph_of_a_label_is_no_box() -> None:
    assert label(False).view().checks == ()


def test_a_box_may_stand_between_the_lines_of_its_label() -> None:
    screen = Screen()
    first = screen.write(175, 960, "登录即同意《用户协议》《隐私", 36)
    last = screen.write(175, 1020, "政策》并授权使用本机号码", 36)
    ImageDraw.Draw(screen.image).rounded_rectangle((110, 990, 150, 1030), 8, fill="#2b6de8")
    ImageDraw.Draw(screen.image).line((119, 1010, 127, 1019, 142, 1000), fill="white", width=4)
    whole = (175, first[1], max(first[2], last[2]), last[3])
    screen.windows = [group(FULL, node("登录即同意《用户协议》《隐私政策》并授权使用本机号码", whole))]
    (tick,) = screen.view().checks
    assert tick.ticked and tick.about_consent


def test_a_check_mark_without_an_outline_is_a_ticked_box() -> None:
    screen = Screen()
    about = screen.write(175, 998, "同意接收营销信息", 36)
    ImageDraw.Draw(screen.image).line((104, 1015, 118, 1030, 148, 1000), fill="#0052d9", width=6)
    screen.windows = [group(FULL, node("同意接收营销信息", about))]
    (tick,) = screen.view().checks
    assert tick.ticked and not tick.about_consent


def test_a_grey_disc_with_a_pale_mark_is_not_ticked() -> None:
    screen = tick_screen(False, checkable=False, checked=False, has_node=False)
    ImageDraw.Draw(screen.image).ellipse(BOX, fill="#d9d9d9")
    ImageDraw.Draw(screen.image).line((112, 1025, 122, 1036, 140, 1014), fill="white", width=4)
    (tick,) = screen.view().checks
    assert not tick.ticked


def test_a_short_word_with_a_description_alone_is_no_box() -> None:
    screen = Screen()
    word, link = screen.write(175, 998, "同意", 36), screen.write(255, 998, "《用户协议》", 36)
    screen.windows = [group(FULL, node("", word, cls="android.view.View", desc="同意"), node("《用户协议》", link))]
    assert screen.view().checks == ()


def test_what_was_done_already_has_no_tick_box() -> None:
    screen = Screen()
    ImageDraw.Draw(screen.image).ellipse((110, 1000, 150, 1040), fill="#e54d42")
    about = screen.write(175, 998, "已关注 3 位作者", 36)
    screen.windows = [group(FULL, node("", (110, 1000, 150, 1040)), node("已关注 3 位作者", about))]
    assert screen.view().checks == ()


def test_a_friend_who_agrees_has_an_avatar_and_no_tick_box() -> None:
    screen = Screen()
    avatar = (40, 990, 130, 1080)
    screen.fill(avatar, "#6a85b6", 12)
    said = screen.write(175, 1010, "我同意，正好顺路", 40)
    screen.windows = [group(FULL, node("", avatar, cls="android.view.View"), node("我同意，正好顺路", said))]
    assert screen.view().checks == ()


def test_a_row_that_agrees_and_goes_on_has_an_icon_and_no_tick_box() -> None:
    screen = Screen()
    ImageDraw.Draw(screen.image).ellipse((110, 1000, 150, 1040), outline="#666666", width=5)
    said = screen.write(220, 998, "同意并继续", 36)
    screen.windows = [group(FULL, node("同意并继续", said))]
    assert screen.view().checks == ()
