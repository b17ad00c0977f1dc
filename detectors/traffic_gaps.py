"""What of the app's traffic was not seen: no capture, no trust, refused handshakes, bytes past the capture."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from detectors.attribution import Attribution
from detectors.case import Case
from detectors.gaps import Gap
from detectors.references import event_ref, tls_ref
from detectors.rules.finding import Text
from detectors.rules.told import in_both
from evidence.events import CaptureEnded, ScreenTaken
from evidence.traffic import BytesCounted, WireBytes

ALLOWED_BYTES = 1024
"""What phone and capture may differ by where the phone counts what was captured: a handful of stray packets."""

CONNECTION_BYTES = 384
"""What they may differ by for each connection: TCP's opening and closing, and the headers of its first packets."""

ALLOWED_SHARE = 0.2
"""What they may differ by beside the captured bytes: the phone counts TCP/IP headers as well."""

ACKNOWLEDGED_SHARE = 0.05
"""What they may differ by beside what went the other way: a header of 52 bytes acknowledges at most two packets."""


ASKING_MS = 5000.0
"""How long it may take to ask the phone, once a part of a life is over."""


def traffic_gaps(case: Case, attribution: Attribution, since_ms: float, until_ms: float) -> Iterator[Gap]:
    """Gaps of the traffic within [since, until) ms, with hosts and amounts."""
    capture = case.capture
    if capture is None or capture.at_ms > since_ms:
        yield Gap(Text(zh="没有抓包", en="traffic was not captured"))
        return
    if not case.recording.traffic.present:
        yield Gap(Text(zh="抓包索引缺失", en="the index of the captured traffic is missing"))
        return
    ended = next(
        (e for e in case.recording.of(CaptureEnded) if e.reason != "stopped" and e.at_ms < until_ms + 1000.0), None
    )
    if ended is not None:
        yield Gap(
            Text(zh=f"抓包中断（{ended.reason}）", en=f"the capture was lost ({ended.reason})"),
            (event_ref(ended, "抓包结束", "end of the capture"),),
        )
    if not capture.ca_trusted:
        told = in_both(capture.ca_reason)
        why = f"（{told.zh}）" if told.zh else ""
        because = f" ({told.en})" if told.en else ""
        yield Gap(
            Text(zh=f"手机不信任抓包证书{why}", en=f"the phone does not trust the capture’s certificate{because}"),
            (event_ref(capture, "抓包开始", "start of the capture"),),
        )
    yield from _refused(attribution, since_ms, until_ms)
    if not capture.bound:
        yield from _uncaptured(case, attribution, since_ms, until_ms)


def _refused(attribution: Attribution, since_ms: float, until_ms: float) -> Iterator[Gap]:
    lines = attribution.refused(since_ms, until_ms)
    hosts = list(dict.fromkeys(line.sni or line.host for line in lines))
    if not hosts:
        return
    named = ", ".join(hosts[:5]) + (" …" if len(hosts) > 5 else "")
    first = {line.sni or line.host: line for line in reversed(lines)}
    yield Gap(
        Text(
            zh=f"{len(lines)} 个 TLS 连接无法解密：{named}",
            en=f"{len(lines)} TLS connections could not be read: {named}",
        ),
        tuple(tls_ref(first[host]) for host in hosts[:5]),
    )


def _uncaptured(case: Case, attribution: Attribution, since_ms: float, until_ms: float) -> Iterator[Gap]:
    """Bytes that the phone counted for the app between two counts around the time, against bytes on the wire."""
    counts = case.recording.lines(BytesCounted)
    first = next((line for line in reversed(counts) if line.at_ms <= since_ms), None)
    later = [line for line in counts if line.at_ms > since_ms]
    # A count before the end of the time would leave out what went past the capture after it.
    last = next((line for line in later if line.at_ms >= until_ms), None) or next(reversed(later), None)
    if first is None or last is None:
        yield Gap(
            Text(
                zh="手机没有统计应用的流量，无从证明抓包完整",
                en="the phone did not count the app’s bytes, so nothing proves the capture whole",
            )
        )
        return
    if _goes_on(case, last.at_ms, until_ms):
        yield Gap(
            Text(
                zh="手机最后一次统计流量之后，应用仍在运行",
                en="the app went on after the phone’s last count of its bytes, so nothing proves the capture whole",
            )
        )
        return
    apart = case.capture is not None and case.capture.over_loopback
    # The counters leave out what went to the capture over loopback: then all that they count went past it.
    wire = _Wire() if apart else _wire(case, attribution, first.at_ms, last.at_ms)
    counted_sent, counted_received = last.phone_sent - first.phone_sent, last.phone_received - first.phone_received
    if counted_sent < 0 or counted_received < 0:
        yield Gap(
            Text(
                zh="手机的流量计数变小（计数器被重置），不能证明抓包完整",
                en="the phone’s count of bytes went back (counters were reset), so nothing proves the capture whole",
            )
        )
        return
    allowed_sent, allowed_received = (0.0, 0.0) if apart else wire.allowed
    if counted_sent - wire.sent <= allowed_sent and counted_received - wire.received <= allowed_received:
        return
    if apart:
        yield Gap(
            Text(
                zh=f"应用绕过抓包发送 {counted_sent} 字节，接收 {counted_received} 字节",
                en=f"the app sent {counted_sent} and received {counted_received} bytes past the capture",
            )
        )
    else:
        yield Gap(
            Text(
                zh=f"手机统计应用发送 {counted_sent} 字节，抓到 {wire.sent} 字节；"
                f"接收 {counted_received} 字节，抓到 {wire.received} 字节",
                en=f"the phone counted {counted_sent} bytes sent by the app, the capture saw {wire.sent}; "
                f"{counted_received} bytes received, the capture saw {wire.received}",
            )
        )


def _goes_on(case: Case, since_ms: float, until_ms: float) -> bool:
    """Whether the app was looked at after a moment, and before another, for longer than the asking takes."""
    return any(since_ms + ASKING_MS < event.taken_ms < until_ms for event in case.recording.of(ScreenTaken))


@dataclass(frozen=True, slots=True)
class _Wire:
    """What the capture carried for the app: bytes each way, and over how many connections."""

    sent: int = 0
    received: int = 0
    connections: int = 0

    @property
    def allowed(self) -> tuple[float, float]:
        """What the phone may have counted beside them, in bytes each way."""
        fixed = ALLOWED_BYTES + CONNECTION_BYTES * self.connections
        return (
            fixed + ALLOWED_SHARE * self.sent + ACKNOWLEDGED_SHARE * self.received,
            fixed + ALLOWED_SHARE * self.received + ACKNOWLEDGED_SHARE * self.sent,
        )


def _wire(case: Case, attribution: Attribution, since_ms: float, until_ms: float) -> _Wire:
    """What the capture carried for the app within the time; the counts of a connection only grow."""
    known: dict[tuple[int | None, str], tuple[int, int]] = {}
    inside: set[tuple[int | None, str]] = set()
    sent = received = 0
    for line in case.recording.lines(WireBytes):
        key = (line.client_port, line.connection)
        before = known.get(key, (0, 0))
        if line.sent < before[0] or line.received < before[1]:
            before = (0, 0)
        known[key] = (line.sent, line.received)
        if since_ms < line.at_ms <= until_ms and line.host.lower() not in attribution.system_hosts:
            inside.add(key)
            sent += line.sent - before[0]
            received += line.received - before[1]
    return _Wire(sent, received, len(inside))
