"""The step that uses an app's functions: which it taps, and that it comes back after each."""

from __future__ import annotations

from pathlib import Path

from evidence.events import Tap
from evidence.recording import Recording
from harness.scenario.model import ClearState, LaunchApp, UseFunctions
from harness.scenario.runner import run_steps
from tests.harness.scenario.scripted import Button, Page, ScriptedPlatform, drive_for

PAGES = {
    "main": Page(
        ("首页", "今日推荐", "限时活动"),
        (Button("扫一扫", "scan"), Button("附近门店", "nearby"), Button("订单", "orders"), Button("分享相册", "share")),
    ),
    "scan": Page(("将二维码放入框内",)),
    "nearby": Page(("附近没有门店", "换个地方看看"), (Button("切换城市", "cities"),)),
    "cities": Page(("城市列表",)),
    "orders": Page(("暂无订单",)),
    "share": Page(("已分享",)),
}


def tapped(tmp_path: Path, step: UseFunctions) -> list[str]:
    drive = drive_for(ScriptedPlatform(PAGES), tmp_path / "r")
    assert run_steps(drive, [ClearState(), LaunchApp(), step])
    return [tap.target for tap in Recording.open(tmp_path / "r").of(Tap)]


def test_functions_that_need_a_permission_are_tapped_one_by_one_from_the_same_page(tmp_path: Path) -> None:
    assert tapped(tmp_path, UseFunctions()) == ["扫一扫", "附近门店"]


def test_no_more_functions_are_tapped_than_the_step_says(tmp_path: Path) -> None:
    assert tapped(tmp_path, UseFunctions(most=1)) == ["扫一扫"]
