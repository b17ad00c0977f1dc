"""What the page is given: the payload's types, which the front end has as `frontend/src/contract.ts`.

`python -m reports.page.typescript` writes that file from these; a test compares. Times are ms on the recording's clock,
boxes px of the recorded picture, sizes and ranges bytes. Every text in it is masked, cut and free of invisible
characters already. A field that has its default, or is None, is left out of the JSON.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

type BoxPx = tuple[int, int, int, int]
"""x1, y1, x2, y2."""
type Segment = tuple[str, int]
"""A run of a message and its flags: 1 the marked hit, 2 bytes were left out before it."""
type TreeNode = tuple[int, str, str, str, str, BoxPx, int]
"""A node in drawing order: depth, class, text, description, id, box and flags.

The flags: 1 clickable, 2 checkable, 4 checked, 8 disabled, 16 invisible, 32 scrollable, 64 selected, 128 focused.
"""
type Verdict = Literal["violation", "inconclusive", "review", "pass", "not_observed", "not_applicable"]
type Owner = Literal["operator", "vendor", "unknown"]
type MarkKind = Literal["tap", "decision", "prompt", "policy", "trouble"]
type Moment = Literal["not_launched", "before_consent", "at_boundary", "after_agree", "after_refuse", ""]

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of a table of facts."""

    name: Said
    value: str


@dataclass(frozen=True, slots=True)
class Head:
    """The top of the page."""

    app: str
    verdict: Verdict
    headline: Said
    counts: tuple[tuple[Verdict, int], ...]
    """Of rules in force, as they count once reviewers have decided."""
    rejected: int
    judged: tuple[tuple[Verdict, int], ...]
    """The same as it was judged; empty where reviewers changed nothing of it."""
    facts: tuple[Fact, ...]
    about: tuple[Fact, ...]
    """Of the recording and the tools."""
    notices: tuple[Said, ...]
    values_shown: bool
    length_ms: float


@dataclass(frozen=True, slots=True)
class Step:
    """One decoding: what it did, what came out, and where the hit stands in it."""

    links: tuple[Said, ...]
    segments: tuple[Segment, ...]
    span: tuple[int, int]
    size: int


