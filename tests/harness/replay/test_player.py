"""A recording is driven again: by element where things moved, and honestly where they are gone."""

from __future__ import annotations

from pathlib import Path

import pytest

from evidence.errors import EvidenceError
from evidence.events import AppOutcome, PolicySearchEnded, Replayed, ReplayStarted, StepEnded, Tap, WatchEnded
from evidence.recording import Recording
from harness.replay import Player, course, player
from harness.scenario import runner
from harness.scenario.model import Back, ClearState, FindPolicy, LaunchApp, PassWalls, Step, TapOn, Watch
from harness.scenario.runner import run_steps
from harness.scenario.walls import Wall
from tests.harness.scenario.scripted import Button, Page, ScriptedPlatform, drive_for
from tests.recordings import POLICY_TEXT

POLICY = Page(("隐私政策", *POLICY_TEXT.splitlines()[:12]))
PAGES = {
    "main": Page(("首页", "推荐"), (Button("商品", "item"), Button("我的", "me"))),
    "me": Page(("我的页面",), (Button("设置", "settings"), Button("隐私政策", "policy"))),
    "settings": Page(("设置页面",), (Button("清除缓存"),)),
    "item": Page(("商品页面",)),
    "policy": POLICY,
}
STEPS: list[Step] = [
    ClearState(),
    LaunchApp(),
    Watch(purpose="first_launch", seconds=0.3),
    TapOn(text="我的"),
    TapOn(text="设置"),
    Back(),
]


def _recorded(folder: Path, steps: list[Step], pages: dict[str, Page] = PAGES) -> Recording:
    return _driven(ScriptedPlatform(pages), folder, steps)


def _driven(phone: ScriptedPlatform, folder: Path, steps: list[Step]) -> Recording:
    drive = drive_for(phone, folder, watch_s=0.3)
    run_steps(drive, steps)
    drive.writer.close()
    return Recording.open(folder)


def _replayed(then: Recording, folder: Path, pages: dict[str, Page] = PAGES) -> tuple[bool, Recording]:
    return _played(ScriptedPlatform(pages), then, folder)


def _played(phone: ScriptedPlatform, then: Recording, folder: Path) -> tuple[bool, Recording]:
    drive = drive_for(phone, folder, watch_s=0.3)
    whole = Player(drive, then).play()
    drive.writer.close()
    return whole, Recording.open(folder)


def _targets(recording: Recording) -> list[tuple[str, int]]:
    return [(tap.target, tap.y) for tap in recording.of(Tap)]


def test_the_same_app_gives_the_same_taps(tmp_path: Path) -> None:
    then = _recorded(tmp_path / "then", STEPS)
    whole, now = _replayed(then, tmp_path / "now")
    assert whole
    assert _targets(now) == _targets(then)
    assert {one.by for one in now.of(Replayed)} == {"element"}
    assert [end.status for end in now.of(StepEnded)] == ["ok"] * len(STEPS)
    assert [watch.completed for watch in now.of(WatchEnded)] == [True]
    assert now.of(ReplayStarted)[0].run_id == "test"


def test_a_button_that_moved_is_tapped_where_it_is(tmp_path: Path) -> None:
    then = _recorded(tmp_path / "then", STEPS)
    moved = {**PAGES, "main": Page(("首页", "推荐", "活动"), (Button("商品", "item"), Button("我的", "me")))}
    whole, now = _replayed(then, tmp_path / "now", moved)
    assert whole
    assert _targets(now)[0] == ("我的", _targets(then)[0][1] + 120)


def test_what_stands_elsewhere_is_not_tapped_blindly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(player, "FIND_S", 0.3)
    then = _recorded(tmp_path / "then", STEPS)
    other = {**PAGES, "main": Page(("系统维护中",), (Button("立即购买", "item"),))}
    whole, now = _replayed(then, tmp_path / "now", other)
    assert not whole
    assert now.of(Tap) == ()
    assert [one.by for one in now.of(Replayed)] == ["none"]
    assert [end.status for end in now.of(StepEnded)] == ["ok", "ok", "ok", "failed", "skipped", "skipped"]


class Listed(ScriptedPlatform):
    """A phone whose rows all have the same id; its account page is read `late` times before it shows what it has."""

    late: int = 0

    def rows(self) -> list[tuple[str, str | None, bool, int]]:
        return super().rows()[:1] if self.late and self.stack[-1:] == ["account"] else super().rows()

    def source(self) -> bytes:
        source = super().source().replace(b'resource-id=""', b'resource-id="com.x:id/title"')
        self.late -= bool(self.late and self.stack[-1:] == ["account"])
        return source


ACCOUNT = {
    "main": Page(("首页",), (Button("账号", "account"),)),
    "account": Page(("账号",), (Button("隐私政策", "policy"), Button("注销账号", "gone"))),
    "policy": POLICY,
    "gone": Page(("已注销",)),
}
ROW: list[Step] = [ClearState(), LaunchApp(), TapOn(text="账号", index=-1), TapOn(text="隐私政策")]


