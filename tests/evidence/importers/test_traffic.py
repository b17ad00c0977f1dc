"""An exchange of somebody's capture is the same flow whether it is scanned or recorded first."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from evidence.assembling import assemble
from evidence.importers.seen import Answer, Exchange, SeenMessage
from evidence.importers.traffic import flow_of, lines_of

TIMES = st.floats(1.7e9, 1.7e9 + 1000.0)
TEXTS = st.text(st.characters(codec="utf-8"), max_size=8)
HEADERS = st.lists(st.tuples(TEXTS, TEXTS), max_size=3).map(tuple)
MESSAGES = st.builds(
    SeenMessage,
    st.integers(1, 9),
    TIMES,
    st.booleans(),
    st.booleans(),
    st.binary(max_size=9),
    st.just(9),
    st.booleans(),
)
EXCHANGES = st.builds(
    Exchange,
    began_s=TIMES,
    method=TEXTS,
    scheme=st.sampled_from(("http", "https", "wss")),
    host=TEXTS,
    port=st.integers(0, 65535),
    path=TEXTS,
    http_version=TEXTS,
    headers=HEADERS,
    body=st.binary(max_size=20),
    size=st.integers(0, 99),
    partial=st.booleans(),
    requested_s=st.none() | TIMES,
    ended_s=st.none() | TIMES,
    answer=st.none() | st.builds(Answer, st.integers(100, 599), headers=HEADERS, size=st.integers(0, 99)),
    aborted=TEXTS,
    messages=st.lists(MESSAGES, max_size=2).map(tuple),
    client_port=st.none() | st.integers(1, 65535),
    synthetic=st.booleans(),
)


@given(EXCHANGES)
def test_the_direct_way_and_the_way_through_the_lines_give_the_same(exchange: Exchange) -> None:
    assert flow_of(exchange, 7) == assemble(lines_of(exchange, "f000007", exchange.began_s))[0]
