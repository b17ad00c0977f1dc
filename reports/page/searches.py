"""The searches for the policy, as graphs of screens and taps."""

from __future__ import annotations

from evidence.events import PolicySearchEnded
from evidence.recording import Recording
from reports.page.contract import Fact, Said, Search, SearchEdge, SearchNode
from reports.page.encoding import Words
from reports.wording import SEARCHES

MAX_NODES = 200
MAX_EDGES = 600


def tell_searches(recording: Recording, words: Words) -> tuple[Search, ...]:
    """All searches that ended, in order."""
    return tuple(_search(ended, words) for ended in recording.of(PolicySearchEnded))


def _search(ended: PolicySearchEnded, words: Words) -> Search:
    path = set(ended.path)
    # What lies on the way is shown whatever the limits.
    edges = sorted(ended.edges, key=lambda edge: edge.tap not in path)[:MAX_EDGES]
    reached = {node for edge in edges for node in (edge.source, edge.target) if edge.tap in path}
    nodes = sorted(ended.nodes, key=lambda node: (node.node not in reached, node.depth, node.node))[:MAX_NODES]
    known = {node.node for node in nodes}
    shown = [edge for edge in edges if edge.source in known and (edge.target is None or edge.target in known)]
    facts = (
        (Said("到达所需点击次数", "taps to reach it"), ended.taps),
        (Said("操作次数", "operations"), ended.operations),
        (Said("查找所用点击次数", "taps of the whole search"), ended.taps_spent),
    )
    told = SEARCHES[ended.result]
    return Search(
        at_ms=round(ended.at_ms, 1),
        result=Said(told.zh, told.en),
        facts=tuple(Fact(name, str(value)) for name, value in facts if value is not None),
        nodes=tuple(SearchNode(node.node, node.screen, node.depth) for node in sorted(nodes, key=lambda n: n.node)),
        edges=tuple(SearchEdge(e.source, e.target, words(e.label, 80), e.tap in path) for e in shown),
        more_edges=len(ended.edges) - len(shown),
    )
