"""`nightly --confirm`: violations are tried again, within the budget, once, and told as seen again or not."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from typer.testing import CliRunner

from consentinel.cli import app
from consentinel.nightly.bulletin import bulletin
from consentinel.nightly.messages import message
from consentinel.nightly.notify import Notice, Webhook
from consentinel.nightly.running import Compare
from evidence.confirmations import Confirmation, read_confirmations
from harness.config.devices import load_devices
from reports.history.night import Night, night
from tests.consentinel.nightly.places import Place


def told(place: Place) -> Night:
    store = place.store()
    found = night(store, store.nightlies("nightly")[0])
    store.close()
    return found


def marks(place: Place) -> dict[str, str]:
    """What came of trying again, by app."""
    outcomes = [outcome for outcome in told(place).outcomes if outcome.run is not None]
    return {one.task.piece.name: said.again for one in outcomes if one.run for said in one.run.findings.values()}


def confirmations(app: str) -> tuple[Confirmation, ...]:
    (recording,) = Path("out").glob(f"*/runs/*{app}*/*/attempt-1")
    return read_confirmations(recording)


def test_every_violation_is_tried_again_once(place: Place) -> None:
    place.apps("fine", "leaky", "once", "unsure", once="growth")
    assert place.run(jobs=2, confirm=True) == 1
    assert Counter(place.jobs("drive")) == {"fine": 1, "leaky": 2, "once": 2, "unsure": 1}
    assert marks(place) == {"fine": "", "leaky": "confirmed", "once": "not_confirmed", "unsure": ""}
    assert "1 seen again in a second run, 1 not seen again in a second run" in place.output
    (one,) = confirmations("leaky")
    (recording,) = Path("out").glob("*/runs/*leaky*/*/attempt-1")
    second = (recording / one.folder).resolve()
    assert (second / "recording.json").is_file() and "again" in second.parts
    assert (second.parents[1] / "report.html").is_file()
    page = place.page()
    assert "第二次运行复现" in page and "第二次运行未复现" in page
    assert "a-confirmed" in page and "a-not_confirmed" in page

    # Judged anew, a second run is none of an app's own; there is no phone to try anything on.
    assert place.run(recordings=Path("out"), out=Path("elsewhere")) == 1
    assert Counter(place.jobs("judge"))["leaky"] == 3


def test_messages_say_what_was_seen_again(place: Place) -> None:
    place.apps("leaky", "once", "fragile")
    place.run(confirm=True)
    part = bulletin(told(place), lambda owner: True)
    hook = Webhook.model_validate({"name": "team", "kind": "json", "url": "http://x/"})
    value = json.loads(message(Notice(hook, "http://x/", "", ""), part, 0.0).body)
    assert {one["app"]: one["second_run"] for one in value["changes"]} == {
        "leaky": "confirmed",
        "once": "not_confirmed",
        "fragile": "not_retried",
    }
    chat = Notice(hook.model_copy(update={"kind": "dingtalk"}), "http://x/", "", "")
    text = message(chat, part, 0.0).body.decode()
    for words in ("［第二次运行复现］", "［第二次运行未复现］", "［未能复测］"):
        assert words in text


def test_equipment_that_fails_in_the_second_run_takes_nothing_back(place: Place) -> None:
    place.apps("fragile")
    assert place.run(attempts=2, confirm=True) == 1
    assert place.jobs("drive").count("fragile") == 3
    assert marks(place) == {"fragile": "not_retried"}
    (one,) = confirmations("fragile")
    assert "the equipment failed in the second run: SessionLost" in one.retried[0].said.en
    health = {one.device: one.failures for one in told(place).health}
    assert health == {"one": 2}, "the second run is made on the first one's device"


def test_a_second_run_that_was_compared_is_not_made_again(place: Place) -> None:
    place.apps("leaky")
    place.run(confirm=True)
    (task,) = Path("out").glob("*/runs/*leaky*")
    # As if the process had been killed after the comparison, before its result was written.
    store = place.store()
    with store.session() as session:
        from reports.history.models import FindingRow, HostRow, NightlyRow, RunRow, StepRow, TaskRow

        for table in (FindingRow, HostRow, StepRow, RunRow):
            session.query(table).delete()
        session.query(TaskRow).update({"state": "planned"})
        session.query(NightlyRow).update({"state": "running", "ended_s": None})
    store.close()
    result = json.loads((task / "result.json").read_text())
    for finding in result["findings"]:
        finding |= {"again": "", "again_zh": "", "again_en": ""}
    (task / "result.json").write_text(json.dumps(result))

    assert place.run(confirm=True) == 1
    assert place.jobs("drive").count("leaky") == 2
    assert len(confirmations("leaky")) == 1
    assert marks(place) == {"leaky": "confirmed"}


def test_a_reviewed_night_goes_on_being_told_with_both(place: Place) -> None:
    place.apps("leaky")
    place.run(confirm=True)
    (recording,) = Path("out").glob("*/runs/*leaky*/*/attempt-1")
    words = ["review", str(recording), "app-2019/3.1", "--reject", "--comment", "a test account", "--by", "Li Lei"]
    assert CliRunner().invoke(app, words).exit_code == 0
    assert place.run(Compare(), confirm=True) == 0
    assert "1 rejected by reviewers" in place.output
    assert "a test account" in place.page()


def test_recordings_cannot_be_tried_again(place: Place) -> None:
    done = CliRunner().invoke(app, ["nightly", "--recordings", "out", "--confirm"], env={"COLUMNS": "200"})
    assert done.exit_code == 2
    assert "recordings are not driven" in done.output + done.stderr
    assert [device.name for device in load_devices(Path("devices.yaml"))] == ["one", "two"]
