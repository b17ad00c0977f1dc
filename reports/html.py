"""The report page: one self-contained HTML file that opens from disk, without network, in Chinese and English.

Everything that the page shows goes through masking and then through escaping, whatever the template says; the page's
content policy allows no script but its own.
"""

from __future__ import annotations

from dataclasses import dataclass

from detectors.rules.catalogue import Rule, catalogue
from detectors.rules.finding import Finding, Findings, Text, Verdict
from evidence.recording import Recording
from evidence.traffic import Flow
from reports.exhibits import Exhibit, Showcase
from reports.masking import mask_for
from reports.pictures import Shown
from reports.rendering import render_page
from reports.reviewing import Reviewed, Standing, account, reviewed, sentence
from reports.timeline import MOMENTS, LifeLine, lifelines
from reports.wording import BASES, NEEDS_ATTENTION, VERDICTS

MAX_THUMBS = 160
MAX_FLOWS = 600


@dataclass(frozen=True, slots=True)
class Card:
    """One finding with its rule and exhibits."""

    number: int
    finding: Finding
    standing: Standing
    rule: Rule
    exhibits: tuple[Exhibit, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture of the film strip, at ms since its life began."""

    screen: int
    at_ms: float
    stable: bool
    picture: Shown


@dataclass(frozen=True, slots=True)
class Chapter:
    """One life of the app as the page tells it; `more_frames` and `more_flows` were left out."""

    line: LifeLine
    frames: tuple[Frame, ...]
    flows: tuple[tuple[Flow, Text, str, Text], ...]
    more_frames: int
    more_flows: int


def html_report(recording: Recording, findings: Findings, *, show_values: bool = False) -> bytes:
    """The page as UTF-8. Personal values are masked unless `show_values`."""
    mask = mask_for(recording, show_values=show_values)
    showcase = Showcase(recording, mask)
    cards = _cards(showcase, reviewed(recording, findings))
    in_force = [card for card in cards if not card.finding.informative]
    counts = {verdict: sum(card.standing.verdict is verdict for card in in_force) for verdict in VERDICTS}
    context = {
        "recording": recording,
        "findings": findings,
        "cards": in_force,
        "urgent": [card for card in in_force if card.finding.verdict in NEEDS_ATTENTION],
        "settled": [card for card in in_force if card.finding.verdict not in NEEDS_ATTENTION],
        "informative": [card for card in cards if card.finding.informative],
        "counts": {verdict: count for verdict, count in counts.items() if count},
        "headline": _headline(counts),
        "verdicts": VERDICTS,
        "rejected": sum(card.standing.state == "rejected" for card in in_force),
        "account": account,
        "sentence": sentence,
        "bases": BASES,
        "chapters": [_chapter(showcase, line) for line in lifelines(recording)],
        "seconds": lambda ms: f"{ms / 1000:.1f}",
        "catalogue": catalogue(),
        "show_values": show_values,
    }
    return render_page("report.html.j2", context, mask.text).encode("utf-8", "replace")


def _headline(counts: dict[Verdict, int]) -> tuple[str, Text]:
    """The verdict that colours the page's head, and the sentence a hurried reader takes away."""
    violated, open_ = counts[Verdict.VIOLATION], counts[Verdict.INCONCLUSIVE]
    if violated:
        return "violation", Text(
            zh=f"发现 {violated} 项违规" + (f"，另有 {open_} 项无法判定" if open_ else ""),
            en=f"{violated} violation{'s' * (violated > 1)} found" + (f", {open_} inconclusive" if open_ else ""),
        )
    if open_:
        return "inconclusive", Text(
            zh=f"未发现违规，{open_} 项无法判定", en=f"No violation found, {open_} inconclusive"
        )
    if not any(counts.values()):
        return "not_observed", Text(zh="没有检测任何条款", en="No rule was checked")
    return "pass", Text(zh="未发现违规", en="No violation found")


def _cards(showcase: Showcase, known: Reviewed) -> list[Card]:
    """The gravest first; within a verdict in the catalogue's order. A decision moves no card."""
    order = list(VERDICTS)
    ranked = sorted(known.standings, key=lambda standing: order.index(standing.finding.verdict))
    return [
        Card(number, s.finding, s, catalogue().rule(s.finding.rule), tuple(map(showcase.exhibit, s.finding.evidence)))
        for number, s in enumerate(ranked, 1)
    ]


def _chapter(showcase: Showcase, line: LifeLine) -> Chapter:
    frames = _frames(showcase, line)
    flows = tuple(
        (flow, MOMENTS[moment], str(moment), showcase.receiver(flow)) for flow, moment in line.flows[:MAX_FLOWS]
    )
    return Chapter(line, frames, flows, len(line.screens) - len(frames), len(line.flows) - len(flows))


def _frames(showcase: Showcase, line: LifeLine) -> tuple[Frame, ...]:
    """Thumbnails, thinned out evenly when there are very many; the page says so."""
    step = max(1, -(-len(line.screens) // MAX_THUMBS))
    frames = []
    for mark in line.screens[::step]:
        shown = showcase.thumbnail(mark.screen) if mark.screen is not None else None
        if shown is not None and mark.screen is not None:
            stable = showcase.recording.screens[mark.screen].taken.stable
            frames.append(Frame(mark.screen, mark.at_ms, stable, shown))
    return tuple(frames)
