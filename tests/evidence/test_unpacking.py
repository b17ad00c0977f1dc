"""Answers are unpacked as browsers do it, and never into more than is asked for."""

from __future__ import annotations

import gzip
import zlib

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from evidence.unpacking import parted, unpacked

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


@given(st.lists(st.binary(max_size=50), min_size=1, max_size=5), st.binary(max_size=20))
def test_all_gzip_members_are_unpacked_and_what_follows_is_told(members: list[bytes], rest: bytes) -> None:
    rest = rest.removeprefix(b"\x1f\x8b\x08")
    data = b"".join(map(gzip.compress, members)) + rest
    assert parted(data, "gzip", 1000) == (b"".join(members), rest)
    assert unpacked(data, "gzip", 1000) == b"".join(members)


def test_many_members_are_read_within_a_limit() -> None:
    made = parted(gzip.compress(b"a") * 10_000, "gzip", MIB)
    assert made is not None
    assert made[0] + made[1] != b"" and gzip.decompress(made[1]) + made[0] == b"a" * 10_000
