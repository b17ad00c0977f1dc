"""A Markdown summary for a pull request: what is violated first, in both languages, short enough for one comment.

What an app supplied is text and nothing else: no markup, link, mention, reference to an issue, or command of a forge.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from detectors.rules.catalogue import catalogue
from detectors.rules.finding import EvidenceRef, Findings, Text, Verdict
from evidence.recording import Recording
from reports.account import REJECTED, Entry, Outcome, entries, gravest_first, headline, tally
from reports.masking import mask_for
from reports.plain import on_one_line
from reports.table import about
from reports.wording import BASES, VERDICTS

MAX_CHARACTERS = 65_536
"""What GitHub takes as one comment."""

MAX_TEXT = 600
MAX_EVIDENCE = 12

_SIGNS: dict[Outcome, str] = {
    Verdict.VIOLATION: "❌",
    Verdict.INCONCLUSIVE: "❓",
    Verdict.REVIEW: "👀",
    Verdict.PASS: "✅",
    Verdict.NOT_OBSERVED: "➖",
    Verdict.NOT_APPLICABLE: "⚪",
    None: "🚫",
}

_NOTHING = "\u200b"
"""A blank of no width: breaks up what a forge would take for a mention, a reference or an address."""

_PUNCTUATION = re.compile(r"([\\`*_\[\]<>#~|&!$:@^])|^(\d*)([-+=.)])")
"""What is markup anywhere, and what begins a list or underlines a heading where a text begins."""

_REFERENCE = re.compile(r"([@#!$%~^&*])(?=[\w\"'(])")
_ADDRESS = re.compile(r"(://|www\.|GH-)", re.IGNORECASE)

type Say = Callable[[str], str]


def markdown_summary(recording: Recording, findings: Findings, *, show_values: bool = False) -> bytes:
    """The text as UTF-8, at most 65,536 characters. Personal values are masked unless `show_values`.

    Raises EvidenceError.
    """
    mask = mask_for(recording, show_values=show_values)

    def say(text: str) -> str:
        return escaped(on_one_line(mask.text(text), MAX_TEXT))

    told = entries(recording, findings)
    return _fitted(list(_blocks(recording, findings, told, say, mask.text))).encode("utf-8", "replace")


def escaped(text: str) -> str:
    """A text on one line as Markdown that shows just that text."""
    broken = _REFERENCE.sub(rf"\1{_NOTHING}", _ADDRESS.sub(_broken, " ".join(text.split())))
    return _PUNCTUATION.sub(lambda match: f"\\{match[1]}" if match[1] else f"{match[2]}\\{match[3]}", broken)


def _broken(match: re.Match[str]) -> str:
    return f":{_NOTHING}//" if match[1] == "://" else f"{match[1]}{_NOTHING}"


def _blocks(
    recording: Recording, findings: Findings, told: tuple[Entry, ...], say: Say, mask: Say
) -> Iterator[tuple[str, int]]:
    """The parts of the summary in order, each whole in itself, with how many findings it tells of."""
    line, info = headline(told), recording.info
    urgent = [entry for entry in gravest_first(told) if _violated(entry)]
    name = say(info.app.label or info.app.name)
    yield f"## {_sign(told)} {name}: {line.en}\n\n**{line.zh}**\n\n", 0
    yield (
        "| outcome 结论 | rules 条款数 |\n|---|--:|\n"
        + "".join(
            f"| {_SIGNS[outcome]} {word.en} {word.zh} | {count} |\n"
            for outcome, count in tally(told).items()
            for word in [REJECTED if outcome is None else VERDICTS[outcome]]
        )
        + "\n",
        0,
    )
    yield (
        "".join(f"**{key.en}** {say(value)}  \n" for key, value in about(recording, findings, mask) if value) + "\n",
        0,
    )
    if urgent:
        yield "### Violations 违规\n\n", 0
        for entry in urgent:
            yield _violation(entry, say), 1
    rest = [entry for entry in gravest_first(told) if not _violated(entry)]
    if rest:
        yield "### Other outcomes 其他结论\n\n| outcome | rule | what was seen 所见 |\n|---|---|---|\n", 0
        for entry in rest:
            yield _row(entry, say), 1
        yield "\n", 0


def _violation(entry: Entry, say: Say) -> str:
    finding, rule = entry.finding, entry.rule
    lines = [
        f"#### {escaped(rule.id)} {say(rule.title.en)}",
        f"> {say(entry.law)}  \n> 《{say(catalogue().instruments[rule.instrument].title.zh)}》{say(rule.ref)}",
        f"{say(finding.message.en)}  \n{say(finding.message.zh)}",
    ]
    if finding.reason is not None:
        lines.append(f"{say(finding.reason.en)}  \n{say(finding.reason.zh)}")
    for one in finding.thresholds:
        basis = BASES.get(one.basis, Text(zh=one.basis, en=one.basis))
        lines.append(f"*{escaped(one.id)}* {say(one.value)} ({basis.en} {basis.zh})")
    lines += [f"🔁 {say(note.en)}  \n{say(note.zh)}" for note in entry.notes]
    if finding.evidence:
        lines.append(_evidence(finding.evidence, say))
    return "\n\n".join(lines) + "\n\n"


def _evidence(refs: tuple[EvidenceRef, ...], say: Say) -> str:
    lines = [
        f"- {escaped(ref.kind)} {say(ref.id)}: {say(ref.label.en)} {say(ref.label.zh)}{_bytes(ref, say)}"
        for ref in refs[:MAX_EVIDENCE]
    ]
    if len(refs) > MAX_EVIDENCE:
        lines.append(f"- … and {len(refs) - MAX_EVIDENCE} more 另有 {len(refs) - MAX_EVIDENCE} 处")
    inside = "\n".join(lines)
    return f"<details><summary>Evidence 证据 ({len(refs)})</summary>\n\n{inside}\n\n</details>"


def _bytes(ref: EvidenceRef, say: Say) -> str:
    if ref.range is None:
        return ""
    chain = f" ({say(' > '.join(ref.encodings))})" if ref.encodings else ""
    return f", {say(ref.place)} bytes {ref.range[0]}–{ref.range[1]}{chain}"


def _row(entry: Entry, say: Say) -> str:
    finding = entry.finding
    reason = f" {say(finding.reason.en)} {say(finding.reason.zh)}" if finding.reason is not None else ""
    notes = "".join(f" {say(note.en)} {say(note.zh)}" for note in entry.notes)
    weight = " (not in force 仅供参考)" if finding.informative else ""
    return (
        f"| {_SIGNS[entry.outcome]} {entry.word.en} {entry.word.zh}{weight} | {escaped(entry.rule.id)}"
        f" {say(entry.rule.title.en)} | {say(finding.message.en)} {say(finding.message.zh)}{reason}{notes} |\n"
    )


def _fitted(blocks: list[tuple[str, int]]) -> str:
    """The blocks that fit, and an honest word on those that do not."""
    kept: list[str] = []
    room = MAX_CHARACTERS - 400
    for number, (block, _) in enumerate(blocks):
        room -= len(block)
        if room < 0:
            left = sum(count for _, count in blocks[number:])
            kept.append(
                f"\n\n**{left} findings are left out: a comment holds {MAX_CHARACTERS:,} characters. The report "
                f"page has them all.**  \n**另有 {left} 项结论因篇幅所限未列出，完整内容见报告页面。**\n"
            )
            break
        kept.append(block)
    return "".join(kept)


def _violated(entry: Entry) -> bool:
    return entry.outcome is Verdict.VIOLATION and not entry.finding.informative


def _sign(told: Iterable[Entry]) -> str:
    counted = [entry.outcome for entry in told if not entry.finding.informative]
    for outcome in (Verdict.VIOLATION, Verdict.INCONCLUSIVE):
        if outcome in counted:
            return _SIGNS[outcome]
    return _SIGNS[Verdict.PASS] if counted else _SIGNS[Verdict.NOT_APPLICABLE]
