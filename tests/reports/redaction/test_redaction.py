"""A copy for sharing holds none of the phone's values: in no encoding that is decoded, in no text and in no picture."""

from __future__ import annotations

import base64
import gzip
import json
import shutil
from pathlib import Path

import bagit
import pytest

from detectors.rules.finding import Text
from evidence.confirmations import Confirmation, add_confirmation, read_confirmations
from evidence.custody.keys import make_key
from evidence.custody.sealing import seal, seal_made
from evidence.custody.verifying import verify
from evidence.errors import EvidenceError
from evidence.recording import Recording
from evidence.reviews import read_reviews
from evidence.traffic import DnsQuery, Flow, FlowBegin, FlowEnd, FlowRequest, TlsFailed, WebSocketMessage, encode_bytes
from perception.screen.ocr import read_region
from perception.screen.picture import read_picture
from perception.traffic.decode import decode
from perception.traffic.find import find_hits, hits_in
from perception.traffic.needles import Needles
from perception.traffic.place import Place, named_place
from reports.confirming import not_retried
from reports.redaction.copying import redact
from tests.evidence.films import mp4
from tests.perception.traffic.matrix import IDENTIFIERS as MATRIX_IDENTIFIERS
from tests.perception.traffic.matrix import NEEDLES, Case, cases, sent
from tests.recordings import Tape
from tests.reports.decided import decide
from tests.reports.staged import ANDROID_ID, IDENTIFIERS, IMEI, NAME, PHONE, findings_of, staged

EVERY = 5
PAIRS = 397


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Recording:
    folder = tmp_path_factory.mktemp("original") / "r"
    staged(folder)
    (folder / "traffic" / "flows.mitm").write_bytes(b"the phone is " + IMEI.encode())
    (folder / "appium.log").write_text(f"typed {PHONE}\n")
    (folder / "video" / "000001.mp4").write_bytes(mp4() + IMEI.encode())
    (folder / "device" / "000900-props.txt").write_text(f"imei {IMEI}\nid {base64.b64encode(IMEI.encode()).decode()}\n")
    packed = gzip.compress(json.dumps({"id": ANDROID_ID}).encode())
    with (folder / "traffic" / "index.jsonl").open("ab") as index:
        for line in (
            FlowBegin(
                at_ms=9,
                flow="f900",
                method="POST",
                scheme="https",
                host=f"{ANDROID_ID}.a.example",
                port=443,
                path=f"/up?n={NAME}",
                headers=(("Content-Encoding", "gzip"), ("Cookie", f"imei={IMEI}; a=1")),
            ),
            FlowRequest(at_ms=9, flow="f900", body=encode_bytes(packed), size=len(packed)),
            FlowEnd(at_ms=9, flow="f900", status=200, headers=(("Set-Cookie", f"imei={IMEI}"),)),
        ):
            index.write(line.model_dump_json().encode() + b"\n")
    head = json.loads((folder / "recording.json").read_bytes())
    head["device"]["name"] = head["operator"] = IMEI
    (folder / "recording.json").write_text(json.dumps(head))
    (folder / "chain.jsonl").unlink()
    recording = Recording.open(folder)
    for text in (f"seen beside {PHONE}", f"{base64.b64encode(IMEI.encode()).decode()} is the IMEI"):
        decide(recording, findings_of(recording), "app-2019/3.4", "comment", text)
    again = not_retried(recording.info.app.package, findings_of(recording), Text(zh=IMEI, en=f"lost {IMEI}"))
    add_confirmation(folder, Confirmation(at="2025-11-21T10:00:00+08:00", retried=again))
    return recording


@pytest.fixture(scope="module")
def copy(original: Recording, tmp_path_factory: pytest.TempPathFactory) -> Path:
    into = tmp_path_factory.mktemp("copy") / "r"
    into.mkdir()
    redact(original, into)
    return into


def _values_in(data: bytes, needles: Needles) -> list[str]:
    place = Place("body", data, 0.0)
    return [f"{hit.kind} {hit.encodings}" for hit in hits_in(place, decode(place), needles)]


def test_no_file_of_the_copy_holds_a_value(original: Recording, copy: Path) -> None:
    needles = Needles.from_values(IDENTIFIERS)
    assert _values_in((original.folder / "events.jsonl").read_bytes(), needles)
    for path in sorted(copy.rglob("*")):
        if path.is_file() and path.suffix != ".png":
            data = path.read_bytes()
            assert not _values_in(data, needles), path
            for value in (IMEI, ANDROID_ID, NAME, PHONE):
                assert value.encode() not in data, path
    for flow in Recording.open(copy).flows:
        assert not find_hits(flow, needles), flow.url


def test_no_picture_of_the_copy_shows_a_value(original: Recording, copy: Path) -> None:
    def read(folder: Path) -> str:
        texts = []
        for path in sorted((folder / "screens").glob("*.png")):
            picture, _ = read_picture(path.read_bytes())
            if picture is not None:
                texts += [reading.text for reading in read_region(picture, picture.bounds)]
        return " ".join(texts)

    assert PHONE in read(original.folder), "the picture shows it, else nothing is proved"
    shown = read(copy)
    assert PHONE not in shown and NAME not in shown
    assert "今日推荐" in shown, "the rest stays readable"


