"""suppressions.yaml: what it covers, until when, and how mistakes in it are told."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from ruamel.yaml import YAML

from consentinel.nightly.running import Compare
from consentinel.nightly.schemas import SCHEMAS, schema_text
from consentinel.nightly.suppressing import load_suppressions
from harness.errors import ConfigError
from tests.consentinel.nightly.places import ROOT, Place

ENTRY = {
    "name": "shop-imei",
    "app": "leaky",
    "rule": "app-2019/3.1",
    "reason": "fixed in the next release, see ticket 4711",
    "owner": "lin",
    "expires": "2999-12-31",
}


def write(**other: str) -> Path:
    file = Path("suppressions.yaml")
    lines = [f"{key}: {value if key == 'expires' else json.dumps(value)}" for key, value in (ENTRY | other).items()]
    file.write_text("suppressions:\n  - " + "\n    ".join(lines) + "\n")
    return file


def test_a_violation_that_somebody_took_on_does_not_count(place: Place) -> None:
    place.apps("leaky", "fine")
    assert place.run(Compare(suppressions=write())) == 0
    assert "0 new, 0 lost, 0 fixed, 0 still, 0 not judged, 1 suppressed" in place.output
    assert "fixed in the next release" in place.page()
    (findings,) = Path("out").glob("*/runs/*leaky*/*/attempt-1/findings.json")
    assert json.loads(findings.read_text())["findings"][0]["verdict"] == "violation"


@pytest.mark.parametrize(
    "other",
    [{"app": "com.example.l*"}, {"rule": "app-2019/*"}, {"app": "*"}],
)
def test_patterns(place: Place, other: dict[str, str]) -> None:
    place.apps("leaky")
    assert place.run(Compare(suppressions=write(**other))) == 0


@pytest.mark.parametrize("other", [{"app": "fine"}, {"rule": "app-2019/3.4"}, {"fingerprint": "0" * 32}])
def test_others_are_not_covered_and_an_idle_entry_is_told(place: Place, other: dict[str, str]) -> None:
    place.apps("leaky")
    assert place.run(Compare(suppressions=write(**other))) == 1
    assert "suppression 'shop-imei' of lin covers nothing that was found: take it out" in place.output


def test_one_that_expired_counts_again_and_is_told(place: Place) -> None:
    place.apps("leaky")
    assert place.run(Compare(suppressions=write(expires="2001-01-01"))) == 1
    assert "suppression 'shop-imei' of lin expired on 2001-01-01: what it covered counts again" in place.output


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("rule", "app-2019/9.9", "rule: the rule catalogue has no 'app-2019/9.9', did you mean 'app-2019/"),
        ("reason", "because", "reason: string should have at least 10 characters"),
        ("expires", "soon", "expires: "),
        ("fingerprint", "abc", "'abc' is no fingerprint"),
        ("onwer", "lin", "unknown key, did you mean 'owner'?"),
    ],
)
def test_a_mistake_is_one_line_with_its_place(place: Place, key: str, value: str, told: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_suppressions(write(**{key: value}))
    assert told in str(caught.value)
    assert str(caught.value).startswith("suppressions.yaml:")
    assert "\n" not in str(caught.value)


def test_two_entries_of_one_name_are_a_mistake(place: Place) -> None:
    file = write()
    file.write_text(file.read_text() + file.read_text().partition("\n")[2])
    with pytest.raises(ConfigError, match="'shop-imei' is taken by line 2"):
        load_suppressions(file)


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_published_schemas_are_current(name: str) -> None:
    assert (ROOT / "schemas" / name).read_text("utf-8") == schema_text(name), (
        "run `python -m consentinel.nightly.schemas`"
    )


def test_the_schema_takes_what_the_reader_takes(place: Place) -> None:
    document = YAML(typ="safe").load(write().read_text())
    document["suppressions"][0]["expires"] = str(document["suppressions"][0]["expires"])
    jsonschema.validate(document, json.loads(schema_text("suppressions.schema.json")))
