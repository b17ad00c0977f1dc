"""Scenario files as tests: what a verdict becomes, what a fault of the equipment becomes, what JUnit says of both."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import pytest
from lxml import etree

from consentinel import lending
from harness.config.devices import load_devices
from harness.leases import lease
from tests.consentinel.pytest_plugin.conftest import Project
from tests.consentinel.pytest_plugin.fake_phones import drives
from tests.recordings import ANDROID_ID

pytest_plugins = ["pytester"]

BEFORE_CONSENT = ("--rules", "app-2019/3.1")


def cases(file: str = "junit.xml") -> list[etree._Element]:
    return etree.parse(file).findall(".//testcase")


def test_a_violation_fails_its_rule_and_reads_like_a_finding(project: Project) -> None:
    result = project.run("scenarios", "--rules", "app-2019/3.1,app-2019/3.2a")
    result.stdout.fnmatch_lines(
        [
            "*= FAILURES =*",
            "*_ first?leaky? ?app-2019/3.1? _*",
            "app-2019/3.1 violation: Before consent: Android ID sent to shop-example.cn (shop-example.cn).",
            "  rule       no collection before consent",
            "  threshold  TH18 *",
            "  evidence   flow f1, body bytes 0–16: Android ID to shop-example.cn, *",
            "  device     one",
            "  recording  runs/*-leaky-*/attempt-1",
            "  report     runs/*-leaky-*/report.html",
            "SUBFAILED?app-2019/3.1? scenarios/first.yaml::first?leaky? - *",
        ]
    )
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.assert_outcomes(passed=1, failed=2)
    assert "Traceback" not in result.stdout.str()
    assert ANDROID_ID not in result.stdout.str()
    assert len([line for line in drives() if line["what"] == "begins"]) == 2, "a violation is not tried again"


def test_every_rule_is_a_subtest(project: Project) -> None:
    project.apps("fine")
    result = project.run("scenarios", "-v")
    result.stdout.fnmatch_lines(
        ["*first?fine? SUBSKIPPED?popup-2022/5.6d?*", "*first?fine? SUBPASSED?app-2019/3.1? *", "*first?fine? * ?100%?"]
    )
    assert "[200%]" not in result.stdout.str()


@pytest.mark.parametrize(("what", "outcome"), [("fail", "failed"), ("skip", "skipped"), ("pass", "passed")])
def test_what_becomes_of_an_inconclusive_rule_can_be_chosen(project: Project, what: str, outcome: str) -> None:
    project.apps("unseen")
    result = project.run("scenarios", *BEFORE_CONSENT, "--inconclusive", what, "-v", "-rs")
    word = {"failed": "SUBFAILED", "skipped": "SUBSKIPPED", "passed": "SUBPASSED"}[outcome]
    result.stdout.fnmatch_lines([f"*first?unseen? {word}?app-2019/3.1?*"])
    if what != "pass":
        result.stdout.fnmatch_lines(["*app-2019/3.1 inconclusive: *"])
    assert (result.ret == 0) == (what != "fail")


def test_an_inconclusive_rule_that_the_scenario_is_not_made_for_is_skipped(project: Project) -> None:
    project.apps("unseen")
    project.scenario("first", rules="app-2019/1.2")
    result = project.run("scenarios", "-v", "--rules", "app-2019/3.2a", "--tags", "")
    assert result.ret == pytest.ExitCode.NO_TESTS_COLLECTED
    project.scenario("first", rules="app-2019/1.2, app-2019/3.2a")
    project.run("scenarios", "-v").stdout.fnmatch_lines(["*SUBFAILED?app-2019/3.2a?*", "*SUBSKIPPED?app-2019/5.1?*"])


def test_a_fault_of_the_equipment_is_an_error(project: Project) -> None:
    project.devices("dead-1", "dead-2")
    result = project.run("scenarios", "--app", "fine", "--junitxml=junit.xml")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(
        [
            "*ERROR at setup of first?fine?*",
            "PhoneOffline: serial-dead-2 is offline; check cable and USB debugging, then `adb devices`",
            "attempt 1 failed: serial-dead-1 is offline",
            "attempt 2 failed: serial-dead-2 is offline",
            "ERROR scenarios/first.yaml::first?fine? - *",
        ]
    )
    (case,) = cases()
    assert (case.get("name"), case.find("error") is not None) == ("first[fine]", True)


def test_the_next_attempt_is_made_on_another_device(project: Project) -> None:
    project.devices("dying", "two")
    result = project.run("scenarios", *BEFORE_CONSENT, "--junitxml=junit.xml")
    result.assert_outcomes(passed=1, failed=2)
    result.stdout.fnmatch_lines(
        [
            "  device     two",
            "*first?fine?  two  runs/*/attempt-2  (2 attempts: dying: the phone no longer answers; two: completed)",
        ]
    )
    begun = [(line["app"], line["device"]) for line in drives() if line["what"] == "begins"]
    assert begun == [("fine", "dying"), ("fine", "two"), ("leaky", "two")], "the next test passes the dying phone over"
    assert len(list(Path("runs").glob("*-fine-*/attempt-*/recording.json"))) == 2
    fine, leaky = cases()
    assert "attempt-2" in (fine.findtext("system-out") or "")
    assert leaky.find("failure") is not None


def test_the_message_says_what_failed_before(project: Project) -> None:
    project.devices("dying", "two")
    result = project.run("scenarios", *BEFORE_CONSENT, "--app", "leaky")
    result.stdout.fnmatch_lines(["  device     two (attempt 1 on dying failed: the phone no longer answers)"])


def test_as_many_attempts_as_are_asked_for(project: Project) -> None:
    project.devices("dying")
    result = project.run("scenarios", "--app", "leaky", "--attempts", "3")
    result.assert_outcomes(errors=1)
    assert [line["what"] for line in drives()] == ["begins"] * 3
    result.stdout.fnmatch_lines(
        ["SessionLost: the phone no longer answers; *", "attempt 3 on dying: *", "recording */attempt-3"]
    )


def test_plugins_that_run_failed_tests_again_leave_scenarios_alone(project: Project) -> None:
    project.pytester.makeconftest(
        """
        import sys

        def pytest_configure(config):
            config.addinivalue_line("markers", "flaky(reruns): as of pytest-rerunfailures")
            config.pluginmanager.register(sys, "rerunfailures")

        def pytest_collection_modifyitems(items):
            for item in items:
                print("again:", item.get_closest_marker("flaky").kwargs)
        """
    )
    result = project.run("scenarios", "--collect-only", "--app", "fine", "--strict-markers")
    result.stdout.fnmatch_lines(["again: {'reruns': 0}"])


def test_junit_has_a_case_for_each_rule(project: Project) -> None:
    (project.folder / "test_other.py").write_text("def test_other():\n    assert False\n")
    project.run("scenarios", "test_other.py", "--junitxml=junit.xml", "--rules", "app-2019/3.*")
    suite = etree.parse("junit.xml").find("testsuite")
    assert suite is not None
    found = {
        (case.get("classname"), str(case.get("name")).split()[0]): [child.tag for child in case] for case in cases()
    }
    fine, leaky = "scenarios.first.yaml.first[fine]", "scenarios.first.yaml.first[leaky]"
    assert found[fine, "app-2019/3.1"] == ["system-out"]
    assert found[leaky, "app-2019/3.1"] == ["failure", "system-out"]
    assert found[leaky, "app-2019/3.3"] == ["skipped", "system-out"]
    assert found["test_other", "test_other"] == ["failure"]
    counted = {name: int(suite.attrib[name]) for name in ("tests", "failures", "errors", "skipped")}
    skipped = sum("skipped" in tags for tags in found.values())
    assert counted == {"tests": len(cases()), "failures": 2, "errors": 0, "skipped": skipped}
    failure = next(
        case for case in cases() if case.find("failure") is not None and "leaky" in case.get("classname", "")
    )
    assert failure.get("name") == "app-2019/3.1 no collection before consent"
    out = failure.findtext("system-out") or ""
    assert out.startswith("verdict: violation\napp-2019/3.1 violation: ")
    recording = next(line.split()[1] for line in out.splitlines() if line.startswith("  recording"))
    assert (project.folder / recording / "findings.json").is_file()
    attached = out.rsplit("[[ATTACHMENT|", 1)[1].rstrip("]")
    assert (project.folder / attached).is_file()


@pytest.mark.parametrize("given", ["~/out/junit.xml", "$HOME/out/junit.xml"])
def test_junit_is_found_where_pytest_wrote_it(project: Project, monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("HOME", str(project.folder / "home"))
    project.run("scenarios", *BEFORE_CONSENT, "--app", "fine", f"--junitxml={given}")
    assert [case.get("name") for case in cases("home/out/junit.xml")] == ["app-2019/3.1 no collection before consent"]


def test_scenarios_outside_the_root_folder_have_a_case_for_each_rule_too(project: Project) -> None:
    (project.folder / "root").mkdir()
    project.run("scenarios", *BEFORE_CONSENT, "--app", "fine", "--rootdir=root", "--junitxml=junit.xml")
    assert [case.get("name") for case in cases()] == ["app-2019/3.1 no collection before consent"]


def test_a_name_with_colons_has_one_case_for_each_rule_too(project: Project) -> None:
    file = project.scenario("first")
    file.write_text(file.read_text().replace("name: first", "name: login::skip"))
    project.run("scenarios", *BEFORE_CONSENT, "--app", "leaky", "--junitxml=junit.xml")
    (case,) = cases()
    assert case.get("classname") == "scenarios.first.yaml.login:skip[leaky]"
    assert [part.tag for part in case] == ["failure", "system-out"]


def test_all_attempts_of_a_run_share_the_time_to_wait_for_a_device(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lending, "WAIT_S", 0.1)
    with ExitStack() as others:
        for _ in range(2):
            others.enter_context(lease(load_devices(project.folder / "devices.yaml"), None, "others", 60))
        result = project.run("scenarios", "--app", "fine", "--attempts", "3", "--log-cli-level=INFO")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["DeviceBusy: one is in use by others *", "attempt 3 failed: one is in use by others*"])
    assert len([line for line in result.outlines if "waiting for a device" in line and "INFO" in line]) <= 2


def test_chinese_where_the_terminal_is_chinese(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    result = project.run("scenarios", *BEFORE_CONSENT, "--app", "leaky")
    result.stdout.fnmatch_lines(["app-2019/3.1 violation: 同意前*"])


def test_what_is_wrong_with_a_scenario_is_one_line(project: Project) -> None:
    file = project.scenario("broken")
    file.write_text(file.read_text().replace("launchApp", "lunchApp"))
    result = project.run("scenarios")
    result.stdout.fnmatch_lines(["*ERROR collecting scenarios/broken.yaml*", "*broken.yaml:6:*'lunchApp'*'launchApp'*"])
    assert "Traceback" not in result.stdout.str()


def test_violations_are_tried_again_when_that_is_asked_for(project: Project) -> None:
    result = project.run("scenarios", *BEFORE_CONSENT, "--app", "leaky", "--confirm", "yes")
    result.stdout.fnmatch_lines(["app-2019/3.1 violation: *", "  again      Confirmed: seen again in the second run*"])
    assert len([line for line in drives() if line["what"] == "begins"]) == 2
