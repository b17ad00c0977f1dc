"""Which flows are the app's: by uid where the phone tells it, else by what the phone sent before the app ran."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from detectors.case import Case
from evidence.events import AppLaunched
from evidence.traffic import DnsQuery, Flow, TlsFailed

_DROPPED = ("disconnected during the handshake", "connection closed early", "closed the tunnel without a word")
"""What mitmproxy and the capture say of a client that left before or in mid-handshake without refusing the certificate.
"""

_UNUSED = "after the handshake, without a request"
"""What the capture says of a connection that was set up and never used."""

_RACE_MS = 3000.0
"""How long before or after it the connection that won a race of several begins to carry requests."""


@dataclass(frozen=True, slots=True)
class _Dropped:
    """A connection that the app left, without a word against the certificate, in or after its handshake."""

    at_ms: float
    silent: bool
    unused: bool


@dataclass(frozen=True)
class Attribution:
    """Tells the app's traffic from the phone's own."""

    case: Case

    @property
    def exact(self) -> bool:
        """Whether the capture knows the uid of each connection."""
        capture = self.case.capture
        return capture is not None and capture.attribution == "exact" and self.case.uid is not None

    @cached_property
    def system_hosts(self) -> frozenset[str]:
        """Hosts that the phone spoke to before the app was first started; the operator's own are none.

        None are where only the app's traffic comes by: what a tunnel carries before the launch is the app's as well.
        """
        capture = self.case.capture
        if self.exact and capture is not None and capture.mode == "wireguard":
            return frozenset()
        first = min((event.at_ms for event in self.case.recording.of(AppLaunched)), default=float("inf"))
        before = {flow.host.lower() for flow in self.case.recording.flows if flow.began_ms < first}
        before |= {
            (line.sni or line.host).lower() for line in self.case.recording.lines(TlsFailed) if line.at_ms < first
        }
        before |= {line.name.lower() for line in self.case.recording.lines(DnsQuery) if line.at_ms < first}
        # What came without a name is nobody's: it says nothing of what else comes without one.
        return frozenset(host for host in before if host and self.case.party(host).owner != "operator")

    def is_apps(self, flow: Flow) -> bool:
        """Whether the flow is taken to be the app's."""
        if self.exact and flow.uid is not None:
            return flow.uid == self.case.uid
        return not self.is_systems(flow.host)

    def is_systems(self, host: str) -> bool:
        """Whether a host is one that the phone itself speaks to."""
        return host.lower() in self.system_hosts

    def apps(self, flows: Iterable[Flow]) -> tuple[Flow, ...]:
        """The app's flows among these."""
        return tuple(flow for flow in flows if self.is_apps(flow))

    def refused(self, since_ms: float, until_ms: float) -> tuple[TlsFailed, ...]:
        """Handshakes within [since, until) that failed, to hosts that are not the phone's own.

        A client that starts several connections drops those that it does not need in mid-handshake, without a word. To
        a host whose other connections were read this is no refusal; a certificate that is refused aloud always is one.
        """
        lines = self.case.recording.lines(TlsFailed)
        return tuple(
            line
            for line in lines
            if since_ms <= line.at_ms < until_ms
            and not self.is_systems(line.sni or line.host)
            and (line.sni or line.host).lower() not in self._only_dropped
        )

    @cached_property
    def _only_dropped(self) -> frozenset[str]:
        """Hosts to which some handshakes were dropped silently, while others to them were read.

        Either not more were dropped in mid-handshake than read, or an HTTP/2 connection was read around each: it serves
        all requests, so that a client which has started several drops the rest. Only the latter excuses a connection
        that was left after its handshake, as clients do which compare the certificate then.
        """
        dropped: dict[str, list[_Dropped]] = defaultdict(list)
        for line in self.case.recording.lines(TlsFailed):
            silent, unused = any(words in line.reason for words in _DROPPED), _UNUSED in line.reason
            dropped[(line.sni or line.host).lower()].append(_Dropped(line.at_ms, silent or unused, unused))
        read: dict[str, set[int | str]] = defaultdict(set)
        shared: dict[str, list[float]] = defaultdict(list)
        for flow in self.case.recording.flows:
            host = flow.host.lower()
            read[host].add(flow.id if flow.client_port is None else flow.client_port)
            if flow.http_version.startswith("HTTP/2"):
                shared[host].append(flow.began_ms)
        return frozenset(
            host
            for host, seen in dropped.items()
            if all(one.silent for one in seen)
            and (
                (len(seen) <= len(read.get(host, ())) and not any(one.unused for one in seen))
                or all(_is_near(one.at_ms, shared[host]) for one in seen)
            )
        )


def _is_near(at_ms: float, times_ms: list[float]) -> bool:
    """Whether one of the times, which are in order, is within the length of a race."""
    first = bisect_left(times_ms, at_ms - _RACE_MS)
    return first < len(times_ms) and times_ms[first] <= at_ms + _RACE_MS
