"""`import` and what can be judged of a capture that somebody else made."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from consentinel.cli import app
from evidence.events import ConsentTold, Identifiers
from evidence.lives import Moment, lives
from evidence.recording import Recording
from tests.evidence.importers import dialects
from tests.evidence.importers.dialects import IMEI

PACKETS = Path(__file__).parents[1] / "evidence" / "importers" / "tshark" / "packets-x.json"


def call(*words: object) -> tuple[int, str]:
    """Exit status and all that was printed."""
    done = CliRunner().invoke(app, [str(word) for word in words])
    return done.exit_code, done.output


def imported(tmp_path: Path, *words: object) -> Path:
    """The recording that `import` made."""
    status, output = call("import", *words, "--out", tmp_path / "runs")
    assert status == 0, output
    folder = Path(output.strip().splitlines()[-1].removeprefix("recording").strip())
    assert (folder / "recording.json").is_file()
    return folder


def ids(tmp_path: Path) -> Path:
    """A file of identifiers."""
    path = tmp_path / "ids.yaml"
    path.write_text(f"imei: {IMEI}\n")
    return path


def capture(tmp_path: Path) -> Path:
    """Two requests of Charles' kind, 5 s apart, the first with the IMEI."""
    first = dialects.entry(f"https://t.example.com/a?id={IMEI}", "2026-01-31T22:25:01.000+08:00")
    second = dialects.entry("https://t.example.com/b", "2026-01-31T22:25:06.000+08:00")
    return dialects.write(tmp_path / "c.har", "Charles Proxy", first, second)


def verdicts(folder: Path) -> dict[str, str]:
    """The verdicts by rule."""
    status, output = call("judge", folder)
    assert status in (1, 3), output
    findings = json.loads((folder / "findings.json").read_text())["findings"]
    return {finding["rule"]: finding["verdict"] for finding in findings}


@pytest.mark.parametrize("when", ["4", "2026-01-31T22:25:05+08:00", "2026-01-31T14:25:05Z", "2026-01-31 22:25:05"])
def test_what_was_sent_before_the_told_consent_is_a_violation(tmp_path: Path, when: str) -> None:
    folder = imported(tmp_path, "--har", capture(tmp_path), "--consent-at", when, "--identifiers", ids(tmp_path))
    recording = Recording.open(folder)
    [life] = lives(recording)
    assert [life.moment(flow.began_ms) for flow in recording.flows] == [Moment.BEFORE, Moment.BOUNDARY]
    [told] = recording.of(ConsentTold)
    assert (told.at_ms, told.agree) == (4000.0, True)
    found = verdicts(folder)
    assert found.pop("app-2019/3.1") == "violation"
    assert "consent was told, not seen" in (folder / "findings.json").read_text()
    assert set(found.values()) <= {"inconclusive", "not_applicable", "review"}


def test_what_was_sent_after_it_is_no_violation(tmp_path: Path) -> None:
    folder = imported(tmp_path, "--har", capture(tmp_path), "--consent-at", "-3", "--identifiers", ids(tmp_path))
    assert verdicts(folder)["app-2019/3.1"] == "inconclusive"


def test_without_a_told_consent_nothing_is_claimed(tmp_path: Path) -> None:
    folder = imported(tmp_path, "--har", capture(tmp_path), "--identifiers", ids(tmp_path))
    found = verdicts(folder)
    assert set(found.values()) <= {"inconclusive", "not_applicable", "review"}
    assert found["app-2019/3.1"] == "inconclusive"
    [finding] = [
        one for one in json.loads((folder / "findings.json").read_text())["findings"] if one["rule"] == "app-2019/3.1"
    ]
    assert "it is not told when consent was given (--consent-at)" in finding["reason"]["en"]


