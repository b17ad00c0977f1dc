"""Policies that were opened, and the search for one."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from evidence.events.base import BaseEvent


class PolicyOpened(BaseEvent):
    """Something that may be a policy was opened; `text_file` is in `policy/`, `screens` are in reading order.

    `whole` says whether it was read to its end without a gap; None where that was not noted.
    """

    type: Literal["policy.opened"] = "policy.opened"
    origin: Literal["consent", "search", "login"]
    tap: int | None
    screens: tuple[int, ...]
    text_file: str | None = None
    link_text: str = ""
    url: str = ""
    whole: bool | None = None


class SearchNode(BaseModel):
    """A screen of the app as the search knows it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    node: int
    screen: int
    depth: int
    expanded: bool


class SearchEdge(BaseModel):
    """One tap of the search and where it led; `target` None means out of the app or nowhere."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: int
    target: int | None
    tap: int
    label: str


class PolicySearchStarted(BaseEvent):
    """The search for the policy from the main screen begins."""

    type: Literal["search.started"] = "search.started"
    screen: int | None
    max_depth: int
    max_taps: int
    max_ms: float


class PolicySearchEnded(BaseEvent):
    """The search is over, with the whole graph.

    `taps` is the length of `path` (tap event ids); `operations` counts page swipes and text entries too. `taps_spent`
    counts all taps of the search. `shortest_proved`: every shorter way was tried or excluded; `none_within` is the
    number of taps up to which that is so. None in recordings of versions that did not note them.
    """

    type: Literal["search.ended"] = "search.ended"
    result: Literal["found", "exhausted", "depth", "taps", "time", "interrupted"]
    reason: str = ""
    path: tuple[int, ...] = ()
    taps: int | None = None
    operations: int | None = None
    shortest_proved: bool = False
    none_within: int | None = None
    taps_spent: int | None = None
    nodes: tuple[SearchNode, ...] = ()
    edges: tuple[SearchEdge, ...] = ()
