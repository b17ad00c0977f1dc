"""How often innocent exchanges are suspected, and how much personal data is recognised."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from collections import Counter

import pytest

from perception.traffic.decode import decode
from perception.traffic.place import Place
from perception.traffic.suspects import Suspect, suspects_in
from tests.perception.traffic.personal import FORMATS, NAMES, Planted, planted, planted_structures
from tests.perception.traffic.unsuspicious import unsuspicious

_USER_AGENT = (
    b"Mozilla/5.0 (Linux; Android 14; V2309A Build/UP1A.231005.007; wv) AppleWebKit/537.36 Chrome/131.0.0.0 Mobile"
)


def _packed(**members: object) -> bytes:
    return gzip.compress(json.dumps(members).encode(), mtime=0)


SPECIMENS = (
    (
        "body",
        json.dumps(
            {
                "channel": "huawei",
                "model": "V2309A",
                "oaid": "00000000-0000-0000-0000-000000000000",
                "trace": hashlib.sha256(b"0.4711").hexdigest(),
                "last_order": "860124035517726",
            }
        ).encode(),
    ),
    ("body", _packed(groups=["feed_v7", "player_b"], build=1204, empty_id="0000000000000000")),
    (
        "url",
        b"https://api.cheyou-car.com/city?q=" + base64.b64encode('{"city":"郑州","sort":"default","page":1}'.encode()),
    ),
    ("url", b"https://api.zsqy-weather.com/v2/now?city=101210101&lang=zh"),
    ("url", b"https://gw.anxin-wallet.com/market/quotes?top=10"),
    ("url", b"https://api.qingshi-plan.cn/v1/foods?page=1"),
    ("url", b"https://cfg.jisuqingli.cn/rules.json?v=991"),
    ("url", b"wss://im.yujian-tc.cn/ws?v=68"),
    ("body", b'{"slot":"945113162","ad_type":"interstitial","ts":1795298571234}'),
    ("body", b'{"slot":"9093517612222759","ad_type":"interstitial","ts":1795298571234}'),
    ("body", b'{"text":"","from":"launch"}'),
    ("body", b'{"page":"home","mode":"visitor","t":1795298571234}'),
    ("body", b'{"appkey":"5f3b6a1eb4b08b653e94a1c2","model":"V2309A","os":"14"}'),
    ("header:user-agent", _USER_AGENT),
)
"""What the shipped specimens send without anybody's data in it."""


def _suspects(place: str, data: bytes) -> tuple[Suspect, ...]:
    made = Place(place, data, 0.0)
    return suspects_in(made, decode(made))


@pytest.mark.parametrize(("place", "data"), SPECIMENS)
def test_innocent_traffic_of_the_specimens_is_clean(place: str, data: bytes) -> None:
    assert _suspects(place, data) == ()


def test_innocent_exchanges_are_never_strongly_suspected_and_seldom_weakly() -> None:
    number = 2400
    seen: Counter[str] = Counter()
    for place, data in unsuspicious(number):
        levels = {suspect.confidence for suspect in _suspects(place, data)}
        seen.update(levels)
    assert seen["strong"] == 0
    # Positions of which nothing says whose they are, and numbers that chance gave a right check digit.
    assert seen["weak"] <= 0.04 * number


def test_personal_data_is_recognised_under_its_names_in_every_format() -> None:
    cases: list[Planted] = [*planted(), *planted_structures(10)]
    missed: list[Planted] = []
    strong = 0
    for case in cases:
        right = [suspect for suspect in _suspects(case.place, case.data) if suspect.kind in case.kinds]
        strong += any(suspect.confidence == "strong" for suspect in right)
        if not right:
            missed.append(case)
    assert len(cases) >= 500 and {case.kinds[0] for case in cases} >= set(NAMES)
    assert {case.format for case in cases} >= set(FORMATS)
    assert missed == []
    assert strong >= 0.9 * len(cases)