@pytest.mark.parametrize("rows", [("注销账号",), ("帮助", "注销账号"), ("注销账号", "隐私协议")])
def test_a_row_that_is_gone_is_not_another_row_of_the_list(tmp_path: Path, rows: tuple[str, ...]) -> None:
    then = _driven(Listed(ACCOUNT), tmp_path / "then", ROW)
    page = Page(("账号",), tuple(Button(text, "gone") for text in rows))
    phone = Listed({**ACCOUNT, "account": page})
    whole, now = _played(phone, then, tmp_path / "now")
    assert "gone" not in phone.stack
    assert not whole
    assert [one.by for one in now.of(Replayed)] == ["element", "none"]
    assert now.of(StepEnded)[-1].reason == f"“隐私政策” was not found again: “{rows[0]}” stands in its place"


def test_a_row_that_comes_late_is_waited_for(tmp_path: Path) -> None:
    then = _driven(Listed(ACCOUNT), tmp_path / "then", ROW)
    phone = Listed(ACCOUNT)
    phone.late = 4
    whole, now = _played(phone, then, tmp_path / "now")
    assert whole
    assert [one.by for one in now.of(Replayed)] == ["element", "element"]
    assert phone.stack[-1] == "policy"
    assert [tap.screen for tap in now.of(Tap)][-1] in now.screens


def test_a_place_that_was_meant_is_tapped_whatever_stands_there(tmp_path: Path) -> None:
    then = _recorded(tmp_path / "then", [ClearState(), LaunchApp(), TapOn(point="50%, 21%")])
    whole, now = _replayed(then, tmp_path / "now", {**PAGES, "main": Page(("首页", "推荐"), (Button("活动", "item"),))})
    assert whole
    assert [one.by for one in now.of(Replayed)] == ["position"]


def test_a_start_with_cleared_data_begins_a_life_as_well(tmp_path: Path) -> None:
    life: list[Step] = [LaunchApp(clearState=True), TapOn(text="我的"), Back()]
    then = _recorded(tmp_path / "then", [*life, LaunchApp(clearState=True), TapOn(text="商品")])
    other = {**PAGES, "main": Page(("首页", "推荐"), (Button("商品", "item"), Button("消息", "me")))}
    whole, now = _replayed(then, tmp_path / "now", other)
    assert not whole
    assert [end.status for end in now.of(StepEnded)] == ["ok", "failed", "skipped", "ok", "ok"]


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ('"purpose":"first_lunch"', "its settings cannot be read again: purpose: "),
        ('"purpose":"${WHAT}"', "`${WHAT}` has no value"),
    ],
)
def test_a_step_that_cannot_be_read_again_fails_and_says_why(tmp_path: Path, written: str, reason: str) -> None:
    _recorded(tmp_path / "then", STEPS)
    log = tmp_path / "then" / "events.jsonl"
    log.write_text(log.read_text("utf-8").replace('"purpose":"first_launch"', written, 1), "utf-8")
    whole, now = _replayed(Recording.open(tmp_path / "then"), tmp_path / "now")
    assert not whole
    failed = next(end for end in now.of(StepEnded) if end.status == "failed")
    assert (failed.step, reason in failed.reason) == ("3", True), failed.reason


def test_a_wall_that_ended_a_life_ends_it_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (runner, player):
        monkeypatch.setattr(
            module, "await_wall", lambda drive, wait_s: Wall("login_wall", "请登录", drive.screen().number)
        )
    then = _recorded(tmp_path / "then", [ClearState(), LaunchApp(), PassWalls(wait=0), TapOn(text="我的")])
    whole, now = _replayed(then, tmp_path / "now")
    assert not whole
    assert [end.status for end in now.of(StepEnded)] == ["ok", "ok", "interrupted"]
    assert [(one.outcome, one.screen) for one in now.of(AppOutcome)] == [("login_wall", max(now.screens))]


def test_a_policy_that_was_found_is_found_again_by_the_same_way(tmp_path: Path) -> None:
    then = _recorded(tmp_path / "then", [ClearState(), LaunchApp(), FindPolicy()])
    assert [end.taps for end in then.of(PolicySearchEnded)] == [2]
    whole, now = _replayed(then, tmp_path / "now")
    assert whole
    (ended,) = now.of(PolicySearchEnded)
    assert (ended.result, ended.taps, ended.shortest_proved) == ("found", 2, False)
    taps = {tap.id: tap.target for tap in now.of(Tap)}
    assert [taps[number] for number in ended.path] == ["我的", "隐私政策"]


def test_a_policy_that_is_gone_is_not_claimed(tmp_path: Path) -> None:
    then = _recorded(tmp_path / "then", [ClearState(), LaunchApp(), FindPolicy()])
    whole, now = _replayed(then, tmp_path / "now", {**PAGES, "policy": Page(("网络错误",))})
    assert whole
    (ended,) = now.of(PolicySearchEnded)
    assert (ended.result, ended.path) == ("interrupted", ())


def test_an_imported_recording_has_nothing_to_replay(tmp_path: Path) -> None:
    then = _recorded(tmp_path / "then", [])
    with pytest.raises(EvidenceError, match="nothing was driven"):
        course(then)
