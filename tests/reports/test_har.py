"""HAR: the form that other tools read, and the way back without losing a byte."""

from __future__ import annotations

import base64
import gzip
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from hypothesis import given, settings
from hypothesis import strategies as st
from mitmproxy.io import FlowReader, FlowWriter

from evidence import events as ev
from evidence.clock import Clock
from evidence.importers.har import HarSource
from evidence.importers.mitm import native_flow
from evidence.importers.recorded import Told, import_capture
from evidence.importers.seen import Answer, Exchange
from evidence.info import AppInfo, DeviceInfo, RecordingInfo, ScenarioInfo
from evidence.recording import Recording
from evidence.traffic import (
    DnsQuery,
    Flow,
    FlowAborted,
    FlowBegin,
    FlowEnd,
    FlowRequest,
    RawConnection,
    TlsFailed,
    WebSocketMessage,
    encode_bytes,
)
from evidence.writer import RecordingWriter
from perception.traffic.find import find_hits
from perception.traffic.needles import Needles
from perception.traffic.place import places
from reports.har import har_file

IMEI = "867530912345670"
VALUES = {"imei": [IMEI], "android_id": ["9f8e7d6c5b4a3210"], "contacts": ["欧阳明月:13987654321"]}
NEEDLES = Needles.from_values(VALUES)

INFO = RecordingInfo(
    run_id="run-1",
    attempt=1,
    app=AppInfo(name="shop", package="com.example.shop", operator_domains=("shop.cn",), file_sha256="ab" * 32),
    device=DeviceInfo(
        name="phone", platform="android", model="P1", manufacturer="ACME", os_version="15", build="TQ2A.1"
    ),
    scenario=ScenarioInfo(name="first_launch", sha256="", watch_s=30),
    started="2025-11-21T10:00:00+08:00",
    started_epoch_s=1763690400.0,
    tools={"consentinel": "0.1", "mitmproxy": "12.2"},
)

WAYS = (
    lambda text: text.encode(),
    lambda text: base64.b64encode(b"x" + text.encode()),
    lambda text: gzip.compress(json.dumps({"v": text}).encode(), mtime=0),
    lambda text: quote(text).encode(),
    lambda text: b"\x00\xff" + text.encode("utf-16-le"),
    lambda text: "\ufeff\u0000é\ufffd".encode() + text.encode(),
)

_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
_VALUE = st.sampled_from([IMEI, "9f8e7d6c5b4a3210", "欧阳明月", "harmless"])
_BODY = st.one_of(st.binary(max_size=40), st.builds(lambda way, value: way(value), st.sampled_from(WAYS), _VALUE))
_PATH = st.builds(
    lambda start, value, end: f"{start}{value}{end}",
    st.sampled_from(["/", "/a?b=", "*", "", "/x#", "/%"]),
    _VALUE,
    _TEXT,
)
_HEADERS = st.lists(
    st.tuples(
        st.sampled_from(["Cookie", "X-Id", "content-encoding", "Content-Length", "content-type"]), _VALUE | _TEXT
    ),
    max_size=4,
).map(tuple)
_MESSAGES = st.lists(st.tuples(st.booleans(), st.booleans(), _BODY), max_size=3)
_FLOWS = st.lists(
    st.fixed_dictionaries(
        {
            "host": st.sampled_from(["t.example.com", "::1", "例子.cn", "10.0.0.1"]),
            "scheme": st.sampled_from(["http", "https"]),
            "port": st.sampled_from([80, 443, 8443]),
            "path": _PATH,
            "headers": _HEADERS,
            "body": _BODY,
            "more": st.sampled_from([0, 7]),
            "messages": _MESSAGES,
            "end": st.sampled_from(["end", "aborted", "none", "early"]),
        }
    ),
    min_size=1,
    max_size=4,
)


