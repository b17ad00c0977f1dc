"""Identifiers that a web app keeps in the browser."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.platforms.web.stored import browser_ids, read_store

UUID = "3b848281-1b8f-4bdd-98c9-1f6fe8f50ed4"
SENSORS = "18f0a6bd31c2a9-0f5c1d2e3a4b5c6-1d525637-329160-18f0a6bd31d1b3"


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        ("ql_device_id", UUID, UUID),
        ("deviceId", "9f86d081884c7d659a2feaa0c55ad015", "9f86d081884c7d659a2feaa0c55ad015"),
        ("__tea_cache_tokens_1338", json.dumps({"web_id": "7312345678901234567"}), "7312345678901234567"),
        ("__tea_cache_tokens_1338", json.dumps({"user_unique_id": 7312345678901234567}), "7312345678901234567"),
        ("sensorsdata2015jssdkcross", quote(json.dumps({"distinct_id": SENSORS})), SENSORS),
        ("_ga", "GA1.1.1234567890.1700000000", "1234567890.1700000000"),
        ("visitor_id", "V1StGXR8_Z5jdHi6B-myT", "V1StGXR8_Z5jdHi6B-myT"),
        ("state", json.dumps({"user": {"guid": UUID}}), UUID),
    ],
)
def test_a_name_and_a_form_make_an_identifier(name: str, value: str, found: str) -> None:
    assert browser_ids([], [{name: value}]) == (found,)
    assert browser_ids([{"name": name, "value": value, "session": False}], []) == (found,)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("build_hash", "9f1c2e7ab3d4056f8e1a"),
        ("csrf_token", "9f86d081884c7d659a2feaa0c55ad015"),
        ("session_id", "9f86d081884c7d659a2feaa0c55ad015"),
        ("trace_id", "9f86d081884c7d659a2feaa0c55ad015"),
        ("device_id", "ios"),
        ("device_id", "1700000000000"),
        ("last_visit", "1700000000123456789"),
        ("candidates", UUID),
        ("deviceid", ""),
        ("deviceid", "{broken"),
    ],
)
def test_what_is_none(name: str, value: str) -> None:
    assert browser_ids([], [{name: value}]) == ()


def test_a_cookie_that_ends_with_the_visit_is_none() -> None:
    assert browser_ids([{"name": "device_id", "value": UUID, "session": True}], []) == ()


def test_each_is_told_once() -> None:
    cookie = {"name": "uuid", "value": UUID, "session": False}
    assert browser_ids([cookie, cookie], [{"device_id": UUID}]) == (UUID,)


@given(st.dictionaries(st.text(), st.text()), st.recursive(st.text(), lambda inner: st.dictionaries(st.text(), inner)))
def test_any_store_is_read(store: dict[str, str], nested: object) -> None:
    assert isinstance(browser_ids([], [store, {"device_id": json.dumps(nested)}]), tuple)


@pytest.mark.parametrize(
    "told", [None, 5, {}, ["a"], "", "5", "null", "[]", '["a"]', "[" * 200_000, '{"a":' * 99_999, "9" * 9999, "{broken"]
)
def test_what_is_no_store_is_empty(told: object) -> None:
    assert read_store(told) == {}


def test_a_store_holds_texts_that_can_be_written() -> None:
    assert read_store(json.dumps({"a": "b", "n": 7, "\ud800": "\udfff"})) == {"a": "b", "?": "?"}


@given(st.text() | st.none() | st.recursive(st.text(), lambda inner: st.dictionaries(st.text(), inner)).map(json.dumps))
def test_any_answer_is_a_store(told: str | None) -> None:
    for name, value in read_store(told).items():
        assert (name + value).encode("utf-8") is not None
