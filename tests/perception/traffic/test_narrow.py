"""Bytes in a text of Latin-1 characters are found whole and lead back to where they stand."""

from __future__ import annotations

import gzip
import json
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perception.traffic.decode import decode
from perception.traffic.narrow import latin1
from perception.traffic.place import Place

VALUE = b'{"id":"9f3a61c07be2d845"}'


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress, lambda data: zlib.compress(data, 1)])
@pytest.mark.parametrize("ascii_only", [True, False])
def test_packed_bytes_in_a_json_string_are_read(pack: object, ascii_only: bool) -> None:
    assert callable(pack)
    packed = pack(VALUE * 5).decode("latin-1")
    body = json.dumps({"标题": "首页", "data": packed, "after": "é"}, ensure_ascii=ascii_only).encode()
    layers = decode(Place("body", body, 0.0))
    inner = next(layer for layer in layers if layer.data == VALUE * 5)
    assert "latin-1" in inner.encodings
    start, end = inner.raw_span(0, len(inner.data))
    assert body[:start].endswith(b'"data": "')
    assert body[end:].startswith(b'", "after"')


@given(st.binary(max_size=300), st.text(max_size=20))
def test_each_byte_leads_back_to_its_character(data: bytes, before: str) -> None:
    text = before.encode("utf-8") + gzip.compress(data, mtime=0).decode("latin-1").encode("utf-8")
    for made, back in latin1(text):
        assert back(0, len(made))[1] <= len(text)
        for at in range(len(made)):
            start, end = back(at, at + 1)
            assert text[start:end].decode("utf-8").encode("latin-1") == made[at : at + 1]


@given(st.binary(max_size=500))
def test_any_bytes_are_borne(data: bytes) -> None:
    for made, back in latin1(data):
        start, end = back(0, len(made))
        assert 0 <= start <= end <= len(data)


def test_a_text_with_accents_is_left_alone() -> None:
    assert list(latin1("Café, naïve, 价格 x^2".encode())) == []
