"""Fixtures: for tests in Python, and for the tests that scenario files become."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from consentinel.pytest_plugin.options import CHOICE, require_subtests
from consentinel.pytest_plugin.play import PLAY

if TYPE_CHECKING:
    from consentinel.pytest_plugin.farm import Farm, Judged
    from consentinel.pytest_plugin.live import Session
    from detectors.rules.finding import Findings
    from evidence.recording import Recording
    from harness.config.apps import AppProfile
    from harness.config.devices import Device
    from harness.scenario.model import Scenario

FARM = pytest.StashKey["Farm"]()

DEFAULT_SCENARIO = "first_launch"


@pytest.fixture
def consentinel_app(request: pytest.FixtureRequest) -> AppProfile:
    """The app of this test: a scenario file's own, else a parameter that is made of `--app` and `--apps`."""
    play = request.node.stash.get(PLAY, None)
    profile: AppProfile = play.app if play is not None else request.param
    return profile


@pytest.fixture
def app(consentinel_app: AppProfile) -> AppProfile:
    """The profile of the app to try; a test is made for each one that was chosen."""
    return consentinel_app


@pytest.fixture
def device(request: pytest.FixtureRequest) -> Iterator[Device]:
    """A device that is nobody else's for the time of the test."""
    profile = request.getfixturevalue("app") if "app" in request.fixturenames else None
    with farm_of(request.config).device(request.node.nodeid, profile) as lent:
        yield lent


@pytest.fixture
def session(request: pytest.FixtureRequest, device: Device, app: AppProfile) -> Iterator[Session]:
    """A phone under way, captured and recorded, with the app installed and not yet started: the test drives."""
    from consentinel.pytest_plugin.live import open_session

    with open_session(farm_of(request.config), device, app, request.node.name) as live:
        _note(request.node, "recording", request.config.stash[CHOICE].place(live.folder))
        _note(request.node, "device", device.name)
        yield live


@pytest.fixture
def consentinel_judged(request: pytest.FixtureRequest, app: AppProfile) -> Judged:
    """A scenario's run, judged; for tests in Python it is made once for the same scenario and app."""
    play = request.node.stash.get(PLAY, None)
    scenario = play.scenario if play is not None else _marked_scenario(request)
    device = request.getfixturevalue("device") if play is None and "device" in request.fixturenames else None
    test = request.node.nodeid
    judged = farm_of(request.config).judged(app, scenario, test, device=device, keep=play is None)
    info = judged.recording.info
    _note(request.node, "recording", request.config.stash[CHOICE].place(judged.recording.folder))
    _note(request.node, "report", request.config.stash[CHOICE].place(judged.page))
    _note(request.node, "device", info.device.name)
    _note(request.node, "attempts", "; ".join(f"{x.device}: {x.failure or 'completed'}" for x in judged.attempts))
    return judged


@pytest.fixture
def recording(consentinel_judged: Judged) -> Recording:
    """What was recorded when the scenario of the marker `scenario` (first_launch without one) was run on the app."""
    return consentinel_judged.recording


@pytest.fixture
def findings(consentinel_judged: Judged) -> Findings:
    """What was found in that recording: one finding a rule."""
    return consentinel_judged.findings


def farm_of(config: pytest.Config) -> Farm:
    """The devices of this process; they come into being with the first test that needs one. Raises UsageError."""
    require_subtests()
    from consentinel.pytest_plugin.farm import Farm

    if FARM not in config.stash:
        config.stash[FARM] = Farm(config.stash[CHOICE])
    return config.stash[FARM]


def _marked_scenario(request: pytest.FixtureRequest) -> Scenario:
    from consentinel.running import find_scenario

    marker = request.node.get_closest_marker("scenario")
    name = str(marker.args[0]) if marker is not None and marker.args else DEFAULT_SCENARIO
    beside = request.path.parent / name
    return find_scenario(str(beside if beside.suffix in (".yaml", ".yml") and beside.is_file() else name))


def _note(node: pytest.Item, name: str, value: str) -> None:
    node.user_properties.append((name, value))