@contextmanager
def recorded(flows: list[dict[str, Any]]) -> Iterator[tuple[Path, Recording]]:
    """A recording with these flows, in a folder of its own."""
    with tempfile.TemporaryDirectory() as name:
        writer = RecordingWriter(Path(name) / "attempt-1", INFO, Clock.start())
        for number, flow in enumerate(flows, 1):
            _write(writer, f"f{number:06d}", 100.0 * number, flow)
        writer.add(ev.RunEnded(outcome="completed"))
        writer.close()
        yield Path(name), Recording.open(writer.folder)


def _write(writer: RecordingWriter, id: str, at: float, flow: dict[str, Any]) -> None:
    writer.add_traffic(
        FlowBegin(
            at_ms=at,
            flow=id,
            method="POST",
            scheme=flow["scheme"],
            host=flow["host"],
            port=flow["port"],
            path=flow["path"],
            http_version="HTTP/2.0",
            headers=flow["headers"],
            client_port=40000,
        )
    )
    body = flow["body"]
    if flow["end"] == "early":
        return
    writer.add_traffic(
        FlowRequest(
            at_ms=at + 1, flow=id, body=encode_bytes(body), size=len(body) + flow["more"], truncated=flow["more"] > 0
        )
    )
    for number, (from_client, text, payload) in enumerate(flow["messages"], 1):
        writer.add_traffic(
            WebSocketMessage(
                at_ms=at + 1 + number,
                flow=id,
                message=number * 2,
                from_client=from_client,
                text=text,
                payload=encode_bytes(payload),
                size=len(payload),
            )
        )
    if flow["end"] == "end":
        writer.add_traffic(FlowEnd(at_ms=at + 9, flow=id, status=204, headers=(("Location", IMEI),), synthetic=True))
    elif flow["end"] == "aborted":
        writer.add_traffic(FlowAborted(at_ms=at + 9, flow=id, reason="reset"))


def again(folder: Path, recording: Recording) -> Recording:
    """The recording after it went out as HAR and in again."""
    path = folder / "out.har"
    path.write_bytes(b"".join(har_file(recording)))
    import_capture(HarSource(path), folder / "again", "run-2", Told())
    return Recording.open(folder / "again")


def told(flow: Flow) -> tuple[object, ...]:
    """What must be the same of a flow."""
    sent = [(place.name, place.data, place.coding) for place in places(flow)]
    hits = [(hit.kind, hit.form, hit.place, hit.encodings, hit.range) for hit in find_hits(flow, NEEDLES)]
    kept = [(m.index, m.from_client, m.text, m.payload) for m in flow.messages]
    state = (flow.status, flow.aborted, flow.body_size, flow.body_truncated, flow.synthetic, flow.client_port)
    return sent, hits, kept, state, round(flow.began_ms)


@settings(deadline=None, max_examples=40)
@given(_FLOWS)
def test_a_har_that_goes_out_and_in_again_gives_the_same_hits(flows: list[dict[str, Any]]) -> None:
    with recorded(flows) as (folder, recording):
        back = again(folder, recording)
        assert not recording.damage
        assert [told(flow) for flow in back.flows] == [told(flow) for flow in recording.flows]
        assert back.info.app == recording.info.app
        assert back.info.device == recording.info.device


PLAIN = {
    "host": "t.example.com",
    "scheme": "https",
    "port": 443,
    "path": f"/v1?id={IMEI}",
    "headers": (("Content-Type", "application/x-www-form-urlencoded"), ("Cookie", "a=1; b=2")),
    "body": b"a=1&b=%41",
    "more": 0,
    "messages": [(True, True, b"hi"), (False, False, b"\xff")],
    "end": "end",
}


def har(recording: Recording) -> dict[str, Any]:
    """The log of the file."""
    log: dict[str, Any] = json.loads(b"".join(har_file(recording)))["log"]
    return log


def test_the_block_names_app_device_tools_and_dates() -> None:
    with recorded([PLAIN]) as (_, recording):
        log = har(recording)
    about = log["_consentinel"]
    assert log["version"] == "1.2"
    assert log["creator"] == {"name": "consentinel", "version": "0.1"}
    assert about["app"]["sha256"] == "ab" * 32
    assert about["device"]["osBuild"] == "TQ2A.1"
    assert about["tools"]["mitmproxy"] == "12.2"
    assert (about["started"], about["complete"]) == ("2025-11-21T10:00:00+08:00", True)


