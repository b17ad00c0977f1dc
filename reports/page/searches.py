"""The searches for the policy, as graphs of screens and taps."""

from __future__ import annotations

from evidence.events import PolicySearchEnded
from evidence.recording import Recording
from reports.page.contract import Fact, Said, Search, SearchEdge, SearchNode
from reports.page.encoding import Words

MAX_NODES = 200
MAX_EDGES = 600

_RESULTS = {
    "found": Said("找到了隐私政策", "the policy was found"),
    "exhausted": Said("全部找过，没有找到", "everything was tried, nothing was found"),
    "depth": Said("到达深度上限", "the limit of depth was reached"),
    "taps": Said("到达点击次数上限", "the limit of taps was reached"),
    "time": Said("到达时间上限", "the limit of time was reached"),
    "interrupted": Said("查找被中断", "the search was interrupted"),
}


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
    return Search(
        at_ms=round(ended.at_ms, 1),
        result=_RESULTS[ended.result],
        facts=tuple(Fact(name, str(value)) for name, value in facts if value is not None),
        nodes=tuple(SearchNode(node.node, node.screen, node.depth) for node in sorted(nodes, key=lambda n: n.node)),
        edges=tuple(SearchEdge(e.source, e.target, words(e.label, 80), e.tap in path) for e in shown),
        more_edges=len(ended.edges) - len(shown),
    )
