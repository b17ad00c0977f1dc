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
