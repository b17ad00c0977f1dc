"""What the assessors' report says, in which order: everything is masked and printable before it becomes a block."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from detectors.rules.catalogue import Rule, catalogue
from detectors.rules.finding import Findings, Text, Verdict
from evidence.events import AppInstalled
from evidence.recording import Recording
from reports.account import REJECTED, Entry, Outcome, entries, headline, tally
from reports.assessor.conduct import about_conduct, about_integrity, about_limits
from reports.assessor.criteria import LIMITS, criterion
from reports.assessor.document import Block, Cell, Document, Heading, PageBreak, Paragraph, Signatures, Table, Tone
from reports.assessor.proofs import proofs
from reports.confirming import MARKS
from reports.exhibits import Showcase
from reports.masking import mask_for
from reports.plain import on_one_line, printable
from reports.wording import BASES, NEEDS_ATTENTION, VERDICTS

TITLE = "移动应用个人信息保护与弹窗合规检测报告"
ROLES = ("检测人", "复核人", "批准人")

MEANINGS = {
    Verdict.VIOLATION: "符合该条款的违规判据，证据列于逐条结果。",
    Verdict.INCONCLUSIVE: "覆盖不完整，也没有命中；原因逐条列出，不表示合规。",
    Verdict.REVIEW: "有线索或测量值，须由人作出判断。",
    Verdict.PASS: "该条款可以被证明已遵守，且覆盖完整。",
    Verdict.NOT_OBSERVED: "只有命中才能下结论；覆盖完整而没有命中，不表示合规。",
    Verdict.NOT_APPLICABLE: "该条款与此应用、设备或场景无关。",
    None: "检测工具的结论已由复核人驳回，理由逐条列出。",
}

_TONES: dict[Outcome, Tone] = {
    Verdict.VIOLATION: "bad",
    Verdict.INCONCLUSIVE: "open",
    Verdict.REVIEW: "ask",
    Verdict.PASS: "good",
}

MAX_TEXT = 1500

type Say = Callable[[str], str]


def assessor_document(recording: Recording, findings: Findings, *, show_values: bool = False) -> Document:
    """The report's content. Personal values are masked unless `show_values`. Raises EvidenceError."""
    mask = mask_for(recording, show_values=show_values)

    def say(text: str) -> str:
        return printable(mask.text(text), MAX_TEXT)

    told = entries(recording, findings)
    showcase = Showcase(recording, mask)
    info = recording.info
    name = on_one_line(mask.text(info.app.label or info.app.name), 60)
    blocks = (
        *_summary(told),
        *_overview(told),
        *about_conduct(recording, say),
        *_clauses(told, showcase, say),
        *about_limits(recording, told, say),
        *about_integrity(recording),
        PageBreak(),
        Heading(1, "七、签署"),
        Paragraph("以下人员确认本报告所述检测按所列步骤进行，结论以所附证据为依据。"),
        Signatures(ROLES),
    )
    facts = _facts(recording, findings, say, show_values=show_values)
    return Document(TITLE, f"被测应用：{name}", facts, f"{name} · {info.run_id}", blocks, int(info.started_epoch_s))


def _facts(recording: Recording, findings: Findings, say: Say, *, show_values: bool) -> Table:
    info = recording.info
    installed = next(iter(recording.of(AppInstalled)), None)
    app, device = info.app, info.device
    version = installed.version_name if installed is not None else ""
    code = f"（{installed.version_code}）" if installed is not None and installed.version_code else ""
    digest = app.file_sha256 or (installed.sha256 if installed is not None else "")
    rows = (
        ("应用名称", app.label or app.name),
        ("包名或网址", app.package),
        ("版本", f"{version}{code}" or "未取得"),
        ("安装包 SHA-256", digest or "未取得"),
        ("运营者", app.operator or "未填写"),
        ("检测设备", f"{device.manufacturer} {device.model}（{device.platform} {device.os_version}）"),
        ("检测场景", info.scenario.name),
        ("检测期间", _period(recording)),
        ("报告编号", f"{info.run_id}-{info.attempt}"),
        ("检测工具", f"consentinel {info.tools.get('consentinel', '')}；条款目录 {findings.catalogue_version}"),
        ("个人信息的值", "按要求如实显示" if show_values else "已遮盖，仅保留前几个字符"),
    )
    return named([(name, say(value)) for name, value in rows])


def named(rows: list[tuple[str, str]]) -> Table:
    """Names and values."""
    return Table((1, 3), tuple((Cell(name), Cell(value)) for name, value in rows))


