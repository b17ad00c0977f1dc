"""What a seal states: of which recording, by which tools, with which clock, over which bytes."""

from __future__ import annotations

import platform
from datetime import UTC, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from evidence.custody.checking import Chained
from evidence.events import AppInstalled, ClockCompared
from evidence.info import AppInfo, DeviceInfo
from evidence.recording import Recording
from evidence.versions import version_of

STATEMENT_VERSION = 1


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class AppStated(_Part):
    """The app that was tried: what its profile and the phone say of it."""

    profile: AppInfo
    version: str = ""
    file_sha256: str = ""


class ClockStated(_Part):
    """By which clocks the recording's times are known; drifts in ms, of a clock against the recording's own."""

    source: str = "monotonic clock of the recording machine; its zero was read from that machine's wall clock"
    zero: str
    drift_ms: dict[str, float] = Field(default_factory=dict)


class ChainStated(_Part):
    """What the hash chain said when the recording was sealed."""

    state: Literal["none", "whole", "open", "broken"]
    links: int = 0
    head: str = ""
    problem: str = ""


class Statement(_Part):
    """`seal/statement.json`: what is signed. `covers` has the SHA-256 of the bag's own files by name."""

    statement_version: int = STATEMENT_VERSION
    sealed: str
    """Wall-clock time of the sealing machine, ISO 8601 in UTC; a time stamp proves it, this alone does not."""
    run_id: str
    attempt: int
    operator: str = ""
    complete: bool
    app: AppStated
    device: DeviceInfo
    tools: dict[str, str]
    models: dict[str, str] = Field(default_factory=dict)
    sealed_with: dict[str, str]
    clock: ClockStated
    chain: ChainStated
    redacted: bool = False
    key: str
    """Fingerprint of the key that signs."""
    stamp_url: str = ""
    """The time stamping authority that was asked; then the bag has its answer."""
    covers: dict[str, str]


def state(
    recording: Recording, chained: Chained, key: str, covers: dict[str, str], *, stamp_url: str, redacted: bool
) -> Statement:
    """The statement over a recording, and over the bag's files by name and SHA-256."""
    info = recording.info
    installed = recording.of(AppInstalled)
    drift = {event.other: event.offset_ms for event in recording.of(ClockCompared)}
    return Statement(
        sealed=datetime.now(UTC).isoformat(timespec="seconds"),
        run_id=info.run_id,
        attempt=info.attempt,
        operator=info.operator,
        complete=recording.complete,
        app=AppStated(
            profile=info.app,
            version=next((event.version_name for event in installed if event.version_name), ""),
            file_sha256=next((event.sha256 for event in installed if event.sha256), info.app.file_sha256),
        ),
        device=info.device,
        tools=info.tools,
        models=info.models,
        sealed_with={"python": platform.python_version()}
        | {name: version_of(name) for name in ("consentinel", "bagit")},
        clock=ClockStated(zero=info.started, drift_ms=drift),
        chain=ChainStated(state=chained.state, links=chained.links, head=chained.head, problem=chained.problem),
        redacted=redacted,
        key=key,
        stamp_url=stamp_url,
        covers=covers,
    )
