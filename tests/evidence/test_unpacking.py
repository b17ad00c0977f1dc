"""Answers are unpacked as browsers do it, and never into more than is asked for."""

from __future__ import annotations

import gzip
import zlib

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from evidence.unpacking import unpacked

MIB = 1024 * 1024
PACKERS = {
    "gzip": gzip.compress,
    "x-gzip": zlib.compress,
    "deflate": zlib.compress,
    "Deflate ": lambda data: zlib.compress(data, wbits=-15),
    "br": brotli.compress,
    "zstd": zstandard.ZstdCompressor().compress,
}


@pytest.mark.parametrize("coding", PACKERS)
@given(st.binary(max_size=2000))
def test_what_was_packed_comes_out_again(coding: str, data: bytes) -> None:
    assert unpacked(PACKERS[coding](data), coding, 2000) == data


@pytest.mark.parametrize("coding", PACKERS)
def test_a_bomb_is_refused(coding: str) -> None:
    bomb = PACKERS[coding](bytes(64 * MIB))
    assert len(bomb) < MIB
    assert unpacked(bomb, coding, MIB) is None


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd", "", "identity", "gzip, br", "compress"])
@given(st.binary(max_size=300))
def test_any_bytes_are_unpacked_or_refused(coding: str, data: bytes) -> None:
    made = unpacked(data, coding, 1000)
    assert made is None or len(made) <= 1000
