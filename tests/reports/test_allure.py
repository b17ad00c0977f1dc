"""Allure results, held against what Allure's own command line makes of them."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from evidence.confirmations import Confirmation, add_confirmation
from evidence.events import InfraProblem
from evidence.recording import Recording
from reports.allure import allure_results
from reports.confirming import retried
from tests.reports.decided import decide
from tests.reports.spoiled import spoiled
from tests.reports.staged import IMEI, NAME, findings_of, staged
from tools.setup.inventory import take_inventory

type Shape = dict[str, Any]

STATUSES = {
    "app-2019/3.1": "failed",
    "app-2019/3.4": "failed",
    "app-2019/1.2": "broken",
    "app-2019/1.3": "skipped",
    "app-2019/1.1a": "passed",
    "popup-2022/5.8a": "passed",
    "popup-2022/5.8b": "skipped",
    "popup-2022/5.8c": "skipped",
}


def results(files: dict[str, bytes]) -> dict[str, Shape]:
    """The results by rule; the run itself has an empty one."""
    made = [json.loads(data) for name, data in files.items() if name.endswith("-result.json")]
    return {one["fullName"].split(".", 2)[2].removeprefix("run"): one for one in made}


def steps(one: Shape) -> list[Shape]:
    return [part for step in one["steps"] for part in (step, *steps(step))]


@pytest.fixture(scope="module")
def files(shop: Recording) -> dict[str, bytes]:
    return dict(allure_results(shop, findings_of(shop)))


@pytest.fixture(scope="module")
def report(files: dict[str, bytes], readers: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What Allure 3 makes of the results: its own page, and that of Allure 2."""
    work = tmp_path_factory.mktemp("allure")
    (work / "allure-results").mkdir()
    for name, data in files.items():
        (work / "allure-results" / name).write_bytes(data)
    config = {"name": "shop", "output": "page", "plugins": {"awesome": {"options": {}}, "allure2": {"options": {}}}}
    (work / "allurerc.json").write_text(json.dumps(config))
    command = [take_inventory()["node"].path, str(readers / "allure" / "cli.js"), "generate", "allure-results"]
    done = subprocess.run(
        [*command, "--config", "allurerc.json"], cwd=work, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0 and "rror" not in done.stdout + done.stderr, done.stdout + done.stderr
    return work / "page"


def test_allure_builds_a_report_with_every_rule_and_its_status(report: Path) -> None:
    told = json.loads((report / "test-results.json").read_bytes())["byId"].values()
    named = {one["name"].split()[0]: one["status"] for one in told}
    assert named.pop("运行") == "passed"
    assert named == STATUSES


def test_violations_stand_apart_from_what_the_tool_could_not_see(report: Path) -> None:
    root = json.loads((report / "allure2" / "data" / "categories.json").read_bytes())
    told = {
        category["name"].split()[-1]: {
            test["name"].split()[0] for message in category["children"] for test in message["children"]
        }
        for category in root["children"]
    }
    assert told["Violations"] == {"app-2019/3.1", "app-2019/3.4"}
    assert told["Inconclusive"] == {"app-2019/1.2"}
    assert told["person"] == {"app-2019/1.3"} and told["force"] == {"popup-2022/5.8c"}


def test_the_report_knows_the_environment_in_chinese_too(report: Path) -> None:
    told = json.loads((report / "allure2" / "widgets" / "environment.json").read_bytes())
    named = {one["name"]: one["values"][0] for one in told}
    assert named["package_or_address"] == "com.example.shop"


def test_evidence_is_attached_and_every_attachment_is_there(files: dict[str, bytes]) -> None:
    one = results(files)["app-2019/3.4"]
    attached = [attachment for step in steps(one) for attachment in step["attachments"]]
    assert {attachment["type"] for attachment in attached} == {"image/webp"}
    assert all(files[attachment["source"]].startswith(b"RIFF") for attachment in attached)
    sent = [attachment for step in steps(results(files)["app-2019/3.1"]) for attachment in step["attachments"]]
    texts = [files[attachment["source"]].decode() for attachment in sent if attachment["type"] == "text/plain"]
    assert any("【" in text for text in texts), "the hit is marked"


def test_severity_is_how_firm_the_ground_is(files: dict[str, bytes]) -> None:
    told = {
        rule: next(label["value"] for label in one["labels"] if label["name"] == "severity")
        for rule, one in results(files).items()
    }
    assert told["app-2019/3.1"] == "critical" and told["popup-2022/5.8c"] == "minor"


def test_history_follows_a_rule_and_the_run_names_the_files(shop: Recording, files: dict[str, bytes]) -> None:
    findings = findings_of(shop)
    passed = findings.model_copy(
        update={
            "findings": tuple(one.model_copy(update={"verdict": "pass", "evidence": ()}) for one in findings.findings)
        }
    )
    later = results(dict(allure_results(shop, passed)))
    for rule, one in results(files).items():
        assert later[rule]["historyId"] == one["historyId"] and later[rule]["uuid"] == one["uuid"]
    assert len({one["historyId"] for one in later.values()}) == len(later)


def test_hostile_words_and_personal_values(shop: Recording) -> None:
    made = dict(allure_results(shop, spoiled(findings_of(shop))))
    whole = b"".join(data for name, data in made.items() if not name.endswith(".webp"))
    assert IMEI.encode() not in whole and NAME.encode() not in whole and "\u202e".encode() not in whole
    for one in results(made).values():
        assert "<script>" not in one.get("description", "")
    assert all(line.isascii() for line in made["environment.properties"].decode().splitlines())
    assert not any("/" in name for name in made)
    assert IMEI.encode() in b"".join(dict(allure_results(shop, findings_of(shop), show_values=True)).values())


def test_failed_equipment_is_broken_and_no_defect(tmp_path: Path) -> None:
    recording = staged(tmp_path / "r", outcome=None)
    run = results(dict(allure_results(recording, findings_of(recording))))[""]
    assert run["status"] == "broken" and run["statusDetails"]["message"].startswith("equipment: ")
    assert recording.of(InfraProblem) == ()


def test_equal_findings_give_equal_bytes(shop: Recording, files: dict[str, bytes]) -> None:
    assert dict(allure_results(Recording.open(shop.folder), findings_of(shop))) == files


def test_decisions_and_a_second_run_are_told(own_shop: Recording) -> None:
    recording = own_shop
    findings = findings_of(recording)
    decide(recording, findings, "app-2019/3.4", "reject", "allowed by 3.4")
    decide(recording, findings, "app-2019/1.3", "confirm")
    again = retried(recording.info.app.package, findings, findings)
    add_confirmation(recording.folder, Confirmation(at="2025-11-21T10:00:00+08:00", retried=again))
    told = results(dict(allure_results(recording, findings)))
    assert told["app-2019/3.4"]["status"] == "skipped" and told["app-2019/1.3"]["status"] == "failed"
    assert "Li Lei" in told["app-2019/3.4"]["statusDetails"]["message"]
    assert {"name": "tag", "value": "confirmed"} in told["app-2019/3.1"]["labels"]
