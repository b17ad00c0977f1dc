"""References into the recording that open at the exact place."""

from __future__ import annotations

from typing import Literal

from detectors.rules.finding import EvidenceRef, Text
from evidence.events import BaseEvent, PolicyOpened
from evidence.geometry import Box
from evidence.recording import Screen
from evidence.traffic import DnsQuery, Flow, TlsFailed
from perception.traffic.find import Hit
from perception.traffic.opaque import Opaque
from perception.traffic.suspects import Suspect


def screen_ref(screen: Screen, box: Box | None, zh: str, en: str) -> EvidenceRef:
    """A screen, or a box on it in px."""
    corners = (box.x1, box.y1, box.x2, box.y2) if box else None
    return EvidenceRef(kind="screen", id=str(screen.number), label=Text(zh=zh, en=en), box=corners)


def event_ref(event: BaseEvent, zh: str, en: str) -> EvidenceRef:
    """A line of the event log."""
    return EvidenceRef(kind="event", id=str(event.id), label=Text(zh=zh, en=en))


def hit_ref(source: Flow | DnsQuery | TlsFailed, hit: Hit, zh: str, en: str) -> EvidenceRef:
    """The bytes of a flow, or of a name that was looked up or greeted, that hold an identifier."""
    kind: Literal["flow", "tls", "line"] = "flow"
    if isinstance(source, Flow):
        id = source.id
    elif isinstance(source, TlsFailed):
        kind, id = "tls", source.id
    else:
        # The name itself holds what is personal, so that the time has to tell which look-up it was.
        kind, id = "line", f"dns@{source.at_ms:.3f}"
    return EvidenceRef(
        kind=kind,
        id=id,
        label=Text(zh=zh, en=en),
        place=hit.place,
        range=hit.range,
        encodings=hit.encodings,
        identifier=hit.kind,
    )


def piece_ref(flow: Flow, piece: Opaque | Suspect, zh: str, en: str) -> EvidenceRef:
    """The bytes of a flow that nobody can read, or that look personal."""
    return EvidenceRef(
        kind="flow",
        id=flow.id,
        label=Text(zh=zh, en=en),
        place=piece.place,
        range=piece.range,
        encodings=piece.encodings,
    )


def tls_ref(line: TlsFailed) -> EvidenceRef:
    """A refused handshake."""
    host = line.sni or line.host
    return EvidenceRef(
        kind="tls",
        id=line.id,
        label=Text(zh=f"{host} 的 TLS 连接未能解密", en=f"TLS to {host} could not be read"),
    )


def policy_ref(opened: PolicyOpened, zh: str, en: str) -> EvidenceRef:
    """The text of something that was opened as a policy, or its event when no text was kept."""
    if opened.text_file:
        return EvidenceRef(kind="policy", id=opened.text_file, label=Text(zh=zh, en=en))
    return event_ref(opened, zh, en)
