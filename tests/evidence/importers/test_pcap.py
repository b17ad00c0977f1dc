"""JSON that tshark 4.0 wrote of one small capture (the folder `tshark/`), in each of its forms."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evidence.errors import EvidenceError
from evidence.importers.pcap import PcapSource
from evidence.importers.seen import Exchange, NameLookup, RawChunk, Seen, Unread

FOLDER = Path(__file__).parent / "tshark"
WITH_BYTES = ("packets-x.json", "packets-raw.json")
ALL = ("packets.json", *WITH_BYTES, "packets.ek")
IMEI = b"867530912345670"


def read(name: str) -> list[Seen]:
    """What one of the files shows."""
    return list(PcapSource(FOLDER / name).read())


def exchanges(name: str) -> dict[str, Exchange]:
    """Its exchanges by path."""
    return {one.path.partition("?")[0]: one for one in read(name) if isinstance(one, Exchange)}


@pytest.mark.parametrize("name", ALL)
def test_all_forms_show_the_same_traffic(name: str) -> None:
    found = exchanges(name)
    assert sorted(found) == ["/bin", "/form", "/gz", "/h2", "/h2/two", "/v1/collect", "/ws"]
    assert found["/v1/collect"].path == "/v1/collect?aid=9f8e7d6c5b4a3210&x=%E4%BD%A0"
    assert (found["/v1/collect"].scheme, found["/v1/collect"].host, found["/v1/collect"].port) == (
        "http",
        "t.example.com",
        80,
    )
    assert found["/form"].body == b"a=1&b=%41"
    assert found["/gz"].body.startswith(b"imei=" + IMEI)
    assert found["/h2"].body == b'{"imei":"' + IMEI + b'"}'
    assert found["/h2"].headers[2:] == (("cookie", "a=1"), ("cookie", "b=2"))
    assert found["/h2/two"].body == b"\x00\x01binary\xff"
    statuses = {path: one.answer.status for path, one in found.items() if one.answer is not None}
    assert statuses == {
        "/v1/collect": 200,
        "/gz": 204,
        "/bin": 204,
        "/form": 204,
        "/ws": 101,
        "/h2": 200,
        "/h2/two": 404,
    }
    assert found["/h2"].answer is not None
    assert found["/h2"].answer.body == b"fine"
    messages = [(m.number, m.from_client, m.text, m.payload) for m in found["/ws"].messages]
    assert messages == [
        (1, True, True, b'{"oaid":"4fd2a9c0-9a1e-4a9a-8a77-0d7f3f1e2a11"}'),
        (2, False, True, b"hello"),
        (3, True, False, bytes(range(60))),
    ]


@pytest.mark.parametrize("name", ALL)
def test_what_is_no_http(name: str) -> None:
    seen = read(name)
    assert [(one.name, one.record) for one in seen if isinstance(one, NameLookup)] == [("9f8e.tracker.example", "A")]
    unread = [one for one in seen if isinstance(one, Unread)]
    assert [(one.sni, one.port) for one in unread] == [("pinned.example.com", 443)]
    chunks = [(one.port, one.from_client, one.data) for one in seen if isinstance(one, RawChunk)]
    assert chunks == [
        (9999, True, b"HELLO imei=" + IMEI),
        (9999, False, b"ACK"),
        (9998, True, b"udp imei=" + IMEI),
    ]


@pytest.mark.parametrize("name", WITH_BYTES)
def test_with_bytes_nothing_is_lost(name: str) -> None:
    found = exchanges(name)
    assert found["/v1/collect"].body.decode() == '{"imei": "867530912345670", "name": "欧阳"}'
    assert dict(found["/v1/collect"].headers)["X-Foo"] == '"quoted\\" 欧'
    assert found["/bin"].body == bytes((i * 7 + 13) % 256 for i in range(1500))
    assert not any(one.partial for one in found.values())


@pytest.mark.parametrize("name", ["packets.json", "packets.ek"])
def test_without_bytes_the_loss_is_told(name: str) -> None:
    found = exchanges(name)
    assert {path for path, one in found.items() if one.partial} == {"/v1/collect", "/bin"}


def test_times() -> None:
    source = PcapSource(FOLDER / "packets-x.json")
    began = {one.path: one.began_s for one in source.read() if isinstance(one, Exchange)}
    assert began["/form"] == pytest.approx(1732189000.129999, abs=1e-6)
    assert not source.about().timeless


def test_raw_has_no_times() -> None:
    source = PcapSource(FOLDER / "packets-raw.json")
    list(source.read())
    assert source.about().timeless


def test_newer_versions_write_bodies_in_hexadecimal(tmp_path: Path) -> None:
    packets = json.loads((FOLDER / "packets-x.json").read_text())
    for packet in packets:
        http = packet["_source"]["layers"].get("http")
        if isinstance(http, dict) and "http.file_data_raw" in http:
            http["http.file_data"] = bytes.fromhex(http.pop("http.file_data_raw")[0]).hex(":")
    path = tmp_path / "new.json"
    path.write_text(json.dumps(packets))
    bodies = {one.path: one.body for one in PcapSource(path).read() if isinstance(one, Exchange)}
    assert bodies["/bin"] == bytes((i * 7 + 13) % 256 for i in range(1500))


def test_cut_packets_are_partial(tmp_path: Path) -> None:
    text = (FOLDER / "packets-x.json").read_text()
    path = tmp_path / "cut.json"
    path.write_text(text.replace('"frame.cap_len":"298"', '"frame.cap_len":"200"'))
    partial = [one.path for one in PcapSource(path).read() if isinstance(one, Exchange) and one.partial]
    assert partial == ["/v1/collect?aid=9f8e7d6c5b4a3210&x=%E4%BD%A0"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[{}]", "an object with _source.layers was expected"),
        ('[{"_source": {"layers": {"frame": 5}}}', "the file is cut short at byte"),
        ('{"index": {}}\n{"layers": {}}\nnot json\n', "bad.json:3: not JSON"),
        ('{"index": {}}\n[]\n', "bad.json:2: not a packet"),
        ('[{"_source": {"layers": {"frame": {"frame.time_epoch": "-5"}}}}]', "packet 1 is not as tshark writes it"),
    ],
)
def test_hostile_files_are_one_line_with_the_place(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "bad.json"
    path.write_text(content)
    with pytest.raises(EvidenceError) as caught:
        list(PcapSource(path).read())
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
