"""`scan`: the known values in every exchange of a capture."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from consentinel.cli import app
from consentinel.identifiers import read_identifiers
from harness.errors import ConfigError
from tests.evidence.importers import dialects
from tests.evidence.importers.dialects import ANDROID_ID, IMEI

PACKETS = Path(__file__).parents[1] / "evidence" / "importers" / "tshark" / "packets-x.json"


def call(*words: object) -> tuple[int, str]:
    """Exit status and all that was printed."""
    done = CliRunner().invoke(app, [str(word) for word in words])
    return done.exit_code, done.output


@pytest.fixture
def ids(tmp_path: Path) -> Path:
    """A file of identifiers: one value, a list, and a number as YAML reads it."""
    path = tmp_path / "ids.yaml"
    path.write_text(f"imei: {IMEI}\nandroid_id:\n  - {ANDROID_ID}\n  - '0011223344556677'\n")
    return path


def scanned(capture: Path, ids: Path) -> list[dict[str, Any]]:
    """The exchanges that `--json` lists."""
    status, output = call("scan", capture, "--identifiers", ids, "--json")
    assert status == 0, output
    exchanges: list[dict[str, Any]] = json.loads(output)["exchanges"]
    assert [one["index"] for one in exchanges] == list(range(len(exchanges)))
    return exchanges


def test_every_exchange_is_listed_with_its_hits(tmp_path: Path, ids: Path) -> None:
    sent, data, cached = scanned(dialects.chrome(tmp_path / "c.har"), ids)
    assert sent["url"] == f"https://t.example.com/v1?id={ANDROID_ID}"
    assert [
        (hit["identifier"], hit["place"], hit["encodings"], hit["range"], hit["party"]) for hit in sent["hits"]
    ] == [
        ("android_id", "url", [], [28, 44], "example.com"),
        ("android_id", "header:cookie", [], [4, 20], "example.com"),
        ("imei", "body", [], [15, 30], "example.com"),
    ]
    assert (data["hits"], cached["hits"]) == ([], [])


def test_what_is_no_exchange_is_not_counted(tmp_path: Path, ids: Path) -> None:
    assert [one["url"] for one in scanned(dialects.charles(tmp_path / "c.har"), ids)] == [
        "https://t.example.com/?=",
        "https://pinned.example.com/",
    ]


@pytest.mark.parametrize(
    "dialect", [dialects.charles, dialects.reqable, dialects.toolkit, dialects.firefox, dialects.cyanoacrylate]
)
def test_all_dialects_are_found_in(tmp_path: Path, ids: Path, dialect: Any) -> None:
    exchanges = scanned(dialect(tmp_path / "c.har"), ids)
    assert any(hit["identifier"] == "imei" for one in exchanges for hit in one["hits"])


def test_encodings_and_party(tmp_path: Path, ids: Path) -> None:
    url = "https://ulogs.umeng.com/x?d=" + dialects.base64_of(json.dumps({"a": IMEI}).encode())
    [one] = scanned(dialects.write(tmp_path / "v.har", "Any", dialects.entry(url)), ids)
    [hit] = one["hits"]
    assert hit["identifier"] == "imei"
    assert hit["encodings"]
    assert "友盟" in hit["party"]


def test_a_recording_and_its_capture_give_the_same(tmp_path: Path, ids: Path) -> None:
    status, output = call("import", "--pcap-json", PACKETS, "--out", tmp_path / "runs")
    assert status == 0
    folder = Path(output.strip().splitlines()[-1].removeprefix("recording").strip())
    call("report", folder, "--format", "har")

    def found(capture: Path) -> list[tuple[object, ...]]:
        return sorted(
            (one["url"], hit["identifier"], hit["place"], *hit["encodings"], *hit["range"])
            for one in scanned(capture, ids)
            for hit in one["hits"]
        )

    expected = found(PACKETS)
    assert len(expected) == 7
    assert found(folder) == expected
    assert found(folder / "traffic.har") == expected


def test_names_are_looked_through_as_well(tmp_path: Path, ids: Path) -> None:
    entry = dialects.entry("https://t.example.com/")
    lookup = {"startedDateTime": "2026-01-31T14:25:05Z", "name": f"{ANDROID_ID}.t.example.com", "type": "A"}
    first, second = scanned(dialects.write(tmp_path / "d.har", "consentinel", entry, _dnsQueries=[lookup]), ids)
    assert first["hits"] == []
    assert second["url"] == f"dns://{ANDROID_ID}.t.example.com"
    assert [(hit["identifier"], hit["place"]) for hit in second["hits"]] == [("android_id", "dns")]


def test_the_table_escapes_what_an_app_supplies(tmp_path: Path, ids: Path) -> None:
    url = f"https://t.example.com/[bold]x[/]\x1b[31m?id={IMEI}&" + "w" * 500
    status, output = call("scan", dialects.write(tmp_path / "c.har", "Any", dialects.entry(url)), "--identifiers", ids)
    assert status == 0
    assert "1 hits in 1 exchanges" in output
    assert "\x1b[31m" not in output
    assert max(len(line) for line in output.splitlines()) <= 200


def test_what_the_capture_lost_is_told(tmp_path: Path, ids: Path) -> None:
    status, output = call("scan", dialects.toolkit(tmp_path / "c.har"), "--identifiers", ids)
    assert status == 0
    assert "1 exchanges are not whole in the capture" in output


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "ids.yaml:1: the file must be a mapping"),
        ("- a\n", "ids.yaml:1: the file must be a mapping"),
        ("imei: 1\nmac: {a: b}\n", "ids.yaml:2: mac: must be one value or a list of values"),
        ("imei:\n", "ids.yaml:1: imei: a value must have 1 to 2000 characters"),
        ("imei: [\n", "ids.yaml:2:1: "),
        ("1: 86\n'1': 87\n", "ids.yaml:2: 1: is named twice"),
        ("a: &a {imei: 8}\n<<: *a\n", "ids.yaml:1: a: must be one value or a list of values"),
        ("? [imei]\n: 8\n", "ids.yaml:1: the kind of an identifier must be a word"),
        ("imei: &a [*a]\n", "ids.yaml:1:7: it holds itself"),
        ("imei: '00000000'\n", "no value in it is a proof"),
    ],
)
def test_mistakes_in_the_identifiers_are_one_line(tmp_path: Path, content: str, message: str) -> None:
    bad = tmp_path / "ids.yaml"
    bad.write_text(content)
    status, output = call("scan", PACKETS, "--identifiers", bad)
    assert status == 2
    assert message in output
    assert len(output.strip().splitlines()) == 1


@given(st.text(st.sampled_from("imei:1'\"-?!&*<[]{},|> \n\t#%@é\x00\ud800"), max_size=40))
def test_any_text_gives_identifiers_or_one_line(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ids.yaml"
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        try:
            values = read_identifiers(path)
        except ConfigError as error:
            assert str(error).startswith(f"{path}:") and "\n" not in str(error)
        else:
            assert values and all(kind and all(found) for kind, found in values.items())


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "it is empty"),
        (b"hello", "neither a HAR file, nor mitmproxy’s flows, nor the JSON of tshark"),
        (b"\xd4\xc3\xb2\xa1....", "it is a packet capture: write `tshark -r FILE -T json -x` to a file"),
        (b'{"log": {"entries": [{"request": {"url": "http://a/"}}, {}]}}', "log.entries[1].request is missing"),
    ],
)
def test_a_capture_that_cannot_be_read_prints_no_half_of_it(
    tmp_path: Path, ids: Path, content: bytes, message: str
) -> None:
    bad = tmp_path / "capture"
    bad.write_bytes(content)
    status, output = call("scan", bad, "--identifiers", ids, "--json")
    assert status == 2
    assert message in output
    assert "exchanges" not in output
