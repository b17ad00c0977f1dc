"""A nightly from its order to its page, and what becomes of it when phones or workers die."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest

from consentinel.nightly.running import Compare
from harness.errors import ConfigError
from reports.history.night import night
from tests.consentinel.nightly.places import Place, processes


def test_two_nights(place: Place) -> None:
    """What is found is told, kept and compared; what was there before is not told again."""
    place.apps("fine", "late", "leaky", "unsure", leaky="growth")
    assert place.run(jobs=2) == 1
    assert "the first one" in place.output
    assert "1 new, 1 lost, 0 fixed, 0 still, 0 not judged" in place.output
    assert Counter(place.jobs("drive")) == {"fine": 1, "late": 1, "leaky": 1, "unsure": 1}

    Path("second-night").touch()
    assert place.run(Compare(name_it="good"), jobs=2) == 1
    assert "1 new, 0 lost, 0 fixed, 1 still, 0 not judged" in place.output
    store = place.store()
    latest = store.nightlies("nightly")[0]
    assert store.baselines("nightly") == {"good": latest}
    told = night(store, latest)
    store.close()
    assert {o.task.piece.name: o.run.device for o in told.outcomes if o.run}.keys() == {
        "fine",
        "late",
        "leaky",
        "unsure",
    }
    assert {step.kind for step in told.slowest} == {"launchApp"}
    page = place.page()
    assert 'href="runs/' in page
    assert "App late" in page

    # The third night is like the second: nothing is new, also beside the baseline.
    assert place.run(Compare(baseline="good"), only=("growth", "fine")) == 0
    assert "0 new, 0 lost, 0 fixed, 1 still" in place.output


def test_only_the_equipment_is_tried_again(place: Place) -> None:
    place.apps("fine", "killer", "poison", "broken")
    place.devices("dying", "two")
    assert place.run(attempts=2, hire=processes) == 3
    # The first phone dies under the first app; then it is passed over.
    assert place.jobs("drive").count("fine") == 2
    assert place.jobs("drive").count("killer") == 2
    assert Counter(place.jobs("judge")) == {"fine": 1, "killer": 1, "poison": 2, "broken": 2}
    assert "broken first.yaml: not judged: it could not be judged: the worker was ended by SIGKILL" in place.output
    store = place.store()
    told = night(store, store.nightlies("nightly")[0])
    store.close()
    failures = {outcome.task.piece.name: [one.error for one in outcome.failures] for outcome in told.outcomes}
    assert failures["fine"] == ["SessionLost"]
    assert failures["killer"] == ["WorkerDied"]
    assert {one.device: one.failures for one in told.health}["dying"] == 1


def test_without_any_phone_nothing_passes(place: Place) -> None:
    place.apps("fine")
    place.devices("dead")
    assert place.run(attempts=1) == 3
    assert "fine first.yaml: not judged: PhoneOffline: serial-dead is offline" in place.output


def test_recordings_that_others_made_are_judged_without_any_device(place: Place) -> None:
    place.apps("fine", "leaky")
    place.run()
    (place.folder / "devices.yaml").unlink()
    (recording,) = Path("out").glob("*/runs/*leaky*/*/attempt-1")
    shutil.copytree(recording, recording.with_name("attempt-1-sealed") / "data")
    (recording.with_name("attempt-1-sealed") / "bagit.txt").touch()
    assert place.run(recordings=Path("out"), out=Path("elsewhere")) == 1
    assert Counter(place.jobs("drive")) == {"fine": 1, "leaky": 1}
    assert Counter(place.jobs("judge")) == {"fine": 2, "leaky": 2}


def test_every_app_on_every_device(place: Place) -> None:
    place.apps("fine", "leaky")
    assert place.run(each=True, jobs=2) == 1
    store = place.store()
    runs = {(o.task.piece.name, o.task.piece.device) for o in night(store, store.nightlies("nightly")[0]).outcomes}
    store.close()
    assert runs == {(app, device) for app in ("fine", "leaky") for device in ("one", "two")}


def test_mistakes_are_one_line_before_anything_starts(place: Place) -> None:
    place.apps("fine")
    with pytest.raises(ConfigError, match=r"--only: apps.yaml has no app or owner 'fin', did you mean 'fine'"):
        place.run(only=("fin",))
    with pytest.raises(ConfigError, match="no device has the name or tag 'three'"):
        place.run(devices=("three",))
    with pytest.raises(ConfigError, match="there is no nightly 'good'; baselines are none yet"):
        place.run(Compare(baseline="good"))
    with pytest.raises(ConfigError, match="--since: there is no nightly 'noon'"):
        place.run(Compare(since="noon"))
    assert place.jobs("drive") == []
