"""The policy search on apps whose whole graph is known."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from evidence.events import PolicyOpened, PolicySearchEnded
from evidence.geometry import Box
from evidence.recording import Recording
from harness.config.apps import AppProfile
from harness.scenario.drive import Drive
from harness.scenario.steps import popups
from harness.scenario.steps.search import PolicySearch
from perception.screen.view import Window
from tests.harness.scenario.scripted import APP, PACKAGE, Button, Page, ScriptedPlatform, drive_for

POLICY = Page(
    (
        "隐私政策",
        "更新日期：2026年3月1日 生效日期：2026年3月8日",
        *(
            f"第{n}条 我们如何收集、使用、存储、共享和保护您的个人信息：为向您提供服务，"
            "我们会收集您的手机号码、设备信息、位置信息，用于账号注册、安全风控和订单配送。您有权查询、更正、删除您的个人信息，注销账号，撤回同意。"
            "我们不会向第三方提供您的个人信息，除非征得您的同意。如有疑问请联系：privacy@example.com。"
            for n in range(1, 7)
        ),
    )
)
GOODS = tuple(Button(f"商品 {n}", f"goods{n}") for n in range(6))
GOODS_PAGES = {f"goods{n}": Page((f"商品 {n} 详情", "包邮", "¥ 9.90")) for n in range(6)}


def search(pages: dict[str, Page], folder: Path, **bounds: float) -> tuple[PolicySearchEnded, Recording]:
    return search_on(ScriptedPlatform(pages), folder, **bounds)


def search_on(platform: ScriptedPlatform, folder: Path, **bounds: float) -> tuple[PolicySearchEnded, Recording]:
    drive = drive_for(platform, folder)
    platform.launch(APP)
    limits = {"max_depth": 8, "max_taps": 120, "seconds": 60.0} | bounds
    ended = PolicySearch(drive, int(limits["max_depth"]), int(limits["max_taps"]), limits["seconds"]).run()
    drive.writer.close()
    return ended, Recording.open(folder)


def chain(names: tuple[str, ...]) -> dict[str, Page]:
    """A main page and below it one page a name, the policy at the end."""
    pages = {"main": Page(("首页",), (*GOODS, Button(names[0], "p0"))), **GOODS_PAGES}
    for i, name in enumerate(names[1:]):
        pages[f"p{i}"] = Page((names[i], "版本 1.2"), (Button(name, f"p{i + 1}"),))
    pages[f"p{len(names) - 1}"] = POLICY
    return pages


def test_the_usual_way_is_found_first(tmp_path: Path) -> None:
    ended, recording = search(chain(("我的", "设置", "隐私政策")), tmp_path / "r")
    assert (ended.result, ended.taps) == ("found", 3)
    assert len(ended.edges) <= 5
    assert recording.of(PolicyOpened)[-1].origin == "search"
    assert [edge.label for edge in ended.edges if edge.tap in ended.path] == ["我的", "设置", "隐私政策"]


def test_four_taps_are_counted_as_four(tmp_path: Path) -> None:
    ended, _ = search(chain(("我的", "设置", "关于我们", "隐私政策")), tmp_path / "r")
    assert (ended.result, ended.taps) == ("found", 4)


def test_a_long_way_is_reported_only_when_no_shorter_one_is_left(tmp_path: Path) -> None:
    ended, _ = search(chain(("我的", "设置", "关于我们", "法律信息", "隐私政策")), tmp_path / "r")
    assert (ended.result, ended.taps, ended.shortest_proved) == ("found", 5, True)


def test_a_shorter_way_beside_a_long_one_is_found(tmp_path: Path) -> None:
    pages = chain(("我的", "设置", "关于我们", "法律信息", "隐私政策"))
    pages["main"] = Page(("首页",), (*pages["main"].buttons, Button("帮助与反馈", "help")))
    pages["help"] = Page(("帮助",), (Button("隐私政策", "p4"),))
    ended, _ = search(pages, tmp_path / "r")
    assert (ended.result, ended.taps) == ("found", 2)


def test_no_policy_at_all_is_exhausted(tmp_path: Path) -> None:
    pages = {
        "main": Page(("首页",), (Button("我的", "me"),)),
        "me": Page(("我的",), (Button("设置", "set"),)),
        "set": Page(("设置",), (Button("关于我们", "about"),)),
        "about": Page(("关于我们", "版本 1.0"), ()),
    }
    ended, _ = search(pages, tmp_path / "r")
    assert ended.result == "exhausted"
    assert ended.taps is None
    assert {node.depth for node in ended.nodes} == {0, 1, 2, 3}


def test_a_way_out_of_the_app_is_not_followed(tmp_path: Path) -> None:
    pages = chain(("我的", "设置", "隐私政策"))
    pages["main"] = Page(("首页",), (Button("关于我们", "out"), *pages["main"].buttons))
    ended, _ = search(pages, tmp_path / "r")
    assert (ended.result, ended.taps) == ("found", 3)


def test_loops_end(tmp_path: Path) -> None:
    pages = {
        "main": Page(("首页",), (Button("我的", "me"),)),
        "me": Page(("我的",), (Button("设置", "set"), Button("关于我们", "main"))),
        "set": Page(("设置",), (Button("我的", "me"),)),
    }
    ended, _ = search(pages, tmp_path / "r")
    assert ended.result == "exhausted"


def test_what_a_pop_up_hides_is_not_said_to_be_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    glance = Drive.glance
    popup = Window(Box(100, 800, 980, 1700), "dialog", "ad", 0.9, PACKAGE)
    monkeypatch.setattr(Drive, "glance", lambda self, seen: replace(glance(self, seen), popup=popup, closes=()))
    monkeypatch.setattr(popups, "COUNTDOWN_S", 0.0)
    monkeypatch.setattr(popups, "MOST_IN_THE_WAY", 2)
    ended, _ = search({"main": Page(("首页",), (Button("我的", "me"),)), "me": Page(("我的",))}, tmp_path / "r")
    assert (ended.result, "could not be closed" in ended.reason) == ("interrupted", True)


@pytest.mark.parametrize(("bound", "result"), [({"max_taps": 2}, "taps"), ({"seconds": 0.0}, "time")])
def test_bounds_are_named(tmp_path: Path, bound: dict[str, float], result: str) -> None:
    ended, _ = search(chain(("我的", "设置", "关于我们", "隐私政策")), tmp_path / "r", **bound)
    assert ended.result == result


def test_too_deep_is_said(tmp_path: Path) -> None:
    ended, _ = search(chain(("我的", "设置", "关于我们", "隐私政策")), tmp_path / "r", max_depth=2)
    assert ended.result == "depth"


class _Forgetful(ScriptedPlatform):
    """An app that shows a page of its own making each time it is started again, and leaves at the back key."""

    def launch(self, app: AppProfile) -> None:
        super().launch(app)
        if self.launches > 1:
            self.pages[f"start {self.launches}"] = Page((f"每日推荐 {self.launches}",))
            self.stack = [f"start {self.launches}"]

    def back(self) -> None:
        self.front = "com.android.launcher"


def test_what_could_not_be_reached_again_leaves_the_search_unfinished(tmp_path: Path) -> None:
    pages = {
        "main": Page(("首页",), (Button("我的", "me"),)),
        "me": Page(("我的",), (Button("设置", "set"), Button("关于我们", "about"))),
        "set": Page(("设置", "版本 1.0")),
        "about": Page(("关于我们", "版本 1.0")),
    }
    ended, _ = search_on(_Forgetful(pages), tmp_path / "r")
    assert ended.result == "interrupted" and "could not be reached" in ended.reason


def test_dangerous_buttons_are_left_alone(tmp_path: Path) -> None:
    pages = chain(("我的", "设置", "隐私政策"))
    pages["p1"] = Page(("设置",), (Button("退出登录", "bye"), Button("注销账号", "bye"), Button("隐私政策", "p2")))
    pages["bye"] = Page(("已退出",))
    ended, _ = search(pages, tmp_path / "r")
    assert not [edge for edge in ended.edges if edge.label in ("退出登录", "注销账号")]


def test_a_policy_behind_a_row_with_no_known_word_is_found(tmp_path: Path) -> None:
    pages = chain(("我的", "设置", "隐私政策"))
    pages["p1"] = Page(("设置",), (Button("字体大小", "font"), Button("证照公示", "p3")))
    pages["font"] = Page(("字体大小", "标准"))
    pages["p3"] = Page(("证照公示",), (Button("隐私政策", "p2"),))
    ended, _ = search(pages, tmp_path / "r")
    assert (ended.result, ended.taps) == ("found", 4)


class _Interrupting(ScriptedPlatform):
    """An app whose advertisement takes every third tap and leads to the market."""

    def tap(self, x: int, y: int) -> None:
        if self.taps % 3 == 2:
            self.taps += 1
            self.front = "com.android.market"
            return
        super().tap(x, y)


def test_a_tap_that_an_advertisement_took_is_made_again(tmp_path: Path) -> None:
    ended, _ = search_on(_Interrupting(chain(("我的", "设置", "关于我们", "隐私政策"))), tmp_path / "r")
    assert (ended.result, ended.taps) == ("found", 4)


def test_known_ways_are_walked_without_starting_the_app_again(tmp_path: Path) -> None:
    tabs = (Button("首页", "main"), Button("我的", "me"))
    pages = {
        "main": Page(("推荐",), tabs),
        "me": Page(
            ("个人中心",), (*tabs, Button("帮助与反馈", "help"), Button("设置", "set"), Button("关于我们", "about"))
        ),
        "help": Page(("帮助",)),
        "set": Page(("设置", "版本 1.0")),
        "about": Page(("关于我们", "版本 1.0")),
    }
    platform = ScriptedPlatform(pages)
    ended, _ = search_on(platform, tmp_path / "r")
    assert ended.result == "exhausted" and platform.launches == 1


class _Slow(ScriptedPlatform):
    """An app in which the time runs out at the first step back."""

    search: PolicySearch

    def back(self) -> None:
        super().back()
        self.search._walk.deadline = 0.0


def test_a_control_that_the_time_did_not_suffice_for_leaves_the_search_unfinished(tmp_path: Path) -> None:
    pages = {
        "main": Page(("首页",), (Button("我的", "me"), Button("更多", "more"))),
        "me": Page(("我的",), (Button("设置", "set"),)),
        "set": Page(("设置", "版本 1.0")),
        "more": Page(("更多",), (Button("隐私政策", "policy"),)),
        "policy": POLICY,
    }
    platform = _Slow(pages)
    drive = drive_for(platform, tmp_path / "r")
    platform.launch(APP)
    platform.search = PolicySearch(drive, 8, 120, 60.0)
    ended = platform.search.run()
    drive.writer.close()
    assert (ended.result, ended.shortest_proved) == ("interrupted", False)