@dataclass(frozen=True, slots=True)
class Find:
    """A value of the phone in a message: the bytes as sent, and the way to it."""

    kind: str
    place: Said
    range: tuple[int, int] | None
    size: int
    sent: tuple[Segment, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One piece of evidence; which fields are filled depends on what it is."""

    label: Said
    caption: Said
    at_ms: float | None = None
    screen: int | None = None
    box: BoxPx | None = None
    point: tuple[int, int] | None = None
    request: int | None = None
    address: str = ""
    receiver: Said | None = None
    find: Find | None = None
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Threshold:
    """A threshold that decided, and where it is from."""

    id: str
    value: str
    basis: Said
    source: str


@dataclass(frozen=True, slots=True)
class Review:
    """What reviewers decided about a finding: what a reader must know, and all that was said."""

    state: Literal["", "open", "confirmed", "rejected"]
    account: tuple[Said, ...]
    history: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Again:
    """What came of trying a violation again in a second clean run."""

    mark: Literal["confirmed", "not_confirmed", "not_retried"]
    text: Said


@dataclass(frozen=True, slots=True)
class Card:
    """One finding with its rule. `times` is when what it points at happened, for choosing by time."""

    number: int
    rule: str
    title: Said
    instrument: str
    instrument_title: Said
    ref: str
    law_zh: str
    law_en: str
    verdict: Verdict
    informative: bool
    message: Said
    reason: Said | None
    thresholds: tuple[Threshold, ...]
    measures: tuple[tuple[str, str], ...]
    detector: str
    fingerprint: str
    exhibits: tuple[Exhibit, ...]
    more_exhibits: int
    steps: tuple[Said, ...]
    times: tuple[float, ...]
    again: Again | None = None
    review: Review | None = None
    """None where nobody has said anything."""


@dataclass(frozen=True, slots=True)
class Life:
    """One life of the app. `decided` is (sent, settled) of the user's choice, `agrees` what it was."""

    title: Said
    began_ms: float
    ended_ms: float
    launched_ms: float | None
    decided: tuple[float, float] | None
    agrees: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that was done or happened; `point` is where a finger tapped, on `screen`."""

    at_ms: float
    kind: MarkKind
    text: Said
    event: int
    screen: int | None = None
    point: tuple[int, int] | None = None
    box: BoxPx | None = None


@dataclass(frozen=True, slots=True)
class Watch:
    """A time without touching."""

    start_ms: float
    end_ms: float
    whole: bool
    text: Said


@dataclass(frozen=True, slots=True)
class Screen:
    """One recorded screen. `picture` and `tree` count from 0; None where there is none, or where it was left out."""

    number: int
    at_ms: float
    stable: bool
    package: str
    activity: str
    width: int
    height: int
    picture: int | None
    tree: int | None


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in the data block `p<number>`, or beside the page at `href`; its size in px as it was recorded."""

    width: int
    height: int
    href: str = ""


@dataclass(frozen=True, slots=True)
class Closeup:
    """A small place of a screen in a picture of its own, which shows `region`."""

    screen: int
    box: BoxPx
    region: BoxPx
    picture: int


@dataclass(frozen=True, slots=True)
class Tree:
    """A data block `t<number>`; `more` nodes were left out."""

    nodes: tuple[TreeNode, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Party:
    """A receiver."""

    owner: Owner
    name: Said


@dataclass(frozen=True, slots=True)
class Requests:
    """All requests in columns, in the order in which they began.

    `party`, `method`, `scheme` and `host` are places in `parties` and `words`; `status` is 0 where no answer came;
    `finds` counts the phone's values in the request. The rest of request n is in the data block `d<n // chunk>`.
    """

    chunk: int
    parties: tuple[Party, ...]
    words: tuple[str, ...]
    at_ms: tuple[float, ...]
    moment: tuple[int, ...]
    """Place in MOMENTS."""
    party: tuple[int, ...]
    method: tuple[int, ...]
    scheme: tuple[int, ...]
    host: tuple[int, ...]
    path: tuple[str, ...]
    status: tuple[int, ...]
    size: tuple[int, ...]
    finds: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MessageTold:
    """A message of a WebSocket, or a chunk of a connection that is not HTTP."""

    at_ms: float
    from_client: bool
    size: int
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Detail:
    """What a request holds; the headers are places in the chunk's `headers`. `left_out`: the page was too large."""

    id: str
    ended_ms: float | None = None
    aborted: str = ""
    version: str = ""
    headers: tuple[int, ...] = ()
    answer: tuple[int, ...] = ()
    answer_size: int = 0
    synthetic: bool = False
    body: tuple[Segment, ...] = ()
    body_truncated: bool = False
    messages: tuple[MessageTold, ...] = ()
    more_messages: int = 0
    finds: tuple[Find, ...] = ()
    more_finds: int = 0
    left_out: bool = False
    href: str = ""


@dataclass(frozen=True, slots=True)
class Chunk:
    """A data block `d<number>`."""

    headers: tuple[tuple[str, str], ...]
    requests: tuple[Detail, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """A TLS handshake that failed: contact, but no content."""

    at_ms: float
    host: str
    reason: str


@dataclass(frozen=True, slots=True)
class SearchNode:
    """A screen of the policy search."""

    node: int
    screen: int
    depth: int


@dataclass(frozen=True, slots=True)
class SearchEdge:
    """A tap of the search; `target` None led nowhere. `on_path`: it belongs to the way that was found."""

    source: int
    target: int | None
    label: str
    on_path: bool


@dataclass(frozen=True, slots=True)
class Search:
    """One search for the policy."""

    at_ms: float
    result: Said
    facts: tuple[Fact, ...]
    nodes: tuple[SearchNode, ...]
    edges: tuple[SearchEdge, ...]
    more_edges: int


@dataclass(frozen=True, slots=True)
class Film:
    """A piece of film; it is no part of the page, but lies in the recording. `problem`: why it does not.

    `places` are where it is, seen from a page in the recording's folder, and from one beside that. What was shown at
    `began_ms` + t is at t of the film.
    """

    began_ms: float
    ended_ms: float
    width: int
    height: int
    places: tuple[str, ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What the limits of the page kept out of it."""

    pictures: int
    trees: int
    contents: int
    requests: int
    marks: int


@dataclass(frozen=True, slots=True)
class Payload:
    """The data block `payload`."""

    format: int
    head: Head
    verdicts: dict[str, Said]
    moments: tuple[tuple[Moment, Said], ...]
    cards: tuple[Card, ...]
    lives: tuple[Life, ...]
    marks: tuple[Mark, ...]
    watches: tuple[Watch, ...]
    screens: tuple[Screen, ...]
    pictures: tuple[Picture, ...]
    closeups: tuple[Closeup, ...]
    requests: Requests
    refused: tuple[Refused, ...]
    searches: tuple[Search, ...]
    left_out: LeftOut
    films: tuple[Film, ...] = ()
