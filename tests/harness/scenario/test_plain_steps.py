"""What the plain steps tell the phone: where it is touched, what is typed, what is asked of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from evidence.events import AppInstalled, AppStopped, KeyPressed, StepEnded, Swiped, Tap
from evidence.geometry import Box
from evidence.recording import Recording
from harness.config.apps import AppProfile
from harness.errors import CommandFailed
from harness.scenario import drive as driving
from harness.scenario import runner
from harness.scenario.load import load_scenario
from harness.scenario.runner import play
from harness.scenario.steps import nodes
from perception.screen.view import SeenText, View
from tests.harness.scenario.scripted import HEIGHT, PACKAGE, WIDTH, Button, Page, ScriptedPlatform, drive_for

PAGES = {
    "main": Page(("首页",), (Button("我的", "me"), Button("商品", None))),
    "me": Page(("个人中心", "会员"), (Button("设置 ›", "settings"), Button("退出登录", None))),
    "settings": Page(("设置",), (Button("通知", "notices"), Button("关于我们", "about"), Button("注销账号", "gone"))),
    "notices": Page(("通知设置", "声音")),
    "about": Page(("关于我们", "版本")),
    "gone": Page(("已注销",)),
}


@dataclass
class AblePhone(ScriptedPlatform):
    """A scripted phone that notes what it is asked for beside taps."""

    asked: list[str] = field(default_factory=list)

    def press_key(self, code: int) -> None:
        self.asked.append(f"key {code}")

    def type_text(self, text: str) -> None:
        self.asked.append(f"type {text}")

    def open_link(self, app: AppProfile, link: str, *, browser: bool) -> str:
        self.asked.append(f"open {link}{' in the browser' * browser}")
        return "" if "//" in link else "Error: no activity"

    def set_permissions(self, app: AppProfile, answers: Mapping[str, str]) -> str:
        self.asked.append(f"permissions {dict(answers)}")
        return ""

    def hide_keyboard(self) -> None:
        self.asked.append("hide keyboard")

    def turn(self, orientation: str) -> None:
        self.asked.append(f"turn {orientation}")

    def kill(self, app: AppProfile) -> None:
        self.asked.append("kill")

    def update(self, app: AppProfile, file: Path) -> AppInstalled:
        self.asked.append(f"update {file.name}")
        return AppInstalled(package=PACKAGE, version_name="2.0")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nodes, "WAIT_S", 0.0)
    monkeypatch.setattr(nodes, "OPTIONAL_WAIT_S", 0.0)
    monkeypatch.setattr(runner, "CHANGE_S", 0.0)


def run(folder: Path, steps: str, phone: ScriptedPlatform | None = None) -> Recording:
    folder.mkdir(exist_ok=True)
    drive = drive_for(phone or AblePhone(PAGES), folder / "r")
    path = folder / "s.yaml"
    path.write_text(f"name: s\n---\n- clearState\n- launchApp\n{steps}")
    play(drive, load_scenario(path))
    return Recording.open(folder / "r")


@pytest.mark.parametrize(
    ("step", "points"),
    [
        ("tapOn: {point: '50%, 90%'}", [(540, 2160)]),
        ("tapOn: {point: '10, 20'}", [(10, 20)]),
        ("tapOn: {point: '100%, 100%'}", [(1079, 2399)]),
        ("tapOn: 商品", [(540, 490)]),
        ("tapOn: {text: 商品, point: '10%, 50%'}", [(140, 490)]),
        ("tapOn: {text: 商品, repeat: 3, delay: 0}", [(540, 490)] * 3),
        ("doubleTapOn: {text: 商品, delay: 0}", [(540, 490)] * 2),
        ("longPressOn: {text: 商品, duration: 300}", [(540, 490)]),
    ],
)
def test_the_phone_is_touched_where_the_step_means(tmp_path: Path, step: str, points: list[tuple[int, int]]) -> None:
    assert [(tap.x, tap.y) for tap in run(tmp_path, f"- {step}\n").of(Tap)] == points


@pytest.mark.parametrize(
    ("step", "way", "held"),
    [
        ("swipe: UP", ((540, 1800), (540, 600)), False),
        ("swipe: {direction: right}", ((270, 1200), (810, 1200)), False),
        ("swipe: {start: '50%, 10%', end: '10%, 10%'}", ((540, 240), (108, 240)), False),
        ("swipe: {from: 商品, direction: LEFT}", ((540, 490), (108, 490)), False),
        ("swipe: {from: 商品, to: '50%, 50%'}", ((540, 490), (540, 1200)), False),
        ("scroll", ((540, 1800), (540, 600)), False),
        ("drag: {from: 商品, to: 我的, duration: 100}", ((540, 490), (540, 370)), True),
        ("drag: {from: '50%, 50%', offset: '0%, 90%', duration: 100}", ((540, 1200), (540, 2399)), True),
    ],
)
def test_a_finger_moves_as_the_step_says(
    tmp_path: Path, step: str, way: tuple[tuple[int, int], tuple[int, int]], held: bool
) -> None:
    (swiped,) = run(tmp_path, f"- {step}\n").of(Swiped)
    assert ((swiped.x1, swiped.y1), (swiped.x2, swiped.y2)) == way
    assert swiped.held is held


def test_a_page_is_scrolled_until_it_ends(tmp_path: Path) -> None:
    recording = run(tmp_path, "- scrollUntilVisible: {element: 不在, timeout: 60000, speed: 100}\n")
    failed = recording.of(StepEnded)[2]
    assert (failed.status, failed.reason) == ("failed", "no node with text '不在': the page ends before it")


@pytest.mark.parametrize(
    ("steps", "asked"),
    [
        ("- pressKey: Volume_Up\n", ["key 24"]),
        ("- inputText: 42\n", ["type 42"]),
        ("- eraseText: 2\n", ["key 123", "key 67", "key 67"]),
        ("- copyTextFrom: 我.*\n- pasteText\n", ["type 我的"]),
        ("- setClipboard: 抄\n- pasteText\n", ["type 抄"]),
        ("- openLink: https://a.cn/x\n", ["open https://a.cn/x"]),
        ("- openLink: {link: https://a.cn, browser: true}\n", ["open https://a.cn in the browser"]),
        ("- setPermissions: {permissions: {camera: deny}}\n", ["permissions {'camera': 'deny'}"]),
        ("- launchApp: {permissions: {all: allow}}\n", ["permissions {'all': 'allow'}"]),
        ("- hideKeyboard\n", ["hide keyboard"]),
        ("- setOrientation: landscape_left\n", ["turn LANDSCAPE_LEFT"]),
        ("- killApp\n", ["key 3", "kill"]),
    ],
)
def test_the_phone_is_asked_for_what_the_step_says(tmp_path: Path, steps: str, asked: list[str]) -> None:
    phone = AblePhone(PAGES)
    recording = run(tmp_path, steps, phone)
    assert phone.asked == asked
    assert {end.status for end in recording.of(StepEnded)} == {"ok"}


def test_an_update_keeps_the_life_and_is_noted(tmp_path: Path) -> None:
    (tmp_path / "new.apk").write_bytes(b"PK")
    phone = AblePhone(PAGES)
    recording = run(tmp_path, "- updateApp: new.apk\n- launchApp\n", phone)
    assert phone.asked == ["update new.apk"]
    assert [installed.version_name for installed in recording.of(AppInstalled)] == ["2.0"]
    assert recording.of(AppStopped)


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ("- openLink: nonsense\n", "the phone does not open the link: Error: no activity"),
        ("- launchApp: com.other\n", "com.other is not the app under test, which is com.example.scripted"),
        ("- assertNotVisible: 首页\n", "a node with text '首页' is still there after 0 s"),
        ("- assertTrue: ${1 > 2}\n", "the condition is not true, but false"),
        ("- grant: {permission: camera, wait: 0}\n", "no permission prompt for camera within 0 s"),
        ("- inputAnswer: sms\n", "app 'scripted' has no hook named 'sms'"),
    ],
)
def test_a_step_that_cannot_be_carried_out_says_why(tmp_path: Path, steps: str, said: str) -> None:
    end = run(tmp_path, steps).of(StepEnded)[2]
    assert end.status == "failed" and end.reason.startswith(said)


def test_what_the_phone_refuses_is_no_fault_of_the_equipment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: str) -> None:
        raise CommandFailed("no such element")

    phone = AblePhone(PAGES)
    monkeypatch.setattr(phone, "type_text", refuse)
    monkeypatch.setattr(phone, "turn", refuse)
    steps = "- inputText: {text: a, optional: true}\n- setOrientation: {orientation: portrait, optional: true}\n"
    typed, turned = run(tmp_path, steps, phone).of(StepEnded)[2:]
    assert (typed.status, typed.reason) == ("failed", "nothing on the screen takes text: no such element")
    assert (turned.status, turned.reason) == ("failed", "the screen does not turn: no such element")


def test_what_a_platform_cannot_do_fails_the_step_alone(tmp_path: Path) -> None:
    recording = run(tmp_path, "- openLink: {link: https://a.cn, optional: true}\n- back\n", ScriptedPlatform(PAGES))
    failed, last = recording.of(StepEnded)[2:]
    assert (failed.status, failed.reason) == ("failed", "this platform does not open links")
    assert last.status == "ok"


def test_a_text_that_is_drawn_only_can_be_tapped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def look(picture: bytes | None, source: bytes | None, tree: Any, *, ocr: bool, **_: Any) -> View:
        drawn = (SeenText(Box(100, 2000, 300, 2100), "立即体验", "picture"),) if ocr else ()
        return View(WIDTH, HEIGHT, 420, drawn, (), None, None, None, ())

    monkeypatch.setattr(driving, "look_once", look)
    recording = run(tmp_path, "- tapOn: 立即.*\n- tapOn: {text: 立即体验, id: x}\n")
    assert [(tap.x, tap.y, tap.target) for tap in recording.of(Tap)] == [(200, 2050, "立即体验")]
    assert [end.status for end in recording.of(StepEnded)][2:] == ["ok", "failed"]


def test_settings_are_visited_row_by_row_and_nothing_is_given_up(tmp_path: Path) -> None:
    recording = run(tmp_path, "- visitSettings\n")
    assert [tap.target for tap in recording.of(Tap)] == ["我的", "设置 ›", "通知", "关于我们"]
    assert recording.of(StepEnded)[-1].status == "ok"


def test_prompts_are_answered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    prompt = Page(("是否允许“商店”使用相机？",), (Button("仅在使用该应用时允许", "main"), Button("禁止", "main")))
    for step, answer in (("grant", "仅在使用该应用时允许"), ("deny", "禁止")):
        phone = AblePhone({**PAGES, "ask": prompt}, start="ask")
        monkeypatch.setattr(phone, "launch", _as_the_system(phone))
        recording = run(tmp_path / step, f"- {step}\n", phone)
        assert [tap.target for tap in recording.of(Tap)] == [answer]
        assert not recording.of(KeyPressed)


@pytest.mark.parametrize(
    ("typed", "kinds"),
    [("15049313267", ("phone_number",)), ("150 4931 3267", ("phone_number",)), ("15049313268", ()), ("hello", ())],
)
def test_a_typed_text_is_told_by_its_length_and_by_what_it_gives_of_the_phone(
    tmp_path: Path, typed: str, kinds: tuple[str, ...]
) -> None:
    class Numbered(AblePhone):
        def identifiers(self, app: AppProfile) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
            return {"phone_number": ("+8615049313267",), "imei": ("867530912345670",)}, {}

    recording = run(tmp_path, f"- watch: first_launch\n- inputText: '{typed}'\n", Numbered(PAGES))
    (key,) = recording.of(KeyPressed)
    assert (key.detail, key.kinds) == (f"{len(typed)} characters", kinds)


def _as_the_system(phone: ScriptedPlatform) -> object:
    def launch(app: AppProfile) -> None:
        phone.stack, phone.front = [phone.start], "com.android.permissioncontroller"

    return launch


def test_what_is_to_be_redacted_beside_an_expression_is_not_told(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(
        "name: s\nwatch: 1\n---\n- evalScript: ${output.x = 1}\n"
        "- inputText: {text: '${output.x} topsecret', redact: true}\n"
    )
    phone = AblePhone(PAGES)
    play(drive_for(phone, tmp_path / "r"), load_scenario(path))
    assert phone.asked == ["type 1 topsecret"]
    assert not [file for file in (tmp_path / "r").rglob("*") if file.is_file() and b"topsecret" in file.read_bytes()]