def test_the_form_is_what_other_tools_read() -> None:
    with recorded([PLAIN, PLAIN | {"body": b"\xff\x00", "messages": []}]) as (_, recording):
        first, second = har(recording)["entries"]
    assert first["startedDateTime"] == "2025-11-21T02:00:00.100000Z"
    assert first["request"]["url"] == f"https://t.example.com/v1?id={IMEI}"
    assert first["request"]["queryString"] == [{"name": "id", "value": IMEI}]
    assert first["request"]["cookies"] == [{"name": "a", "value": "1"}, {"name": "b", "value": "2"}]
    assert first["request"]["postData"]["text"] == "a=1&b=%41"
    assert first["request"]["postData"]["params"][1] == {"name": "b", "value": "A"}
    sent, received = first["_webSocketMessages"]
    assert (sent["type"], sent["opcode"], sent["data"]) == ("send", 1, "hi")
    assert (received["type"], received["opcode"], received["data"]) == ("receive", 2, "/w==")
    assert sent["time"] == 1763690400.102
    assert second["request"]["postData"]["encoding"] == "base64"
    assert second["request"]["_content"]["text"] == second["request"]["postData"]["text"] == "/wA="


def test_mitmproxy_reads_the_file() -> None:
    with recorded([PLAIN]) as (folder, recording):
        path = folder / "out.har"
        path.write_bytes(b"".join(har_file(recording)))
        with path.open("rb") as file:
            [flow] = FlowReader(file).stream()
    assert flow.request.content == b"a=1&b=%41"  # type: ignore[attr-defined]


def test_answers_come_from_mitmproxys_own_file() -> None:
    with tempfile.TemporaryDirectory() as name:
        writer = RecordingWriter(Path(name) / "r", INFO, Clock.start())
        answer = Answer(200, headers=(("content-type", "text/plain"),), body=b"hello", size=5)
        native = native_flow(Exchange(1.0, "GET", "https", "a.example", 443, "/", answer=answer))
        with (writer.folder / "traffic" / "flows.mitm").open("wb") as file:
            FlowWriter(file).add(native)
        writer.add_traffic(
            FlowBegin(
                at_ms=1,
                flow="f000001",
                method="GET",
                scheme="https",
                host="a.example",
                port=443,
                path="/",
                native_id=native.id,
            )
        )
        writer.add_traffic(FlowEnd(at_ms=2, flow="f000001", status=200, size=5))
        writer.close()
        [entry] = har(Recording.open(writer.folder))["entries"]
        back = again(Path(name), Recording.open(writer.folder))
        [entry_back] = har(back)["entries"]
    assert entry["response"]["content"]["text"] == "hello"
    assert entry_back["response"]["content"]["text"] == "hello"


def test_what_is_no_exchange_goes_out_and_in_as_well() -> None:
    with recorded([PLAIN]) as (folder, recording):
        with (recording.folder / "traffic" / "index.jsonl").open("a") as index:
            for line in (
                DnsQuery(at_ms=5, name=f"{IMEI}.t.example", record="A"),
                TlsFailed(at_ms=6, host="p.example", port=8443, sni="p.example", reason="unknown ca", client_port=4),
                RawConnection(at_ms=7, flow="f9", host="r.example", port=99, from_client=True, payload="aGk=", size=2),
            ):
                index.write(line.model_dump_json() + "\n")
        recording = Recording.open(recording.folder)
        back = again(folder, recording)
        assert back.lines(DnsQuery)[0].name == f"{IMEI}.t.example"
        assert back.lines(TlsFailed)[0].model_copy(update={"at_ms": 6}) == recording.lines(TlsFailed)[0]
        raw = next(flow for flow in back.flows if flow.scheme == "raw")
        assert (raw.host, raw.port, raw.messages[0].payload) == ("r.example", 99, b"hi")
