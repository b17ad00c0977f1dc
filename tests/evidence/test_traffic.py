"""Putting exchanges together from the index, whole or not."""

from __future__ import annotations

import base64

from hypothesis import given
from hypothesis import strategies as st

from evidence.assembling import assemble
from evidence.traffic import (
    FlowAborted,
    FlowBegin,
    FlowEnd,
    FlowRequest,
    RawConnection,
    WebSocketMessage,
    decode_bytes,
    encode_bytes,
)


def _begin(flow: str = "f1", at: float = 1, host: str = "a.example", port: int = 443) -> FlowBegin:
    return FlowBegin(at_ms=at, flow=flow, method="POST", scheme="https", host=host, port=port, path="/p?q=1")


def test_a_request_that_only_began_is_an_exchange() -> None:
    (flow,) = assemble((_begin(),))
    assert (flow.began_ms, flow.request_ms, flow.ended_ms, flow.status, flow.body) == (1, None, None, None, b"")


def test_an_exchange_is_whole_in_any_order_of_lines() -> None:
    message = WebSocketMessage(
        at_ms=4, flow="f1", message=3, from_client=True, text=False, payload=encode_bytes(b"m"), size=1
    )
    lines = (FlowEnd(at_ms=3, flow="f1", status=101), message, FlowRequest(at_ms=2, flow="f1", body="aGk=", size=2))
    (flow,) = assemble((*lines, _begin()))
    assert (flow.status, flow.body, flow.ended_ms, flow.messages[0].payload) == (101, b"hi", 3, b"m")


def test_a_broken_exchange_says_why() -> None:
    (flow,) = assemble((_begin(), FlowAborted(at_ms=9, flow="f1", reason="reset")))
    assert (flow.status, flow.aborted, flow.ended_ms) == (None, "reset", 9)


def test_exchanges_come_in_the_order_in_which_they_began() -> None:
    assert [flow.id for flow in assemble((_begin("late", 9), _begin("early", 2)))] == ["early", "late"]


def test_lines_without_a_beginning_are_no_exchange() -> None:
    assert assemble((FlowEnd(at_ms=3, flow="x", status=200),)) == ()


def test_a_connection_that_is_not_http_is_an_exchange_of_messages() -> None:
    def chunk(at: float, said: bytes, from_client: bool) -> RawConnection:
        return RawConnection(
            at_ms=at,
            flow="f7",
            host="push.example",
            port=5222,
            from_client=from_client,
            payload=encode_bytes(said),
            size=len(said),
        )

    (flow,) = assemble((chunk(5, b"hello", True), chunk(6, b"welcome", False), chunk(7, b"bye", True)))
    assert (flow.url, flow.began_ms, flow.status) == ("raw://push.example:5222", 5, None)
    assert [(m.index, m.at_ms, m.payload) for m in flow.messages if m.from_client] == [(1, 5, b"hello"), (3, 7, b"bye")]


def test_addresses_as_a_person_writes_them() -> None:
    urls = [assemble((_begin(host=h, port=p),))[0].url for h, p in (("a", 443), ("a", 8443), ("::1", 443))]
    assert urls == ["https://a/p?q=1", "https://a:8443/p?q=1", "https://[::1]/p?q=1"]


@given(st.binary(max_size=60))
def test_bytes_come_back(data: bytes) -> None:
    assert decode_bytes(encode_bytes(data)) == data


@given(st.binary(max_size=60), st.integers(0, 80))
def test_a_cut_body_gives_what_can_be_read(data: bytes, size: int) -> None:
    assert data.startswith(decode_bytes(encode_bytes(data)[:size]))


@given(st.text(max_size=40))
def test_any_text_in_place_of_a_body_gives_bytes(value: str) -> None:
    assert isinstance(decode_bytes(value), bytes)
    assert decode_bytes(base64.b64encode(value.encode("utf-8", "replace")).decode()) == value.encode("utf-8", "replace")
