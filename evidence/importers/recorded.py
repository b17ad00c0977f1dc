"""Making a recording of a capture: what was seen becomes traffic lines, what was told becomes events.

The capture is read twice: once to see that all of it can be read and what time it covers, once to write. Nothing is
written when it cannot.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from evidence import events as ev
from evidence.clock import MAX_MS, Clock
from evidence.errors import EvidenceError
from evidence.importers.mitm import native_flow
from evidence.importers.opening import opened
from evidence.importers.seen import About, Exchange, NameLookup, RawChunk, Seen, Source, Unread
from evidence.importers.times import read_time, write_time
from evidence.importers.traffic import lines_of, ms_of, raw_line
from evidence.info import AppInfo, DeviceInfo, RecordingInfo, ScenarioInfo
from evidence.native import NativeWriter
from evidence.traffic import DnsQuery, TlsFailed
from evidence.writer import RecordingWriter

MARGIN_S = 600.0
"""How far from the capture a told consent may lie; a wrong time zone is further off."""

_BEFORE_MS = 1.0
"""What is told of the capture as a whole stands this long before its first exchange."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the user says: the app, when consent was given (ISO time, or s from the start), values of the phone."""

    app: AppInfo | None = None
    consent: str = ""
    identifiers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    tools: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Survey:
    """What a whole capture holds; times in s since 1970, 0 where it has none. `cached` were never sent."""

    about: About
    zero_s: float
    first_s: float
    last_s: float
    exchanges: int
    cached: int
    other: int


def survey(source: Source) -> Survey:
    """Read a capture through. Raises EvidenceError for what is not readable, too long, or empty."""
    first, last, exchanges, cached, other = float("inf"), 0.0, 0, 0, 0
    for seen in source.read():
        match seen:
            case Exchange(address=str(address)) if address:
                cached += 1
                continue
            case Exchange():
                exchanges += 1
            case _:
                other += 1
        for moment in _moments(seen):
            if moment > 0:
                first, last = min(first, moment), max(last, moment)
    if not exchanges + other:
        raise EvidenceError(f"{source.path}: the capture holds no exchange that was on the wire")
    about = source.about()
    first = first if last else 0.0
    zero = about.zero_s if about.zero_s is not None and abs(about.zero_s - first) * 1000 < MAX_MS else first
    if (last - first) * 1000 + MARGIN_S * 2000 > MAX_MS:
        days = (last - first) / 86400
        raise EvidenceError(f"{source.path}: the capture runs over {days:.0f} days; cut it to the one try of the app")
    return Survey(about, zero, first, last, exchanges, cached, other)


def import_capture(source: Source, folder: Path, run_id: str, told: Told) -> Survey:
    """Make a recording of a capture in a new folder. Raises EvidenceError."""
    found = survey(source)
    consent_s = consent_time(told.consent, found) if told.consent else None
    writer = RecordingWriter(folder, _info(source, found, run_id, told), Clock.start())
    native_path = writer.folder / "traffic" / "flows.mitm"
    try:
        with closing(writer):
            if source.kind == "mitm":
                shutil.copyfile(source.path, native_path)
                _write_traffic(source.read(), writer, found.zero_s, None)
            else:
                with closing(NativeWriter(native_path)) as native:
                    _write_traffic(source.read(), writer, found.zero_s, native)
            _write_events(source, writer, found, consent_s, told)
    except OSError as error:
        raise EvidenceError(f"{native_path} cannot be written: {error.strerror or error}") from error
    return found


def consent_time(text: str, found: Survey) -> float:
    """When consent was given, in s since 1970. Raises EvidenceError when it cannot be, or not in this capture."""
    if found.about.timeless or not found.first_s:
        raise EvidenceError(f"--consent-at {text}: the capture has no times; write it with them, or leave this out")
    try:
        seconds = float(text)
    except ValueError:
        try:
            moment, _ = read_time(text, found.about.utc_offset_s)
        except (ValueError, OverflowError):
            raise EvidenceError(
                f"--consent-at {text[:60]!r} is neither an ISO 8601 time nor a number of seconds from the start"
            ) from None
    else:
        moment = found.first_s + seconds
    if not found.first_s - MARGIN_S <= moment <= found.last_s + MARGIN_S:
        raise EvidenceError(
            f"--consent-at {text[:60]} lies outside the capture, which runs from {write_time(found.first_s)} "
            f"to {write_time(found.last_s)}: give the offset from UTC (+08:00), or seconds from the start"
        )
    return moment


