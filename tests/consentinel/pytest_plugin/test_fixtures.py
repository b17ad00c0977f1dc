"""The fixtures in tests that are written in Python."""

from __future__ import annotations

import pytest

from tests.consentinel.pytest_plugin.conftest import Project
from tests.consentinel.pytest_plugin.fake_phones import drives

pytest_plugins = ["pytester"]


def test_a_recording_is_made_once_and_judged(project: Project) -> None:
    project.pytester.makepyfile(
        """
        import pytest

        pytestmark = pytest.mark.scenario("scenarios/first.yaml")

        def test_recording(recording, app):
            assert recording.info.app.name == app.name
            assert recording.flows or app.name == "fine"

        def test_findings(findings, app):
            assert findings.of("app-2019/3.1").verdict == ("violation" if app.name == "leaky" else "not_observed")
        """
    )
    result = project.run("-v", "--strict-markers")
    result.assert_outcomes(passed=4)
    result.stdout.fnmatch_lines(
        ["*::test_recording?fine? PASSED*", "*::test_findings?leaky? PASSED*", "*  one  runs/*"]
    )
    assert len(drives()) == 4


def test_a_device_is_nobody_elses_for_the_time_of_the_test(project: Project) -> None:
    project.pytester.makepyfile(
        """
        from harness.config.devices import load_devices
        from harness.leases import Entry, entries
        from pathlib import Path

        def test_device(device):
            (name, entry), = entries(load_devices(Path("devices.yaml"))).items()
            assert name == device.name == "two"
            assert entry.owner.endswith("test_device")

        def test_recording(recording, device):
            assert recording.info.device.name == device.name
        """
    )
    project.run("--device", "tag-two", "--app", "fine").assert_outcomes(passed=2)


def test_a_fault_is_an_error_of_the_test_that_needs_the_phone(project: Project) -> None:
    project.devices("dead")
    project.pytester.makepyfile("def test_findings(findings):\n    pass\n")
    result = project.run("--app", "fine")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["PhoneOffline: serial-dead is offline; check cable*"])
    assert "Traceback" not in result.stdout.str()


def test_a_fault_while_a_test_drives_by_itself_is_an_error_too(project: Project) -> None:
    project.pytester.makepyfile(
        """
        from harness.errors import SessionLost

        def test_own(device):
            raise SessionLost("the phone is gone")

        def test_wrong(device):
            assert device.name == "none"
        """
    )
    result = project.run("--junitxml=junit.xml")
    result.assert_outcomes(errors=1, failed=1)
    result.stdout.fnmatch_lines(["E *SessionLost: the phone is gone", "ERROR *::test_own*"])


def test_a_run_that_the_equipment_spoiled_is_not_made_again_for_each_test(project: Project) -> None:
    project.devices("dying")
    project.pytester.makepyfile("def test_one(findings):\n    pass\n\ndef test_two(recording):\n    pass\n")
    project.run("--app", "fine").assert_outcomes(errors=2)
    assert len(drives()) == 2, "as many attempts as are made once"


def test_a_projects_own_fixtures_and_parameters_come_first(project: Project) -> None:
    project.pytester.makepyfile(
        """
        import pytest

        @pytest.fixture
        def session():
            return 1

        @pytest.mark.parametrize("app", [2])
        def test_own(app, session):
            assert (app, session) == (2, 1)

        @pytest.fixture
        def device():
            return 3

        def test_device(device):
            assert device == 3
        """
    )
    project.run().assert_outcomes(passed=2)


def test_a_projects_own_fixture_that_fails_needs_nothing_of_ours(pytester: pytest.Pytester) -> None:
    (pytester.path / "harness").mkdir()
    (pytester.path / "harness" / "__init__.py").touch()
    pytester.makepyfile(
        """
        import harness
        import pytest

        @pytest.fixture
        def session():
            return 1

        @pytest.fixture
        def device():
            raise LookupError("no GPU")

        def test_session(session):
            assert session == 2

        def test_device(device):
            pass
        """
    )
    result = pytester.runpytest_subprocess("-p", "consentinel.pytest_plugin")
    result.assert_outcomes(failed=1, errors=1)
    result.stdout.fnmatch_lines(["E       LookupError: no GPU"])


def test_without_an_apps_file_only_the_tests_that_need_one_complain(project: Project) -> None:
    (project.folder / "apps.yaml").unlink()
    project.pytester.makepyfile(test_a="def test_a():\n    pass\n", test_b="def test_b(app):\n    pass\n")
    result = project.run("--continue-on-collection-errors")
    result.stdout.fnmatch_lines(["*apps.yaml: there is no such file*"])
    result.assert_outcomes(passed=1, errors=1)


def test_a_project_without_phones_imports_nothing_of_ours_but_the_plugin(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import sys

        def test_modules():
            ours = ("harness", "detectors", "perception", "evidence", "reports", "numpy", "cv2", "pydantic")
            assert not [name for name in sys.modules if name.partition(".")[0] in ours]
        """
    )
    result = pytester.runpytest_subprocess("-p", "consentinel.pytest_plugin", "-p", "no:hypothesispytest")
    result.assert_outcomes(passed=1)
