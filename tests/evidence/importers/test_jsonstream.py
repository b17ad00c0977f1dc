"""Reading JSON a value at a time gives what reading it whole gives."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.errors import EvidenceError
from evidence.importers import jsonstream
from evidence.importers.jsonstream import JsonCursor

_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)
_NO_HALVES = st.characters(codec="utf-8")


class _Dribble(io.BytesIO):
    """A file that gives a few bytes at a time."""

    def read(self, size: int | None = -1) -> bytes:
        return super().read(7)


def cursor(data: bytes) -> JsonCursor:
    """A cursor over a file that gives little at once."""
    return JsonCursor(Path("f.json"), _Dribble(data))


def whole(data: bytes) -> JsonCursor:
    """A cursor over a file that is in memory at once."""
    return JsonCursor(Path("f.json"), io.BytesIO(data))


@given(st.lists(_VALUES, max_size=5), st.booleans(), st.sampled_from([None, 1]), st.sampled_from([cursor, whole]))
def test_items_are_those_of_the_decoder(
    values: list[object], ascii_only: bool, indent: int | None, opened: Callable[[bytes], JsonCursor]
) -> None:
    data = json.dumps(values, ensure_ascii=ascii_only, indent=indent).encode("utf-8", "surrogatepass")
    if "\ud800" <= max(data.decode("utf-8", "surrogatepass"), default="") <= "\udfff":
        return
    assert list(opened(data).items()) == json.loads(data)


@given(
    st.dictionaries(st.text(_NO_HALVES, max_size=5), st.text(_NO_HALVES) | st.lists(st.integers()), max_size=5),
    st.sampled_from([cursor, whole]),
)
def test_members_can_be_read_and_passed_over(values: dict[str, object], opened: Callable[[bytes], JsonCursor]) -> None:
    data = json.dumps(values, ensure_ascii=False).encode()
    read = opened(data)
    assert {key: read.value() for key in read.members()} == json.loads(data)
    mixed = opened(data)
    kept = []
    for number, _ in enumerate(mixed.members()):
        if number % 2:
            kept.append(mixed.value())
        else:
            mixed.skip()
    assert kept == list(values.values())[1::2]
    passed = opened(data)
    names = []
    for key in passed.members():
        names.append(key)
        passed.skip()
    assert names == list(json.loads(data))


@given(st.binary(max_size=200))
def test_arbitrary_bytes_give_values_or_one_clear_error(data: bytes) -> None:
    outcomes = []
    for opened in (cursor, whole):
        try:
            outcomes.append(repr(list(opened(b"[" + data).items())))
        except EvidenceError as error:
            assert str(error).startswith("f.json: ")
            assert "\n" not in str(error)
            outcomes.append(str(error))
    assert outcomes[0] == outcomes[1]


@pytest.mark.parametrize("opened", [cursor, whole])
def test_nesting_is_bounded(opened: Callable[[bytes], JsonCursor]) -> None:
    assert len(list(opened(b"[" + b"[" * 900 + b"]" * 900 + b"]").items())) == 1
    with pytest.raises(EvidenceError, match="nested deeper than 1000"):
        list(opened(b"[" + b"[" * 1001 + b"]" * 1001 + b"]").items())


def test_bytes_that_are_no_utf8_come_through() -> None:
    assert list(cursor(b'["\xff"]').items()) == ["\udcff"]


def test_a_value_beyond_the_bound_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonstream, "MAX_VALUE_BYTES", 1000)
    with pytest.raises(EvidenceError, match="larger than 1000 bytes at byte 1"):
        list(cursor(b'["' + b"a" * 5000 + b'"]').items())
