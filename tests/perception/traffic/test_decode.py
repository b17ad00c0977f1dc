"""The decoder on arbitrary and hostile bytes: it never crashes and keeps its limits."""

from __future__ import annotations

import base64
import gzip
import json
import os
import random
import zlib

import brotli
import cbor2
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from perception.traffic.decode import decode
from perception.traffic.find import hits_in
from perception.traffic.limits import Limits
from perception.traffic.opaque import opaque_in
from perception.traffic.place import Place
from perception.traffic.unpacking import may_be_packed
from tests.perception.traffic.matrix import ENCODINGS, NEEDLES, VALUES

TIGHT = Limits(depth=4, layers=200, layer_bytes=64 * 1024, total_bytes=256 * 1024, work_bytes=2 * 1024 * 1024)
PIECES = st.one_of(
    st.binary(max_size=80),
    st.text(max_size=60).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.binary(max_size=60).map(base64.b64encode),
    st.binary(max_size=60).map(lambda data: data.hex().encode()),
    st.binary(max_size=60).map(gzip.compress),
    st.binary(max_size=60).map(brotli.compress),
    st.sampled_from([value.data for value in VALUES]),
    st.tuples(st.sampled_from(ENCODINGS), st.text(max_size=20)).map(lambda made: made[0].make(made[1].encode())),
    st.dictionaries(st.text(max_size=5), st.integers() | st.floats() | st.binary(max_size=9), max_size=4).map(
        cbor2.dumps
    ),
    st.sampled_from(
        [
            b"%41%",
            b"%u0041",
            b"\\u00",
            b"\\ud800x",
            b"&#xffffff;",
            b"&#0;",
            b"eyJhbGciOiJub25lIn0.e30.",
            b"\x1f\x8b\x08",
            b"\x78\x9c",
            b"\x28\xb5\x2f\xfd",
            b"===",
            b"+",
        ]
    ),
)


@settings(max_examples=250, deadline=None)
@given(
    data=st.lists(PIECES, max_size=8).map(b"".join),
    name=st.sampled_from(["url", "body", "header:cookie", "ws:0", "dns", "sni"]),
    coding=st.lists(st.sampled_from(["gzip", "deflate", "br", "zstd", "x"]), max_size=3).map(tuple),
)
def test_any_bytes_decode_within_the_limits(data: bytes, name: str, coding: tuple[str, ...]) -> None:
    layers = decode(Place(name, data, 0.0, coding), TIGHT)
    assert layers[0].data == data
    assert len(layers) <= TIGHT.layers + 1
    assert sum(len(layer.data) for layer in layers[1:]) <= TIGHT.total_bytes + TIGHT.layer_bytes
    for layer in layers:
        assert len(layer.data) <= max(len(data), TIGHT.layer_bytes)
        start, end = layer.raw_span(0, len(layer.data))
        assert 0 <= start <= end <= len(data)
        start, end = layer.span
        assert 0 <= start <= end <= len(layer.parent.data if layer.parent else data)
    for hit in hits_in(Place(name, data, 0.0), layers, NEEDLES):
        assert 0 <= hit.range[0] < hit.range[1] <= len(data)
    opaque_in(Place(name, data, 0.0), layers)


@settings(max_examples=200, deadline=None)
@given(
    value=st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=40),
    turns=st.integers(0, 3),
)
def test_percent_encoding_is_undone_however_often(value: str, turns: int) -> None:
    from urllib.parse import quote

    text = value
    for _ in range(turns):
        text = quote(text, safe="")
    shown = {layer.data for layer in decode(Place("header:x", text.encode(), 0.0))}
    assert value.encode() in shown or (turns == 0) or "%" in value or "+" in value


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress, brotli.compress, zstandard.compress])
def test_a_bomb_is_cut_and_says_so(pack: object) -> None:
    bomb: bytes = pack(b"\x00" * 16 * 1024 * 1024)  # type: ignore[operator]
    layers = decode(Place("body", bomb, 0.0, ("br",) if pack is brotli.compress else ()))
    cut = [layer for layer in layers if layer.problem in ("bomb", "cut")]
    assert cut and all(len(layer.data) <= 8 * 1024 * 1024 for layer in layers)


def test_a_bomb_in_a_bomb_stays_within_the_limits() -> None:
    inner = gzip.compress(b"\x00" * 32 * 1024 * 1024, mtime=0)
    layers = decode(Place("body", gzip.compress(inner * 50, mtime=0), 0.0))
    assert sum(len(layer.data) for layer in layers) <= 60 * 1024 * 1024


def test_many_small_bombs_cost_no_more_than_one_place_may() -> None:
    bomb = brotli.compress(b"\x00" * 1024 * 1024)
    body = b" ".join(base64.b64encode(number.to_bytes(2) + bomb) for number in range(2_000))
    limits = Limits(work_bytes=16 * 1024 * 1024)
    layers = decode(Place("body", body, 0.0), limits)
    assert layers[-1].problem == "cut"
    assert sum(len(layer.data) for layer in layers[1:]) <= limits.total_bytes


@pytest.mark.parametrize(
    "data",
    [
        b"\x00" * 1024 * 1024,
        b"aB1/" * 256 * 1024,
        b"%2525252541" * 100_000,
        b"\\" * 1024 * 1024,
        b"--b\r\nContent-X: y\r\n\r\n\x00\r\n" * 50_000,
        b"\x78\x9c" * 512 * 1024,
        gzip.compress(b"a" * 100, mtime=0) * 20_000,
    ],
    ids=["zeros", "slashes", "percents", "backslashes", "parts", "heads", "members"],
)
def test_hostile_bodies_are_read_in_few_layers(data: bytes) -> None:
    assert len(decode(Place("body", data, 0.0))) < 5_000


def test_envelopes_in_envelopes_are_opened() -> None:
    data = json.dumps({"imei": VALUES[0].data.decode()}).encode()
    for _ in range(5):
        data = json.dumps({"data": base64.b64encode(gzip.compress(data)).decode()}).encode()
    place = Place("body", data, 0.0)
    assert [hit.kind for hit in hits_in(place, decode(place), NEEDLES)] == ["imei"]


def test_a_few_bytes_that_stand_for_megabytes_are_no_token() -> None:
    assert not may_be_packed(brotli.compress(bytes(16 * 1024 * 1024), lgwin=22))
    assert may_be_packed(brotli.compress(b'{"imei":"864912031234567"}'))


def test_a_torn_body_gives_what_came_before_the_tear() -> None:
    import random

    words = " ".join(f"w{random.Random(7).randrange(10**9)}" for _ in range(3000)).encode()
    packed = gzip.compress(words + os.urandom(4000), mtime=0)
    layers = decode(Place("body", packed[: len(packed) // 2], 0.0))
    damaged = [layer for layer in layers if layer.problem == "damaged"]
    assert damaged and words.startswith(damaged[0].data[:100])


def test_what_cannot_be_read_is_named_with_size_and_entropy() -> None:
    body = os.urandom(500)
    place = Place("body", body, 0.0)
    (piece,) = opaque_in(place, decode(place))
    assert piece.size == 500 and piece.entropy > 7 and piece.range == (0, 500)


@pytest.mark.parametrize(
    "body",
    [b"x" * 400, b"\x89PNG\r\n\x1a\n" + random.Random(7).randbytes(400), gzip.compress(b"a=1&b=2 " * 90, mtime=0)],
)
def test_text_pictures_and_packed_text_are_not_unreadable(body: bytes) -> None:
    place = Place("body", body, 0.0)
    assert opaque_in(place, decode(place)) == ()
