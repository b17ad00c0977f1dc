"""devices.yaml: what is accepted, and what a wrong one says."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest
from ruamel.yaml import YAML

from harness.config.apps import load_apps
from harness.config.devices import load_devices
from harness.config.schema import SCHEMAS, schema_text
from harness.errors import ConfigError

ROOT = Path(__file__).parents[3]


def load(tmp_path: Path, text: str) -> str:
    """The error that a devices.yaml with this text gives, without the folder."""
    path = tmp_path / "devices.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(ConfigError) as caught:
        load_devices(path)
    return str(caught.value).replace(f"{tmp_path}/", "")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "devices:\n  - name: a\n    captur: {}\n",
            "devices.yaml:3:5: devices[0].captur: unknown key, did you mean 'capture'?",
        ),
        (
            "devices:\n  - name: a\n  - name: b\n    capture:\n      egress: sinkhol\n",
            "devices.yaml:5:7: devices[1].capture.egress: 'sinkhol' is not known, did you mean 'sinkhole'?",
        ),
        (
            "devices:\n  - name: a\n    identifiers:\n      imei: 861234567890127\n",
            'devices.yaml:4:7: devices[0].identifiers.imei: must be a text: write it in quotes, "861234567890127"',
        ),
        (
            "devices:\n  - name: a\n    identifiers:\n      imei: 0012\n",
            'devices.yaml:4:7: devices[0].identifiers.imei: must be a text: write it in quotes, "0012"',
        ),
        (
            "devices: &a\n  - *a\n",
            "devices.yaml:1:10: it holds itself: `*name` may not stand inside what `&name` names",
        ),
        (
            "devices: !!omap [a: 1]\n",
            "devices.yaml:1:10: the tag `!!omap` has no meaning here: leave it out, or write the text in quotes",
        ),
        (
            "devices:\n  - name: a\n    identifiers: {andriod_id: x}\n",
            (
                "devices.yaml:3:19: devices[0].identifiers.andriod_id: 'andriod_id' is not known, "
                "did you mean 'android_id'?"
            ),
        ),
        (
            "devices:\n  - name: a\n    start: {command: [boot], ready: {adb: x, log: y}}\n",
            "devices.yaml:3:30: devices[0].start.ready: give exactly one of `adb`, `log` and `command`",
        ),
        (
            "devices:\n  - name: a\n    start: {command: [boot], ready: {log: '('}}\n",
            (
                "devices.yaml:3:38: devices[0].start.ready.log: not a regular expression: missing ), unterminated "
                "subpattern at position 0"
            ),
        ),
        (
            "devices:\n  - name: a\n    appium: {managed: true, url: 'http://x'}\n",
            "devices.yaml:3:5: devices[0].appium: give either `managed: true` or `url`, not both and not neither",
        ),
        (
            "devices:\n  - name: a\n    capabilities:\n      appium:autoGrantPermissions: true\n",
            (
                "devices.yaml:3:5: devices[0].capabilities: autoGrantPermissions hides the permission requests that an "
                "app makes: leave it out"
            ),
        ),
        (
            "devices:\n  - name: a\n    browser: {width: 360}\n    platfrom: web\n",
            "devices.yaml:4:5: devices[0].platfrom: unknown key, did you mean 'platform'?",
        ),
        (
            "devices:\n  - name: a\n    browser: {scale: 2}\n",
            "devices.yaml:2:5: devices[0]: `browser` belongs to `platform: web`",
        ),
        (
            "devices:\n  - name: a\n    platform: web\n    capture: {mode: wireguard}\n",
            "devices.yaml:2:5: devices[0]: a browser is captured through a proxy: leave `capture.mode` out",
        ),
        (
            "devices:\n  - name: a\n    platform: web\n    capture:\n      served: {m.a.cn: 8080}\n",
            (
                "devices.yaml:4:5: devices[0].capture: `served` belongs to `egress: sinkhole`: a host that is live "
                "answers for itself"
            ),
        ),
        (
            "devices:\n  - name: a\n    platform: ios\n",
            (
                "devices.yaml:2:5: devices[0]: the proxy of an iPhone is set by hand: give `capture.port`, so that it "
                "stays the same"
            ),
        ),
        (
            "devices:\n  - name: a\n    simulator: true\n",
            "devices.yaml:2:5: devices[0]: `simulator` and `trusts_ca` belong to `platform: ios`",
        ),
        ("devices:\n  - platform: android\n", "devices.yaml:2:5: devices[0].name: is missing"),
        ("devices:\n  - name: a\n  - name: a\n", "devices.yaml:3:5: devices[1].name: 'a' is taken by line 2"),
        ("devices: []\n", "devices.yaml:1:1: devices: must not be empty"),
        ("devices:\n", "devices.yaml:1:1: devices: must be a list"),
        ("", "devices.yaml:1:1: the file must be a mapping that begins with `devices:`"),
        ("devices: [}\n", "devices.yaml:1:11: expected the node content, but found '}'"),
    ],
)
def test_a_wrong_file_says_where_and_what(tmp_path: Path, text: str, message: str) -> None:
    assert load(tmp_path, text) == message


def test_the_first_of_several_problems_is_told_with_their_number(tmp_path: Path) -> None:
    text = "devices:\n  - name: a\n    tag: [x]\n    timeouts: {command_s: 0}\n"
    assert load(tmp_path, text) == "devices.yaml:3:5: devices[0].tag: unknown key, did you mean 'tags'? (and 1 more)"


def test_a_twin_key_is_an_error(tmp_path: Path) -> None:
    assert load(tmp_path, "devices:\n  - name: a\n    name: b\n").startswith("devices.yaml:3:5: found duplicate key")


def test_bytes_that_are_no_text_are_an_error(tmp_path: Path) -> None:
    path = tmp_path / "devices.yaml"
    path.write_bytes(b"devices: \xff\n")
    with pytest.raises(ConfigError, match="not UTF-8 at byte 9"):
        load_devices(path)


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="there is no such file"):
        load_devices(tmp_path / "devices.yaml")


def test_one_identifier_may_stand_without_a_list(tmp_path: Path) -> None:
    path = tmp_path / "devices.yaml"
    path.write_text("devices:\n  - name: a\n    identifiers: {imei: '1', contacts: [甲, 乙]}\n", "utf-8")
    assert load_devices(path)[0].identifiers == {"imei": ("1",), "contacts": ("甲", "乙")}


def test_a_command_with_a_slash_is_meant_beside_the_file(tmp_path: Path) -> None:
    path = tmp_path / "devices.yaml"
    path.write_text("devices:\n  - name: a\n    start: {command: [./boot.sh, x], ready: {command: [./up, ./x]}}\n")
    start = load_devices(path)[0].start
    assert start is not None
    assert start.command == (str(tmp_path / "boot.sh"), "x")
    assert start.ready.command == (str(tmp_path / "up"), "./x")


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ("adb: {connect: wall-1}", "adb.connect: 'wall-1' is no address: write host and port"),
        ("appium: {url: 'grid:4444'}", "appium.url: 'grid:4444' is no address: begin it with http:// or https://"),
        (
            "platform: web\n    browser: {language: Chinese}",
            "browser.language: 'Chinese' is no language: write its tag",
        ),
        (
            "platform: web\n    browser: {arguments: [lang]}",
            "'lang' is no argument of the browser: each begins with --",
        ),
        (
            "capture: {egress: sinkhole, served: {'http://a.cn': 80}}",
            "'http://a.cn' is no host: write its name without",
        ),
        (
            "capture: {mode: wireguard, tunnel: {name: a b}}",
            "tunnel.name: 'a b' is no tunnel: write what the WireGuard",
        ),
    ],
)
def test_a_value_of_the_wrong_form_says_which_is_wanted(tmp_path: Path, settings: str, message: str) -> None:
    assert message in load(tmp_path, f"devices:\n  - name: a\n    {settings}\n")


def test_the_shipped_files_load() -> None:
    assert load_devices(ROOT / "devices.yaml")[0].name == "virtual"
    assert "compliant" in load_apps(ROOT / "apps.yaml")


def test_the_commented_examples_load(tmp_path: Path) -> None:
    shipped = (ROOT / "devices.yaml").read_text("utf-8")
    path = tmp_path / "devices.yaml"
    path.write_text(re.sub(r"^  # (- name|\s{2,}\S)", r"  \1", shipped, flags=re.MULTILINE), "utf-8")
    names = [device.name for device in load_devices(path)]
    assert names == [
        "virtual",
        "virtual-api28",
        "browser",
        "browser-staging",
        "iphone",
        "pixel",
        "emulator",
        "bench-3",
        "wall-1",
        "grid",
    ]


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_the_published_schema_is_current(name: str) -> None:
    published = (ROOT / "schemas" / name).read_text("utf-8")
    assert published == schema_text(name), "run `python -m harness.config.schema`"


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_the_shipped_file_keeps_its_schema(name: str) -> None:
    document = YAML(typ="safe").load((ROOT / name.replace(".schema.json", ".yaml")).read_text("utf-8"))
    jsonschema.validate(document, json.loads(schema_text(name)))


def test_a_tunnel_needs_its_mode(tmp_path: Path) -> None:
    wrong = tmp_path / "devices.yaml"
    wrong.write_text("devices:\n  - name: a\n    capture:\n      tunnel: { port: 51820 }\n")
    with pytest.raises(ConfigError, match=r"devices\.yaml:\d+:\d+: .*mode: wireguard"):
        load_devices(wrong)
    right = tmp_path / "right.yaml"
    right.write_text("devices:\n  - { name: a, capture: { mode: wireguard, listen: 192.0.2.7 } }\n")
    ends = load_devices(right)[0].capture.ends
    assert ends is not None and (ends.name, ends.port) == ("consentinel", 51820)