def test_reports_of_an_imported_capture(tmp_path: Path) -> None:
    folder = imported(tmp_path, "--har", capture(tmp_path), "--consent-at", "4", "--identifiers", ids(tmp_path))
    verdicts(folder)
    status, output = call("report", folder, "--format", "html,junit,har")
    assert status == 0, output
    assert IMEI not in (folder / "report.html").read_text()
    assert IMEI in (folder / "traffic.har").read_text()
    assert (folder / "traffic.har").stat().st_mode & 0o077 == 0
    [decision] = json.loads((folder / "traffic.har").read_text())["log"]["_consentinel"]["decisions"]
    assert decision == {"path": "agree", "agree": True, "at": "2026-01-31T14:25:05.000000Z"}


def test_a_har_needs_no_findings(tmp_path: Path) -> None:
    folder = imported(tmp_path, "--pcap-json", PACKETS)
    status, output = call("report", folder, "--format", "har", "--out", tmp_path / "out")
    assert status == 0, output
    entries = json.loads((tmp_path / "out" / "traffic.har").read_text())["log"]["entries"]
    assert len(entries) == 7
    assert entries[0]["response"]["content"]["text"] == "ok"


def test_a_mitmproxy_file_is_kept_as_it_is(tmp_path: Path) -> None:
    first = imported(tmp_path, "--har", capture(tmp_path))
    native = first / "traffic" / "flows.mitm"
    second = imported(tmp_path, "--mitm", native)
    assert (second / "traffic" / "flows.mitm").read_bytes() == native.read_bytes()
    urls = [[flow.url for flow in Recording.open(folder).flows] for folder in (first, second)]
    assert urls[0] == urls[1]


def test_the_app_comes_from_apps_yaml_or_is_a_package(tmp_path: Path) -> None:
    apps = tmp_path / "apps.yaml"
    apps.write_text("apps:\n  - {name: shop, package: com.example.shop, operator_domains: [example.com]}\n")
    har = capture(tmp_path)
    named = Recording.open(imported(tmp_path, "--har", har, "--app", "shop", "--apps", apps)).info.app
    assert (named.package, named.operator_domains) == ("com.example.shop", ("example.com",))
    other = Recording.open(imported(tmp_path, "--har", har, "--app", "com.example.other", "--apps", apps)).info.app
    assert other.package == "com.example.other"
    status, output = call("import", "--har", har, "--app", "shpo", "--apps", apps, "--out", tmp_path / "runs")
    assert status == 2
    assert "there is no app named 'shpo', did you mean 'shop'?" in output


def test_app_and_device_of_cyanoacrylate_are_taken_over(tmp_path: Path) -> None:
    folder = imported(tmp_path, "--har", dialects.cyanoacrylate(tmp_path / "c.har"), "--identifiers", ids(tmp_path))
    recording = Recording.open(folder)
    assert recording.info.app.package == "com.example.shop"
    assert (recording.info.device.os_version, recording.info.device.build) == ("13", "TQ2A.230505.002")
    assert recording.of(Identifiers)[0].values == {"imei": (IMEI,)}
    assert "sha256:" in recording.info.tools["imported file"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "name one capture: --har FILE, --mitm FILE, --pcap-json FILE or --screens DIR"),
        (("--har", "a.har", "--mitm", "b"), "name one capture"),
        (("--har", "none.har"), "none.har: No such file or directory"),
        (("--har", "HAR", "--consent-at", "soon"), "'soon' is neither an ISO 8601 time nor a number of seconds"),
        (("--har", "HAR", "--consent-at", "2026-01-31T22:25:05Z"), "lies outside the capture"),
        (("--har", "HAR", "--consent-at", "nan"), "lies outside the capture"),
        (("--har", "EMPTY"), "holds no exchange that was on the wire"),
        (("--mitm", "HAR"), "not a flow file of mitmproxy"),
    ],
)
def test_mistakes_are_one_line_and_leave_nothing(tmp_path: Path, words: tuple[str, ...], message: str) -> None:
    files = {"HAR": capture(tmp_path), "EMPTY": dialects.write(tmp_path / "e.har", "Any")}
    status, output = call("import", *(files.get(word, word) for word in words), "--out", tmp_path / "runs")
    assert status == 2
    assert message in output
    assert len(output.strip().splitlines()) == 1
    assert not (tmp_path / "runs").exists()
