"""CSV and XLSX as spreadsheets take them: every finding, both languages, and nothing that is run."""

from __future__ import annotations

import csv
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from evidence.recording import Recording
from reports.csvfile import csv_table
from reports.table import COLUMNS, defused
from reports.workbook import workbook
from tests.reports.decided import decide
from tests.reports.spoiled import spoiled
from tests.reports.staged import IMEI, NAME, findings_of

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def table(data: bytes) -> list[dict[str, str]]:
    assert data.startswith(b"\xef\xbb\xbf"), "Excel takes the file for another encoding without it"
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def sheets(data: bytes) -> list[list[list[str]]]:
    """The texts of each sheet, row by row."""
    made = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for number in (1, 2, 3):
            root = etree.fromstring(archive.read(f"xl/worksheets/sheet{number}.xml"))
            assert root.find(f".//{MAIN}f") is None, "no formula"
            made.append(
                [
                    ["".join(map(str, cell.itertext())) for cell in row.iter(f"{MAIN}c")]
                    for row in root.iter(f"{MAIN}row")
                ]
            )
    return made


def test_csv_has_a_row_for_each_finding_in_both_languages(shop: Recording) -> None:
    findings = findings_of(shop)
    rows = table(csv_table(shop, findings))
    assert [row["条款 rule"] for row in rows] == [one.rule for one in findings.findings]
    row = next(row for row in rows if row["条款 rule"] == "app-2019/3.4")
    assert row["结论 outcome"] == "违规 Violation" and row["判定 verdict"] == "violation"
    assert (
        row["所见 seen, in Chinese"] == "弹窗只有“同意并继续”"
        and row["所见（英） seen"] == "The pop-up only offers to agree"
    )
    assert row["包名或网址 package or address"] == shop.info.app.package
    informative = next(row for row in rows if row["条款 rule"] == "popup-2022/5.8c")
    assert informative["效力 in force"] == "仅供参考 no"


def test_the_workbook_has_summary_findings_and_evidence(shop: Recording) -> None:
    findings = findings_of(shop)
    summary, told, evidence = sheets(workbook(shop, findings))
    assert summary[0] == ["发现 2 项违规，另有 1 项无法判定 / 2 violations found, 1 inconclusive"]
    assert ["违规 Violation", "2"] in summary
    assert len(told) == 1 + len(findings.findings) and len(told[0]) == len(COLUMNS)
    assert len(evidence) == 1 + sum(len(one.evidence) for one in findings.findings)
    popup = next(row for row in evidence if row[:2] == ["app-2019/3.4", "screen"])
    assert popup[8] == "180, 1520, 900, 1640" and popup[9].startswith("screens/")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "＝", "＋", " =", "\n="])
def test_formulas_of_apps_are_defused(shop: Recording, start: str) -> None:
    findings = spoiled(findings_of(shop), f"{start}cmd|'/C calc'!A0")
    for row in table(csv_table(shop, findings)):
        assert row["所见（英） seen"].startswith("'")
    _, told, _ = sheets(workbook(shop, findings))
    assert any("calc" in cell for cell in told[1])


@given(st.text())
def test_no_cell_starts_as_a_formula(text: str) -> None:
    cell = defused(text)
    assert not cell.lstrip(" \u3000\ufeff").startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"))
    assert cell in (text, f"'{text}")


def test_hostile_words_and_personal_values(shop: Recording) -> None:
    findings = spoiled(findings_of(shop))
    for data in (
        csv_table(shop, findings),
        "".join(cell for sheet in sheets(workbook(shop, findings)) for row in sheet for cell in row).encode(),
    ):
        assert IMEI.encode() not in data and NAME.encode() not in data
        assert b"\x00" not in data and b"\x1b" not in data and "\u202e".encode() not in data
    assert IMEI in csv_table(shop, findings, show_values=True).decode()


def test_very_long_words_are_cut(shop: Recording) -> None:
    findings = spoiled(findings_of(shop), "长" * 100_000)
    assert max(len(cell) for row in table(csv_table(shop, findings)) for cell in row.values()) <= 8001
    assert max(len(cell) for sheet in sheets(workbook(shop, findings)) for row in sheet for cell in row) <= 8001


def test_equal_findings_give_equal_bytes(shop: Recording) -> None:
    findings = findings_of(shop)
    assert workbook(shop, findings) == workbook(Recording.open(shop.folder), findings)
    assert csv_table(shop, findings) == csv_table(Recording.open(shop.folder), findings)


def test_decisions_are_told(own_shop: Recording) -> None:
    recording = own_shop
    findings = findings_of(recording)
    decide(recording, findings, "app-2019/3.4", "reject", "=the law allows it")
    row = next(row for row in table(csv_table(recording, findings)) if row["条款 rule"] == "app-2019/3.4")
    assert row["结论 outcome"] == "已驳回 Rejected" and row["判定 verdict"] == "violation"
    assert "Li Lei" in row["后续说明（英） notes"]
    summary, _, _ = sheets(workbook(recording, findings))
    assert ["已驳回 Rejected", "1"] in summary and ["违规 Violation", "1"] in summary
