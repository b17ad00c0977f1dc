"""Reading JSON a value at a time gives what reading it whole gives."""

from __future__ import annotations

import io
import json
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


class _Dribble(io.BytesIO):
    """A file that gives a few bytes at a time."""

    def read(self, size: int | None = -1) -> bytes:
        return super().read(7)


def cursor(data: bytes) -> JsonCursor:
    """A cursor over a file that gives little at once."""
    return JsonCursor(Path("f.json"), _Dribble(data))


@given(st.lists(_VALUES, max_size=5), st.booleans(), st.sampled_from([None, 1]))
def test_items_are_those_of_the_decoder(values: list[object], ascii_only: bool, indent: int | None) -> None:
    data = json.dumps(values, ensure_ascii=ascii_only, indent=indent).encode("utf-8", "surrogatepass")
    if "\ud800" <= max(data.decode("utf-8", "surrogatepass"), default="") <= "\udfff":
        return
    assert list(cursor(data).items()) == json.loads(data)


@given(st.dictionaries(st.text(max_size=5), _VALUES, max_size=5))
def test_members_can_be_read_and_passed_over(values: dict[str, object]) -> None:
    data = json.dumps(values).encode()
    read = cursor(data)
    assert {key: read.value() for key in read.members()} == json.loads(data)
    passed = cursor(data)
    names = []
    for key in passed.members():
        names.append(key)
        passed.skip()
    assert names == list(json.loads(data))


@given(st.binary(max_size=200))
def test_arbitrary_bytes_give_values_or_one_clear_error(data: bytes) -> None:
    try:
        list(cursor(b"[" + data).items())
    except EvidenceError as error:
        assert str(error).startswith("f.json: ")
        assert "\n" not in str(error)


def test_bytes_that_are_no_utf8_come_through() -> None:
    assert list(cursor(b'["\xff"]').items()) == ["\udcff"]


def test_a_value_beyond_the_bound_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonstream, "MAX_VALUE_BYTES", 1000)
    with pytest.raises(EvidenceError, match="larger than 1000 bytes at byte 1"):
        list(cursor(b'["' + b"a" * 5000 + b'"]').items())
