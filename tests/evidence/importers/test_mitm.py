"""mitmproxy's own files: every kind of flow, and files that lie about themselves."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mitmproxy.io import FlowWriter
from mitmproxy.test import tflow, tutils

from evidence.errors import EvidenceError
from evidence.importers.mitm import MitmSource
from evidence.importers.seen import Exchange, NameLookup, RawChunk

IMEI = b"867530912345670"


def write(path: Path, *flows: object) -> Path:
    """A flow file."""
    with path.open("wb") as file:
        writer = FlowWriter(file)
        for flow in flows:
            writer.add(flow)  # type: ignore[arg-type]
    return path


def http(version: bytes = b"HTTP/1.1", **parts: object) -> object:
    """An exchange of that version with a body."""
    request = tutils.treq(
        host="t.example.com", port=443, scheme=b"https", path=b"/v1?\xff", http_version=version, content=b"imei=" + IMEI
    )
    return tflow.tflow(req=request, resp=tutils.tresp(content=b"answer"), **parts)  # type: ignore[arg-type]


def test_http_of_all_versions(tmp_path: Path) -> None:
    versions = (b"HTTP/1.1", b"HTTP/2.0", b"HTTP/3")
    path = write(tmp_path / "f.mitm", *(http(version) for version in versions))
    seen = list(MitmSource(path).read())
    assert [one.http_version for one in seen if isinstance(one, Exchange)] == ["HTTP/1.1", "HTTP/2.0", "HTTP/3"]
    first = seen[0]
    assert isinstance(first, Exchange)
    assert (first.host, first.path, first.body) == ("t.example.com", "/v1?\\xff", b"imei=" + IMEI)
    assert first.answer is not None
    assert (first.answer.status, first.answer.body) == (200, b"answer")


def test_a_length_in_digits_of_another_script_is_none(tmp_path: Path) -> None:
    flow = http()
    flow.request.headers["content-length"] = "²"  # type: ignore[attr-defined]
    flow.request.data.content = None  # type: ignore[attr-defined]
    [one] = MitmSource(write(tmp_path / "f.mitm", flow)).read()
    assert isinstance(one, Exchange)
    assert (one.size, one.partial) == (0, False)


def test_what_is_no_http(tmp_path: Path) -> None:
    flows = tflow.ttcpflow(), tflow.tudpflow(), tflow.tdnsflow(), tflow.twebsocketflow()
    seen = list(MitmSource(write(tmp_path / "f.mitm", *flows)).read())
    chunks = [one for one in seen if isinstance(one, RawChunk)]
    assert [(one.from_client, one.data) for one in chunks[:2]] == [(True, b"hello"), (False, b"it's me")]
    assert len({one.connection for one in chunks}) == 2
    assert [(one.name, one.record) for one in seen if isinstance(one, NameLookup)] == [("dns.google", "A")]
    socket = next(one for one in seen if isinstance(one, Exchange))
    assert [(m.number, m.from_client, m.text, m.payload) for m in socket.messages] == [
        (1, True, False, b"hello binary"),
        (2, True, True, b"hello text"),
        (3, False, True, b"it's me"),
    ]


def test_an_exchange_that_broke_off(tmp_path: Path) -> None:
    [one] = MitmSource(write(tmp_path / "f.mitm", tflow.tflow(err=True))).read()
    assert isinstance(one, Exchange)
    assert one.answer is None
    assert one.aborted == "error"


def test_a_file_cut_short_names_the_flow(tmp_path: Path) -> None:
    path = write(tmp_path / "f.mitm", http(), http())
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(EvidenceError, match=r"flow 1 at byte \d+ cannot be read: .*are left; `mitmdump -nr"):
        list(MitmSource(path).read())


@pytest.mark.parametrize("data", [b"999999999999:", b"12:abc", b"3:abc}", b"1:}", b"5:hello,", b"2:0:,", b"0:}"])
def test_lengths_that_lie(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "f.mitm"
    path.write_bytes(data)
    with pytest.raises(EvidenceError, match=r"flow 0 at byte 0 cannot be read|not a flow file"):
        list(MitmSource(path).read())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.integers(0, 3000), st.binary(min_size=1, max_size=4))
def test_a_file_with_changed_bytes_is_read_or_refused_in_one_line(tmp_path: Path, place: int, change: bytes) -> None:
    path = write(tmp_path / "f.mitm", http())
    data = bytearray(path.read_bytes())
    place %= len(data)
    data[place : place + len(change)] = change
    path.write_bytes(data)
    try:
        list(MitmSource(path).read())
    except EvidenceError as error:
        assert "\n" not in str(error)
