"""Which recordings go when there is no room, and which never do."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from consentinel.nightly.retention import make_room
from consentinel.nightly.running import Compare
from reports.history.reading import judged_runs
from tests.consentinel.nightly.places import Place

APPS = ("fine", "leaky", "late", "unsure")


@pytest.fixture
def kept(place: Place) -> dict[str, Path]:
    """A night of four recordings, and where each lies."""
    place.apps(*APPS)
    place.run()
    return recordings(place)


def recordings(place: Place) -> dict[str, Path]:
    store = place.store()
    runs = judged_runs(store, store.nightlies("nightly")[0])
    store.close()
    return {run.task.piece.name: Path(run.recording) for run in runs.values()}


def let_go(place: Place, *, quota: int | None = 0, keep_s: float | None = None) -> set[str]:
    """Make room; returns the apps whose recordings are gone."""
    before = {name: path for name, path in recordings(place).items() if path.exists()}
    store = place.store()
    room = make_room(store, place.folder / "out", quota_bytes=quota, keep_s=keep_s, now_s=time.time() + 1)
    assert {path.resolve() for path in room.gone} == {path for path in before.values() if not path.exists()}
    store.close()
    return {name for name, path in before.items() if not path.exists()}


def test_the_oldest_without_violations_go_first(place: Place, kept: dict[str, Path]) -> None:
    store = place.store()
    sizes = {Path(one.recording): one.bytes for one in store.kept()}
    store.close()
    total = sum(sizes.values())
    assert let_go(place, quota=total) == set()
    assert let_go(place, quota=total - 1) == {"fine"}
    assert let_go(place, quota=sizes[kept["leaky"]]) == {"late", "unsure"}
    assert let_go(place, quota=0) == {"leaky"}


def test_findings_and_pages_stay_when_recordings_go(place: Place, kept: dict[str, Path]) -> None:
    assert let_go(place) == set(APPS)
    assert not any(path.parent.exists() for path in kept.values())
    assert all((path.parent.parent / "report.html").is_file() for path in kept.values())
    store = place.store()
    (leaky,) = [
        run for run in judged_runs(store, store.nightlies("nightly")[0]).values() if run.task.piece.name == "leaky"
    ]
    assert leaky.findings["app-2019/3.1"].verdict == "violation"
    assert not leaky.kept
    assert store.kept() == ()
    store.close()
    assert place.run(Compare(since="2000-01-01")) == 1


@pytest.mark.parametrize("what", ["review", "seal", "bag", "mark of the run", "mark of the night"])
def test_what_somebody_points_at_stays(place: Place, kept: dict[str, Path], what: str) -> None:
    recording = kept["fine"]
    match what:
        case "review":
            (recording / "reviews.jsonl").write_text("{}\n")
        case "seal":
            bag = recording.with_name("attempt-1-sealed")
            bag.mkdir()
            (bag / "bagit.txt").write_text("BagIt-Version: 1.0\n")
        case "bag":
            (recording / "bagit.txt").write_text("BagIt-Version: 1.0\n")
        case "mark of the run":
            (recording.parent / "KEEP").touch()
        case "mark of the night":
            (recording.parents[3] / "KEEP").touch()
    gone = let_go(place)
    assert gone == (set() if what == "mark of the night" else {"leaky", "late", "unsure"})


def test_a_baseline_keeps_its_recordings(place: Place, kept: dict[str, Path]) -> None:
    store = place.store()
    store.set_baseline(store.nightlies("nightly")[0], "release")
    store.close()
    assert let_go(place) == set()


def test_nothing_goes_that_lies_elsewhere(place: Place) -> None:
    place.apps("fine")
    place.run()
    assert place.run(recordings=Path("out"), out=Path("elsewhere"), quota_bytes=0) == 0
    assert all(path.exists() for path in recordings(place).values())


def test_old_recordings_go_without_any_quota(place: Place, kept: dict[str, Path]) -> None:
    assert let_go(place, quota=None, keep_s=10_000_000_000) == set()
    assert let_go(place, quota=None, keep_s=0) == set(APPS)


def test_a_disk_that_cannot_be_cleared_keeps_apps_from_being_tried(place: Place) -> None:
    place.apps("fine", "leaky")
    place.run(Compare(name_it="release"))
    assert place.run(quota_bytes=1) == 3
    assert "fine first.yaml: not judged: no room: what must be kept is" in place.output
    assert place.jobs("drive").count("fine") == 1
