"""What a page shows as proof of a finding: pictures with a marked box, messages with marked bytes, lines of words."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from detectors.rules.finding import EvidenceRef, Text
from evidence.events import Tap
from evidence.geometry import Box
from evidence.recording import Recording, Screen
from evidence.traffic import DnsQuery, Flow, TlsFailed
from perception.traffic.parties import party
from reports.codings import place
from reports.masking import Mask
from reports.pictures import Shown, marked
from reports.wire import Segment, Step, as_sent, name_as_sent, place_size, unwrapped

EVIDENCE_WIDTH = 400
THUMB_WIDTH = 150
MAX_QUOTE = 600


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One piece of evidence as the page shows it; which fields are filled depends on its kind."""

    label: Text
    caption: Text
    picture: Shown | None = None
    flow: Flow | None = None
    receiver: Text | None = None
    place: Text | None = None
    range: tuple[int, int] | None = None
    size: int = 0
    sent: tuple[Segment, ...] = ()
    steps: tuple[Step, ...] = ()
    quote: str = ""


@dataclass
class Showcase:
    """Makes exhibits of one recording; personal values are covered in pictures and masked in words."""

    recording: Recording
    mask: Mask
    _covers: dict[int, tuple[Box, ...]] = field(default_factory=dict)

    def exhibit(self, ref: EvidenceRef) -> Exhibit:
        """The exhibit for a reference; one that leads nowhere is still named."""
        match ref.kind:
            case "screen":
                return self._screen(ref)
            case "flow":
                return self._flow(ref)
            case "event":
                return self._event(ref)
            case "policy" | "device":
                quote = self.mask.text(self.recording.text(ref.kind, ref.id))[:MAX_QUOTE]
                return Exhibit(ref.label, Text(zh=f"文件 {ref.id}", en=f"file {ref.id}"), quote=quote)
            case "tls":
                return self._tls(ref)
            case "line":
                return self._line(ref)

    def thumbnail(self, number: int) -> Shown | None:
        """A small picture of a screen."""
        screen = self.recording.screens.get(number)
        return self._picture(screen, None, None, THUMB_WIDTH) if screen else None

    def receiver(self, flow: Flow) -> Text:
        """Who received an exchange."""
        return receiver(flow.host, self.recording.info.app.operator_domains)

    def _screen(self, ref: EvidenceRef) -> Exhibit:
        screen = self.recording.screens.get(int(ref.id)) if ref.id.isdecimal() else None
        if screen is None:
            return Exhibit(ref.label, Text(zh=f"画面 {ref.id}（缺失）", en=f"screen {ref.id} (missing)"))
        caption = _at(f"画面 {ref.id}", f"screen {ref.id}", screen.taken.taken_ms)
        box = Box(*ref.box) if ref.box else None
        return Exhibit(ref.label, caption, picture=self._picture(screen, box, None, EVIDENCE_WIDTH))

    def _event(self, ref: EvidenceRef) -> Exhibit:
        event = self.recording.event(int(ref.id)) if ref.id.isdecimal() else None
        if event is None:
            return Exhibit(ref.label, Text(zh=f"事件 {ref.id}（缺失）", en=f"event {ref.id} (missing)"))
        caption = _at(f"事件 {ref.id}", f"event {ref.id}", event.at_ms)
        if isinstance(event, Tap) and event.screen in self.recording.screens:
            box = Box(*event.box) if event.box else None
            screen = self.recording.screens[event.screen]
            picture = self._picture(screen, box, (event.x, event.y), EVIDENCE_WIDTH)
            if picture is not None:
                return Exhibit(ref.label, caption, picture=picture)
        told = event.model_dump(mode="json", exclude={"id", "at_ms", "type"}, exclude_defaults=True)
        quote = f"{event.type} {json.dumps(told, ensure_ascii=False)}"
        return Exhibit(ref.label, caption, quote=self.mask.text(quote)[:MAX_QUOTE])

    def _flow(self, ref: EvidenceRef) -> Exhibit:
        flow = next((flow for flow in self.recording.flows if flow.id == ref.id), None)
        if flow is None:
            return Exhibit(ref.label, Text(zh=f"请求 {ref.id}（缺失）", en=f"flow {ref.id} (missing)"))
        return Exhibit(
            ref.label,
            _at(f"请求 {ref.id}", f"flow {ref.id}", flow.began_ms),
            flow=flow,
            receiver=self.receiver(flow),
            place=place(ref.place) if ref.place else None,
            range=ref.range,
            size=place_size(flow, ref.place),
            sent=as_sent(flow, ref.place, ref.range, self.mask),
            steps=unwrapped(flow, ref.place, ref.range, ref.encodings, self.mask, ref.identifier),
        )

    def _tls(self, ref: EvidenceRef) -> Exhibit:
        lines = self.recording.lines(TlsFailed)
        line = next((line for line in lines if line.id == ref.id), None)
        if line is None:
            return Exhibit(ref.label, Text(zh=f"TLS 记录 {ref.id}（缺失）", en=f"TLS record {ref.id} (missing)"))
        caption = _at("TLS 握手", "TLS handshake", line.at_ms)
        if ref.range is not None:
            return Exhibit(ref.label, caption, sent=name_as_sent(line.sni or line.host, ref.range, self.mask))
        quote = f"{line.sni or line.host}:{line.port}  {line.reason}"
        return Exhibit(ref.label, caption, quote=self.mask.text(quote)[:MAX_QUOTE])

    def _line(self, ref: EvidenceRef) -> Exhibit:
        """A line of the traffic index that is no exchange: a name that was looked up, by its time."""
        line = next((line for line in self.recording.lines(DnsQuery) if f"dns@{line.at_ms:.3f}" == ref.id), None)
        if line is None:
            return Exhibit(ref.label, Text(zh=f"流量记录 {ref.id}", en=f"traffic line {ref.id}"))
        caption = _at("域名查询", "name looked up", line.at_ms)
        return Exhibit(ref.label, caption, sent=name_as_sent(line.name, ref.range, self.mask))

    def _picture(self, screen: Screen, box: Box | None, point: tuple[int, int] | None, width: int) -> Shown | None:
        if screen.picture is None:
            return None
        return marked(screen.picture, box, width=width, point=point, covered=self._personal(screen))

    def _personal(self, screen: Screen) -> tuple[Box, ...]:
        """Where the tree says that personal values stand on the picture."""
        if self.mask.show or screen.tree is None:
            return ()
        if screen.number not in self._covers:
            self._covers[screen.number] = tuple(
                node.bounds for node in screen.tree.walk() if node.visible and self.mask.hides(node.label)
            )
        return self._covers[screen.number]


def receiver(host: str, operator_domains: tuple[str, ...]) -> Text:
    """The party behind a host in words."""
    owner = party(host, operator_domains)
    match owner.owner:
        case "operator":
            return Text(zh=f"运营者 {owner.name}", en=f"operator {owner.name}")
        case "vendor":
            return Text(zh=f"第三方 SDK：{owner.name}", en=f"third-party SDK: {owner.name}")
        case "unknown":
            return Text(zh=f"未知主体 {owner.name}", en=f"unknown party {owner.name}")


def _at(zh: str, en: str, at_ms: float) -> Text:
    return Text(zh=f"{zh}，第 {at_ms / 1000:.1f} 秒", en=f"{en}, at {at_ms / 1000:.1f} s")
