"""A folder with apps and phones that are not there, in which nightlies are run, in this process or in others."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import yaml
from rich.console import Console

from consentinel.nightly.jobs import ANSWER, Confirm, Done, Drive, Failed, Judge, Said
from consentinel.nightly.order import Order
from consentinel.nightly.running import Compare, run_nightly
from consentinel.nightly.worker import Desk
from consentinel.nightly.workers import Worker, Workers
from reports.history.store import Store
from tests.consentinel.nightly.fake_worker import COMMAND

ROOT = Path(__file__).parents[3]
SCENARIO = "name: first\nrules: [app-2019/3.1]\n---\n- clearState\n- launchApp\n"


class Inline(Worker):
    """Does its jobs in this process, which takes no time to start."""

    def __init__(self) -> None:
        self.jobs, self._since = 0, None

    def do(self, job: Drive | Judge | Confirm, heard: Callable[[str], None], budget_s: float) -> Failed | Done:
        """Do a job and give the last answer."""
        answers = StringIO()
        desk = Desk(answers)
        desk.do(job.model_dump_json())
        desk.close()
        told = [ANSWER.validate_json(line) for line in answers.getvalue().splitlines()]
        for answer in told:
            if isinstance(answer, Said):
                heard(answer.line)
        last = told[-1]
        assert isinstance(last, Done | Failed)
        return last


class InlineWorkers(Workers):
    """Lends such workers."""

    @contextmanager
    def lent(self) -> Iterator[Worker]:
        """A worker."""
        yield Inline()


def processes(logs: Path) -> Workers:
    """Workers as they are, which have phones that are not there."""
    return Workers(logs, COMMAND)


@dataclass
class Place:
    """The folder, as its user sees it."""

    folder: Path
    output: str = ""

    def apps(self, *names: str, **owners: str) -> None:
        """The apps file; an owner for each app that is named so."""
        entries = [
            {"name": name, "package": f"com.example.{name.replace('-', '')}", "label": f"App {name}"}
            | ({"owner": owners[name]} if name in owners else {})
            for name in names
        ]
        (self.folder / "apps.yaml").write_text(yaml.safe_dump({"apps": entries}))

    def devices(self, *names: str) -> None:
        """The devices file."""
        entries = [{"name": name, "udid": f"serial-{name}"} for name in names]
        (self.folder / "devices.yaml").write_text(yaml.safe_dump({"devices": entries}))

    def order(self, **other: Any) -> Order:
        """An order for these apps and devices."""
        values: dict[str, Any] = {
            "apps_file": Path("apps.yaml"),
            "devices_file": Path("devices.yaml"),
            "out": Path("out"),
            "scenarios": ("first.yaml",),
        }
        return Order(**(values | other))

    def run(
        self, compare: Compare | None = None, *, hire: Callable[[Path], Workers] = InlineWorkers, **other: Any
    ) -> int:
        """Run a nightly here; returns its exit status and keeps its output."""
        screen = StringIO()
        console = Console(file=screen, width=200)
        try:
            return run_nightly(self.order(**other), compare or Compare(), console, zh=False, workers=hire)
        finally:
            self.output = screen.getvalue()

    def start(self, *words: str, **environment: str) -> subprocess.Popen[bytes]:
        """Start the real command here, with workers that are fakes."""
        command = [sys.executable, "-m", "tests.consentinel.nightly.fake_nightly", "nightly", "apps.yaml"]
        with (self.folder / "output.log").open("ab") as log:
            return subprocess.Popen(
                [*command, "--scenario", "first.yaml", "--out", "out", *words],
                stdout=log,
                stderr=log,
                env=os.environ | {"PYTHONPATH": str(ROOT)} | environment,
            )

    def reach(self, nightly: subprocess.Popen[bytes], reached: Callable[[], bool]) -> bool:
        """Wait until something is reached; whether it was before the command came to its end."""
        while not reached():
            if nightly.poll() is not None:
                return False
            time.sleep(0.02)
        return True

    def jobs(self, what: str) -> list[str]:
        """The apps that workers drove or judged."""
        file = self.folder / "jobs.jsonl"
        lines = [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []
        return [line["app"] for line in lines if line["what"] == what]

    def store(self) -> Store:
        """The results."""
        return Store.open("out/results.db")

    def page(self) -> str:
        """The latest nightly's page."""
        return sorted(Path("out").glob("*/index.html"))[-1].read_text()
