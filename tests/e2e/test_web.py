"""Web apps in a real Chromium, behind the real capture: what the platform does, and the verdicts on whole runs."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from consentinel.judging import judge_folder
from evidence.clock import Clock
from evidence.traffic import FlowBegin
from evidence.tree import Node, parse_source
from harness.appium.server import AppiumServer
from harness.capture.authority import CertificateAuthority
from harness.capture.process import Capture
from harness.config.apps import AppProfile
from harness.config.devices import CaptureBy, Device
from harness.errors import AppRefused, ConfigError
from harness.motions import MOTIONS
from harness.platforms import Platform, device_session
from harness.run import run_scenario
from harness.scenario.load import load_scenario
from tests.e2e import specimens
from tests.e2e.h5.serving import APPS, TRIALS, serve
from tools.setup.inventory import take_inventory
from tools.setup.node import install_corpus
from tools.setup.stamps import Stamps

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]

TRUTH = {
    "qinglan": {
        "app-2019/1.1a": "pass",
        "app-2019/1.2": "pass",
        "app-2019/1.3": "pass",
        "app-2019/1.4": "pass",
        "app-2019/2.3a": "not_applicable",
        "app-2019/3.1": "violation",
        "app-2019/3.2a": "not_applicable",
        "app-2019/3.4": "violation",
        "app-2019/5.1": "violation",
        "popup-2022/5.6d": "violation",
    },
    "hetian": {
        "app-2019/1.1a": "pass",
        "app-2019/1.2": "pass",
        "app-2019/1.3": "pass",
        "app-2019/1.4": "pass",
        "app-2019/2.3a": "not_applicable",
        "app-2019/3.1": "not_observed",
        "app-2019/3.2a": "not_observed",
        "app-2019/3.4": "pass",
        "app-2019/5.1": "not_observed",
        "popup-2022/5.6d": "not_observed",
        "popup-2022/5.6e": "pass",
        "popup-2022/5.8a": "pass",
        "popup-2022/5.8b": "pass",
        "popup-2022/5.8c": "pass",
    },
    "yunfan": {
        "app-2019/1.1a": "pass",
        "app-2019/1.2": "pass",
        "app-2019/1.3": "pass",
        "app-2019/1.4": "pass",
        "app-2019/2.3a": "not_applicable",
        "app-2019/3.1": "not_observed",
        "app-2019/3.2a": "not_observed",
        "app-2019/3.4": "pass",
        "app-2019/5.1": "not_observed",
        "popup-2022/5.6d": "not_applicable",
        "popup-2022/5.8a": "not_applicable",
    },
}
"""What each app is made to show in the scenario first_launch: one that breaks rules, one that keeps them, a trap.

The trap sends what looks like identifiers and is none, ticks a box that agrees to nothing, and listens for all clicks
at one place.
"""


POPUPS_TRUTH = {"hetian": {"popup-2022/5.8c": "pass", "popup-2022/5.9b": "not_observed"}}
"""The same for the scenario popups, which touches the pop-up beside its controls and moves the phone."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Device]:
    with serve() as served:
        yield Device(name="h5", platform="web", capture=CaptureBy(egress="sinkhole", served=served))


@pytest.mark.parametrize(
    ("scenario_name", "name", "truth"),
    [
        ("first_launch", "qinglan", TRUTH["qinglan"]),
        pytest.param("first_launch", "hetian", TRUTH["hetian"], marks=pytest.mark.long),
        pytest.param("first_launch", "yunfan", TRUTH["yunfan"], marks=pytest.mark.long),
        pytest.param("popups", "hetian", POPUPS_TRUTH["hetian"], marks=pytest.mark.long),
    ],
)
def test_verdicts_are_what_the_app_is_made_to_show(
    scenario_name: str, name: str, truth: dict[str, str], browser: Device, appium: AppiumServer, work: Path
) -> None:
    if name == "hetian":
        # It is made with a library that only the labelled screens have.
        install_corpus(Stamps(), take_inventory()["node"])
    scenario = load_scenario(specimens.ROOT / "scenarios" / f"{scenario_name}.yaml")
    run = run_scenario(
        browser, APPS[name], scenario, out=work, watch_s=4.0, attempts=2, report=lambda line: None, appium=appium
    )
    recording, findings = judge_folder(run.recordings[-1])
    given = specimens.verdicts(findings)
    assert {rule: given[rule] for rule in truth} == truth, recording.folder


