"""HAR files as each tool writes them give the bytes that were sent, and nothing that was not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evidence.errors import EvidenceError
from evidence.importers.har import HarSource
from evidence.importers.seen import Exchange, Unread
from tests.evidence.importers import dialects
from tests.evidence.importers.dialects import ANDROID_ID, BINARY, IMEI


def read(path: Path) -> list[Exchange]:
    """The exchanges of a file."""
    return [seen for seen in HarSource(path).read() if isinstance(seen, Exchange)]


def test_charles(tmp_path: Path) -> None:
    source = HarSource(dialects.charles(tmp_path / "c.har"))
    form, tunnel, unread = source.read()
    assert isinstance(form, Exchange)
    assert form.body == f"id={IMEI}&q=a+b%26c&e=%E4%BD%A0".encode()
    assert (form.host, form.path, form.began_s) == ("t.example.com", "/?=", 1769869501.482)
    assert form.answer is not None
    assert form.answer.body == b"ok"
    assert source.about().utc_offset_s == 8 * 3600
    assert isinstance(tunnel, Exchange)
    assert (tunnel.answer, tunnel.aborted) == (None, "FAILED")
    assert isinstance(unread, Unread)
    assert unread.sni == "pinned.example.com"


def test_reqable_writes_base64_over_text(tmp_path: Path) -> None:
    [one] = read(dialects.reqable(tmp_path / "r.har"))
    assert one.body == b'{"imei": "%s"}' % IMEI.encode()
    assert not one.partial


def test_http_toolkit(tmp_path: Path) -> None:
    binary, large, socket, failed = HarSource(dialects.toolkit(tmp_path / "h.har")).read()
    assert isinstance(binary, Exchange)
    assert (binary.body, binary.partial) == (BINARY, False)
    assert isinstance(large, Exchange)
    assert (large.body, large.size, large.partial) == (b"", 5_000_000, True)
    assert isinstance(socket, Exchange)
    assert (socket.scheme, socket.port) == ("https", 443)
    assert [(m.from_client, m.text, m.payload) for m in socket.messages] == [
        (True, True, f"imei={IMEI}".encode()),
        (False, True, IMEI.encode()),
        (True, False, BINARY),
    ]
    assert socket.messages[0].at_s == 1769869502.25
    assert isinstance(failed, Unread)
    assert (failed.host, failed.client_port) == ("pinned.example.com", 40123)


def test_chrome(tmp_path: Path) -> None:
    sent, data, cached = read(dialects.chrome(tmp_path / "c.har"))
    assert sent.path == f"/v1?id={ANDROID_ID}"
    assert sent.headers == (("cookie", f"did={ANDROID_ID}"),)
    assert sent.http_version == "HTTP/2.0"
    assert sent.body.endswith(f" imei={IMEI}".encode())
    assert data.address.startswith("data:")
    assert cached.address
    assert not cached.host


def test_firefox_counts_characters_and_announces_base64_over_text(tmp_path: Path) -> None:
    [one] = read(dialects.firefox(tmp_path / "f.har"))
    assert one.body == f"café imei={IMEI}".encode()
    assert one.answer is not None
    assert one.answer.body == b"<p>!"


def test_cyanoacrylate(tmp_path: Path) -> None:
    source = HarSource(dialects.cyanoacrylate(tmp_path / "c.har"))
    octets, odd = source.read()
    assert isinstance(octets, Exchange)
    assert isinstance(odd, Exchange)
    assert octets.body == BINARY
    assert odd.body == b'{"x": "\xff", "imei": "%s"}' % IMEI.encode()
    about = source.about()
    assert about.app == {"package": "com.example.shop", "label": "Shop"}
    assert about.device["build"] == "TQ2A.230505.002"
    assert about.tools["mitmproxy"] == "10.1.1"


def test_what_was_lost_on_the_way_is_told(tmp_path: Path) -> None:
    lossy = {"mimeType": "application/octet-stream", "text": "\ufffdimei"}
    path = dialects.write(
        tmp_path / "l.har",
        "Any",
        dialects.entry(request={"postData": lossy}),
        dialects.entry(request={"bodySize": 10}),
        dialects.entry(request={"bodySize": 0}),
    )
    assert [one.partial for one in read(path)] == [True, True, False]


def test_other_encodings_are_told_by_their_length(tmp_path: Path) -> None:
    text = "欧阳"
    posted = {"mimeType": "text/plain; charset=gbk", "text": text}
    headers = [{"name": "Content-Length", "value": "4"}]
    path = dialects.write(tmp_path / "g.har", "Any", dialects.entry(request={"postData": posted, "headers": headers}))
    assert read(path)[0].body == text.encode("gbk")


@pytest.mark.parametrize("status", ["²", "٢٠٠", "0", "9" * 5000])
def test_a_status_that_is_no_number_is_no_answer(tmp_path: Path, status: str) -> None:
    entry = dialects.entry("https://t.example.com/")
    entry["response"] = {"status": status}
    [one] = read(dialects.write(tmp_path / "s.har", "Any", entry))
    assert one.answer is None


def test_missing_times_and_fields(tmp_path: Path) -> None:
    path = tmp_path / "bare.har"
    path.write_text(json.dumps({"log": {"entries": [{"request": {"url": "http://a.example:8080"}}]}}))
    source = HarSource(path)
    [one] = source.read()
    assert isinstance(one, Exchange)
    assert (one.method, one.scheme, one.port, one.path, one.answer) == ("GET", "http", 8080, "/", None)
    assert source.about().timeless


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "an object with `log` was expected at byte 0"),
        ("[1]", "an object with `log` was expected at byte 0"),
        ('{"log": {}}', "it has no list log.entries"),
        ('{"log": {"entries": [', "the file is cut short at byte 21"),
        ('{"log": {"entries": [{"request": {"url": "http', "cut short in the value that begins at byte 21"),
        ('{"log": {"entries": [{}]}}', "log.entries[0].request is missing or no object"),
        ('{"log": {"entries": [{"request": {"url": 5}}]}}', "log.entries[0].request.url is missing or no text"),
        ('{"log": {"entries": [{"request": {"url": "http://a:99999/"}}]}}', "a port beyond 65535"),
        (
            '{"log": {"entries": [{"request": {"url": "http://a/"}, "startedDateTime": "soon"}]}}',
            "log.entries[0].startedDateTime is no ISO 8601 time: 'soon'",
        ),
        ('{"log": {"entries": [{"a": tru}]}}', "not JSON at byte"),
        ('{"log": {"entries": [' + "[" * 5000, "nested deeper than 1000"),
        ('{"log": {"entries": [{"a": ' + "9" * 10_000 + "}]}}", "not JSON at byte"),
    ],
)
def test_hostile_files_are_one_line_with_the_place(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "bad.har"
    path.write_text(content)
    with pytest.raises(EvidenceError) as caught:
        list(HarSource(path).read())
    assert message in str(caught.value)
    assert str(caught.value).startswith(str(path))
    assert "\n" not in str(caught.value)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="No such file"):
        list(HarSource(tmp_path / "none.har").read())
