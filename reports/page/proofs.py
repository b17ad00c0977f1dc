"""What evidence references lead to: screens with a box, taps, requests with the bytes marked, lines of words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from detectors.rules.finding import EvidenceRef
from evidence.events import Event, Tap
from evidence.recording import Recording, Screen
from evidence.traffic import DnsQuery, Flow, TlsFailed
from reports.exhibits import receiver
from reports.page.contract import Exhibit, Find, Said
from reports.page.encoding import Words
from reports.page.requests import find
from reports.wire import as_sent, name_as_sent, place_size, unwrapped

MAX_QUOTE = 600
MAX_ADDRESS = 300
_MAX_DIGITS = 12


@dataclass(frozen=True)
class Proofs:
    """Makes exhibits of one recording; `rows` are the places of requests in the page's list."""

    recording: Recording
    words: Words
    rows: Mapping[str, int]

    def time(self, ref: EvidenceRef) -> float | None:
        """When that happened which a reference points at, in ms; None when it leads nowhere or to no moment."""
        match ref.kind:
            case "screen":
                screen = self._screen(ref.id)
                return screen.taken.taken_ms if screen is not None else None
            case "event":
                event = self._event(ref.id)
                return event.at_ms if event is not None else None
            case "flow":
                flow = self._flows.get(ref.id)
                return flow.began_ms if flow is not None else None
            case "tls":
                return self._handshakes[ref.id].at_ms if ref.id in self._handshakes else None
            case "line":
                return self._names[ref.id].at_ms if ref.id in self._names else None
            case _:
                return None

    def exhibit(self, ref: EvidenceRef) -> Exhibit:
        """The exhibit for a reference; one that leads nowhere is still named."""
        at_ms = self.time(ref)
        label = self.words.said(ref.label, 600)
        id = self.words(ref.id, 100)
        match ref.kind:
            case "policy" | "device":
                caption = Said(f"文件 {id}", f"file {id}")
                return Exhibit(label, caption, quote=self._quote(self.recording.text(ref.kind, ref.id)))
            case _ if at_ms is None:
                zh, en = _KINDS[ref.kind]
                return Exhibit(label, Said(f"{zh} {id}（缺失）", f"{en} {id} (missing)"))
            case "screen":
                screen = self._screen(ref.id)
                number = screen.number if screen is not None else None
                return Exhibit(label, _at(ref.kind, id, at_ms), at_ms, screen=number, box=ref.box)
            case "event":
                return self._of_event(ref, label, id, at_ms)
            case "flow":
                return self._of_flow(ref, label, id, at_ms)
            case "tls":
                line = self._handshakes[ref.id]
                quote = f"{line.sni or line.host}:{line.port}  {line.reason}"
                return self._of_name(ref, label, line.sni or line.host, at_ms, quote)
            case "line":
                name = self._names[ref.id].name
                return self._of_name(ref, label, name, at_ms, name)

    def _of_event(self, ref: EvidenceRef, label: Said, id: str, at_ms: float) -> Exhibit:
        event = self._event(ref.id)
        caption = _at(ref.kind, id, at_ms)
        if isinstance(event, Tap) and event.screen in self.recording.screens:
            return Exhibit(label, caption, at_ms, screen=event.screen, box=event.box, point=(event.x, event.y))
        if event is None:
            return Exhibit(label, caption, at_ms)
        fields = event.model_dump(mode="json", exclude={"id", "at_ms", "type"}, exclude_defaults=True)
        return Exhibit(
            label, caption, at_ms, quote=self._quote(f"{event.type} {json.dumps(fields, ensure_ascii=False)}")
        )

    def _of_flow(self, ref: EvidenceRef, label: Said, id: str, at_ms: float) -> Exhibit:
        flow = self._flows[ref.id]
        mask = self.words.mask
        owner = receiver(flow.host, self.recording.info.app.operator_domains)
        sent = as_sent(flow, ref.place, ref.range, mask)
        steps = unwrapped(flow, ref.place, ref.range, ref.encodings, mask, ref.identifier)
        found: Find | None = None
        if sent:
            kind = self.words(ref.identifier, 60)
            found = find(kind, ref.place, ref.range, place_size(flow, ref.place), sent, steps)
        return Exhibit(
            label,
            _at(ref.kind, id, at_ms),
            round(at_ms, 1),
            request=self.rows.get(flow.id),
            address=f"{self.words(flow.method, 20)} {self.words(flow.url, MAX_ADDRESS)}".strip(),
            receiver=Said(self.words(owner.zh, 120), self.words(owner.en, 120)),
            find=found,
        )

    def _of_name(self, ref: EvidenceRef, label: Said, name: str, at_ms: float, quote: str) -> Exhibit:
        caption = _at(ref.kind, "", at_ms)
        if ref.range is None:
            return Exhibit(label, caption, at_ms, quote=self._quote(quote))
        sent = name_as_sent(name, ref.range, self.words.mask)
        where = "sni" if ref.kind == "tls" else "dns"
        size = len(name.encode("utf-8", "surrogatepass"))
        return Exhibit(label, caption, at_ms, find=find("", where, ref.range, size, sent, ()))

    def _quote(self, text: str) -> str:
        return self.words(text, MAX_QUOTE)

    def _screen(self, id: str) -> Screen | None:
        return self.recording.screens.get(int(id)) if _is_number(id) else None

    def _event(self, id: str) -> Event | None:
        return self.recording.event(int(id)) if _is_number(id) else None

    @cached_property
    def _flows(self) -> dict[str, Flow]:
        return {flow.id: flow for flow in self.recording.flows}

    @cached_property
    def _handshakes(self) -> dict[str, TlsFailed]:
        return {line.id: line for line in self.recording.lines(TlsFailed)}

    @cached_property
    def _names(self) -> dict[str, DnsQuery]:
        return {f"dns@{line.at_ms:.3f}": line for line in self.recording.lines(DnsQuery)}


_KINDS = {
    "screen": ("画面", "screen"),
    "event": ("事件", "event"),
    "flow": ("请求", "request"),
    "tls": ("TLS 握手", "TLS handshake"),
    "line": ("域名查询", "name looked up"),
}


def _is_number(id: str) -> bool:
    return id.isdecimal() and len(id) <= _MAX_DIGITS


def _at(kind: str, id: str, at_ms: float) -> Said:
    zh, en = _KINDS[kind]
    return Said(
        f"{zh} {id}，第 {at_ms / 1000:.1f} 秒".replace(" ，", "，"),
        f"{en} {id}, at {at_ms / 1000:.1f} s".replace(" ,", ","),
    )
