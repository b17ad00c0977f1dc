"""What an unreadable piece looks like."""

from __future__ import annotations

import base64
import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perception.traffic.decode import decode
from perception.traffic.opaque import Opaque, opaque_in
from perception.traffic.place import Place

_NOISE = random.Random(11).randbytes(4096)


def pieces(data: bytes) -> tuple[Opaque, ...]:
    """The unreadable pieces of a body."""
    place = Place("body", data, 0.0)
    return opaque_in(place, decode(place))


@pytest.mark.parametrize(
    ("data", "looks"),
    [
        (_NOISE[:1040], "block cipher"),
        (_NOISE[:1024] + _NOISE[:16], "block cipher (repeated blocks)"),
        (_NOISE[:256], "RSA"),
        (b"Salted__" + _NOISE[:1000], "OpenSSL"),
        (b"PK\x03\x04" + _NOISE[:1001], "archive"),
        (_NOISE[:1021], "encrypted"),
        (_NOISE[:203], ""),
    ],
)
def test_an_unreadable_body_says_what_it_looks_like(data: bytes, looks: str) -> None:
    (piece,) = pieces(data)
    assert piece.looks == looks and piece.size == len(data)


@pytest.mark.parametrize(
    ("size", "looks"), [(101, "random token"), (128, "RSA"), (720, "block cipher"), (901, "encrypted")]
)
def test_so_does_a_token_in_a_text(size: int, looks: str) -> None:
    (piece,) = pieces(json.dumps({"data": base64.b64encode(_NOISE[:size]).decode(), "v": 2}).encode())
    assert piece.looks == looks and piece.encodings == ("json", "base64")


@given(st.binary(min_size=96, max_size=2000))
def test_pieces_lie_inside(data: bytes) -> None:
    for piece in pieces(data):
        assert 0 <= piece.range[0] < piece.range[1] <= len(data)
