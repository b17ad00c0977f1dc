"""`import --screens`: a recording of pictures and sources that somebody else took."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from consentinel.cli import app
from evidence.recording import Recording
from tests.consentinel.strangers import consent_screen, encoded, ios_alert, source


def call(*words: object) -> tuple[int, str]:
    """Exit status and all that was printed."""
    done = CliRunner().invoke(app, [str(word) for word in words])
    return done.exit_code, done.output


@pytest.fixture
def screens(tmp_path: Path) -> Path:
    """Two pairs and a source alone."""
    folder = tmp_path / "screens"
    folder.mkdir()
    screen = consent_screen()
    (folder / "1.png").write_bytes(screen.png())
    (folder / "1.xml").write_bytes(b"\xef\xbb\xbf" + source(screen) + b"UI hierchary dumped to: /dev/tty\n")
    (folder / "2.jpg").write_bytes(encoded(screen, "JPEG", 0.5))
    (folder / "2.xml").write_bytes(source(screen))
    (folder / "3.xml").write_bytes(ios_alert("提示", "请登录后再进行操作", "确定"))
    return folder


def imported(screens: Path, out: Path, *words: object) -> Path:
    """The recording that was made."""
    status, output = call("import", "--screens", screens, "--out", out, *words)
    assert status == 0, output
    return Path(output.strip().splitlines()[-1].removeprefix("recording").strip())


def test_screens_become_a_recording_that_opens(screens: Path, tmp_path: Path) -> None:
    folder = imported(screens, tmp_path / "runs", "--app", "com.example.shop")
    recording = Recording.open(folder)
    assert not recording.damage and recording.info.app.package == "com.example.shop"
    taken = [screen.taken for screen in recording.screens.values()]
    assert [(one.platform, one.width, one.height) for one in taken] == [
        ("android", 1080, 2400),
        ("android", 540, 1200),
        ("ios", 390, 844),
    ]
    assert [one.package for one in taken] == ["com.example.shop", "com.example.shop", "com.a.ios"]
    assert (taken[0].picture, taken[1].picture, taken[2].picture) == ("000001.png", "000002.jpg", None)
    assert all(screen.tree is not None for screen in recording.screens.values())
    assert recording.screens[2].picture == (screens / "2.jpg").read_bytes()


def test_it_judges_and_reports(screens: Path, tmp_path: Path) -> None:
    folder = imported(screens, tmp_path / "runs")
    status, output = call("judge", folder)
    assert status in (0, 1, 3), output
    verdicts = {one["rule"]: one["verdict"] for one in json.loads((folder / "findings.json").read_text())["findings"]}
    assert "pass" not in verdicts.values()
    assert call("report", folder)[0] == 0
    assert (folder / "report.html").stat().st_size > 10_000


def test_the_app_is_the_one_in_front_unless_it_is_told(screens: Path, tmp_path: Path) -> None:
    assert Recording.open(imported(screens, tmp_path / "a")).info.app.package == "com.example.shop"


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [("4.png", b"no picture", "4.png"), ("4.xml", b"<a>", "4.xml"), ("4.xml", b"", "empty")],
)
def test_one_bad_file_makes_no_recording(screens: Path, tmp_path: Path, name: str, content: bytes, says: str) -> None:
    (screens / name).write_bytes(content)
    status, output = call("import", "--screens", screens, "--out", tmp_path / "runs")
    assert status == 2 and says in output and not (tmp_path / "runs").exists()


def test_screens_stand_alone(screens: Path, tmp_path: Path) -> None:
    status, output = call("import", "--screens", screens, "--consent-at", "3", "--out", tmp_path / "runs")
    assert status == 2 and "--screens" in output
