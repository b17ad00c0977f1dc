"""Writing a recording: names of ours, one clear line when the disk fails, no two attempts in one folder."""

from __future__ import annotations

import errno
import os
import threading
from pathlib import Path

import pytest

from evidence import events as ev
from evidence.clock import Clock
from evidence.errors import EvidenceError
from evidence.recording import Recording
from evidence.traffic import FlowBegin
from evidence.writer import RecordingWriter
from tests.evidence.made import info, write_small


def test_what_was_written_is_what_is_read(tmp_path: Path) -> None:
    write_small(tmp_path / "r")
    recording = Recording.open(tmp_path / "r")
    assert recording.complete and not recording.damage
    assert [event.id for event in recording.events] == list(range(1, len(recording.events) + 1))
    (flow,) = recording.flows
    assert (flow.body, flow.status, flow.messages[0].payload) == (b"hello", 204, b"hi")
    tree = recording.screens[1].tree
    assert tree is not None and tree.windows[0].text == "同意"
    assert recording.text("device", "000001-appops.txt") == "none"


def test_a_second_attempt_never_lands_in_the_same_folder(tmp_path: Path) -> None:
    write_small(tmp_path / "r")
    with pytest.raises(EvidenceError, match="holds a recording already"):
        RecordingWriter(tmp_path / "r", info(), Clock.start())
    (tmp_path / "r" / "recording.json").unlink()
    with pytest.raises(EvidenceError, match="holds a recording already"):
        RecordingWriter(tmp_path / "r", info(), Clock.start())


@pytest.mark.parametrize("kind", ["../evil", "a/b", "", ".hidden", "名", "a\n"])
def test_a_kind_that_is_no_word_of_ours_is_refused(tmp_path: Path, kind: str) -> None:
    writer = RecordingWriter(tmp_path / "r", info(), Clock.start())
    with pytest.raises(ValueError, match="word of ours"):
        writer.device_file(kind, "x")
    assert list((tmp_path / "r" / "device").iterdir()) == []


def test_texts_that_are_not_unicode_can_be_written_and_read(tmp_path: Path) -> None:
    writer = RecordingWriter(tmp_path / "r", info(), Clock.start())
    writer.add(ev.Tap(purpose="step", x=1, y=1, target="half \ud83d"))
    writer.add_traffic(
        FlowBegin(at_ms=1, flow="f1", method="GET", scheme="http", host="a", port=80, path="/\udcff\ud800")
    )
    name = writer.policy_file("odd \udcff")
    writer.close()
    recording = Recording.open(tmp_path / "r")
    assert recording.of(ev.Tap)[0].target == "half \ufffd"
    assert recording.flows[0].path == "/\udcff\ufffd", "a byte that is no UTF-8 stays that byte"
    assert recording.text("policy", name).startswith("odd ")


@pytest.mark.parametrize(
    ("code", "mend"), [(errno.ENOSPC, "free some space"), (errno.EROFS, "may write to"), (errno.EIO, "still there")]
)
def test_a_failing_disk_is_one_clear_line_and_what_was_written_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, mend: str
) -> None:
    folder = tmp_path / "r"
    writer = RecordingWriter(folder, info(), Clock.start())
    writer.add(ev.RunStarted())
    whole = os.write

    def half(descriptor: int, data: bytes) -> int:
        if len(data) > 20:
            return whole(descriptor, bytes(data[:20]))
        raise OSError(code, os.strerror(code))

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", half)
        with pytest.raises(EvidenceError, match=mend) as caught:
            writer.add(ev.AppStopped(package="com.example"))
    assert "\n" not in str(caught.value) and str(folder) in str(caught.value)
    writer.add(ev.RunEnded(outcome="interrupted", reason="disk"))
    writer.close()
    recording = Recording.open(folder)
    assert [event.type for event in recording.events] == ["run.started", "run.ended"]
    assert [one.reason for one in recording.damage] == ["not JSON"]


def test_a_folder_that_may_not_be_made_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(EvidenceError, match="cannot be written"):
        RecordingWriter(tmp_path / "file" / "r", info(), Clock.start())


def test_threads_write_whole_events_with_ids_of_their_own(tmp_path: Path) -> None:
    writer = RecordingWriter(tmp_path / "r", info(), Clock.start())

    def work() -> None:
        for _ in range(100):
            writer.add(ev.AppStopped(package="p"))
            writer.screen_files(b"p", b"s")

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    writer.close()
    recording = Recording.open(tmp_path / "r")
    assert sorted(event.id for event in recording.events) == list(range(1, 401))
    assert len(list((tmp_path / "r" / "screens").glob("*.png"))) == 400


def test_a_recording_is_private(tmp_path: Path) -> None:
    write_small(tmp_path / "r")
    assert (tmp_path / "r").stat().st_mode & 0o077 == 0


class Stars:
    """Hides one word, wherever it is asked to."""

    def __init__(self, word: str) -> None:
        self._word = word

    def mask(self, text: str) -> str:
        return text.replace(self._word, "***")

    def mask_bytes(self, data: bytes) -> bytes:
        return data.replace(self._word.encode(), b"***")

    def mask_source(self, source: bytes) -> bytes:
        return b"<hierarchy/>"


@pytest.mark.parametrize("word", ["tap", "step", "000001", "com.example", "agree", "type", "android", "png"])
def test_events_are_read_whatever_is_hidden(tmp_path: Path, word: str) -> None:
    writer = RecordingWriter(tmp_path / "r", info(), Clock.start())
    writer.hiding = Stars(word)
    writer.add(ev.PhaseStarted(phase=1, path="agree"))
    writer.add(ev.Tap(purpose="step", x=1, y=1, target=f"the {word}"))
    writer.add(ev.AppLaunched(package="com.example.shop", launch=1, fresh=True))
    writer.add(ev.StepStarted(step="1.tap", kind="tap", label=word, params={"text": [word]}))
    writer.add(ev.DeviceState(kind="appops", file=writer.device_file("appops", f"a {word}")))
    writer.close()
    recording = Recording.open(tmp_path / "r")
    assert not recording.damage and len(recording.events) == 5
    assert recording.of(ev.Tap)[0].target == "the ***" and recording.of(ev.Tap)[0].purpose == "step"
    (started,), (state,) = recording.of(ev.StepStarted), recording.of(ev.DeviceState)
    assert (started.step, started.kind, started.label, started.params) == ("1.tap", "tap", "***", {"text": ["***"]})
    assert recording.of(ev.AppLaunched)[0].package == "com.example.shop"
    assert recording.text("device", state.file) == "a ***"
