"""Phones that are not there: what drives one is replaced where the harness brings it up, and nothing else.

What a fake run is like is told by the names: a device whose name begins with `dead` never answers, one with `dying` is
lost in mid-run; an app named `leaky` sends an identifier before it has asked; `unseen` is not watched to the end;
`killer` ends the process that drives it, the first time.
"""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import consentinel.lending
import harness.run
from evidence import events as ev
from evidence.info import RecordingInfo
from harness.appium.server import AppiumServer
from harness.attempt import Plan
from harness.config.devices import Device
from harness.errors import PhoneOffline, SessionLost
from harness.leases import phone_of
from harness.lock import only_user_of
from tests.detectors.first_launch import run
from tests.recordings import ANDROID_ID, Tape

DRIVE_S = 0.3


class FakeAppium:
    """A server that is never asked."""

    def __init__(self, at: object, log: Path) -> None:
        log.parent.mkdir(parents=True, exist_ok=True)
        self.log = log

    def __enter__(self) -> FakeAppium:
        return self

    def __exit__(self, *_: object) -> None:
        self.log.touch()


@contextmanager
def fake_device_session(device: Device, appium: AppiumServer, report: object = None) -> Iterator[Any]:
    """A phone that one run at a time may have."""
    if device.name.startswith("dead"):
        raise PhoneOffline(f"{device.serial} is offline")
    with only_user_of(phone_of(device)):
        yield SimpleNamespace(device=device)


def fake_run_attempt(plan: Plan, number: int, folder: Path, platform: Any, ca: object) -> None:
    """A first launch as the tape has it."""
    _log(plan, "begins")
    if plan.app.name == "killer" and not Path("killed").exists():
        Path("killed").touch()
        os.kill(os.getpid(), signal.SIGKILL)
    tape = Tape(folder, says=as_planned(plan, number))
    for step in plan.scenario.steps:
        plan.report(step.kind)
    time.sleep(DRIVE_S)
    if plan.device.name.startswith("dying"):
        tape.watch("baseline", seconds=5)
        tape.add(ev.RunEnded(outcome="interrupted", reason="SessionLost: gone"))
        tape.writer.close()
        raise SessionLost("the phone no longer answers")

    def leak(tape: Tape) -> None:
        if plan.app.name == "leaky":
            tape.flow(body=ANDROID_ID.encode())

    if plan.app.name == "unseen":
        tape.phase("agree")
        tape.launch()
        tape.watch("first_launch", completed=False)
        tape.end("failed")
    else:
        run(tape, before=leak).end()
    _log(plan, "ends")


def install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the fakes where the harness and the plugin look for the real ones."""
    monkeypatch.setattr(harness.run, "device_session", fake_device_session)
    monkeypatch.setattr(harness.run, "run_attempt", fake_run_attempt)
    monkeypatch.setattr(consentinel.lending, "AppiumServer", FakeAppium)


def drives() -> list[dict[str, str]]:
    """Every fake run in this folder, as it began and ended."""
    return [json.loads(line) for line in Path("drives.jsonl").read_text().splitlines()]


def _log(plan: Plan, what: str) -> None:
    line = {"what": what, "app": plan.app.name, "device": plan.device.name, "process": os.getpid()}
    with Path("drives.jsonl").open("a") as file:
        file.write(json.dumps(line) + "\n")


def as_planned(plan: Plan, number: int, **app: str | None) -> Callable[[RecordingInfo], RecordingInfo]:
    """Has a recording's head say whose it is; more about the app goes by its fields."""

    def says(info: RecordingInfo) -> RecordingInfo:
        return info.model_copy(
            update={
                "attempt": number,
                "run_id": plan.run_id,
                "app": info.app.model_copy(update={"name": plan.app.name} | app),
                "device": info.device.model_copy(update={"name": plan.device.name}),
                "scenario": info.scenario.model_copy(update={"name": plan.scenario.header.name}),
            }
        )

    return says
