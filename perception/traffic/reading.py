"""All that a detector wants of an exchange, with each place taken apart once."""

from __future__ import annotations

from dataclasses import dataclass

from evidence.traffic import Flow
from perception.traffic.decode import decode
from perception.traffic.find import Hit, hits_in
from perception.traffic.limits import DEFAULT_LIMITS, Limits
from perception.traffic.needles import Needles
from perception.traffic.opaque import Opaque, carries, opaque_in
from perception.traffic.place import places
from perception.traffic.suspects import Suspect, suspects_in


@dataclass(frozen=True, slots=True)
class Reading:
    """The identifiers in what the phone sent, the pieces of it that nobody can read, and what looks personal beside."""

    hits: tuple[Hit, ...]
    opaque: tuple[Opaque, ...]
    partial: bool = False
    """Whether a part was not read: a limit of the decoder or of the capture, or a body that broke off unrecorded."""
    suspects: tuple[Suspect, ...] = ()
    """Personal data that no needle covers, recognised by names and check digits: weaker evidence than a hit."""


def read_flow(flow: Flow, needles: Needles, limits: Limits = DEFAULT_LIMITS) -> Reading:
    """Read an exchange: its hits are those of `find_hits`."""
    hits: list[Hit] = []
    opaque: list[Opaque] = []
    suspects: list[Suspect] = []
    partial = flow.body_truncated or any(message.truncated for message in flow.messages if message.from_client)
    partial = partial or (flow.request_ms is None and _announces_body(flow))
    for place in places(flow):
        layers = decode(place, limits)
        partial = partial or any(layer.problem in ("cut", "bomb") for layer in layers)
        found = hits_in(place, layers, needles) if needles.count else ()
        hits += found
        suspects += suspects_in(place, layers, found, needles)
        if carries(place):
            opaque += opaque_in(place, layers)
    return Reading(tuple(hits), tuple(opaque), partial, tuple(suspects))


def _announces_body(flow: Flow) -> bool:
    """Whether a body follows the head of a request that has not ended: HTTP/2 and 3 need not say so (RFC 9113, 8.1)."""
    return (
        flow.header("content-length") not in ("", "0")
        or bool(flow.header("transfer-encoding"))
        or flow.http_version.startswith(("HTTP/2", "HTTP/3"))
    )