def _period(recording: Recording) -> str:
    """From the beginning to the end, in the time zone of the machine that recorded."""
    try:
        began = datetime.fromisoformat(recording.info.started)
    except ValueError:
        return recording.info.started
    last = max((event.at_ms for event in recording.events), default=0.0)
    ended = began + timedelta(milliseconds=last)
    return f"{began:%Y-%m-%d %H:%M:%S} 至 {ended:%Y-%m-%d %H:%M:%S}（UTC{began:%z}）"


def _summary(told: tuple[Entry, ...]) -> Iterator[Block]:
    yield Heading(1, "一、结论摘要")
    yield Paragraph(f"{headline(told).zh}。下表仅统计有效文件的条款；未生效或已失效文件的命中仅供参考，单独列出。")
    rows = tuple(
        (Cell(_word(outcome), _TONES.get(outcome, "")), Cell(str(count)), Cell(MEANINGS[outcome]))
        for outcome, count in tally(told).items()
    )
    yield Table((2, 1, 7), rows, ("结论", "条款数", "含义"))


def _overview(told: tuple[Entry, ...]) -> Iterator[Block]:
    yield Heading(1, "二、结论汇总表")
    for title, wanted in (("有效文件的条款", False), ("仅供参考（文件未生效或已失效）", True)):
        rows = tuple(
            _line(number, entry) for number, entry in enumerate(told, 1) if entry.finding.informative is wanted
        )
        if rows:
            yield Heading(2, title)
            yield Table((2, 7, 8, 3, 2), rows, ("编号", "文件与条目", "条文", "结论", "复测"))


def _line(number: int, entry: Entry) -> tuple[Cell, ...]:
    again = MARKS[entry.again.mark].zh if entry.again is not None else "—"
    return (
        Cell(f"4.{number}"),
        Cell(f"《{_instrument(entry.rule)}》{_unbroken(entry.rule.ref)}"),
        Cell(entry.law),
        Cell(entry.word.zh, _TONES.get(entry.outcome, "")),
        Cell(again),
    )


def _clauses(told: tuple[Entry, ...], showcase: Showcase, say: Say) -> Iterator[Block]:
    yield Heading(1, "四、逐条结果")
    for number, entry in enumerate(told, 1):
        yield from _clause(number, entry, showcase, say)


def _clause(number: int, entry: Entry, showcase: Showcase, say: Say) -> Iterator[Block]:
    finding, rule = entry.finding, entry.rule
    yield Heading(2, f"4.{number}　{rule.id}　{entry.word.zh}")
    yield Paragraph(entry.law, "quote")
    yield Paragraph(f"——《{_instrument(rule)}》{rule.ref}", "note")
    rows = [("所见", say(finding.message.zh))]
    if finding.reason is not None:
        rows.append(("原因", say(finding.reason.zh)))
    if test := criterion(rule.id):
        rows.append(("违规判据", test))
    rows += [("说明", say(note.zh)) for note in entry.notes]
    info = showcase.recording.info
    how = (
        f"场景 {info.scenario.name}（步骤见第三章）；设备 {info.device.manufacturer} {info.device.model}，"
        f"{info.device.platform} {info.device.os_version}；检测器 {finding.detector} 第 {finding.detector_version} 版"
    )
    rows.append(("检测方法", say(how)))
    if measured := [f"{name} = {value}" for name, value in finding.measures.items() if value not in ("", 0)]:
        rows.append(("测量值", say("；".join(measured))))
    if finding.informative:
        rows.append(("效力", "该文件未生效或已失效，本条仅供参考，不计入结论。"))
    outcome = Cell(entry.word.zh, _TONES.get(entry.outcome, ""))
    body = tuple((Cell(name), Cell(value)) for name, value in rows)
    yield Table((1, 5), ((Cell("结论"), outcome), *body))
    if finding.thresholds:
        limits = tuple(
            (
                Cell(one.id),
                Cell(LIMITS.get(one.id, one.value)),
                Cell(BASES.get(one.basis, Text(zh=one.basis, en="")).zh),
                Cell(one.source.partition(" <")[0]),
            )
            for one in finding.thresholds
        )
        yield Table((2, 8, 4, 8), limits, ("阈值", "限值", "依据", "来源"))
    yield from proofs(finding, showcase, full=entry.outcome in NEEDS_ATTENTION)


def _unbroken(ref: str) -> str:
    """An article's number stays on one line."""
    return "\u2060".join(ref)


def _instrument(rule: Rule) -> str:
    return catalogue().instruments[rule.instrument].title.zh


def _word(outcome: Outcome) -> str:
    return REJECTED.zh if outcome is None else VERDICTS[outcome].zh
