"""Binary formats written out as text, each value with its bytes."""

from __future__ import annotations

import base64
import struct

import cbor2
import msgpack
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perception.traffic.decode import decode
from perception.traffic.find import Hit, hits_in
from perception.traffic.formats import frames, readings
from perception.traffic.layer import Layer
from perception.traffic.limits import Limits, Work
from perception.traffic.place import Place
from tests.perception.traffic.matrix import NEEDLES, field, framed

JSON_LIKE = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=12)
    | st.binary(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=20,
)


def layers(data: bytes) -> dict[tuple[str, ...], Layer]:
    """The layers by their encodings."""
    return {layer.encodings: layer for layer in decode(Place("body", data, 0.0))}


def hits(data: bytes, name: str = "body") -> tuple[Hit, ...]:
    """The hits in a body of these bytes."""
    place = Place(name, data, 0.0)
    return hits_in(place, decode(place), NEEDLES)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.text(max_size=6), JSON_LIKE, min_size=1, max_size=5))
def test_any_map_of_messagepack_and_cbor_is_read_with_places_inside_it(record: dict[str, object]) -> None:
    for name, data in (("msgpack", msgpack.packb(record)), ("cbor", cbor2.dumps(record))):
        if len(data) < 4:
            continue
        (written,) = (found for format, found in readings(data, Work(10**8)) if format == name)
        for key in record:
            if key.isalnum() and key.isascii():
                at = written.text.index(b'"' + key.encode() + b'": ') + 1
                start, end = written.back(at, at + len(key))
                assert data[start:end] == key.encode()
        start, end = written.back(0, len(written.text))
        assert 0 <= start <= end <= len(data)


@settings(max_examples=400, deadline=None)
@given(st.binary(min_size=4, max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for _, written in readings(data, Work(10**7)):
        start, end = written.back(0, len(written.text))
        assert 0 <= start <= end <= len(data)
        assert all(0 <= a <= b <= len(data) for a, b in written.blobs)
    for _, spans in frames(data):
        assert all(0 <= a < b <= len(data) for a, b in spans)


def test_a_protobuf_message_is_written_out_field_by_field() -> None:
    place, noise = field(1, 31.230416) + field(3, "姓名".encode()), b"\x00\xff\x00\xfe\x81" * 4
    data = field(1, 150) + field(2, place) + field(7, noise)
    layer = layers(data)["protobuf",]
    assert layer.data.decode().startswith("1: 150\n2: {\n1: 31.230416\n3: 姓名\n}\n7: ")
    assert layers(data)["protobuf", "bytes"].data == noise
    at = layer.data.index(b"31.230416")
    start, end = layer.raw_span(at, at + 9)
    assert data[start:end] == struct.pack("<d", 31.230416)


@pytest.mark.parametrize("flag", [0, 0x80])
def test_each_grpc_frame_is_a_layer_with_its_range(flag: int) -> None:
    first, second = field(1, b"one" * 4), field(2, 867530912345670)
    data = framed(first) + framed(second, flag)
    found = [layer for layer in decode(Place("body", data, 0.0)) if layer.encodings == ("grpc",)]
    assert [layer.span for layer in found] == [(5, 5 + len(first)), (10 + len(first), len(data))]
    assert [hit.kind for hit in hits(data)] == ["imei"]


def test_messages_with_their_length_before_them_are_read() -> None:
    messages = [field(1, 7) + field(2, 867530912345670), field(1, 8) + field(2, b"x")]
    data = b"".join(bytes([len(message)]) + message for message in messages)
    assert [hit.kind for hit in hits(data)] == ["imei"]


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\x01\x00" + (867530912345670).to_bytes(8, "big") + b"\xfe", "imei"),
        (b"\x01\x00" + (867530912345670).to_bytes(8, "little") + b"\xfe", "imei"),
        (b"\x02\x00" + (8618966529688).to_bytes(8, "big") + b"\x01", "phone_number"),
        (b"\x00\x03" + struct.pack(">dd", 39.912599, 116.387101), "location"),
        (b"\x00\x03" + struct.pack("<ff", 116.387101, 39.912599), "location"),
        (b"\xf1\x00" + struct.pack("<ii", 399125990, 1163871010), "location"),
        (b"\x00\x07" + struct.pack("<dd", 39.91, 116.39), "location"),
        (b"\x07\x01\x06" + bytes.fromhex("3c86d1aabb0c") + b"\x00", "mac"),
        (b"\x07\x10" + bytes.fromhex("4fd2a9c09a1e4a9a8a770d7f3f1e2a11"), "oaid"),
        (msgpack.packb({"la": 39.912599, "lo": struct.unpack("f", struct.pack("f", 116.387101))[0]}), "location"),
        (msgpack.packb([1, {"raw": field(3, 867530912345670)}]), "imei"),
        (cbor2.dumps(cbor2.CBORTag(55799, {1: 867530912345670})), "imei"),
        (b"\x9f\x5f\x44\x38\x36\x37\x35\x4b" + b"30912345670" + b"\xff\xff", "imei"),
    ],
)
def test_numbers_and_bytes_in_binary_formats(data: bytes, kind: str) -> None:
    assert [hit.kind for hit in hits(data)] == [kind]
    assert [hit.kind for hit in hits(b"d=" + base64.b64encode(data))] == [kind]


def test_utf16_is_read() -> None:
    data = "\ufeffid=9f8e7d6c5b4a3210;".encode("utf-16-le")
    (hit,) = hits(data)
    assert hit.encodings[0] == "utf-16"
    assert data[slice(*hit.range)].decode("utf-16-le") == "9f8e7d6c5b4a3210"


def test_a_message_that_would_cost_too_much_work_is_cut_at_the_same_place_each_time() -> None:
    data = b"\x08\x01" * 400_000
    place, limits = Place("body", data, 0.0), Limits(work_bytes=8 * 1024 * 1024)
    first, second = (decode(place, limits) for _ in range(2))
    assert first[-1].problem == "cut"
    assert [(layer.encodings, layer.data) for layer in first] == [(layer.encodings, layer.data) for layer in second]


def test_deep_nesting_is_refused() -> None:
    data = b"\x91" * 5_000 + b"\x01"
    assert list(readings(data, Work(10**8))) == []