def _write_traffic(seen: Iterator[Seen], writer: RecordingWriter, zero_s: float, native: NativeWriter | None) -> None:
    number = 0
    connections: dict[str, str] = {}
    for one in seen:
        match one:
            case Exchange(address=str(address)) if address:
                continue
            case Exchange():
                number += 1
                native_id = one.native_id
                if native is not None:
                    flow = native_flow(one)
                    native.add(flow)
                    native_id = flow.id
                for line in lines_of(one, f"f{number:06d}", zero_s, native_id):
                    writer.add_traffic(line)
            case RawChunk():
                if one.connection not in connections:
                    number += 1
                    connections[one.connection] = f"f{number:06d}"
                writer.add_traffic(raw_line(one, connections[one.connection], zero_s))
            case NameLookup():
                writer.add_traffic(DnsQuery(at_ms=ms_of(one.at_s, zero_s), name=one.name, record=one.record))
            case Unread():
                writer.add_traffic(
                    TlsFailed(
                        at_ms=ms_of(one.at_s, zero_s),
                        host=one.host,
                        port=one.port,
                        sni=one.sni,
                        reason=one.reason,
                        client_port=one.client_port,
                    )
                )


def _write_events(source: Source, writer: RecordingWriter, found: Survey, consent_s: float | None, told: Told) -> None:
    """What is known of the try as a whole: no screens, no watch, no counts, and consent as it was told."""
    start = _at(ms_of(found.first_s, found.zero_s) - _BEFORE_MS)
    package = _app(found, told).package
    writer.add(ev.RunStarted(at_ms=start))
    if told.identifiers:
        sources = dict.fromkeys(told.identifiers, "told at the import")
        writer.add(ev.Identifiers(at_ms=start, values=dict(told.identifiers), sources=sources))
    writer.add(ev.CaptureStarted(at_ms=start, mode="imported", egress="live", ca_trusted=True, attribution="inferred"))
    writer.add(ev.PhaseStarted(at_ms=start, phase=1, path="agree" if consent_s is not None else "imported"))
    if consent_s is not None:
        writer.add(ev.AppLaunched(at_ms=start, package=package, launch=1, fresh=True))
        writer.add(ev.ConsentTold(at_ms=_at(ms_of(consent_s, found.zero_s)), agree=True, source="--consent-at"))
    end = _at(max(ms_of(found.last_s, found.zero_s), ms_of(consent_s or 0.0, found.zero_s)) + _BEFORE_MS)
    reasons = [f"imported from {source.path.name}: no screens, no watch and no counts of the phone’s bytes"]
    if consent_s is None:
        reasons.append("it is not told when consent was given (--consent-at)")
    else:
        reasons.append("consent was told, not seen, and all traffic is taken to be the app’s")
    writer.add(ev.CaptureEnded(at_ms=end))
    writer.add(ev.RunEnded(at_ms=end, outcome="interrupted", reason="; ".join(reasons)))


def _info(source: Source, found: Survey, run_id: str, told: Told) -> RecordingInfo:
    device = {"name": "imported", "platform": "unknown", **found.about.device}
    return RecordingInfo(
        run_id=run_id,
        attempt=1,
        app=_app(found, told),
        device=DeviceInfo.model_validate(device),
        scenario=ScenarioInfo(name="import", sha256="", watch_s=0),
        started=write_time(found.zero_s).replace("Z", "+00:00"),
        started_epoch_s=found.zero_s,
        tools={
            **found.about.tools,
            **told.tools,
            "imported file": f"{source.kind} {source.path.name} sha256:{_digest(source.path)}",
        },
    )


def operator_domains(about: About) -> tuple[str, ...]:
    """The operator's domains, where the capture names them."""
    given = about.app.get("operator_domains", ())
    return given if isinstance(given, tuple) else ()


def _app(found: Survey, told: Told) -> AppInfo:
    if told.app is not None:
        return told.app
    given = found.about.app
    package = str(given.get("package", ""))
    name = str(given.get("name") or given.get("label") or package or "imported")
    return AppInfo.model_validate({**given, "name": name, "package": package})


def _moments(seen: Seen) -> Iterator[float]:
    if isinstance(seen, Exchange):
        yield seen.began_s
        yield from (message.at_s for message in seen.messages)
        yield seen.ended_s or 0.0
    else:
        yield seen.at_s


def _at(ms: float) -> float:
    """The writer takes 0 for now."""
    return ms or 0.001


def _digest(path: Path) -> str:
    with opened(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
