"""A worker that does its jobs in no time: phones are not there, and what is found goes by the app's name.

Everything else is the product's own: processes, jobs, files, leases, attempts. `leaky` violates a rule, `late` does
from the second night on, `unsure` cannot be judged, `sleepy` takes a minute, `killer` ends the process that drives it
the first time, `poison` that which judges it, `broken` cannot be judged by any process. In a second run `once` does
not violate its rule any more, `fragile` loses its phone, and `tired` takes a minute. Each job is noted in `jobs.jsonl`
of the folder where the nightly was called.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import consentinel.confirming
import consentinel.judging
import consentinel.lending
import harness.run
from consentinel.nightly import worker
from consentinel.nightly.jobs import AGAIN
from detectors.rules.finding import EvidenceRef, Finding, Findings, Text, Verdict
from evidence import events as ev
from evidence.recording import Recording
from harness.attempt import Plan
from harness.errors import SessionLost
from tests.consentinel.pytest_plugin.fake_phones import FakeAppium, as_planned, fake_device_session
from tests.recordings import Tape

COMMAND = (sys.executable, "-m", "tests.consentinel.nightly.fake_worker")
WORDS = Text(zh="看到的", en="what was seen")
JUDGE_S = float(os.environ.get("FAKE_JUDGE_S", "0"))
DRIVE_S = float(os.environ.get("FAKE_DRIVE_S", "0"))


def note(what: str, app: str, **more: object) -> None:
    """Note a job."""
    with Path("jobs.jsonl").open("a") as file:
        file.write(json.dumps({"what": what, "app": app, "process": os.getpid(), **more}) + "\n")


def fake_run_attempt(plan: Plan, number: int, folder: Path, platform: Any, ca: object) -> None:
    """A run that only begins and ends."""
    note("drive", plan.app.name, device=plan.device.name)
    once = Path(f"killed-{plan.app.name}")
    if plan.app.name == "killer" and not once.exists():
        once.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    again = AGAIN in folder.parts
    tape = Tape(folder, says=as_planned(plan, number, package=plan.app.package))
    try:
        note("at work", plan.app.name)
        time.sleep(60 if plan.app.name == "sleepy" or (plan.app.name == "tired" and again) else DRIVE_S)
    except KeyboardInterrupt:
        tape.add(ev.RunEnded(outcome="interrupted", reason="stopped by the user"))
        tape.writer.close()
        raise
    if plan.device.name.startswith("dying") or (plan.app.name == "fragile" and again):
        tape.add(ev.RunEnded(outcome="interrupted", reason="SessionLost: gone"))
        tape.writer.close()
        raise SessionLost("the phone no longer answers")
    tape.add(ev.StepStarted(step="1", kind="launchApp"))
    tape.wait(1000)
    tape.add(ev.StepEnded(step="1", status="ok"))
    tape.end()
    note("driven", plan.app.name)


def fake_judge(folder: Path) -> tuple[Recording, Findings]:
    """What is found goes by the app's name."""
    recording = Recording.open(folder)
    app = recording.info.app.name.partition("-")[0]
    note("judge", recording.info.app.name)
    once = Path(f"judged-{app}")
    if app == "broken" or (app == "poison" and not once.exists()):
        once.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(JUDGE_S)
    late = app == "late" and Path("second-night").exists()
    again = app in ("fragile", "tired") or (app == "once" and AGAIN not in folder.parts)
    verdict = Verdict.VIOLATION if app == "leaky" or late or again else Verdict.PASS
    ref = EvidenceRef(kind="flow", id="f1", label=WORDS, place="body", identifier="imei")
    found = (
        Finding(
            rule="app-2019/3.1",
            verdict=Verdict.INCONCLUSIVE if app == "unsure" else verdict,
            detector="collection",
            detector_version=1,
            message=WORDS,
            reason=WORDS if app == "unsure" else None,
            evidence=(ref,) if verdict is Verdict.VIOLATION else (),
        ),
    )
    info = recording.info
    findings = Findings(run_id=info.run_id, attempt=info.attempt, catalogue_version="fake", findings=found)
    consentinel.judging.write_file(folder / "findings.json", findings.to_json())
    return recording, findings


def fake_report(recording: Recording, findings: Findings, folder: Path, formats: object, **_: object) -> list[Path]:
    """A page, so that there is something to link to."""
    page = folder / "report.html"
    page.write_text(f"<!doctype html><title>{recording.info.app.name}</title>")
    return [page]


def install(put: Callable[[Any, str, Any], None] = setattr) -> None:
    """Put the fakes where the product looks for the real ones."""
    put(harness.run, "device_session", fake_device_session)
    put(harness.run, "run_attempt", fake_run_attempt)
    put(consentinel.lending, "AppiumServer", FakeAppium)
    put(consentinel.judging, "judge_folder", fake_judge)
    put(consentinel.confirming, "judge_folder", fake_judge)
    put(consentinel.judging, "write_report", fake_report)


if __name__ == "__main__":
    install()
    worker.main()
