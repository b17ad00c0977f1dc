"""The published schema: what editors complete and mark is what the reader takes and refuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from ruamel.yaml import YAML

from harness.scenario.language.schema import NAME, schema_text

ROOT = Path(__file__).parents[3]
VALIDATOR = jsonschema.Draft202012Validator(json.loads(schema_text()))


def test_the_published_schema_is_current() -> None:
    assert (ROOT / "schemas" / NAME).read_text("utf-8") == schema_text(), (
        "run `python -m harness.scenario.language.schema`"
    )


@pytest.mark.parametrize("path", sorted((ROOT / "scenarios").glob("*.yaml")), ids=lambda path: path.stem)
def test_both_parts_of_each_shipped_scenario_fit(path: Path) -> None:
    for document in YAML(typ="safe").load_all(path.read_text("utf-8")):
        VALIDATOR.validate(document)


@pytest.mark.parametrize(
    "step",
    [
        "back",
        {"tapOn": "设置"},
        {"tapOn": {"below": "账号", "index": -1}},
        {"inputText": 5},
        {"idle": 300},
        {"idle": "${SECONDS}"},
        {"repeat": {"times": "${N}", "commands": ["back", {"swipe": "LEFT"}]}},
        {"drag": {"from": "甲", "to": {"id": "b"}}},
        {"runFlow": "login.yaml"},
        {"runFlow": {"when": {"visible": "登录"}, "commands": [{"tapOn": {"id": "x"}}]}},
    ],
)
def test_right_steps_fit(step: Any) -> None:
    VALIDATOR.validate([step])


@pytest.mark.parametrize(
    "step",
    [
        "tapOn",
        "launchAp",
        {"tapOn": {"txt": "设置"}},
        {"decideConsent": "agre"},
        {"repeat": {"times": "N", "commands": ["back"]}},
        {"runFlow": {"commands": [{"tapOn": {"belo": "x"}}]}},
        {"back": None, "launchApp": None},
    ],
)
def test_wrong_steps_do_not(step: Any) -> None:
    assert not VALIDATOR.is_valid([step])
