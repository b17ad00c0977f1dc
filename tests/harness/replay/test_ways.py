"""Every step of the language is repeated, or known to do nothing to the phone; none is passed over in silence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import pytest

from evidence.events import AppInstalled, StepEnded, Tap
from evidence.recording import Recording
from harness.config.apps import AppProfile, Hook
from harness.replay import Player, player
from harness.replay.ways import LOOKS, TOLD, WHOLE
from harness.scenario import runner
from harness.scenario.load import load_scenario
from harness.scenario.model import STEPS
from harness.scenario.runner import play
from harness.scenario.steps import nodes
from harness.scenario.walls import Wall
from tests.harness.scenario.scripted import APP, PACKAGE, Button, Page, ScriptedPlatform, drive_for

PAGES = {
    "main": Page(("首页", "推荐"), (Button("我的", "me"), Button("商品", None))),
    "me": Page(("个人中心",), (Button("设置", "me"),)),
}
PROFILE = APP.model_copy(update={"hooks": {"sms": Hook(ask="the code")}})


@dataclass
class NotingPhone(ScriptedPlatform):
    """A scripted phone that notes all that is done to it, with the time of each in ms."""

    did: list[str] = field(default_factory=list)
    at_ms: list[float] = field(default_factory=list)

    def note(self, what: str) -> None:
        self.did.append(what)
        self.at_ms.append(self.clock.now_ms())

    def tap(self, x: int, y: int) -> None:
        self.note(f"tap {x},{y}")
        super().tap(x, y)

    def swipe(self, x1: int, y1: int, x2: int, y2: int, duration_ms: int) -> None:
        self.note(f"swipe {x1},{y1} {x2},{y2} {duration_ms}")

    def drag(self, x1: int, y1: int, x2: int, y2: int, duration_ms: int) -> None:
        self.note(f"drag {x1},{y1} {x2},{y2} {duration_ms}")

    def back(self) -> None:
        self.note("back")
        super().back()

    def stop(self, app: AppProfile) -> None:
        self.note("stop")
        super().stop(app)

    def launch(self, app: AppProfile) -> None:
        self.note("launch")
        super().launch(app)

    def clear(self, app: AppProfile) -> None:
        self.note("clear")
        super().clear(app)

    def press_key(self, code: int) -> None:
        self.note(f"key {code}")

    def type_text(self, text: str) -> None:
        self.note(f"type {text}")

    def open_link(self, app: AppProfile, link: str, *, browser: bool) -> str:
        self.note(f"open {link}{' in the browser' * browser}")
        return "" if "//" in link else "no activity"

    def set_permissions(self, app: AppProfile, answers: Mapping[str, str]) -> str:
        self.note(f"permissions {dict(answers)}")
        return ""

    def hide_keyboard(self) -> None:
        self.note("hide keyboard")

    def turn(self, orientation: str) -> None:
        self.note(f"turn {orientation}")

    def kill(self, app: AppProfile) -> None:
        self.note("kill")

    def update(self, app: AppProfile, file: Path) -> AppInstalled:
        self.note(f"update {file.name}")
        return AppInstalled(package=PACKAGE, version_name="2.0")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nodes, "WAIT_S", 0.0)
    monkeypatch.setattr(nodes, "OPTIONAL_WAIT_S", 0.0)
    monkeypatch.setattr(runner, "CHANGE_S", 0.0)
    monkeypatch.setattr(player, "FIND_S", 0.3)
    monkeypatch.setenv("LOGIN", "anna-7")


def recorded(folder: Path, steps: str, app: AppProfile = PROFILE) -> tuple[NotingPhone, Recording]:
    phone = NotingPhone(PAGES)
    drive = drive_for(phone, folder / "then", watch_s=0.3)
    drive.app, drive.ask = app, lambda question, seconds: "done"
    path = folder / "s.yaml"
    path.write_text(f"name: s\n---\n- clearState\n- launchApp\n- takeScreenshot\n{steps}")
    play(drive, load_scenario(path))
    drive.writer.close()
    return phone, Recording.open(folder / "then")


def replayed(
    folder: Path,
    then: Recording,
    ask: Callable[[str, float], str | None] = lambda question, seconds: "done",
    pages: dict[str, Page] = PAGES,
    app: AppProfile = PROFILE,
) -> tuple[bool, NotingPhone, Recording]:
    phone = NotingPhone(pages)
    drive = drive_for(phone, folder / "now", watch_s=0.3)
    drive.app, drive.ask = app, ask
    whole = Player(drive, then).play()
    drive.writer.close()
    return whole, phone, Recording.open(folder / "now")


ACTING = {
    "clearState": "clearState",
    "launchApp": "launchApp: {permissions: {all: allow}}",
    "stopApp": "stopApp",
    "killApp": "killApp",
    "relaunch": "relaunch",
    "updateApp": "updateApp: new.apk",
    "setPermissions": "setPermissions: {permissions: {camera: deny}}",
    "openLink": "openLink: {link: https://a.cn/x, browser: true}",
    "movePhone": "movePhone: {wait: 0}",
    "tapOn": "tapOn: 我的",
    "doubleTapOn": "doubleTapOn: {text: 商品, delay: 50}",
    "longPressOn": "longPressOn: {text: 商品, duration: 900}",
    "swipe": "swipe: {from: 商品, to: '50%, 50%'}",
    "drag": "drag: {from: 商品, to: 我的, duration: 100}",
    "scroll": "scroll",
    "scrollUntilVisible": "scrollUntilVisible: {element: 不在, timeout: 60000, optional: true}",
    "back": "back",
    "pressKey": "pressKey: Volume_Up",
    "hideKeyboard": "hideKeyboard",
    "setOrientation": "setOrientation: landscape_left",
    "inputText": "inputText: '${LOGIN}'",
    "eraseText": "eraseText: 2",
    "pasteText": "setClipboard: 抄\n- pasteText",
    "copyTextFrom": "copyTextFrom: 我.*\n- pasteText",
    "setClipboard": "setClipboard: '${LOGIN}'\n- pasteText",
    "inputAnswer": "inputAnswer: sms",
    "inputRandomText": "inputRandomText: {length: 5}",
    "inputRandomNumber": "inputRandomNumber",
    "inputRandomEmail": "inputRandomEmail",
    "inputRandomPersonName": "inputRandomPersonName",
    "inputRandomCityName": "inputRandomCityName",
    "inputRandomCountryName": "inputRandomCountryName",
    "inputRandomColorName": "inputRandomColorName",
    "repeat": "repeat: {times: 2, commands: [scroll]}",
    "retry": "retry: {commands: [scroll]}",
    "runFlow": "runFlow: {commands: [scroll]}",
    "watch": "watch: {purpose: background, seconds: 0.3}",
    "visitSettings": "tapOn: 我的\n- visitSettings: {pages: 1, optional: true}",
    "useFunctions": "useFunctions: {seconds: 0, optional: true}\n- back",
    "findPolicy": "findPolicy: {maxTaps: 2, maxDepth: 1, seconds: 1}",
}
"""What is done to the phone by these, and what is done to it by their replay, is the same."""
NOTHING = {
    "assertVisible": "assertVisible: 首页",
    "assertNotVisible": "assertNotVisible: 不在",
    "assertTrue": "assertTrue: ${1 < 2}",
    "extendedWaitUntil": "extendedWaitUntil: {visible: 首页}",
    "waitForAnimationToEnd": "waitForAnimationToEnd: {timeout: 300}",
    "takeScreenshot": "takeScreenshot: here",
    "evalScript": "evalScript: ${output.x = 1}",
    "runScript": "runScript: s.js",
    "stillInFront": "stillInFront: 0",
    "askPerson": "askPerson: 请登录",
    "passWalls": "passWalls: {wait: 0}",
}
"""Steps that touch nothing here."""
ELSEWHERE = {"expectConsent", "decideConsent", "closePopups", "probePopups", "grant", "deny"}
"""Steps that need a pop-up or a prompt; their taps are repeated as any."""


def test_every_word_is_known_to_the_replay() -> None:
    words = {step.kind for step in STEPS.values()}
    assert words == WHOLE | TOLD | LOOKS
    assert len(words) == len(WHOLE) + len(TOLD) + len(LOOKS)
    assert words == ACTING.keys() | NOTHING.keys() | ELSEWHERE


@pytest.mark.parametrize("word", [*ACTING, *NOTHING])
def test_what_is_done_to_the_phone_is_done_again(tmp_path: Path, word: str) -> None:
    (tmp_path / "new.apk").write_bytes(b"PK")
    (tmp_path / "s.js").write_text("var x = 1")
    phone, then = recorded(tmp_path, f"- {(ACTING | NOTHING)[word]}\n")
    whole, again, now = replayed(tmp_path, then)
    assert whole, [end.reason for end in now.of(StepEnded)]
    assert _told(again.did, word) == _told(phone.did, word)
    assert (phone.did[3:] != []) is (word in ACTING), "the first three begin every one of these"


def _told(did: list[str], word: str) -> list[str]:
    return [what.partition(" ")[0] for what in did] if word.startswith("inputRandom") else did


def test_a_word_that_the_replay_does_not_know_fails_and_is_named(tmp_path: Path) -> None:
    _, then = recorded(tmp_path, "- takeScreenshot: here\n- back\n")
    _rewrite(
        then, '"kind":"takeScreenshot","label":"","params":{"path":"here"}', '"kind":"jump","label":"","params":{}'
    )
    whole, again, now = replayed(tmp_path, Recording.open(then.folder))
    failed, skipped = now.of(StepEnded)[3:]
    assert not whole
    assert (failed.status, failed.reason) == ("failed", "a replay does not know how `jump` is repeated")
    assert (skipped.status, "back" in again.did) == ("skipped", False)


def test_a_long_press_stays_one(tmp_path: Path) -> None:
    _, then = recorded(tmp_path, "- longPressOn: {text: 商品, duration: 900}\n")
    assert [tap.held_ms for tap in then.of(Tap)] == [900]
    _, _, now = replayed(tmp_path, then)
    assert [tap.held_ms for tap in now.of(Tap)] == [900]


@pytest.mark.parametrize(("written", "held"), [("", 1500), (", duration: 700", 700)])
def test_a_long_press_of_an_older_recording_is_held_as_its_step_says(tmp_path: Path, written: str, held: int) -> None:
    _, then = recorded(tmp_path, f"- longPressOn: {{text: 商品{written}}}\n")
    _rewrite(then, f',"held_ms":{held}', "")
    old = Recording.open(then.folder)
    assert not old.damage and [tap.held_ms for tap in old.of(Tap)] == [None]
    whole, again, _ = replayed(tmp_path, old)
    assert (whole, again.did[-1]) == (True, f"swipe 540,610 540,610 {held}")


def test_taps_in_a_row_keep_their_distance(tmp_path: Path) -> None:
    _, then = recorded(tmp_path, "- tapOn: {text: 商品, repeat: 3, delay: 4000}\n")
    _, again, _ = replayed(tmp_path, then)
    taps = [at for at, what in zip(again.at_ms, again.did, strict=True) if what.startswith("tap")]
    assert len(taps) == 3
    assert all(later - earlier >= 4000 for earlier, later in pairwise(taps))


def test_text_from_the_environment_is_typed_anew_and_stays_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, then = recorded(tmp_path, "- inputText: '${LOGIN}'\n")
    monkeypatch.setenv("LOGIN", "berta-9")
    whole, again, now = replayed(tmp_path, then)
    assert (whole, again.did[-1]) == (True, "type berta-9")
    assert b"berta-9" not in b"".join(file.read_bytes() for file in now.folder.rglob("*") if file.is_file())


@pytest.mark.parametrize(
    ("steps", "reason"),
    [
        (
            "- inputText: secret",
            "what was typed is not in the recording; write it as ${NAME}, and a replay can type it",
        ),
        ("- evalScript: ${output.x = 1}\n- inputText: '${output.x}'", "it uses what a script computed (`output`)"),
        ("- inputText: '${LOGIN}'", "`${LOGIN}` has no value: export LOGIN before the run"),
        ("- updateApp: new.apk", "there is no file "),
    ],
)
def test_what_cannot_be_done_again_fails_and_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, steps: str, reason: str
) -> None:
    package = tmp_path / "new.apk"
    package.write_bytes(b"PK")
    _, then = recorded(tmp_path, f"{steps}\n")
    package.unlink()
    monkeypatch.delenv("LOGIN")
    whole, again, now = replayed(tmp_path, then)
    assert (whole, now.of(StepEnded)[-1].status) == (False, "failed")
    assert now.of(StepEnded)[-1].reason.startswith(reason)
    assert again.did == ["clear", "stop", "launch"]


@pytest.mark.parametrize("written", ["env: {LOGIN: demo}", "env:\n  LOGIN: demo", "env: {'LOGIN': demo}"])
def test_a_name_of_the_scenario_is_not_taken_from_the_environment(tmp_path: Path, written: str) -> None:
    _, then = recorded(tmp_path, "- inputText: '${LOGIN}'\n")
    info = then.info.scenario.model_copy(update={"text": f"name: s\n{written}\n---\n- inputText: ${{LOGIN}}\n"})
    told = then.info.model_copy(update={"scenario": info})
    (then.folder / "recording.json").write_text(told.model_dump_json(), "utf-8")
    whole, again, now = replayed(tmp_path, Recording.open(then.folder))
    assert not whole
    assert now.of(StepEnded)[-1].reason.startswith("`${LOGIN}` was given a value in the scenario (`env`)")
    assert again.did == ["clear", "stop", "launch"]


def test_a_name_of_the_flow_past_a_wall_is_not_taken_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flow = tmp_path / "login.yaml"
    flow.write_text("name: f\nenv: {LOGIN: demo}\n---\n- inputText: ${LOGIN}\n")
    wall = iter([Wall("login_wall", "请登录", 1)])
    monkeypatch.setattr(runner, "await_wall", lambda drive, wait_s: next(wall, None))
    app = PROFILE.model_copy(update={"login": flow})
    phone, then = recorded(tmp_path, "- passWalls: {wait: 0}\n", app)
    assert phone.did[-1] == "type demo"
    whole, again, _ = replayed(tmp_path, then, app=app)
    assert (whole, again.did) == (False, ["clear", "stop", "launch"])


def test_a_tap_that_is_made_again_only_where_nothing_changed_is_not_made_on_another_screen(tmp_path: Path) -> None:
    phone, then = recorded(tmp_path, "- tapOn: {text: 商品, retryTapIfNoChange: true}\n")
    assert [what for what in phone.did if what.startswith("tap")] == ["tap 540,610"] * 2
    pages = {**PAGES, "main": Page(("首页", "推荐"), (Button("我的", "me"), Button("商品", "me")))}
    whole, again, _ = replayed(tmp_path, then, pages=pages)
    assert whole
    assert [what for what in again.did if what.startswith("tap")] == ["tap 540,610"]


def test_nobody_at_the_terminal_fails_the_step_of_a_person(tmp_path: Path) -> None:
    _, then = recorded(tmp_path, "- askPerson: 请登录\n")
    whole, _, now = replayed(tmp_path, then, ask=lambda question, seconds: None)
    assert (whole, now.of(StepEnded)[-1].status) == (False, "failed")


def test_what_went_on_after_a_failure_goes_on_after_it_again(tmp_path: Path) -> None:
    phone, then = recorded(tmp_path, "- openLink: {link: nonsense, optional: true}\n- back\n")
    _, again, now = replayed(tmp_path, then)
    assert again.did == phone.did
    assert [end.status for end in now.of(StepEnded)][3:] == ["failed", "ok"]


def _rewrite(recording: Recording, old: str, new: str) -> None:
    log = recording.folder / "events.jsonl"
    text = log.read_text("utf-8")
    assert old in text
    log.write_text(text.replace(old, new), "utf-8")