@dataclass(frozen=True)
class Trial:
    """A browser behind a capture, with a page on which things can be tried; `flows` are the requests so far."""

    platform: Platform
    flows: Callable[[], list[FlowBegin]]

    def nodes(self) -> list[Node]:
        return list(parse_source("web", self.platform.source()).walk())

    def find(self, id: str) -> Node:
        found = next((node for node in self.nodes() if node.id == id), None)
        assert found is not None, [node.id for node in self.nodes()]
        return found

    def says(self, id: str) -> str:
        """The text of a node, empty while it is not there."""
        return next((node.text for node in self.nodes() if node.id == id), "")

    def tap(self, id: str) -> None:
        self.platform.tap(*self.find(id).bounds.centre)

    def until(self, condition: Callable[[], bool], seconds: float = 20.0) -> bool:
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                return False
            time.sleep(0.1)
        return True


@pytest.fixture(scope="module")
def trial(browser: Device, appium: AppiumServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trial]:
    folder = tmp_path_factory.mktemp("trial")
    ca = CertificateAuthority.load_or_create(folder / "ca")
    clock = Clock.start()
    capture = Capture(
        folder, clock, "sinkhole", "127.0.0.1", ca, folder / "mitmdump.log", served=browser.capture.served
    )
    capture.start()

    def flows() -> list[FlowBegin]:
        lines = (folder / "traffic" / "index.jsonl").read_text("utf-8").splitlines()
        told = [json.loads(line) for line in lines if line.startswith("{")]
        return [FlowBegin.model_validate(one) for one in told if one.get("type") == "begin"]

    try:
        with device_session(browser, appium) as platform:
            platform.open(clock)
            platform.install(TRIALS)
            platform.trust_ca(ca.pem)
            platform.route_to("127.0.0.1", capture.port)
            yield Trial(platform, flows)
    finally:
        capture.stop()


@pytest.fixture
def fresh(trial: Trial) -> Trial:
    """The page, newly opened."""
    trial.platform.stop(TRIALS)
    trial.platform.launch(TRIALS)
    assert trial.until(lambda: any(node.id == "say" for node in trial.nodes()))
    return trial


def test_the_page_passes_for_one_on_a_phone(fresh: Trial) -> None:
    assert fresh.platform.foreground().package == TRIALS.id and fresh.platform.foreground().activity == "/"
    screen = fresh.platform.screen()
    assert (screen.width, screen.height, screen.density, screen.stable) == (1080, 2400, 480, True)
    assert "Android" in fresh.find("agent").text and "Mobile" in fresh.find("agent").text
    # https with the capture's certificate is a secure context.
    assert fresh.find("secure").text == "true 360 zh-CN false"
    (page,) = [flow for flow in fresh.flows() if flow.host == "m.trials-h5.cn" and flow.path == "/"][-1:]
    assert dict(page.headers)["accept-language"].startswith("zh-CN")
    assert page.scheme == "https", "the server here speaks no TLS, which the app is not to know"


def test_tap_type_scroll_and_back(fresh: Trial) -> None:
    fresh.tap("field")
    fresh.platform.type_text("测试")
    assert fresh.until(lambda: fresh.says("field") == "测试")
    fresh.platform.drag(540, 1800, 540, 800, 300)
    assert fresh.until(lambda: any(node.id == "far" for node in fresh.nodes()))
    fresh.platform.drag(540, 800, 540, 1900, 300)
    fresh.tap("inside")
    assert fresh.until(lambda: fresh.platform.foreground().activity == "/policy.html")
    fresh.platform.back()
    assert fresh.until(lambda: fresh.platform.foreground().activity == "/")
    fresh.platform.back()
    assert fresh.platform.foreground().package == "" and fresh.platform.outcome(TRIALS) is None


