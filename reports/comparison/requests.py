"""Which requests one run sent and the other did not, told by moment, receiver and form of the path."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Literal

from evidence.lives import Life, Moment, lives, opening
from evidence.recording import Recording
from evidence.traffic import Flow

MAX_PATH = 200
_VARIES = re.compile(r"[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}|\b[0-9a-fA-F]{16,}\b|\d+")
"""Parts of a path that are another in each run: UUIDs, digests, numbers."""


@dataclass(frozen=True, slots=True, order=True)
class Exchange:
    """What requests are held to be the same by; varying parts of the path are `*`, its query is left out.

    `after_launch`: nothing was cleared before and nothing decided, so that nobody knows whether the user had agreed.
    """

    moment: Moment | Literal["after_launch"]
    host: str
    method: str
    path: str


@dataclass(frozen=True, slots=True)
class RequestChange:
    """Requests of one form, counted in both runs; `come` was not sent before, `gone` is not sent any more."""

    exchange: Exchange
    kind: Literal["come", "gone"]
    before: int
    after: int


def compare_requests(before: Recording, after: Recording) -> tuple[RequestChange, ...]:
    """The forms of requests that only one of the runs sent, what came first."""
    earlier, later = _exchanges(before), _exchanges(after)
    come = [RequestChange(one, "come", 0, later[one]) for one in sorted(later.keys() - earlier.keys())]
    gone = [RequestChange(one, "gone", earlier[one], 0) for one in sorted(earlier.keys() - later.keys())]
    return (*come, *gone)


def _exchanges(recording: Recording) -> Counter[Exchange]:
    known = (opening(recording), *lives(recording))
    counted: Counter[Exchange] = Counter()
    for flow in recording.flows:
        life = next((life for life in known if life.holds(flow.began_ms)), None)
        counted[_exchange(flow, life)] += 1
    return counted


def _exchange(flow: Flow, life: Life | None) -> Exchange:
    moment = life.moment(flow.began_ms) if life is not None else Moment.NOT_LAUNCHED
    unknown = moment is Moment.BEFORE and life is not None and not life.phase and life.decision is None
    path = _VARIES.sub("*", flow.path.partition("?")[0])[:MAX_PATH]
    return Exchange("after_launch" if unknown else moment, flow.host.lower(), flow.method or flow.scheme, path)
