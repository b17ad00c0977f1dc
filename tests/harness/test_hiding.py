"""Secrets taken out of captured traffic: the rest of it reads as before, and the chain holds."""

from __future__ import annotations

import base64
import gzip
import json
import zlib
from collections.abc import Iterator
from pathlib import Path

import brotli
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st
from mitmproxy.flow import Flow
from mitmproxy.http import Headers, HTTPFlow
from mitmproxy.io import FlowReader, FlowWriter
from mitmproxy.tcp import TCPFlow
from mitmproxy.test import tflow, tutils

from evidence import events as ev
from evidence.clock import Clock
from evidence.custody.checking import check_chain
from evidence.errors import EvidenceError
from evidence.native import read_flows
from evidence.recording import Recording
from evidence.traffic import (
    DnsQuery,
    FlowAborted,
    FlowBegin,
    FlowEnd,
    FlowRequest,
    IndexLine,
    RawConnection,
    TlsFailed,
    WebSocketMessage,
    WireBytes,
    encode_bytes,
)
from evidence.unpacking import parted
from evidence.writer import RecordingWriter
from harness.hiding import hide_in_traffic
from harness.scenario.secrets import Secrets
from tests.evidence.made import info

IMEI = b"imei=867530900000000&mac=02:00:5e:10:20:30"
PACKERS = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstandard.compress,
    "deflate, gzip": lambda data: gzip.compress(zlib.compress(data)),
}


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[RecordingWriter]:
    writer = RecordingWriter(tmp_path / "r", info(), Clock.start())
    writer.add(ev.RunStarted())
    yield writer
    writer.close()


def known(*values: str) -> Secrets:
    secrets = Secrets()
    for value in values:
        secrets.add(value)
    return secrets


def begin(**given: object) -> FlowBegin:
    fields: dict[str, object] = {"method": "POST", "scheme": "https", "host": "a.example", "port": 443, "path": "/in"}
    return FlowBegin.model_validate({"at_ms": 1, "flow": "f000001", **fields, **given})


def hidden(writer: RecordingWriter, secrets: Secrets, *lines: IndexLine) -> Recording:
    """The recording as it is read after its lines were written and the secrets taken out."""
    for line in lines:
        writer.add_traffic(line)
    writer.add(ev.AppCleared(package="p"))
    hide_in_traffic(writer, secrets)
    writer.add(ev.RunEnded(outcome="completed"))
    writer.close()
    assert check_chain(writer.folder).state == "whole"
    recording = Recording.open(writer.folder)
    assert not recording.damage
    return recording


def native(writer: RecordingWriter, *flows: Flow) -> Path:
    path = writer.folder / "traffic" / "flows.mitm"
    with path.open("wb") as file:
        for flow in flows:
            FlowWriter(file).add(flow)
    return path


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters="*"), min_size=3, max_size=16))
def test_what_follows_a_secret_in_a_body_is_still_there(tmp_path_factory: pytest.TempPathFactory, value: str) -> None:
    writer = RecordingWriter(tmp_path_factory.mktemp("h") / "r", info(), Clock.start())
    body = b"\x00pw=" + value.encode() + b"\x00" + b"tail\xff\xfe"
    (flow,) = hidden(writer, known(value), begin(), FlowRequest(at_ms=2, flow="f000001", body=encode_bytes(body))).flows
    assert flow.body.endswith(b"\x00tail\xff\xfe".replace(value.encode(), b"*" * len(value)))
    assert len(flow.body) == len(body) and value.encode() not in flow.body


