"""The traffic of a recording, with bodies that stay on the disk."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evidence.assembling import assemble
from evidence.errors import EvidenceError
from evidence.index import Traffic
from evidence.lines import Damage, LineWriter
from evidence.traffic import (
    INDEX_LINE,
    FlowBegin,
    FlowEnd,
    FlowRequest,
    IndexLine,
    RawConnection,
    TlsFailed,
    WebSocketMessage,
    encode_bytes,
)


def _begin(flow: str = "f1", at: float = 1) -> FlowBegin:
    return FlowBegin(
        at_ms=at,
        flow=flow,
        method="POST",
        scheme="https",
        host="a.example",
        port=443,
        path="/p",
        headers=(("x", "1"),),
    )


def _request(body: bytes, flow: str = "f1") -> FlowRequest:
    return FlowRequest(at_ms=2, flow=flow, body=encode_bytes(body), size=len(body))


def _message(payload: bytes, flow: str = "f1") -> WebSocketMessage:
    return WebSocketMessage(
        at_ms=3, flow=flow, message=1, from_client=True, text=False, payload=encode_bytes(payload), size=len(payload)
    )


def _chunk(payload: bytes, flow: str = "r1") -> RawConnection:
    return RawConnection(
        at_ms=4, flow=flow, host="b", port=5222, from_client=True, payload=encode_bytes(payload), size=len(payload)
    )


def _write(path: Path, *lines: IndexLine) -> Path:
    writer = LineWriter(path)
    for line in lines:
        writer.write(line.model_dump(mode="json"))
    writer.close()
    return path


def _read(path: Path) -> Traffic:
    damage: list[Damage] = []
    traffic = Traffic.read(path, damage)
    assert not damage
    return traffic


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.lists(st.binary(max_size=200), min_size=3, max_size=3), st.permutations(range(5)))
def test_a_file_gives_the_flows_that_its_lines_give(tmp_path: Path, content: list[bytes], order: list[int]) -> None:
    path = tmp_path / "index.jsonl"
    path.unlink(missing_ok=True)
    lines = (
        _begin(),
        _request(content[0]),
        _message(content[1]),
        _chunk(content[2]),
        FlowEnd(at_ms=5, flow="f1", status=200),
    )
    shuffled = [lines[number] for number in order]
    flows = _read(_write(path, *shuffled)).flows
    assert flows == assemble(shuffled)
    assert [flow.body for flow in flows] == [content[0], b""]
    assert [message.payload for flow in flows for message in flow.messages] == content[1:]


def test_lines_that_stand_for_themselves_come_in_order_of_time(tmp_path: Path) -> None:
    late, early = (TlsFailed(at_ms=at, host="a", port=443, reason="") for at in (9, 2))
    traffic = _read(_write(tmp_path / "index.jsonl", late, _begin(at=5), early))
    assert (traffic.apart, traffic.count, traffic.last_ms) == ((early, late), 3, 9)


def test_the_last_of_several_bodies_counts_as_ever(tmp_path: Path) -> None:
    traffic = _read(_write(tmp_path / "index.jsonl", _begin(), _request(b"first"), _request(b"second")))
    assert traffic.flows[0].body == b"second"


@pytest.mark.parametrize(
    ("body", "gives"), [('"aGk="', b"hi"), ('"aGk"', b"hi"), ('"a"', b""), ('"\\u0061Gk="', b"hi"), ('"%%"', b"")]
)
def test_bodies_that_are_damaged_give_what_can_be_read(tmp_path: Path, body: str, gives: bytes) -> None:
    path = _write(tmp_path / "index.jsonl", _begin())
    with path.open("a") as file:
        file.write(f'{{"type": "request", "at_ms": 2, "flow": "f1", "body": {body}}}\n')
    assert _read(path).flows[0].body == gives


@pytest.mark.parametrize("body", ["1", "null", "[]", "{}", "true"])
def test_a_body_that_is_no_text_is_a_damaged_line(tmp_path: Path, body: str) -> None:
    path = _write(tmp_path / "index.jsonl", _begin())
    with path.open("a") as file:
        file.write(f'{{"type": "request", "at_ms": 2, "flow": "f1", "body": {body}}}\n')
    damage: list[Damage] = []
    assert Traffic.read(path, damage).flows[0].body == b""
    assert [(one.line, one.reason.split(":")[0]) for one in damage] == [(2, "request.body")]


def test_content_can_be_read_while_the_capture_goes_on_appending(tmp_path: Path) -> None:
    path = _write(tmp_path / "index.jsonl", _begin(), _request(b"hello"))
    traffic = _read(path)
    _write(path, _begin("f2"), _request(b"more", "f2"))
    assert traffic.flows[0].body == b"hello"


@pytest.mark.parametrize("change", ["removed", "emptied", "replaced"])
def test_a_file_that_changed_is_said_and_never_taken_for_silence(tmp_path: Path, change: str) -> None:
    path = _write(tmp_path / "index.jsonl", _begin(), _request(b"android_id=1"))
    (flow,) = _read(path).flows
    if change == "removed":
        path.unlink()
    else:
        path.write_bytes(b"" if change == "emptied" else b"[" * 400)
    with pytest.raises(EvidenceError, match="changed or removed"):
        _ = flow.body


def test_the_memory_does_not_grow_with_the_bodies(tmp_path: Path) -> None:
    path = tmp_path / "index.jsonl"
    body = bytes(256 * 1024)
    _write(path, *(line for n in range(60) for line in (_begin(f"f{n}", n), _request(body, f"f{n}"))))
    tracemalloc.start()
    try:
        traffic = _read(path)
        assert sum(len(flow.body) for flow in traffic.flows) == 60 * len(body)
        kept, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert kept < 2 * len(body) and peak < 12 * len(body)


def test_old_lines_without_newer_fields_are_read(tmp_path: Path) -> None:
    path = tmp_path / "index.jsonl"
    lines = [_begin().model_dump(mode="json"), {"type": "request", "at_ms": 2, "flow": "f1", "body": "aGk="}]
    for key in ("headers", "http_version", "uid", "client_port", "native_id"):
        del lines[0][key]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    (flow,) = _read(path).flows
    assert (flow.body, flow.body_size, flow.headers) == (b"hi", 0, ())
    assert all(INDEX_LINE.validate_python(line) for line in lines)
