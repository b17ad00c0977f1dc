"""Personal values never reach a report, in whatever form they were sent."""

from __future__ import annotations

import base64
import gzip
import hashlib
from itertools import pairwise
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.recording import Recording
from perception.traffic.decode import decode
from perception.traffic.find import hits_in
from perception.traffic.needles import Needles
from perception.traffic.place import Place
from reports.masking import DOT, Mask, hidden, mask_for
from tests.recordings import Tape
from tests.reports.staged import ANDROID_ID, IMEI, NAME, PHONE

VALUES = {
    "imei": (IMEI,),
    "android_id": (ANDROID_ID,),
    "contacts": (f"{NAME}:{PHONE}", "张三:8801"),
    "location": ("39.904212,116.407413",),
    "serial": ("unknown",),
    "clipboard": ("482913",),
    "installed_apps": ("com.one.app", "com.two.app", "com.three.app"),
}
NEEDLES = Needles.from_values(VALUES)


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Recording:
    return Tape(tmp_path_factory.mktemp("r") / "r", identifiers=VALUES).end()


@pytest.fixture(scope="module")
def mask(recording: Recording) -> Mask:
    return mask_for(recording, show_values=False)


def _found(text: str) -> bool:
    place = Place("url", text.encode(), 0.0)
    return bool(hits_in(place, decode(place), NEEDLES))


@pytest.mark.parametrize(
    "text",
    [
        f"imei {IMEI}.",
        f"https://a.example/p?d={base64.b64encode(IMEI.encode()).decode()}",
        f"x=%7B%22id%22%3A%22{ANDROID_ID}%22%7D",
        ANDROID_ID.upper(),
        hashlib.md5(IMEI.encode()).hexdigest(),
        hashlib.sha256(ANDROID_ID.encode()).hexdigest().upper(),
        f"lat=39.904212&lon=116.407413&who={quote(NAME)}",
        "".join(f"\\u{ord(c):04x}" for c in NAME),
        IMEI.encode().hex(),
        base64.b64encode(gzip.compress(f'{{"a":"{IMEI}","b":"{PHONE}"}}'.encode(), mtime=0)).decode(),
        f"+86 {PHONE[:3]} {PHONE[3:7]} {PHONE[7:]}",
        base64.b64encode(base64.b64encode(f"one {IMEI} two {ANDROID_ID}".encode())).decode(),
        "com.one.app,com.two.app,com.three.app",
    ],
)
def test_no_form_that_can_be_found_stays(mask: Mask, text: str) -> None:
    assert _found(text)
    shown = mask.text(text)
    assert DOT in shown and not _found(shown)
    assert mask.hides(text)


@pytest.mark.parametrize("text", ["张三 来电", "code 482913 sent"])
def test_short_values_are_hidden_where_they_stand_plainly(mask: Mask, text: str) -> None:
    shown = mask.text(text)
    assert "张三" not in shown and "482913" not in shown


def test_ordinary_words_stay(mask: Mask) -> None:
    text = "unknown party, 2025-11-21, https://a.example/v1/list?page=2 同意 com.one.app"
    assert mask.text(text) == text and not mask.hides(text)


def test_shown_values_stay(recording: Recording) -> None:
    assert mask_for(recording, show_values=True).text(f"imei {IMEI}") == f"imei {IMEI}"


def test_a_very_long_text_is_cut_and_still_masked(mask: Mask) -> None:
    shown = mask.text(f"{IMEI} " * 100_000)
    assert len(shown) < 30_000 and IMEI not in shown and shown.endswith("…")


@given(st.text(max_size=30))
def test_little_of_a_value_is_shown(value: str) -> None:
    shown = hidden(value)
    assert len(shown.rstrip(DOT)) <= max(2, len(value) // 4) and shown.count(DOT) >= 2


@given(
    before=st.binary(max_size=40),
    after=st.binary(max_size=40),
    disguise=st.sampled_from(["plain", "base64", "hex", "gzip", "percent"]),
    value=st.sampled_from([IMEI, ANDROID_ID, PHONE]),
)
def test_what_the_detectors_find_in_a_body_is_masked(
    tmp_path_factory: pytest.TempPathFactory, before: bytes, after: bytes, disguise: str, value: str
) -> None:
    sent = {
        "plain": value.encode(),
        "base64": base64.b64encode(b"  " + value.encode()),
        "hex": value.encode().hex().encode(),
        "gzip": gzip.compress(value.encode(), mtime=0),
        "percent": b"".join(b"%%%02X" % byte for byte in value.encode()),
    }[disguise]
    mask = Mask(NEEDLES, None, show=False)
    place = Place("body", before + sent + after, 0.0)
    hits = hits_in(place, decode(place), NEEDLES)
    spans = mask.spans(place)
    for hit in hits:
        assert any(start <= hit.range[0] and hit.range[1] <= end for start, end in spans)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))


def test_a_recording_without_identifiers_masks_nothing(tmp_path: Path) -> None:
    empty = mask_for(Tape(tmp_path / "r", identifiers={}).end(), show_values=False)
    assert empty.text(f"imei {IMEI}") == f"imei {IMEI}"