def test_another_site_is_another_app_and_a_new_tab_closes_with_back(fresh: Trial) -> None:
    fresh.tap("elsewhere")
    assert fresh.until(lambda: fresh.platform.foreground().package == "https://shop.elsewhere.cn")
    fresh.platform.back()
    assert fresh.until(lambda: fresh.platform.foreground().package == TRIALS.id)


def test_a_dialog_of_the_browser_is_seen_and_answered(fresh: Trial) -> None:
    fresh.tap("ask")
    assert fresh.until(lambda: any("是否同意" in node.text for node in fresh.nodes()))
    screen = fresh.platform.screen()
    assert not screen.stable and screen.picture is None and "dialog" in screen.unstable_reason
    assert screen.package == TRIALS.id
    (no,) = [node for node in fresh.nodes() if node.text == "取消"]
    fresh.platform.tap(*no.bounds.centre)
    assert fresh.until(lambda: fresh.says("say") == "answer false")


def test_an_app_that_closes_itself_has_left(fresh: Trial) -> None:
    fresh.tap("leave")
    assert fresh.until(lambda: fresh.platform.outcome(TRIALS) is not None)
    told = fresh.platform.outcome(TRIALS)
    assert told is not None and told[0] == "exit" and fresh.platform.foreground().package == ""


def test_the_background_hides_the_page(fresh: Trial) -> None:
    fresh.platform.home()
    assert fresh.platform.foreground().package == "" and fresh.platform.outcome(TRIALS) is None
    assert fresh.until(lambda: any(flow.path == "/seen?hidden" for flow in fresh.flows()))


def test_a_new_life_has_an_empty_profile(fresh: Trial) -> None:
    known = fresh.platform.identifiers(TRIALS)[0].get("web_id", ())
    assert len(known) == 1 and known[0] == fresh.find("id").text
    fresh.platform.stop(TRIALS)
    fresh.platform.launch(TRIALS)
    assert fresh.until(lambda: fresh.says("id") == known[0]), "what a page stored outlives its tab"
    fresh.platform.clear(TRIALS)
    assert "web_id" not in fresh.platform.identifiers(TRIALS)[0]
    fresh.platform.launch(TRIALS)
    assert fresh.until(lambda: fresh.says("id") not in ("", known[0]))


def test_permissions_are_denied(fresh: Trial) -> None:
    fresh.tap("permit")
    assert fresh.until(lambda: fresh.says("say") == "geolocation denied, notifications denied")


def test_a_motion_reaches_the_page_as_it_says(fresh: Trial) -> None:
    assert fresh.platform.immovable() == ""
    fresh.platform.move(MOTIONS["still"])
    assert fresh.until(lambda: fresh.says("motion") == "9.8 0.0 0.0")
    fresh.platform.move(MOTIONS["below"])
    felt, own, turned = (float(peak) for peak in fresh.find("motion").text.split())
    assert 12.0 < felt <= round(MOTIONS["below"].acceleration, 1) < 15.0
    assert 6.0 < own <= 10.1 and 5.0 < turned < 40.0


def test_nothing_goes_past_the_capture(fresh: Trial) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stun:
        stun.bind(("127.0.0.1", 0))
        stun.settimeout(4.0)
        fresh.tap("field")
        fresh.platform.type_text(str(stun.getsockname()[1]))
        fresh.tap("peer")
        with pytest.raises(TimeoutError):
            stun.recv(2048)
    assert fresh.until(lambda: any(flow.path == "/offered" for flow in fresh.flows())), "WebRTC was tried"
    assert fresh.platform.bound_to_route()


def test_an_address_that_fails_is_an_app_that_refuses_to_run(trial: Trial) -> None:
    gone = AppProfile(name="gone", address="https://m.trials-h5.cn/nothing-here")
    with pytest.raises(AppRefused, match="status 404"):
        trial.platform.launch(gone)
    with pytest.raises(ConfigError, match="has no address"):
        trial.platform.install(AppProfile(name="native", package="com.example.shop"))
