"""What pointing adds to a scenario, what runs, and what is told when it does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from consentinel.studio.script import check
from evidence.events import Tap
from evidence.recording import Recording
from harness.errors import ConfigError, SessionLost
from tests.consentinel.studio.served import a_desk

TEXT = "name: flow\n---\n- tapOn: 我的\n# a remark\n- assertVisible:\n    text: 设置\n- back\n"
ME = (540, 490)
"""On the row 我的."""


def test_a_tap_is_made_and_becomes_a_step(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    desk.start().result()
    desk.tap(*ME, 0, add="tapOn").result()
    assert desk.text.endswith("- launchApp\n- tapOn: 我的\n")
    assert [node["text"] for node in desk.nodes() if node["text"]] == ["我的页面", "设置"]
    assert [tap.target for tap in Recording.open(desk.drive.writer.folder).of(Tap)] == ["我的"]
    desk.close()


def test_an_assertion_adds_a_step_and_touches_nothing(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    desk.start().result()
    desk.tap(*ME, 0, add="assertVisible").result()
    assert desk.text.endswith("- assertVisible: 我的\n")
    assert Recording.open(desk.drive.writer.folder).of(Tap) == ()
    desk.close()


def test_where_no_node_stands_the_point_is_tapped(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    desk.start().result()
    desk.tap(540, 2100, 0, add="tapOn").result()
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
        desk.tap(*ME, 0, add="tapOn").result()
        assert "the phone does not answer" in desk.message
    desk.tap(*ME, 0, add="tapOn").result()
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
    desk.tap(*ME, 0, add="tapOn").result()
    assert desk.message == "the studio itself failed: LookupError: no such place"
    assert "in faulty" in capsys.readouterr().err
    desk.close()
