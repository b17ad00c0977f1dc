"""A nightly that is killed, stopped or held up, as processes of their own; the phones alone are not there."""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from pathlib import Path

import pytest

from reports.history.night import night
from tests.consentinel.nightly.conftest import place
from tests.consentinel.nightly.places import Place, processes

__all__ = ["place"]

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]


def test_an_app_that_takes_too_long_is_ended_and_judged_as_far_as_it_went(place: Place) -> None:
    place.apps("sleepy", "fine")
    assert place.run(jobs=2, budget_s=1.5, hire=processes) == 0
    assert "sleepy" not in place.jobs("driven")
    assert place.jobs("judge").count("sleepy") == 1
    store = place.store()
    (spoiled,) = [one for outcome in night(store, store.nightlies("nightly")[0]).outcomes for one in outcome.failures]
    store.close()
    assert (spoiled.error, spoiled.message) == ("OverBudget", "the app's 0.025 minutes were over")


APPS = [f"app-{number}" for number in range(8)]


@pytest.mark.parametrize("seed", range(2))
def test_it_can_be_killed_at_any_moment(place: Place, seed: int) -> None:
    """Killed again and again, with the same start each time: nothing is lost, nothing that was finished is repeated."""
    place.apps(*APPS)
    chance = random.Random(seed)
    for _ in range(4):
        nightly = place.start("--jobs", "2", FAKE_DRIVE_S="0.3", FAKE_JUDGE_S="0.2")
        time.sleep(chance.uniform(1.5, 4.0))
        os.kill(nightly.pid, signal.SIGKILL)
        nightly.wait()
    assert place.start("--jobs", "2").wait(100) == 0, (place.folder / "output.log").read_text()
    store = place.store()
    (only,) = store.nightlies("nightly")
    assert only.state == "finished"
    assert [task.state for task in store.tasks(only)] == ["judged"] * len(APPS)
    assert store.count() == len(APPS)
    store.close()
    # What came through was never driven again.
    assert Counter(place.jobs("driven")) == dict.fromkeys(APPS, 1)


def test_ctrl_c_lets_the_phone_go_and_the_next_start_goes_on(place: Place) -> None:
    place.apps("fine", "sleepy")
    nightly = place.start("--jobs", "2")
    while "sleepy" not in place.jobs("drive") or "fine" not in place.jobs("judge"):
        time.sleep(0.1)
        assert nightly.poll() is None
    time.sleep(0.5)
    os.kill(nightly.pid, signal.SIGINT)
    assert nightly.wait(60) == 2
    assert "stopped; what was recorded is kept" in (place.folder / "output.log").read_text()
    (recording,) = Path("out").glob("*/runs/*sleepy*/*/attempt-1")
    assert "stopped by the user" in (recording / "events.jsonl").read_text()

    place.apps("fine")
    assert place.run() == 0
    assert "going on with" in place.output
    assert place.jobs("drive").count("fine") == 1