@pytest.mark.parametrize("value", ["flow", "body", "host", "type", "begin", "f000001", "true", "1234", "443", "POST"])
def test_every_line_is_read_whatever_is_secret(writer: RecordingWriter, value: str) -> None:
    said = encode_bytes(value.encode())
    recording = hidden(
        writer,
        known(value),
        begin(at_ms=1234.5, path=f"/in?x={value}", headers=(("Host", "a"), ("X-A", value)), native_id=f"n-{value}"),
        FlowRequest(at_ms=1235, flow="f000001", body=encode_bytes(f"x={value}&".encode() + IMEI), size=1234),
        WebSocketMessage(at_ms=1236, flow="f000001", message=1, from_client=True, text=True, payload=said, size=9),
        FlowEnd(at_ms=1237, flow="f000001", status=200, headers=(("Set-Cookie", f"s={value}; Path=/"),), size=1234),
        TlsFailed(at_ms=1238, host=f"{value}.example", port=443, sni="b", reason="r", client_port=1234),
        DnsQuery(at_ms=1239, name=f"{value}.example", record="A"),
        WireBytes(at_ms=1240, sent=1234, received=443, connection=f"c-{value}"),
        begin(at_ms=1241, flow="f000002", path="/out"),
        FlowAborted(at_ms=1242, flow="f000002", reason=f"said {value}"),
        RawConnection(at_ms=1243, flow="f000003", host="c", port=443, from_client=True, payload=said, size=4),
    )
    stars = "*" * len(value)
    first, second, raw = recording.flows
    assert (first.began_ms, first.port, first.body_size, first.method) == (1234.5, 443, 1234, "POST")
    assert (first.path, first.header("host"), first.header("x-a")) == (f"/in?x={stars}", "a", stars)
    assert first.body == f"x={stars}&".encode() + IMEI
    assert first.messages[0].payload == stars.encode() and second.aborted == f"said {stars}"
    assert first.response_headers == (("Set-Cookie", f"s={stars}; Path=/"),)
    assert raw.messages[0].payload == stars.encode()
    assert f'"name":"{stars}.example","record":"A"' in writer.index_path.read_text()


def test_an_index_without_the_secret_is_not_touched(writer: RecordingWriter) -> None:
    writer.add_traffic(begin())
    before = writer.index_path.read_bytes(), writer.index_path.stat().st_ino
    hide_in_traffic(writer, known("hunter22"))
    assert (writer.index_path.read_bytes(), writer.index_path.stat().st_ino) == before
    assert {path.name for path in writer.index_path.parent.iterdir()} == {"index.jsonl"}


def test_lines_that_come_afterwards_are_in_the_index_and_the_chain(writer: RecordingWriter) -> None:
    writer.add_traffic(DnsQuery(at_ms=1, name="hunter22.example", record="A"))
    writer.add(ev.AppCleared(package="p"))
    hide_in_traffic(writer, known("hunter22"))
    writer.add_traffic(DnsQuery(at_ms=2, name="later.example", record="A"))
    writer.add(ev.RunEnded(outcome="completed"))
    writer.close()
    names = [json.loads(line)["name"] for line in writer.index_path.read_bytes().splitlines()]
    assert names == ["********.example", "later.example"]
    assert check_chain(writer.folder).state == "whole"


def test_damaged_lines_stay_damaged_without_the_secret(writer: RecordingWriter) -> None:
    writer.add_traffic(begin(path="/hunter22"))
    body = base64.b64encode(b"pw=hunter22&" + IMEI)
    with writer.index_path.open("ab") as file:
        file.write(b'{"type":"begin","path":"/hunter22"]\n[1]\n\n')
        file.write(b'{"type":"request","at_ms":3,"flow":"f000001","body":"' + body)
    hide_in_traffic(writer, known("hunter22"))
    lines = writer.index_path.read_bytes().splitlines(keepends=True)
    assert lines[1:4] == [b'{"type":"begin","path":"/********"]\n', b"[1]\n", b"\n"]
    assert not lines[4].endswith(b"\n")
    assert base64.b64decode(lines[4].rpartition(b'"')[2]) == b"pw=********&" + IMEI
    writer.close()
    recording = Recording.open(writer.folder)
    assert len(recording.flows) == 1 and [one.line for one in recording.damage][:2] == [2, 3]


