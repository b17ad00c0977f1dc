"""SARIF, held against the schema that Microsoft ships, and against what a reader does with it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from detectors.rules.fingerprint import fingerprint
from evidence.confirmations import Confirmation, add_confirmation
from evidence.recording import Recording
from reports.confirming import retried
from reports.sarif import sarif_log
from tests.reports.decided import decide
from tests.reports.spoiled import spoiled
from tests.reports.staged import IMEI, NAME, findings_of, staged

type Log = dict[str, Any]


@pytest.fixture(scope="module")
def schema(readers: Path) -> Draft7Validator:
    folder = readers / "@microsoft" / "jest-sarif" / "lib" / "schemas"
    validator = Draft7Validator(
        json.loads((folder / "sarif-2.1.0-rtm.5.json").read_bytes()), format_checker=Draft7Validator.FORMAT_CHECKER
    )
    assert not validator.is_valid({"version": "2.1.0", "runs": [{"tool": {"driver": {}}}]}), "it can refuse"
    return validator


def run_of(data: bytes, schema: Draft7Validator) -> Log:
    log: Log = json.loads(data)
    problems = [f"{'/'.join(map(str, error.path))}: {error.message}" for error in schema.iter_errors(log)]
    assert problems == []
    run: Log = log["runs"][0]
    return run


def by_rule(run: Log) -> dict[str, Log]:
    return {result["ruleId"]: result for result in run["results"]}


def test_each_verdict_has_its_kind_and_only_violations_in_force_are_errors(
    shop: Recording, schema: Draft7Validator
) -> None:
    run = run_of(sarif_log(shop, findings_of(shop)), schema)
    told = {rule: (result["kind"], result["level"]) for rule, result in by_rule(run).items()}
    assert told == {
        "app-2019/3.1": ("fail", "error"),
        "app-2019/3.4": ("fail", "error"),
        "app-2019/1.2": ("open", "none"),
        "app-2019/1.3": ("review", "none"),
        "app-2019/1.1a": ("pass", "none"),
        "popup-2022/5.8a": ("informational", "none"),
        "popup-2022/5.8b": ("notApplicable", "none"),
        "popup-2022/5.8c": ("informational", "none"),
    }
    assert run["invocations"][0]["exitCode"] == 1 and run["invocations"][0]["executionSuccessful"] is True


def test_code_scanning_gets_alerts_alone(own_shop: Recording, schema: Draft7Validator) -> None:
    """It shows what passed and what was suppressed as open alerts."""
    findings = findings_of(own_shop)
    decide(own_shop, findings, "app-2019/3.4", "reject")
    run = run_of(sarif_log(own_shop, findings, alerts_only=True), schema)
    assert list(by_rule(run)) == ["app-2019/3.1"] and run["results"][0]["ruleIndex"] == 0
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["app-2019/3.1"]
    kept = findings.model_copy(update={"findings": findings.findings[:1]})
    assert run_of(sarif_log(own_shop, kept, alerts_only=True), schema)["results"] == []


def test_rules_carry_the_law_in_both_languages_and_taxonomies_their_articles(
    shop: Recording, schema: Draft7Validator
) -> None:
    run = run_of(sarif_log(shop, findings_of(shop)), schema)
    driver, result = run["tool"]["driver"], by_rule(run)["app-2019/3.1"]
    rule = driver["rules"][result["ruleIndex"]]
    assert rule["id"] == "app-2019/3.1"
    for form in ("text", "markdown"):
        assert "征得用户同意前就开始收集个人信息" in rule["help"][form] and "before consent" in rule["help"][form]
    target = rule["relationships"][0]["target"]
    taxonomy = run["taxonomies"][target["toolComponent"]["index"]]
    assert taxonomy["name"] == "app-2019" and target["id"] in {taxon["id"] for taxon in taxonomy["taxa"]}


def test_locations_open_the_artefacts_of_the_recording(shop: Recording, schema: Draft7Validator) -> None:
    run = run_of(sarif_log(shop, findings_of(shop)), schema)
    screens = 0
    for result in run["results"]:
        for location in (*result["locations"], *result.get("relatedLocations", ())):
            physical = location["physicalLocation"]
            artefact = run["artifacts"][physical["artifactLocation"]["index"]]
            assert physical["artifactLocation"]["uriBaseId"] == "RECORDING"
            data = (shop.folder / physical["artifactLocation"]["uri"]).read_bytes()
            assert artefact["length"] == len(data)
            assert artefact["hashes"]["sha-256"] == hashlib.sha256(data).hexdigest()
            if "region" in physical:
                region = physical["region"]
                line = data[region["byteOffset"] : region["byteOffset"] + region["byteLength"]]
                assert data.splitlines(keepends=True)[region["startLine"] - 1] == line
                told = json.loads(line)
                named = location["properties"]["evidence"].split()[1]
                assert named in (told.get("flow"), str(told.get("id")), f"{told.get('sni')}@{told['at_ms']:.3f}")
            elif "properties" in location and location["properties"]["evidence"].startswith("screen"):
                screens += data.startswith(b"\x89PNG")
    assert screens == 2
    popup = by_rule(run)["app-2019/3.4"]["locations"][0]
    assert popup["properties"]["boxPx"] == [180, 1520, 900, 1640]


def test_fingerprints_are_the_lasting_names(shop: Recording, schema: Draft7Validator) -> None:
    findings = findings_of(shop)
    run = run_of(sarif_log(shop, findings), schema)
    named = {rule: result["partialFingerprints"]["consentinel/v1"] for rule, result in by_rule(run).items()}
    assert named == {one.rule: fingerprint(shop.info.app.package, one) for one in findings.findings}


def test_hostile_words_stay_words_and_lead_nowhere(shop: Recording, schema: Draft7Validator) -> None:
    data = sarif_log(shop, spoiled(findings_of(shop)))
    run = run_of(data, schema)
    assert (
        IMEI.encode() not in data
        and "\u202e".encode() not in data
        and b"passwd"
        not in json.dumps([result["locations"][0]["physicalLocation"] for result in run["results"]]).encode()
    )
    message = run["results"][0]["message"]["text"]
    assert "{{0}}" in message and "\\[click](" in message
    paths = {artefact["location"]["uri"] for artefact in run["artifacts"]}
    assert paths == {"events.jsonl", "recording.json"}


def test_very_long_words_are_cut(shop: Recording, schema: Draft7Validator) -> None:
    data = sarif_log(shop, spoiled(findings_of(shop), "长" * 100_000))
    run_of(data, schema)
    assert len(data) < 600_000


def test_personal_values_are_masked_unless_asked_for(shop: Recording) -> None:
    findings = findings_of(shop)
    masked, shown = sarif_log(shop, findings), sarif_log(shop, findings, show_values=True)
    assert IMEI.encode() not in masked and NAME.encode() not in masked
    assert IMEI.encode() in shown, "the address that it was sent to has it"


def test_equal_findings_give_equal_bytes(shop: Recording) -> None:
    assert sarif_log(shop, findings_of(shop)) == sarif_log(Recording.open(shop.folder), findings_of(shop))


def test_decisions_and_a_second_run_are_told(own_shop: Recording, schema: Draft7Validator) -> None:
    recording = own_shop
    findings = findings_of(recording)
    decide(recording, findings, "app-2019/3.4", "reject", "the reviewer's [reason](x)")
    decide(recording, findings, "app-2019/1.3", "confirm", "counted six taps")
    again = retried(recording.info.app.package, findings, findings)
    add_confirmation(recording.folder, Confirmation(at="2025-11-21T10:00:00+08:00", retried=again))
    results = by_rule(run_of(sarif_log(recording, findings), schema))
    rejected, confirmed = results["app-2019/3.4"], results["app-2019/1.3"]
    assert rejected["kind"] == "fail" and rejected["suppressions"][0]["status"] == "accepted"
    assert confirmed["kind"] == "fail" and "Li Lei" in confirmed["message"]["text"]
    assert results["app-2019/3.1"]["properties"]["confirmation"] == "confirmed"
    assert "seen again" in results["app-2019/3.1"]["message"]["text"] or "second run" in str(results["app-2019/3.1"])


def test_a_recording_that_was_cut_short_says_so(tmp_path: Path, schema: Draft7Validator) -> None:
    recording = staged(tmp_path / "r", outcome=None)
    invocation = run_of(sarif_log(recording, findings_of(recording)), schema)["invocations"][0]
    assert invocation["executionSuccessful"] is False
    assert "cut short" in invocation["toolExecutionNotifications"][-1]["message"]["text"]
