"""The report page: one self-contained HTML file that opens from disk, without network, in Chinese and English.

Everything that an app supplied goes through the template's escaping; the page's content policy allows no script but
its own.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from importlib.resources import files

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from detectors.rules.catalogue import Rule, catalogue
from detectors.rules.finding import EvidenceRef, Finding, Findings, Text, Verdict
from evidence.events import Tap
from evidence.geometry import Box
from evidence.recording import Recording
from evidence.traffic import Flow
from perception.traffic.parties import party
from reports.masking import Mask, mask_for
from reports.pictures import Shown, marked
from reports.timeline import MOMENTS, LifeLine, lifelines
from reports.wire import Segment, place_bytes, segments

VERDICTS = {
    Verdict.VIOLATION: Text(zh="违规", en="Violation"),
    Verdict.PASS: Text(zh="合规", en="Pass"),
    Verdict.NOT_OBSERVED: Text(zh="未发现", en="Not observed"),
    Verdict.INCONCLUSIVE: Text(zh="无法判定", en="Inconclusive"),
    Verdict.REVIEW: Text(zh="需人工复核", en="Review"),
    Verdict.NOT_APPLICABLE: Text(zh="不适用", en="Not applicable"),
}

BASES = {
    "seed_text": Text(zh="条文原文", en="text of the provision"),
    "found": Text(zh="标准或官方文件", en="standard or official document"),
    "practice_found": Text(zh="行业实践", en="market practice"),
    "proposed": Text(zh="本工具建议值", en="proposed by this tool"),
    "unverified": Text(zh="未核实", en="not verified"),
}

EVIDENCE_WIDTH = 400
THUMB_WIDTH = 150
MAX_THUMBS = 160
MAX_FLOWS = 600


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One piece of evidence as the page shows it: a picture, or the bytes of a message, or a line of words."""

    label: Text
    caption: Text
    picture: Shown | None = None
    flow: Flow | None = None
    owner: str = ""
    place: str = ""
    encodings: tuple[str, ...] = ()
    segments: tuple[Segment, ...] = ()
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """One finding with its rule and exhibits."""

    number: int
    finding: Finding
    rule: Rule
    exhibits: tuple[Exhibit, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture of the film strip, at ms since its life began."""

    screen: int
    at_ms: float
    stable: bool
    picture: Shown


def html_report(recording: Recording, findings: Findings, *, show_values: bool = False) -> bytes:
    """The page as UTF-8. Personal values are masked unless `show_values`."""
    mask = mask_for(recording, show_values=show_values)
    lines = lifelines(recording)
    context = {
        "recording": recording,
        "findings": findings,
        "cards": [_card(recording, mask, number, f) for number, f in enumerate(findings.findings, 1)],
        "counts": {v: sum(f.verdict is v for f in findings.findings) for v in Verdict},
        "verdicts": VERDICTS,
        "bases": BASES,
        "moments": MOMENTS,
        "lines": [(line, _frames(recording, line), _traffic(recording, line)) for line in lines],
        "mask": mask,
        "seconds": lambda ms: f"{ms / 1000:.1f}",
        "max_flows": MAX_FLOWS,
        "catalogue": catalogue(),
    }
    return _render(context).encode("utf-8", "replace")


def _render(context: dict[str, object]) -> str:
    folder = files("reports") / "page"
    style = (folder / "report.css").read_text("utf-8")
    script = (folder / "report.js").read_text("utf-8")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    template = environment.from_string((folder / "report.html.j2").read_text("utf-8"))
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode("ascii")
    return template.render(**context, style=Markup(style), script=Markup(script), script_hash=digest)


def _card(recording: Recording, mask: Mask, number: int, finding: Finding) -> Card:
    exhibits = tuple(_exhibit(recording, mask, finding, ref) for ref in finding.evidence)
    return Card(number, finding, catalogue().rule(finding.rule), exhibits)


def _exhibit(recording: Recording, mask: Mask, finding: Finding, ref: EvidenceRef) -> Exhibit:
    match ref.kind:
        case "screen":
            return _screen_exhibit(recording, ref)
        case "flow":
            return _flow_exhibit(recording, mask, finding, ref)
        case "event":
            return _event_exhibit(recording, mask, ref)
        case "policy" | "device":
            quote = recording.text(ref.kind, ref.id)[:600]
            return Exhibit(ref.label, Text(zh=f"文件 {ref.id}", en=f"file {ref.id}"), quote=mask.text(quote))
        case _:
            return Exhibit(ref.label, Text(zh=f"{ref.kind} {ref.id}", en=f"{ref.kind} {ref.id}"))


def _screen_exhibit(recording: Recording, ref: EvidenceRef) -> Exhibit:
    caption = Text(zh=f"画面 {ref.id}", en=f"screen {ref.id}")
    screen = recording.screens.get(int(ref.id)) if ref.id.isdigit() else None
    if screen is None or screen.picture is None:
        return Exhibit(ref.label, caption)
    at = screen.taken.taken_ms / 1000
    caption = Text(zh=f"画面 {ref.id}，第 {at:.1f} 秒", en=f"screen {ref.id}, at {at:.1f} s")
    box = Box(*ref.box) if ref.box else None
    return Exhibit(ref.label, caption, picture=marked(screen.picture, box, width=EVIDENCE_WIDTH))


def _event_exhibit(recording: Recording, mask: Mask, ref: EvidenceRef) -> Exhibit:
    event = recording.event(int(ref.id)) if ref.id.isdigit() else None
    if event is None:
        return Exhibit(ref.label, Text(zh=f"事件 {ref.id}", en=f"event {ref.id}"))
    at = event.at_ms / 1000
    caption = Text(zh=f"事件 {ref.id}，第 {at:.1f} 秒", en=f"event {ref.id}, at {at:.1f} s")
    if isinstance(event, Tap) and event.screen in recording.screens:
        picture = recording.screens[event.screen].picture
        box = Box(*event.box) if event.box else None
        if picture is not None:
            shown = marked(picture, box, width=EVIDENCE_WIDTH, point=(event.x, event.y))
            return Exhibit(ref.label, caption, picture=shown)
    quote = event.model_dump_json(exclude={"id", "at_ms"}, exclude_defaults=True)[:600]
    return Exhibit(ref.label, caption, quote=mask.text(f"{event.type} {quote}"))


def _flow_exhibit(recording: Recording, mask: Mask, finding: Finding, ref: EvidenceRef) -> Exhibit:
    flow = next((flow for flow in recording.flows if flow.id == ref.id), None)
    if flow is None:
        return Exhibit(ref.label, Text(zh=f"请求 {ref.id}", en=f"flow {ref.id}"))
    at = flow.began_ms / 1000
    others = tuple(
        other.range
        for other in finding.evidence
        if other.kind == "flow" and other.id == ref.id and other.place == ref.place and other.range and other != ref
    )
    return Exhibit(
        ref.label,
        Text(zh=f"请求 {ref.id}，第 {at:.1f} 秒", en=f"flow {ref.id}, at {at:.1f} s"),
        flow=flow,
        owner=party(flow.host, recording.info.app.operator_domains).label,
        place=ref.place,
        encodings=ref.encodings,
        segments=tuple(segments(place_bytes(flow, ref.place), ref.range, others, mask)),
    )


def _frames(recording: Recording, line: LifeLine) -> list[Frame]:
    """Thumbnails, thinned out evenly when there are very many; the page says so."""
    marks = line.screens
    step = max(1, -(-len(marks) // MAX_THUMBS))
    frames = []
    for mark in marks[::step]:
        screen = recording.screens[mark.screen] if mark.screen is not None else None
        if screen is None or screen.picture is None:
            continue
        shown = marked(screen.picture, None, width=THUMB_WIDTH)
        if shown is not None:
            frames.append(Frame(screen.number, mark.at_ms, screen.taken.stable, shown))
    return frames


def _traffic(recording: Recording, line: LifeLine) -> list[tuple[Flow, Text, str, str]]:
    """Each flow with its moment in words, the moment's key and who received it."""
    domains = recording.info.app.operator_domains
    return [
        (flow, MOMENTS[moment], str(moment), party(flow.host, domains).label) for flow, moment in line.flows[:MAX_FLOWS]
    ]
