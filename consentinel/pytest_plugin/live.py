"""A session that a test in Python drives itself, recorded and captured like any other."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from consentinel.judging import judge_folder
from consentinel.pytest_plugin.farm import Farm
from consentinel.running import find_scenario
from detectors.rules.finding import Findings
from evidence.recording import Recording
from harness.attempt import Live
from harness.config.apps import AppProfile
from harness.config.devices import Device
from harness.platforms.base import Platform
from harness.scenario.drive import Drive, Seen
from harness.scenario.load import load_scenario
from harness.scenario.model import Header, Scenario


class Session:
    """The app on a device, installed and not yet started; ends with the test, or at `end` or `judge`.

    Every method that reaches the phone raises InfraError when the equipment fails.
    """

    def __init__(self, device: Device, app: AppProfile, live: Live, stack: ExitStack) -> None:
        self.device = device
        self.app = app
        self._live = live
        self._stack = stack

    @property
    def folder(self) -> Path:
        """The folder of the recording."""
        return self._live.drive.writer.folder

    @property
    def drive(self) -> Drive:
        """Taps, screens and waits that are recorded with their purpose."""
        return self._live.drive

    @property
    def phone(self) -> Platform:
        """The phone itself; what is done to it here leaves no event in the recording."""
        return self._live.drive.platform

    def play(self, scenario: str | Path) -> bool:
        """Run the steps of a scenario, a file or a shipped one by name; whether each did what it says."""
        return self._live.play(find_scenario(str(scenario)))

    def steps(self, text: str) -> bool:
        """Run steps as they stand in a scenario below its `---`; whether each did what it says. Raises ConfigError."""
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "steps.yaml"
            file.write_text(f"name: steps\n---\n{text}\n", "utf-8")
            return self._live.play(load_scenario(file))

    def screen(self) -> Seen:
        """Record the present screen."""
        return self._live.drive.screen()

    def end(self) -> Recording:
        """Put the phone back and close the recording; nothing can be driven after that."""
        self._stack.close()
        return Recording.open(self.folder)

    def judge(self) -> Findings:
        """End, and judge what was recorded."""
        self._stack.close()
        return judge_folder(self.folder)[1]


@contextmanager
def open_session(farm: Farm, device: Device, app: AppProfile, name: str) -> Iterator[Session]:
    """A session of a test with that name."""
    scenario = Scenario(header=Header(name=name), steps=(), text="", source="")
    with ExitStack() as stack:
        live = stack.enter_context(farm.live(device, app, scenario))
        yield Session(device, app, live, stack)