@pytest.mark.parametrize(
    ("coding", "told"), [*((coding, True) for coding in PACKERS), ("gzip", False), ("deflate", False), ("zstd", False)]
)
def test_a_packed_body_is_searched_and_packed_again(writer: RecordingWriter, coding: str, told: bool) -> None:
    packed = PACKERS[coding](b"pw=hunter22&" + IMEI)
    headers = (("content-encoding", coding),) if told else ()
    flow = tflow.tflow(resp=True)
    assert flow.response is not None
    for message in (flow.request, flow.response):
        message.headers = Headers([(name.encode(), value.encode()) for name, value in headers])
        message.raw_content = packed
    path = native(writer, flow)
    recording = hidden(
        writer,
        known("hunter22"),
        begin(headers=headers),
        FlowRequest(at_ms=2, flow="f000001", body=encode_bytes(packed)),
    )
    (read,) = read_flows(path)
    assert isinstance(read, HTTPFlow) and read.response is not None
    for body in (recording.flows[0].body, read.request.raw_content, read.response.raw_content):
        assert body is not None
        assert _unpacked(body, coding) == b"pw=********&" + IMEI


def test_a_packed_body_that_was_cut_is_searched_as_far_as_it_goes(writer: RecordingWriter) -> None:
    packed = gzip.compress(b"pw=hunter22&" + bytes(range(256)) * 20)
    (flow,) = hidden(
        writer,
        known("hunter22"),
        begin(headers=(("Content-Encoding", "gzip"),)),
        FlowRequest(at_ms=2, flow="f000001", body=encode_bytes(packed[:-20]), truncated=True),
    ).flows
    assert gzip.decompress(flow.body).startswith(b"pw=********&\x00\x01")


@pytest.mark.parametrize("coding", ["gzip", "gzip, gzip"])
def test_what_stands_behind_the_first_packed_bytes_is_still_there(writer: RecordingWriter, coding: str) -> None:
    """Logs are appended to a body as a member each, and some bodies have a trailer."""
    packed = gzip.compress(b"pw=hunter22&") + gzip.compress(b"again=hunter22&" + IMEI) + b"code=hunter22 trailer"
    for _ in range(coding.count(",")):
        packed = gzip.compress(packed) + b"hunter22 behind"
    (flow,) = hidden(
        writer,
        known("hunter22"),
        begin(headers=(("Content-Encoding", coding),)),
        FlowRequest(at_ms=2, flow="f000001", body=encode_bytes(packed)),
    ).flows
    body = flow.body
    for _ in range(coding.count(",")):
        found = parted(body, "gzip", 10_000)
        assert found is not None and found[1] == b"******** behind"
        body = found[0]
    assert parted(body, "gzip", 10_000) == (b"pw=********&again=********&" + IMEI, b"code=******** trailer")


def test_packed_bytes_without_the_secret_stay_to_the_byte(writer: RecordingWriter) -> None:
    packed = b"\x1f\x8b\x08 no gzip at all, "
    body = gzip.compress(b"nothing", 1)
    recording = hidden(
        writer,
        known("hunter22"),
        begin(headers=(("Content-Encoding", "gzip"),)),
        FlowRequest(at_ms=2, flow="f000001", body=encode_bytes(body)),
        begin(flow="f000002"),
        FlowRequest(at_ms=3, flow="f000002", body=encode_bytes(packed + b"hunter22")),
    )
    assert recording.flows[0].body == body
    assert recording.flows[1].body == packed + b"********"


