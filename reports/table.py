"""Findings as a table, one row each, for spreadsheets: the columns that CSV and XLSX share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from detectors.rules.catalogue import catalogue
from detectors.rules.finding import Findings, Text
from evidence.events import AppInstalled
from evidence.recording import Recording
from reports.account import Entry, entries
from reports.confirming import MARKS
from reports.plain import printable
from reports.wording import BASES

MAX_CELL = 8000
"""Characters of one cell; Excel takes 32,767."""

_STARTS = tuple("=+-@\t\r\n=＝＋－＠")
"""What makes a spreadsheet take a cell for a formula; the wide forms count where the keyboard is a Chinese one."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, its width in characters, and what stands in it."""

    head: Text
    width: int
    cell: Callable[[Entry], str]


COLUMNS = (
    Column(Text(zh="条款", en="rule"), 18, lambda entry: entry.rule.id),
    Column(Text(zh="结论", en="outcome"), 14, lambda entry: f"{entry.word.zh} {entry.word.en}"),
    Column(Text(zh="判定", en="verdict"), 14, lambda entry: str(entry.finding.verdict)),
    Column(
        Text(zh="效力", en="in force"), 10, lambda entry: "仅供参考 no" if entry.finding.informative else "有效 yes"
    ),
    Column(Text(zh="文件", en="instrument"), 30, lambda entry: catalogue().instruments[entry.rule.instrument].title.zh),
    Column(Text(zh="条目", en="article"), 12, lambda entry: entry.rule.ref),
    Column(Text(zh="条文", en="law text"), 44, lambda entry: entry.law),
    Column(Text(zh="义务（英）", en="duty in English"), 44, lambda entry: entry.rule.text_en),
    Column(Text(zh="所见", en="seen, in Chinese"), 50, lambda entry: entry.finding.message.zh),
    Column(Text(zh="所见（英）", en="seen"), 50, lambda entry: entry.finding.message.en),
    Column(
        Text(zh="原因", en="reason, in Chinese"),
        36,
        lambda entry: entry.finding.reason.zh if entry.finding.reason else "",
    ),
    Column(
        Text(zh="原因（英）", en="reason"), 36, lambda entry: entry.finding.reason.en if entry.finding.reason else ""
    ),
    Column(Text(zh="阈值与依据", en="thresholds and basis"), 44, lambda entry: _thresholds(entry)),
    Column(Text(zh="测量值", en="measures"), 30, lambda entry: _measures(entry)),
    Column(Text(zh="复测", en="second run"), 16, lambda entry: MARKS[entry.again.mark].zh if entry.again else ""),
    Column(Text(zh="后续说明", en="notes, in Chinese"), 36, lambda entry: "\n".join(note.zh for note in entry.notes)),
    Column(Text(zh="后续说明（英）", en="notes"), 36, lambda entry: "\n".join(note.en for note in entry.notes)),
    Column(Text(zh="证据", en="evidence"), 50, lambda entry: _evidence(entry)),
    Column(Text(zh="检测器", en="detector"), 20, lambda e: f"{e.finding.detector} {e.finding.detector_version}"),
    Column(Text(zh="指纹", en="fingerprint"), 34, lambda entry: entry.standing.fingerprint),
)


def rows(recording: Recording, findings: Findings, mask: Callable[[str], str]) -> Iterator[tuple[Entry, list[str]]]:
    """Each finding with its cells, in the order of the columns; masked, printable and cut, not yet defused."""
    for entry in entries(recording, findings):
        yield entry, [printable(mask(column.cell(entry)), MAX_CELL) for column in COLUMNS]


def about(recording: Recording, findings: Findings, mask: Callable[[str], str]) -> Iterator[tuple[Text, str]]:
    """What was tried, on what and when: name and value."""
    info = recording.info
    installed = next(iter(recording.of(AppInstalled)), None)
    device = info.device
    version = f"{installed.version_name} ({installed.version_code})" if installed is not None else ""
    told = (
        (Text(zh="应用", en="app"), info.app.label or info.app.name),
        (Text(zh="包名或网址", en="package or address"), info.app.package),
        (Text(zh="版本", en="version"), version.replace(" ()", "")),
        (
            Text(zh="安装包 SHA-256", en="SHA-256 of the file"),
            info.app.file_sha256 or (installed.sha256 if installed else ""),
        ),
        (Text(zh="设备", en="device"), f"{device.manufacturer} {device.model}, {device.platform} {device.os_version}"),
        (Text(zh="场景", en="scenario"), f"{info.scenario.name}, {info.scenario.watch_s:g} s"),
        (Text(zh="开始", en="started"), info.started),
        (Text(zh="运行", en="run"), f"{info.run_id}, attempt {info.attempt}"),
        (Text(zh="条款目录版本", en="catalogue version"), findings.catalogue_version),
        (Text(zh="工具版本", en="tools"), ", ".join(f"{name} {number}" for name, number in sorted(info.tools.items()))),
    )
    for name, value in told:
        yield name, printable(mask(value), MAX_CELL)


def defused(cell: str) -> str:
    """The cell with an apostrophe in front where a spreadsheet would take it for a formula."""
    return f"'{cell}" if is_risky(cell) else cell


def is_risky(cell: str) -> bool:
    """Whether a spreadsheet may take the cell for a formula."""
    return cell.lstrip(" \u3000\ufeff").startswith(_STARTS)


def _thresholds(entry: Entry) -> str:
    lines = []
    for one in entry.finding.thresholds:
        basis = BASES.get(one.basis, Text(zh=one.basis, en=one.basis))
        lines.append(f"{one.id} {one.value}（{basis.zh} {basis.en}）")
    return "\n".join(lines)


def _measures(entry: Entry) -> str:
    return "\n".join(f"{name}: {value}" for name, value in entry.finding.measures.items())


def _evidence(entry: Entry) -> str:
    return "\n".join(f"{ref.kind} {ref.id}: {ref.label.zh} {ref.label.en}" for ref in entry.finding.evidence)
