"""Whatever stands in a scenario file, reading it gives a scenario or one line that says what is wrong."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from harness.errors import ConfigError
from harness.scenario.language.vocabulary import STEPS
from harness.scenario.load import load_scenario
from harness.scenario.model import Scenario

WORDS = [*STEPS, "tapOnn", "travel", "true"]
KEYS = sorted({field.alias or name for step in STEPS.values() for name, field in step.model_fields.items()} | {"txt"})
TEXTS = st.one_of(
    st.sampled_from(
        ["", "设置", "${A}", "${", "${1 +}", "50%, 50%", "LEFT", "agree", "(?=a)", "C++", "s.yaml", "x.js"]
    ),
    st.text(alphabet=st.characters(blacklist_categories=("Cs", "Cc")), max_size=12),
)
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-5, 10**6), st.floats(allow_nan=False, width=32), TEXTS),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(KEYS), inner, max_size=3),
        st.dictionaries(st.sampled_from(WORDS), inner, min_size=1, max_size=1),
    ),
    max_leaves=12,
)
STEP = st.one_of(
    st.sampled_from(WORDS), st.dictionaries(st.sampled_from(WORDS), VALUES, min_size=1, max_size=2), VALUES
)
HEADER = st.dictionaries(st.sampled_from(["name", "tags", "env", "watch", "onFlowStart", "appId", "tag"]), VALUES)


def read(folder: Path, text: str) -> Scenario | str:
    path = folder / "s.yaml"
    path.write_text(text, "utf-8")
    try:
        return load_scenario(path)
    except ConfigError as error:
        return str(error).removeprefix(str(path))


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.just({"name": "s"}), HEADER), st.lists(STEP, min_size=1, max_size=3))
def test_a_file_is_read_or_told_in_one_line(tmp_path: Path, header: dict[str, Any], steps: list[Any]) -> None:
    out = io.StringIO()
    yaml = YAML()
    yaml.dump(header, out)
    out.write("---\n")
    yaml.dump(steps, out)
    said = read(tmp_path, out.getvalue())
    if isinstance(said, str):
        assert "\n" not in said
        assert re.match(r"(:\d+:\d+)?: \S", said), said


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=200))
def test_a_text_that_is_no_scenario_is_told_in_one_line(tmp_path: Path, text: str) -> None:
    said = read(tmp_path, text.encode("utf-8", "replace").decode())
    assert isinstance(said, Scenario) or "\n" not in said


@pytest.mark.parametrize("depth", [100, 2000])
def test_deep_nesting_is_no_crash(tmp_path: Path, depth: int) -> None:
    step = "{repeat: {times: 1, commands: [" * depth + "back" + "]}}" * depth
    said = read(tmp_path, f"name: s\n---\n- {step}\n")
    assert isinstance(said, Scenario) or "nested too deeply" in said
