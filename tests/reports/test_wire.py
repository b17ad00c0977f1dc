"""The bytes of a message as the page shows them."""

from __future__ import annotations

import base64
import gzip
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from evidence.traffic import Flow
from perception.traffic.find import find_hits
from perception.traffic.needles import Needles
from reports.masking import Mask
from reports.wire import Segment, as_sent, name_as_sent, unwrapped
from tests.recordings import Tape
from tests.reports.staged import ANDROID_ID, IMEI

NEEDLES = Needles.from_values({"imei": (IMEI,), "android_id": (ANDROID_ID,)})
MASK = Mask(NEEDLES, None, show=False)
OPEN = Mask(NEEDLES, None, show=True)


def _flow(folder: Path, body: bytes, path: str = "/x") -> Flow:
    tape = Tape(folder)
    tape.flow(path=path, body=body)
    return tape.end().flows[0]


def _text(segments: tuple[Segment, ...]) -> str:
    return "".join(segment.text for segment in segments)


def test_the_marked_bytes_are_the_hit_and_the_surroundings_stay(tmp_path: Path) -> None:
    flow = _flow(tmp_path / "r", f"a=1&imei={IMEI}&b=2&aid={ANDROID_ID}&c=3".encode())
    hit = find_hits(flow, NEEDLES)[0]
    masked = as_sent(flow, hit.place, hit.range, MASK)
    assert [segment.text[:2] for segment in masked if segment.hit] == ["86"]
    assert IMEI not in _text(masked) and ANDROID_ID not in _text(masked)
    assert _text(masked).startswith("a=1&imei=") and _text(masked).endswith("&c=3")
    shown = as_sent(flow, hit.place, hit.range, OPEN)
    assert [segment.text for segment in shown if segment.hit] == [IMEI]
    assert _text(shown).encode() == flow.body
    assert unwrapped(flow, hit.place, hit.range, hit.encodings, MASK) == ()


def test_a_disguised_value_is_shown_as_sent_and_unwrapped_step_by_step(tmp_path: Path) -> None:
    inner = base64.b64encode(f'{{"model":"Pixel","id":"{IMEI}"}}'.encode())
    flow = _flow(tmp_path / "r", b'{"data":"' + inner + b'"}')
    hit = find_hits(flow, NEEDLES)[0]
    last = unwrapped(flow, hit.place, hit.range, hit.encodings, OPEN)[-1]
    assert [segment.text for segment in last.segments if segment.hit] == [IMEI]
    assert '"model":"Pixel"' in _text(last.segments) and last.links[0] == "base64"
    masked = _text(unwrapped(flow, hit.place, hit.range, hit.encodings, MASK)[-1].segments)
    assert IMEI not in masked and '"model":"Pixel"' in masked


def test_each_decoding_is_a_step_with_its_own_mark(tmp_path: Path) -> None:
    packed = base64.b64encode(gzip.compress(f'{{"id":"{IMEI}"}}'.encode(), mtime=0))
    flow = _flow(tmp_path / "r", b'{"data":"' + packed + b'"}')
    hit = find_hits(flow, NEEDLES)[0]
    steps = unwrapped(flow, hit.place, hit.range, hit.encodings, OPEN)
    assert [step.links[0] for step in steps] == ["base64", "gzip"]
    assert steps[0].span == (0, steps[0].size)
    start, end = steps[1].span
    assert f'{{"id":"{IMEI}"}}'[start:end] == IMEI


def test_a_value_cut_by_the_window_does_not_show_its_half(tmp_path: Path) -> None:
    for gap in range(140, 180):
        flow = _flow(tmp_path / str(gap), f"imei={IMEI}{'-' * gap}{ANDROID_ID}{'.' * 300}".encode())
        shown = _text(as_sent(flow, "body", (5, 5 + len(IMEI)), MASK))
        assert ANDROID_ID[:4] not in shown


def test_bytes_left_out_are_told(tmp_path: Path) -> None:
    flow = _flow(tmp_path / "r", b"x" * 500 + b"HIT" + b"y" * 500)
    segments = as_sent(flow, "body", (500, 503), MASK)
    assert [segment.text for segment in segments if segment.hit] == ["HIT"]
    assert segments[0].cut and segments[-1].cut and not segments[1].cut


def test_a_place_that_is_not_there_shows_nothing(tmp_path: Path) -> None:
    flow = _flow(tmp_path / "r", b"body")
    for place in ("ws:0", "header:none", "", "cookie"):
        assert as_sent(flow, place, (0, 1), MASK) == ()
        assert unwrapped(flow, place, (0, 1), ("base64",), MASK) == ()


@given(
    body=st.binary(max_size=3000),
    marked=st.none() | st.tuples(st.integers(-10, 4000), st.integers(-10, 4000)),
    encodings=st.lists(st.sampled_from(["gzip", "base64", "json"]), max_size=3).map(tuple),
)
def test_any_bytes_and_range_are_shown_readably(
    body: bytes, marked: tuple[int, int] | None, encodings: tuple[str, ...]
) -> None:
    flow = Flow(
        id="f1",
        began_ms=0,
        request_ms=1,
        ended_ms=None,
        method="POST",
        scheme="https",
        host="a",
        port=443,
        path="/",
        http_version="",
        headers=(),
        body=body,
        body_size=len(body),
        body_truncated=False,
        status=None,
        response_headers=(),
        response_size=0,
        aborted="",
        messages=(),
        uid=None,
        client_port=None,
        synthetic=False,
    )
    segments = (
        *as_sent(flow, "body", marked, MASK),
        *(s for step in unwrapped(flow, "body", marked, encodings, MASK) for s in step.segments),
    )
    text = _text(segments)
    assert len(text) < 20_000
    assert all(character.isprintable() or character in "\n\t" for character in text)


def test_of_several_values_in_packed_bytes_the_one_that_was_hit_is_marked(tmp_path: Path) -> None:
    flow = _flow(tmp_path / "r", gzip.compress(f'{{"aid":"{ANDROID_ID}","imei":"{IMEI}"}}'.encode(), mtime=0))
    for hit in find_hits(flow, NEEDLES):
        last = unwrapped(flow, hit.place, hit.range, hit.encodings, OPEN, hit.kind)[-1]
        value = IMEI if hit.kind == "imei" else ANDROID_ID
        assert [segment.text for segment in last.segments if segment.hit] == [value]


def test_a_name_that_holds_a_value_is_marked_and_masked() -> None:
    name = f"{ANDROID_ID}.dns.example.cn"
    masked = name_as_sent(name, (0, len(ANDROID_ID)), MASK)
    assert [segment.hit for segment in masked] == [True, False] and ANDROID_ID not in _text(masked)
    assert _text(name_as_sent(name, (0, len(ANDROID_ID)), OPEN)) == name
