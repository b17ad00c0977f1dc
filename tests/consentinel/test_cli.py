"""What a user reads who makes a mistake, and that judging needs nothing but the recording."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from typer.testing import CliRunner

from consentinel.cli import app
from detectors.registry import detectors
from detectors.rules.catalogue import catalogue
from harness.toolchain import Tool
from reports.formats import FORMATS
from tests.recordings import Tape
from tests.reports.staged import IMEI, findings_of, staged

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ["--devices", str(ROOT / "devices.yaml"), "--apps", str(ROOT / "apps.yaml")]


def call(*words: str) -> tuple[int, str]:
    """Exit status and all that was printed."""
    done = CliRunner().invoke(app, list(words))
    return done.exit_code, done.output


def one_line(output: str) -> str:
    """The only line that was printed."""
    lines = [line for line in output.splitlines() if line.strip()]
    assert len(lines) == 1, output
    return lines[0]


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["runn"], "no such command 'runn'. Did you mean 'run'?; see `consentinel --help`"),
        (["run"], "missing option '--app'; see `consentinel run --help`"),
        (["run", "--app", "x", "--watch", "soon"], "invalid value for '--watch': "),
        (["run", "--app", "x", "--wach", "5"], "no such option: --wach"),
        (["import", "--har"], "'--har' requires an argument"),
        (["judge", "a", "b", "--page", "x"], "--diff: give the earlier and the later recording after --diff; see"),
    ],
)
def test_wrong_usage_is_one_line(words: list[str], line: str) -> None:
    status, output = call(*words)
    assert status == 2
    assert line in one_line(output)


def test_the_version_is_told() -> None:
    status, output = call("--version")
    assert status == 0
    assert one_line(output).split() == ["consentinel", version("consentinel")]


def test_without_a_command_the_help_is_shown() -> None:
    status, output = call()
    assert status == 2
    assert "Drive apps" in output and "replay" in output


def test_an_unknown_app_is_named_with_the_nearest() -> None:
    status, output = call("run", "--app", "complient", *SHIPPED)
    assert status == 2
    assert "there is no app named 'complient', did you mean 'compliant'?" in one_line(output)


def test_an_unknown_device_is_named() -> None:
    status, output = call("run", "--app", "compliant", "--device", "virtul", *SHIPPED)
    assert status == 2
    assert "there is no device named 'virtul', did you mean 'virtual'?" in one_line(output)


def test_a_bad_devices_file_is_one_line_with_its_place(tmp_path: Path) -> None:
    bad = tmp_path / "devices.yaml"
    bad.write_text("devices:\n  - name: a\n    captur: {}\n")
    status, output = call("run", "--app", "compliant", "--devices", str(bad), "--apps", str(ROOT / "apps.yaml"))
    assert status == 2
    assert "devices.yaml:3:5: devices[0].captur: unknown key, did you mean 'capture'?" in one_line(output)


def test_a_missing_devices_file_is_one_line(tmp_path: Path) -> None:
    status, output = call("devices", "--devices", str(tmp_path / "none.yaml"))
    assert status == 2
    assert "there is no such file" in one_line(output)


def test_an_unknown_scenario_is_named() -> None:
    status, output = call("run", "firstlaunch", "--app", "compliant", *SHIPPED)
    assert status == 2
    assert "no scenario is named 'firstlaunch', did you mean 'first_launch'?" in one_line(output)


def test_a_place_for_recordings_that_is_a_file_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    status, output = call("run", "--app", "compliant", *SHIPPED, "--out", str(tmp_path / "file"))
    assert status == 2
    assert "cannot be written: " in one_line(output) and "--out" in output


def test_no_phone_is_one_line(tmp_path: Path) -> None:
    devices = tmp_path / "devices.yaml"
    devices.write_text("devices:\n  - name: a\n    udid: NOSUCHPHONE\n    adb: {server_port: 21999}\n")
    status, output = call(
        "run",
        "--app",
        "compliant",
        "--devices",
        str(devices),
        "--apps",
        str(ROOT / "apps.yaml"),
        "--out",
        str(tmp_path),
    )
    assert status == 2
    assert "NOSUCHPHONE" in one_line(output.replace("\r", "\n").splitlines()[-1])


def test_a_missing_appium_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = Tool("appium", None, None, "missing", "run `make setup`")
    monkeypatch.setattr("harness.appium.server.locate_appium", lambda: gone)
    status, output = call("run", "--app", "compliant", *SHIPPED, "--out", str(tmp_path))
    assert status == 2
    assert "appium is missing: run `make setup`" in one_line(output)


def test_a_folder_that_is_no_recording(tmp_path: Path) -> None:
    status, output = call("judge", str(tmp_path))
    assert status == 2
    assert "is not a recording" in one_line(output)


def test_a_report_needs_findings(tmp_path: Path) -> None:
    status, output = call("report", str(tmp_path))
    assert status == 2
    assert "is not a recording" in one_line(output)


def test_a_report_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    Tape(tmp_path / "r").end()
    call("judge", str(tmp_path / "r"))
    (tmp_path / "file").touch()
    status, output = call("report", str(tmp_path / "r"), "--format", "csv", "--out", str(tmp_path / "file" / "x"))
    assert status == 2
    assert "findings.csv cannot be written: Not a directory" in one_line(output)


def test_every_format_is_written_where_its_line_says(tmp_path: Path) -> None:
    Tape(tmp_path / "r").end()
    call("judge", str(tmp_path / "r"))
    status, output = call("report", str(tmp_path / "r"), "--format", ",".join(FORMATS), "--out", str(tmp_path / "out"))
    assert status == 0, output
    for made in FORMATS.values():
        assert (tmp_path / "out" / made.place).exists() and made.place in output


def test_allure_results_keep_nothing_of_an_earlier_report(tmp_path: Path) -> None:
    """Values that were shown must not lie beside a masked report; what another run left stays."""
    recording = staged(tmp_path / "r")
    (tmp_path / "r" / "findings.json").write_bytes(findings_of(recording).to_json())
    results = tmp_path / "out" / "allure-results"
    call("report", str(tmp_path / "r"), "--format", "allure", "--show-values", "--out", str(tmp_path / "out"))
    assert any(IMEI.encode() in path.read_bytes() for path in results.iterdir())
    (results / "other-result.json").write_text("{}")
    assert call("report", str(tmp_path / "r"), "--format", "allure", "--out", str(tmp_path / "out"))[0] == 0
    assert not any(IMEI.encode() in path.read_bytes() for path in results.iterdir())
    assert (results / "other-result.json").exists()


def test_findings_of_another_version_are_one_line(tmp_path: Path) -> None:
    tape = Tape(tmp_path / "r")
    tape.end()
    assert call("judge", str(tmp_path / "r"))[0] in (0, 3)
    file = tmp_path / "r" / "findings.json"
    file.write_text(file.read_text("utf-8").replace("app-2019/1.2", "app-2099/9"), "utf-8")
    status, output = call("report", str(tmp_path / "r"))
    assert status == 2
    assert "does not know (app-2099/9)" in one_line(output)


def test_an_unknown_format_is_named(tmp_path: Path) -> None:
    status, output = call("report", str(tmp_path), "--format", "odt")
    assert status == 2
    assert "'odt' is not a format" in output


def test_rules_are_listed_and_shown() -> None:
    status, output = call("rules", "--lang", "en")
    assert status == 0
    assert f"{len(detectors())} of {len(catalogue().rules)} rules are judged" in output
    status, output = call("rules", "app-2019/1.3")
    assert status == 0
    assert "需多于4次点击" in output
    assert "TH01" in output
    status, output = call("rules", "app-2019/99")
    assert status == 2


def test_judging_imports_neither_harness_nor_driver(tmp_path: Path) -> None:
    """A recording is judged on machines that have no Appium client, adb or mitmproxy."""
    script = (
        "import sys\n"
        "for name in ('appium', 'selenium', 'adbutils', 'mitmproxy'):\n"
        "    sys.modules[name] = None\n"
        "from consentinel.cli import app\n"
        "import consentinel.judging, consentinel.verdicts\n"
        "print([name for name in sys.modules if name.split('.')[0] == 'virtualphone'])\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.replace("'", '"')) == []


def test_help_names_every_command() -> None:
    status, output = call("--help")
    assert status == 0
    for command in ("run", "judge", "report", "import", "scan", "devices", "doctor", "rules", "demo"):
        assert command in output
