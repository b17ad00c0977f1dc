"""A second set-up has nothing to do, until something that it stands on changes or disappears."""

import subprocess
import sys
from pathlib import Path

import pytest

from tools.setup.stamps import Stamps


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    lock = tmp_path / "lock.txt"
    lock.write_text("one==1")
    return lock


def stamps(folder: Path) -> Stamps:
    return Stamps(folder / "made" / "stamps.json")


def test_what_was_made_from_the_same_inputs_holds_in_the_next_process(tmp_path: Path, lock: Path) -> None:
    place = tmp_path / "place"
    place.touch()
    stamps(tmp_path).keep("part", [lock], [place])
    assert stamps(tmp_path).holds("part", [lock])
    assert not stamps(tmp_path).holds("another part", [lock])


def test_a_changed_input_undoes_it(tmp_path: Path, lock: Path) -> None:
    stamps(tmp_path).keep("part", [lock], [])
    lock.write_text("one==2")
    assert not stamps(tmp_path).holds("part", [lock])


def test_an_input_that_appears_undoes_it(tmp_path: Path, lock: Path) -> None:
    later = tmp_path / "later.txt"
    stamps(tmp_path).keep("part", [lock, later], [])
    later.write_text("")
    assert not stamps(tmp_path).holds("part", [lock, later])


def test_a_place_that_disappears_undoes_it(tmp_path: Path, lock: Path) -> None:
    place = tmp_path / "place"
    place.symlink_to(lock)
    stamps(tmp_path).keep("part", [lock], [place])
    place.unlink()
    place.symlink_to(tmp_path / "gone")
    assert not stamps(tmp_path).holds("part", [lock])


def test_a_set_up_that_breaks_off_does_not_pass_for_the_one_before(tmp_path: Path, lock: Path) -> None:
    stamps(tmp_path).keep("part", [lock], [])
    stamps(tmp_path).forget("part")
    assert not stamps(tmp_path).holds("part", [lock])


@pytest.mark.parametrize("content", ["", "[]", '{"part": 1}', '{"part": {"inputs": ', '{"part": {"places": [1]}}'])
def test_a_spoilt_file_means_that_nothing_was_made(tmp_path: Path, lock: Path, content: str) -> None:
    file = tmp_path / "stamps.json"
    file.write_text(content)
    assert not Stamps(file).holds("part", [lock])
    Stamps(file).keep("part", [lock], [])
    assert Stamps(file).holds("part", [lock])


def test_a_second_set_up_waits_for_the_first_and_says_so(tmp_path: Path) -> None:
    hold = (
        "import pathlib, sys; from tools.setup.stamps import only_one_at_a_time\n"
        "with only_one_at_a_time(pathlib.Path(sys.argv[1])):\n"
        "    print('held', flush=True); sys.stdin.read()\n"
    )

    def start() -> subprocess.Popen[str]:
        command = [sys.executable, "-c", hold, str(tmp_path)]
        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    with start() as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "held\n"
        with start() as second:
            assert second.stdout is not None
            assert "waiting" in second.stdout.readline()
            # As hard an end as there is: the system must let go of the lock.
            first.kill()
            assert second.stdout.readline() == "held\n"
            second.communicate()
