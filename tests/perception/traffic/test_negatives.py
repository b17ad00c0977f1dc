"""What only looks like an identifier of the phone is never a hit."""

from __future__ import annotations

import json

import pytest

from evidence.traffic import Flow
from perception.traffic.decode import decode
from perception.traffic.find import find_hits, hits_in
from perception.traffic.needles import Needles, is_proof
from perception.traffic.place import Place
from tests.perception.traffic.innocent import innocent_flows
from tests.perception.traffic.matrix import NEEDLES

COUNT = 2_400


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_innocent_exchanges_have_no_hit(seed: int) -> None:
    wrong = [(flow.id, hit) for flow in innocent_flows(COUNT // 3, seed) for hit in find_hits(flow, NEEDLES)]
    assert wrong == []


def test_the_innocent_exchanges_are_many_and_different() -> None:
    flows: list[Flow] = [flow for seed in (1, 2, 3) for flow in innocent_flows(COUNT // 3, seed)]
    assert len({(flow.path, flow.body) for flow in flows}) >= 2_000


def test_latitude_and_longitude_of_different_datums_are_no_place() -> None:
    place = Place("body", b'{"lat":39.9139981,"lng":116.3997149}', 0.0)
    assert hits_in(place, decode(place), NEEDLES) == ()


@pytest.mark.parametrize("gap", [10, 200, 5_000])
def test_far_apart_numbers_are_no_place(gap: int) -> None:
    data = json.dumps({"lat": 39.912599, "pad": "x " * (gap // 2), "lng": 116.387101}).encode()
    place = Place("body", data, 0.0)
    assert bool(hits_in(place, decode(place), NEEDLES)) == (gap <= 200)


@pytest.mark.parametrize(
    "value",
    [
        "358240051111110",
        "310260000000000",
        "13800138000",
        "+86 138 0013 8000",
        "0123456789abcdef",
        "123456789012345",
        "100000000000001",
        "+15555215554",
        "00-00-00-00-00-00",
        "0000000000000000000000000000000000000001",
    ],
)
def test_test_values_and_fillers_are_not_looked_for(value: str) -> None:
    assert not is_proof(value)
    assert Needles.from_values({"imei": [value]}).count == 0
