"""Workers of pytest-xdist: no device is used by two, one that dies holds none, and its test is run again."""

from __future__ import annotations

import collections
from pathlib import Path

import pytest
from lxml import etree

from tests.consentinel.pytest_plugin.conftest import OTHERS_YAML, Project
from tests.consentinel.pytest_plugin.fake_phones import drives

pytest_plugins = ["pytester"]

pytestmark = pytest.mark.timeout(300)


@pytest.mark.parametrize("dist", ["load", "worksteal"])
def test_workers_share_devices_and_a_killed_one_is_replaced(project: Project, dist: str) -> None:
    project.apps("killer", "leaky", "fine")
    result = project.run_workers(
        "scenarios", "-n", "2", "--dist", dist, "--rules", "app-2019/3.1", "--junitxml=junit.xml"
    )
    said = result.parseoutcomes()
    assert said["rerun"] == 1
    assert "Captured" not in result.stdout.str(), "a finding stands for itself"
    assert "error" not in said
    _never_two_at_once()
    cases = etree.parse("junit.xml").findall(".//testcase")
    found = collections.Counter((str(case.get("classname")), str(case.get("name")).split()[0]) for case in cases)
    assert found == {
        (f"scenarios.first.yaml.first[{app}]", "app-2019/3.1"): 1 for app in ("fine", "killer", "leaky")
    }, "one case a rule, whatever was tried before"
    assert sum(case.find("failure") is not None for case in cases) == 1


def test_a_device_that_dies_is_left_and_the_test_goes_on_on_the_other(project: Project) -> None:
    project.apps("fine", "leaky")
    project.devices("dying", "two")
    result = project.run_workers("scenarios", "-n", "2", "--rules", "app-2019/3.1")
    said = result.parseoutcomes()
    assert "error" not in said and "errors" not in said
    ended = sorted((line["app"], line["device"]) for line in drives() if line["what"] == "ends")
    assert ended == [("fine", "two"), ("leaky", "two")]
    assert [line["device"] for line in drives() if line["what"] == "begins"].count("dying") == 1
    _never_two_at_once()


def test_a_test_that_no_worker_is_left_to_repeat_has_failed(project: Project) -> None:
    project.apps("killer", "fine")
    result = project.run_workers("scenarios", "-n", "1", "--max-worker-restart=0", "--junitxml=junit.xml")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["FAILED *first?killer? - worker 'gw0' crashed while *"])
    result.assert_outcomes(failed=1)
    (case,) = etree.parse("junit.xml").findall(".//testcase")
    assert (case.get("name"), [part.tag for part in case]) == ("first[killer]", ["error"])


def test_where_tests_are_bound_to_workers_one_whose_worker_died_has_failed(project: Project) -> None:
    project.apps("killer", "fine")
    result = project.run_workers("scenarios", "-n", "1", "--dist", "loadfile", "--max-worker-restart=0")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert "INTERNALERROR" not in result.stdout.str()
    assert result.parseoutcomes()["failed"] == 1


def test_a_test_of_another_plugin_whose_worker_died_has_failed(project: Project) -> None:
    (project.folder / "test_simple.yaml").write_text("hello: 1\n")
    (project.folder / "others.py").write_text(f"import os\n{OTHERS_YAML}        os._exit(9)\n")
    result = project.run_workers("test_simple.yaml", "-p", "others", "-n", "1", "--max-worker-restart=0")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    said = result.parseoutcomes()
    assert said["failed"] == 1
    assert "rerun" not in said


def test_a_wrong_choice_is_one_line(project: Project) -> None:
    result = project.run_workers("scenarios", "-n", "1", "--device", "tag-tow")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: *no device has the name or tag 'tag-tow', did you mean 'tag-two'?"])
    assert "INTERNALERROR" not in result.stderr.str() + result.stdout.str()


def _never_two_at_once() -> None:
    busy: dict[str, tuple[str, str]] = {}
    for line in drives():
        who = (str(line["process"]), line["app"])
        if line["what"] == "begins":
            # A killed worker tells no end; nor does an attempt on a dying device.
            unfinished = {"dying": True}.get(line["device"], busy.get(line["device"], ("", ""))[1] == "killer")
            assert line["device"] not in busy or unfinished, line
            busy[line["device"]] = who
        else:
            assert busy.pop(line["device"]) == who
    assert Path("drives.jsonl").stat().st_size
