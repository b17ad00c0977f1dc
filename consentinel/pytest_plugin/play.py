"""A test that a scenario file becomes: one scenario on one app, with every rule as a subtest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from consentinel.pytest_plugin.options import CHOICE
from consentinel.pytest_plugin.outcomes import Inconclusive, Violation

if TYPE_CHECKING:
    from consentinel.pytest_plugin.farm import Judged
    from detectors.rules.finding import Finding
    from harness.config.apps import AppProfile
    from harness.scenario.model import Scenario


@dataclass(frozen=True, slots=True)
class Play:
    """A scenario to be run on an app."""

    scenario: Scenario
    app: AppProfile

    @property
    def name(self) -> str:
        """The test's name; pytest parts names at two colons."""
        return re.sub("::+", ":", f"{self.scenario.header.name}[{self.app.name}]")


PLAY = pytest.StashKey[Play]()


class PlayItem(pytest.Function):
    """The test. Driving is the work of its fixtures, so that what fails there is an error and not a failure."""

    @property
    def id(self) -> Any:
        """The node id as it is read back from a report, in which the brackets hold parameters."""
        own: Any = super().id
        return type(own).parse(str(own))

    def reportinfo(self) -> tuple[Any, int | None, str]:
        """Where the scenario stands."""
        return self.path, 0, self.name

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *args: Any, **settings: Any) -> Any:
        """A finding as it is told, without the way the program went."""
        if isinstance(excinfo.value, Violation | Inconclusive):
            return excinfo.getrepr(style="value")
        return super().repr_failure(excinfo, *args, **settings)


def play_item(parent: pytest.File, play: Play) -> PlayItem:
    """The test of a scenario and an app."""
    item = PlayItem.from_parent(parent, name=play.name, callobj=check_rules)
    item.stash[PLAY] = play
    item.extra_keyword_matches.update(play.scenario.header.tags)
    config = parent.config
    # The limit that a project sets for its tests is not meant for runs that watch a phone for minutes.
    if config.pluginmanager.hasplugin("timeout") and not config.getoption("timeout", None):
        item.add_marker(pytest.mark.timeout(0))
    # Violations are not tried again, and for the equipment there are attempts.
    if config.pluginmanager.hasplugin("rerunfailures"):
        item.add_marker(pytest.mark.flaky(reruns=0))
    return item


def check_rules(consentinel_judged: Judged, subtests: pytest.Subtests, request: pytest.FixtureRequest) -> None:
    """One subtest for each rule, or for each that was asked for."""
    from consentinel.pytest_plugin.words import Teller

    choice = request.config.stash[CHOICE]
    play = request.node.stash[PLAY]
    teller = Teller(consentinel_judged, choice)
    for finding in consentinel_judged.findings.findings:
        if choice.rules and finding.rule not in choice.rules:
            continue
        made_for = finding.rule in play.scenario.header.rules or not play.scenario.header.rules
        with _properties(request.node, teller.properties(finding)), subtests.test(msg=finding.rule):
            _settle(finding, teller, choice.inconclusive if made_for else "skip")


def _settle(finding: Finding, teller: Any, inconclusive: str) -> None:
    """Pass, skip or fail as the verdict says."""
    from detectors.rules.finding import Verdict

    if finding.informative:
        pytest.skip(f"informative, {teller.line(finding)}")
    match finding.verdict:
        case Verdict.VIOLATION:
            raise Violation(teller.whole(finding))
        case Verdict.INCONCLUSIVE if inconclusive == "fail":
            raise Inconclusive(teller.whole(finding))
        case Verdict.INCONCLUSIVE if inconclusive == "pass":
            return
        case Verdict.INCONCLUSIVE | Verdict.REVIEW | Verdict.NOT_APPLICABLE:
            pytest.skip(teller.line(finding))


@contextmanager
def _properties(item: pytest.Item, more: list[tuple[str, object]]) -> Iterator[None]:
    """Let the report of a subtest carry what is known of its rule."""
    before = list(item.user_properties)
    item.user_properties.extend(more)
    try:
        yield
    finally:
        item.user_properties[:] = before
