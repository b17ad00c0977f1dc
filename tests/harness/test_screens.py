"""A screen proves something only when it stood still around its picture."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, repeat

from harness.screens import Still, hold_still


def tree(text: str, clock: str = "12:00") -> bytes:
    return (
        "<?xml version='1.0'?><hierarchy rotation='0'>"
        f"<android.widget.TextView package='com.a' class='android.widget.TextView' text='{text}' bounds='[0,0][9,9]'/>"
        f"<android.widget.TextView package='com.android.systemui' class='android.widget.TextView' text='{clock}'"
        " bounds='[0,9][9,18]'/></hierarchy>"
    ).encode()


class Phone:
    """Gives out trees and windows in order; the last one stays."""

    def __init__(self, trees: Iterable[bytes], windows: Iterable[str] = ("main",)) -> None:
        trees, windows = list(trees), list(windows)
        self._trees, self._windows = chain(trees, repeat(trees[-1])), chain(windows, repeat(windows[-1]))
        self.sources = self.pictures = 0

    def hold(self, known: bytes | None = None) -> Still[str]:
        return hold_still("android", self.source, self.picture, lambda: next(self._windows), lambda: 5.0, known=known)

    def source(self) -> bytes:
        self.sources += 1
        return next(self._trees)

    def picture(self) -> bytes:
        self.pictures += 1
        return b"picture %d" % self.pictures


def test_a_screen_at_rest_costs_two_trees_and_a_picture() -> None:
    phone = Phone([tree("a")])
    still = phone.hold()
    assert (still.stable, still.reason, still.taken_ms) == (True, "", 5.0)
    assert (phone.sources, phone.pictures) == (2, 1)


def test_a_change_is_waited_out_with_one_tree_and_one_picture_more() -> None:
    phone = Phone([tree("a"), tree("b"), tree("b")])
    still = phone.hold()
    assert still.stable
    assert still.source == tree("b")
    assert still.picture == b"picture 2"
    assert (phone.sources, phone.pictures) == (3, 2)


def test_a_tree_that_was_just_read_is_not_read_again() -> None:
    phone = Phone([tree("a")])
    assert phone.hold(known=tree("a")).stable
    assert (phone.sources, phone.pictures) == (1, 1)


def test_a_change_since_a_known_tree_is_waited_out_as_well() -> None:
    phone = Phone([tree("b")])
    still = phone.hold(known=tree("a"))
    assert (still.stable, still.picture) == (True, b"picture 2")
    assert (phone.sources, phone.pictures) == (2, 2)


def test_a_known_tree_that_is_old_costs_none_of_the_tries() -> None:
    phone = Phone([tree("b"), tree("c"), tree("d"), tree("d")])
    assert phone.hold(known=tree("a")).stable
    assert (phone.sources, phone.pictures) == (4, 4)


def test_a_screen_that_never_rests_is_unstable() -> None:
    phone = Phone(tree(chr(ord("a") + count)) for count in range(9))
    still = phone.hold()
    assert (still.stable, still.reason) == (False, "the tree changed while the picture was taken")
    assert phone.pictures == 3


def test_a_window_that_takes_the_focus_makes_it_unstable() -> None:
    still = Phone([tree("a")], [str(count) for count in range(9)]).hold()
    assert (still.stable, still.reason) == (False, "the focused window changed while the picture was taken")


def test_the_clock_of_the_status_bar_does_not_count() -> None:
    assert Phone(tree("a", f"12:0{minute}") for minute in range(9)).hold().stable


def test_trees_that_cannot_be_read_are_compared_as_they_are() -> None:
    assert Phone([b"<broken"]).hold().stable
    assert not Phone(b"<broken %d" % count for count in range(9)).hold().stable


def advertisement(left: int, bar: int, close_x: int = 90, close: str = "关闭") -> bytes:
    return (
        "<?xml version='1.0'?><hierarchy rotation='0'>"
        f"<android.widget.TextView package='com.a' class='android.widget.TextView' text='{left} 秒后可关闭'"
        " bounds='[0,0][9,9]'/>"
        f"<android.view.View package='com.a' class='android.view.View' clickable='false' bounds='[0,9][{bar},12]'/>"
        f"<android.widget.ImageView package='com.a' class='android.widget.ImageView' text='' content-desc='{close}'"
        f" clickable='true' bounds='[{close_x},0][{close_x + 9},9]'/></hierarchy>"
    ).encode()


def test_a_countdown_and_a_progress_bar_leave_a_screen_stable() -> None:
    assert Phone(advertisement(9 - n, 10 + n) for n in range(9)).hold().stable


def test_a_control_that_moves_does_not() -> None:
    assert not Phone(advertisement(5, 10, close_x=90 - n) for n in range(9)).hold().stable


def test_a_control_that_says_something_else_does_not() -> None:
    assert not Phone(advertisement(5, 10, close="关闭" + "×" * n) for n in range(9)).hold().stable
