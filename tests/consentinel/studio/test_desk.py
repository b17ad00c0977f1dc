"""What pointing adds to a scenario, what runs, and what is told when it does not."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from consentinel.studio.script import check
from evidence.events import Tap
from evidence.recording import Recording
from harness.errors import ConfigError, LeaseLost, SessionLost
from tests.consentinel.studio.served import a_desk

TEXT = "name: flow\n---\n- tapOn: 我的\n# a remark\n- assertVisible:\n    text: 设置\n- back\n"
ME = (540, 490)
"""On the row 我的."""


def test_a_tap_is_made_and_becomes_a_step(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    desk.start().result()
    desk.tap(*ME, add="tapOn").result()
    assert desk.text.endswith("- launchApp\n- tapOn: 我的\n")
    assert [node["text"] for node in desk.nodes() if node["text"]] == ["我的页面", "设置"]
    assert [tap.target for tap in Recording.open(desk.drive.writer.folder).of(Tap)] == ["我的"]
    desk.close()


def test_an_assertion_adds_a_step_and_touches_nothing(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    desk.start().result()
    desk.add("assertVisible", {"text": "我的"}).result()
    assert desk.text.endswith("- assertVisible: 我的\n")
    assert Recording.open(desk.drive.writer.folder).of(Tap) == ()
    desk.close()


def test_a_long_press_is_made(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    desk.start().result()
    desk.tap(*ME, add="longPressOn").result()
    assert desk.text.endswith("- longPressOn: 我的\n")
    (tap,) = Recording.open(desk.drive.writer.folder).of(Tap)
    assert tap.held_ms
    desk.tap(540, 2100, add="longPressOn").result()
    assert desk.text.endswith("- longPressOn:\n    point: 50%, 88%\n")
    desk.close()


def test_a_selector_means_the_screen_that_was_pointed_at(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    desk.start().result()
    chosen = desk.proposed(*ME)[-1].model_dump(exclude_unset=True)
    desk.tap(*ME, add="tapOn").result()
    desk.add("assertVisible", chosen).result()
    assert desk.message == ""
    assert "我的" in desk.text.rpartition("assertVisible")[2]
    desk.close()


@pytest.mark.parametrize("steps", ["[launchApp]\n", "- launchApp\n  # how it begins\n"])
def test_what_cannot_take_a_step_more_is_told_before_the_phone_is_touched(tmp_path: Path, steps: str) -> None:
    desk = a_desk(tmp_path)
    desk.start().result()
    desk.check(f"name: flow\n---\n{steps}")
    desk.tap(*ME, add="tapOn").result()
    flow = steps.startswith("[")
    assert ("no step can be added" in desk.message) == flow
    assert len(Recording.open(desk.drive.writer.folder).of(Tap)) == (not flow)
    desk.add("assertVisible", {"text": "首页"}).result()
    assert ("no step can be added" in desk.message) == flow
    assert check(desk.text, desk.file).error == ""
    desk.close()


def test_an_edit_during_a_step_or_a_run_is_kept(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    desk.start().result()
    _, edition = desk.draft
    desk.tap(*ME, add="tapOn").result()
    # The page that sends this has not seen the step yet.
    checked = desk.check("name: flow\n---\n- back\n", edition)
    assert (desk.text, checked.error) == ("name: flow\n---\n- back\n- tapOn: 我的\n", "")
    desk.save("name: flow\n---\n- scroll\n", edition)
    assert desk.file.read_text("utf-8") == "name: flow\n---\n- scroll\n- tapOn: 我的\n"
    ran = desk.run(TEXT, 0, 0)
    desk.check("name: edited\n---\n- back\n")
    ran.result()
    assert desk.text == "name: edited\n---\n- back\n"
    desk.close()


def test_looks_do_not_pile_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = a_desk(tmp_path)
    desk.start().result()
    begun, go_on, looks = threading.Event(), threading.Event(), list[int]()
    source = desk.drive.platform.source

    def slow() -> bytes:
        looks.append(1)
        begun.set()
        go_on.wait(10)
        return source()

    monkeypatch.setattr(desk.drive.platform, "source", slow)
    for _ in range(20):
        desk.look()
    begun.wait(10)
    for _ in range(20):
        desk.look()
    go_on.set()
    desk.close()
    assert looks == [1]


def test_the_lease_is_renewed_by_all_that_is_done(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    desk.start().result()
    renewed = list[int]()
    desk.renew = lambda: renewed.append(1)
    desk.look()
    desk.act("back", None).result()
    assert len(renewed) >= 2

    def lost() -> None:
        raise LeaseLost("device 'one' is no longer leased to this run")

    desk.renew = lost
    desk.tap(*ME, add="tapOn").result()
    assert "no longer leased" in desk.message
    assert Recording.open(desk.drive.writer.folder).of(Tap) == ()
    desk.close()


def test_where_no_node_stands_the_point_is_tapped(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    desk.start().result()
    desk.tap(540, 2100, add="tapOn").result()
    assert "point: 50%, 88%" in desk.text
    desk.close()


def test_a_text_runs_whole_from_a_step_and_one_step_alone(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    desk.start().result()
    desk.run(TEXT, 0, 0).result()
    assert (desk.statuses, desk.message) == ({0: "ok"}, "")
    desk.run(TEXT, 1, None).result()
    assert desk.statuses == {1: "ok", 2: "ok"}
    assert check(TEXT, desk.file).lines == (3, 5, 7)
    desk.close()


def test_a_step_that_fails_is_told_and_marked(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    desk.start().result()
    desk.run("name: flow\n---\n- tapOn: {text: 没有, seconds: 0.2}\n- back\n", 0, None).result()
    assert desk.statuses[0] == "failed"
    assert "没有" in desk.message
    desk.close()


@pytest.mark.parametrize(
    ("text", "said", "line"),
    [
        ("name: flow\n---\n- tapOn: 我的\n- tapOm: 设置\n", "did you mean 'tapOn'", 4),
        ("name: flow\n---\n- swipe: SIDEWAYS\n", "swipe", 3),
        ("name: flow\n", "two parts", 1),
    ],
)
def test_a_mistake_is_one_line_with_its_place(tmp_path: Path, text: str, said: str, line: int) -> None:
    checked = check(text, tmp_path / "flow.yaml")
    assert said in checked.error
    assert checked.error.startswith(f"flow.yaml:{line}:")
    assert checked.error_line == line
    assert list(tmp_path.iterdir()) == []


def test_only_a_scenario_is_saved(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    with pytest.raises(ConfigError, match=r"flow\.yaml:3"):
        desk.save("name: flow\n---\n- nonsense\n")
    assert not desk.file.exists()
    desk.save(TEXT)
    assert desk.file.read_text("utf-8") == TEXT
    desk.close()


def test_a_lost_phone_is_a_line_and_not_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = a_desk(tmp_path)
    desk.start().result()

    def lost() -> bytes:
        raise SessionLost("the phone does not answer")

    with monkeypatch.context() as broken:
        broken.setattr(desk.drive.platform, "source", lost)
        desk.tap(*ME, add="tapOn").result()
        assert "the phone does not answer" in desk.message
    desk.tap(*ME, add="tapOn").result()
    assert desk.message == ""
    desk.close()


def test_a_fault_of_the_studio_is_told_on_the_page_and_whole_on_the_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = a_desk(tmp_path)
    desk.start().result()

    def faulty() -> bytes:
        raise LookupError("no such place")

    monkeypatch.setattr(desk.drive.platform, "source", faulty)
    desk.tap(*ME, add="tapOn").result()
    assert desk.message == "the studio itself failed: LookupError: no such place"
    assert "in faulty" in capsys.readouterr().err
    desk.close()
