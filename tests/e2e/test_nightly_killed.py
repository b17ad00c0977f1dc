"""A nightly that is killed, stopped or held up, as processes of their own; the phones alone are not there."""

from __future__ import annotations

import os
import random
import signal
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from evidence.confirmations import read_confirmations
from evidence.recording import Recording
from reports.history.night import night
from tests.consentinel.nightly.conftest import place
from tests.consentinel.nightly.places import Place, processes

__all__ = ["place"]

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]


def test_an_app_that_takes_too_long_is_ended_and_judged_as_far_as_it_went(place: Place) -> None:
    """In the first run as in the second, which has what the first left of the budget."""
    place.apps("sleepy", "tired")
    assert place.run(jobs=2, budget_s=1.5, confirm=True, hire=processes) == 1
    assert place.jobs("driven") == ["tired"]
    assert Counter(place.jobs("judge")) == {"sleepy": 1, "tired": 2}
    store = place.store()
    outcomes = {one.task.piece.name: one for one in night(store, store.nightlies("nightly")[0]).outcomes}
    store.close()
    for outcome in outcomes.values():
        (spoiled,) = outcome.failures
        assert (spoiled.error, spoiled.message) == ("OverBudget", "the app's 0.025 minutes were over")
    tired = outcomes["tired"].run
    assert tired is not None and tired.findings["app-2019/3.1"].again == "confirmed"


def _moment(place: Place, chance: random.Random) -> Callable[[], bool]:
    """Something that happens soon: a job begins or ends, or a file is written."""
    count: Callable[[], int] = chance.choice(
        [
            *(lambda what=what: len(place.jobs(what)) for what in ("drive", "at work", "driven", "judge")),
            *(
                lambda name=name: len(list(Path("out").glob(f"*/runs/{name}")))
                for name in ("*/driven.json", "*/result.json", "*/again/driven.json", "*/*/attempt-1/findings.json")
            ),
        ]
    )
    least = count() + chance.randint(1, 2)
    return lambda: count() >= least


def _came_through() -> Counter[str]:
    """How many recordings of each app are whole."""
    recordings = [Recording.open(path.parent) for path in Path("out").glob("*/runs/**/recording.json")]
    # A worker may be killed behind a run's end, before it can say that it drove.
    return Counter(one.info.app.name for one in recordings if one.ended and one.ended.outcome == "completed")


@pytest.mark.parametrize(
    ("seed", "apps", "runs"), [(0, [f"app-{number}" for number in range(8)], 1), (1, ["leaky-1", "leaky-2", "once"], 2)]
)
def test_it_can_be_killed_at_any_moment(place: Place, seed: int, apps: list[str], runs: int) -> None:
    """Killed again and again, with the same start each time: nothing is lost, nothing that was finished is repeated."""
    place.apps(*apps)
    chance = random.Random(seed)
    words = ["--jobs", "2", *(["--confirm"] if runs == 2 else [])]
    for _ in range(4):
        nightly = place.start(*words, FAKE_DRIVE_S="0.3", FAKE_JUDGE_S="0.2")
        if place.reach(nightly, _moment(place, chance)):
            os.kill(nightly.pid, signal.SIGKILL)
        if nightly.wait(100) != -signal.SIGKILL:
            break
    else:
        assert place.start(*words).wait(100) == runs - 1, (place.folder / "output.log").read_text()
    store = place.store()
    (only,) = store.nightlies("nightly")
    assert only.state == "finished"
    assert [task.state for task in store.tasks(only)] == ["judged"] * len(apps)
    assert store.count() == len(apps)
    found = [outcome.run for outcome in night(store, only).outcomes]
    store.close()
    assert _came_through() == dict.fromkeys(apps, runs), "what came through was driven again"
    if runs == 2:
        assert [run.findings["app-2019/3.1"].again for run in found if run] == [
            "confirmed",
            "confirmed",
            "not_confirmed",
        ]
        assert [len(read_confirmations(Path(run.recording))) for run in found if run] == [1, 1, 1]


def test_ctrl_c_lets_the_phone_go_and_the_next_start_goes_on(place: Place) -> None:
    place.apps("fine", "sleepy")
    nightly = place.start("--jobs", "2")
    assert place.reach(nightly, lambda: "sleepy" in place.jobs("at work") and "fine" in place.jobs("judge"))
    os.kill(nightly.pid, signal.SIGINT)
    assert nightly.wait(60) == 2
    assert "stopped; what was recorded is kept" in (place.folder / "output.log").read_text()
    (recording,) = Path("out").glob("*/runs/*sleepy*/*/attempt-1")
    assert "stopped by the user" in (recording / "events.jsonl").read_text()

    place.apps("fine")
    assert place.run() == 0
    assert "going on with" in place.output
    assert place.jobs("drive").count("fine") == 1