def test_a_value_that_no_node_says_is_covered_as_well(original: Recording, tmp_path: Path) -> None:
    """The tree is taken away, so that only reading finds it."""

    shutil.copytree(original.folder, tmp_path / "r")
    for path in (tmp_path / "r" / "screens").glob("*.xml"):
        path.unlink()
    (tmp_path / "copy").mkdir()
    redact(Recording.open(tmp_path / "r"), tmp_path / "copy")
    for path in sorted((tmp_path / "copy" / "screens").glob("*.png")):
        picture, _ = read_picture(path.read_bytes())
        assert picture is not None
        assert PHONE not in " ".join(reading.text for reading in read_region(picture, picture.bounds))


def test_what_cannot_be_masked_is_left_out_and_said(copy: Path) -> None:
    note = json.loads((copy / "redaction.json").read_bytes())
    assert {"traffic/flows.mitm", "appium.log", "video/000001.mp4"} <= set(note["left_out"])
    assert not (copy / "video" / "000001.mp4").exists()
    assert not (copy / "traffic" / "flows.mitm").exists() and not (copy / "appium.log").exists()
    assert note["masked"] > 10 and note["kinds"] == sorted(IDENTIFIERS)


def test_what_reviewers_said_is_in_the_copy(original: Recording, copy: Path) -> None:
    found = read_reviews(copy)
    assert found.damage == ()
    assert [review.rule for review in found.entries] == ["app-2019/3.4"] * 2
    assert found.entries[0].text.startswith("seen beside *")
    assert len(read_reviews(original.folder).entries) == 2


def test_what_a_second_run_showed_is_in_the_copy(copy: Path) -> None:
    (found,) = read_confirmations(copy)
    assert found.retried[0].mark == "not_retried" and found.retried[0].said.en.startswith("lost ")


def test_the_rest_of_the_copy_is_as_it_was(original: Recording, copy: Path) -> None:
    shared = Recording.open(copy)
    assert shared.complete and not shared.damage
    assert [event.type for event in shared.events] == [event.type for event in original.events]
    assert [flow.id for flow in shared.flows] == [flow.id for flow in original.flows]
    assert shared.identifiers.keys() == original.identifiers.keys()


def test_a_sealed_copy_names_the_sealed_original(original: Recording, tmp_path: Path) -> None:
    key = make_key(tmp_path / "keys", "k")
    whole = seal(original.folder, tmp_path / "whole", key)
    stated = seal_made(original, tmp_path / "shared", key, lambda into: redact(original, into), redacted=True)
    assert stated.redacted and verify(tmp_path / "shared").whole
    assert bagit.Bag(str(tmp_path / "shared")).is_valid()
    note = json.loads((tmp_path / "shared" / "data" / "redaction.json").read_bytes())
    for path in sorted((tmp_path / "shared").rglob("*")):
        assert not path.is_file() or IMEI.encode() not in path.read_bytes(), path
    assert note["original_manifest_sha256"] == whole.covers["manifest-sha256.txt"]


def test_a_recording_that_knows_no_value_is_not_masked(tmp_path: Path) -> None:
    recording = Tape(tmp_path / "r", identifiers={}).end()
    with pytest.raises(EvidenceError, match="knows no value"):
        redact(recording, tmp_path / "copy")


def test_no_encoding_that_is_decoded_gets_through(tmp_path: Path) -> None:
    tape = Tape(tmp_path / "r", identifiers={kind: tuple(values) for kind, values in MATRIX_IDENTIFIERS.items()})
    number = 0
    for at, case in enumerate(cases(pairs=True, every=PAIRS)):
        if isinstance(case, Case) and (at % EVERY == 0 or len(case.chain) == 2):
            number += 1
            _write(tape, f"f{number:06d}", sent(case))
    recording = tape.end()
    (tmp_path / "copy").mkdir()
    redact(recording, tmp_path / "copy")
    shared = Recording.open(tmp_path / "copy")
    assert number > 300 and len(recording.flows) > 200
    assert sum(bool(find_hits(flow, NEEDLES)) for flow in recording.flows) > 0.99 * len(recording.flows)
    leaks = [flow.url for flow in shared.flows if find_hits(flow, NEEDLES)]
    names = [line.name for line in shared.lines(DnsQuery)] + [line.sni for line in shared.lines(TlsFailed)]
    for name in names:
        place = named_place("dns", name, 0.0)
        leaks += [name] if hits_in(place, decode(place), NEEDLES) else []
    assert not leaks
    assert len(shared.flows) > 0.9 * len(recording.flows), "few exchanges had to be left out as a whole"


def _write(tape: Tape, name: str, made: Flow | Place) -> None:
    add = tape.writer.add_traffic
    if isinstance(made, Place):
        said = made.data.decode()
        if made.name == "dns":
            add(DnsQuery(at_ms=tape.now, name=said, record="A"))
        else:
            add(TlsFailed(at_ms=tape.now, host="192.0.2.1", port=443, sni=said, reason="refused"))
        return
    add(
        FlowBegin(
            at_ms=tape.now,
            flow=name,
            method=made.method,
            scheme=made.scheme,
            host=made.host,
            port=made.port,
            path=made.path,
            headers=made.headers,
        )
    )
    add(FlowRequest(at_ms=tape.now, flow=name, body=encode_bytes(made.body), size=made.body_size))
    for message in made.messages:
        payload = encode_bytes(message.payload)
        add(
            WebSocketMessage(
                at_ms=tape.now, flow=name, message=1, from_client=True, text=False, payload=payload, size=1
            )
        )
    add(FlowEnd(at_ms=tape.now, flow=name, status=200))