@pytest.mark.parametrize("value", ["http", "946681200", "2.0", "946", "type", "qvalue", "address", "TLS", "tcp"])
def test_flows_of_mitmproxy_are_read_whatever_is_secret(writer: RecordingWriter, value: str) -> None:
    flow = tflow.tflow(resp=True, ws=True, err=True)
    flow.request.headers["x-secret"] = value
    flow.request.path = f"/a?b={value}"
    flow.request.content = f"b={value}&".encode() + IMEI
    assert flow.websocket is not None and flow.error is not None
    flow.websocket.messages[0].content = value.encode()
    flow.error.msg = f"said {value}"
    others = (tflow.ttcpflow(), tflow.tudpflow(), tflow.tdnsflow(resp=True))
    others[0].messages[0].content = value.encode()
    path = native(writer, flow, *others)
    hide_in_traffic(writer, known(value))
    read = list(read_flows(path))
    stars = "*" * len(value)
    first = read[0]
    assert isinstance(first, HTTPFlow) and first.websocket is not None and first.error is not None
    assert [one.id for one in read] == [flow.id, *(one.id for one in others)]
    assert first.request.headers["x-secret"] == stars and first.request.path == f"/a?b={stars}"
    assert first.request.raw_content == f"b={stars}&".encode() + IMEI
    assert first.request.timestamp_start == flow.request.timestamp_start
    assert first.websocket.messages[0].content == stars.encode() and first.error.msg == f"said {stars}"
    assert isinstance(read[1], TCPFlow) and read[1].messages[0].content == stars.encode()


def test_a_flow_file_that_is_cut_keeps_its_flows_and_no_secret(writer: RecordingWriter) -> None:
    flows = [tflow.tflow(req=tutils.treq(content=b"pw=hunter22&" + IMEI)) for _ in range(3)]
    path = native(writer, *flows)
    data = path.read_bytes()
    path.write_bytes(data[: data.rindex(b"imei") + 4])
    hide_in_traffic(writer, known("hunter22"))
    kept = path.read_bytes()
    assert b"hunter22" not in kept and kept.count(b"pw=********&imei") == 3
    read = iter(FlowReader(path.open("rb")).stream())
    assert [next(read).id for _ in range(2)] == [flow.id for flow in flows[:2]]
    with pytest.raises(EvidenceError, match="flow 2"):
        list(read_flows(path))


def test_flows_without_the_secret_stay_to_the_byte(writer: RecordingWriter) -> None:
    path = native(writer, tflow.tflow(resp=True), tflow.ttcpflow())
    with path.open("ab") as file:
        file.write(b"not a flow")
    before = path.read_bytes()
    hide_in_traffic(writer, known("hunter22"))
    assert path.read_bytes() == before


def test_a_boundary_changes_with_its_body(writer: RecordingWriter) -> None:
    (flow,) = hidden(
        writer,
        known("4711", "form"),
        begin(headers=(("Content-Type", "multipart/form-data; boundary=x4711"), ("content-length", "4711"))),
        FlowRequest(at_ms=2, flow="f000001", body=encode_bytes(b"--x4711\r\n\r\na\r\n--x4711--")),
    ).flows
    assert flow.headers == (("Content-Type", "multipart/form-data; boundary=x****"), ("content-length", "4711"))
    assert flow.body == b"--x****\r\n\r\na\r\n--x****--"


def test_a_disk_that_fails_leaves_the_traffic_as_it_was(
    writer: RecordingWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer.add_traffic(begin(path="/hunter22"))
    before = writer.index_path.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("evidence.writer.sync", full)
    with pytest.raises(EvidenceError, match="No space left"):
        hide_in_traffic(writer, known("hunter22"))
    assert writer.index_path.read_bytes() == before
    assert {path.name for path in writer.index_path.parent.iterdir()} == {"index.jsonl"}


def _unpacked(data: bytes, coding: str) -> bytes:
    match coding:
        case "gzip" | "x-gzip":
            return gzip.decompress(data)
        case "deflate":
            return zlib.decompress(data)
        case "br":
            return bytes(brotli.decompress(data))
        case "zstd":
            return zstandard.ZstdDecompressor().decompressobj().decompress(data)
        case _:
            return zlib.decompress(gzip.decompress(data))
