"""What SDKs of npm send, in each of their encodings, is read to the identifiers that they were given."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from evidence.traffic import Flow
from perception.traffic.needles import Needles
from perception.traffic.reading import Reading, read_flow
from tests.perception.traffic.sdk_requests import PAGES, VALUES, Made, recorded

NEEDLES = Needles.from_values(VALUES)
ALL = frozenset(VALUES)
ID_AND_NUMBER = frozenset({"android_id", "phone_number"})

GIVEN = {
    "sensors get": (ID_AND_NUMBER, ("base64",)),
    "sensors post": (ID_AND_NUMBER, ("base64",)),
    "sensors beacon": (ID_AND_NUMBER, ("base64",)),
    "rangers plain": (ALL, ()),
    "rangers encoded": (ALL, ("base64",)),
    "mixpanel json": (ALL, ()),
    "mixpanel base64": (ALL, ("base64",)),
    "mixpanel get": (ALL, ("base64",)),
    "posthog gzip": (ALL, ("gzip",)),
    "posthog replay": (ALL, ("gzip", "gzip")),
    "sentry envelope": (ALL, ()),
    "sentry replay": (ALL, ("deflate",)),
    "arms": (ALL, ()),
    "aegis": (ALL, ()),
}
"""The identifiers that an SDK was given, and what has to be undone to see them, outermost first."""

UNREADABLE = {"rangers sm2"}
"""Encrypted with the public key of the SDK's vendor."""


def test_every_page_is_expected_to_send_something() -> None:
    assert GIVEN.keys() | UNREADABLE == PAGES.keys() == {made.page for made in recorded()}


@pytest.mark.parametrize("page", GIVEN)
def test_the_identifiers_are_found_and_nothing_is_left_unread(page: str) -> None:
    given, undone = GIVEN[page]
    readings = _readings(page)
    hits = [hit for reading in readings for hit in reading.hits]
    assert {hit.kind for hit in hits} == given
    for hit in hits:
        links = iter(hit.encodings)
        assert all(link in links for link in undone), hit
    assert not any(reading.opaque or reading.partial for reading in readings)


@pytest.mark.parametrize("page", sorted(UNREADABLE))
def test_what_nobody_can_read_is_opaque_and_no_hit(page: str) -> None:
    for made, reading in zip(_made(page), _readings(page), strict=True):
        assert reading.hits == ()
        assert [piece.size for piece in reading.opaque] == [len(made.sent)]


def _made(page: str) -> list[Made]:
    return [made for made in recorded() if made.page == page]


def _readings(page: str) -> list[Reading]:
    return [read_flow(_flow(made), NEEDLES) for made in _made(page)]


def _flow(made: Made) -> Flow:
    address = urlsplit(made.url)
    return Flow(
        id="f000001",
        began_ms=0.0,
        request_ms=1.0,
        ended_ms=2.0,
        method=made.method,
        scheme=address.scheme,
        host=address.hostname or "",
        port=443,
        path=f"{address.path}?{address.query}",
        http_version="HTTP/2.0",
        headers=(("content-type", made.content_type),),
        body=made.sent,
        body_size=len(made.sent),
        body_truncated=False,
        status=200,
        response_headers=(),
        response_size=2,
        aborted="",
        messages=(),
        uid=None,
        client_port=None,
        synthetic=True,
    )
