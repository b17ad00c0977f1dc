"""Each step of the text is known by its line, however the text is written."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consentinel.studio.script import beginning, check, with_step
from harness.scenario.model import TapOn

STEPS = (
    "- back",
    "- tapOn: 我的",
    "- tapOn:\n    text: 设置\n    below: 账号",
    "- runFlow:\n    commands:\n      - back\n      - scroll",
    "- inputText: |\n    - no step\n    at all",
    "- inputText: 'one\u2028line'",
)


@given(
    st.lists(st.tuples(st.sampled_from(("", "# - back\n", "\n")), st.sampled_from(STEPS)), min_size=1), st.booleans()
)
def test_a_step_is_where_its_dash_stands(parts: list[tuple[str, str]], marked: bool) -> None:
    text, expected = "---\n" * marked + "name: shop\n---\n", []
    for before, step in parts:
        text += before
        expected.append(text.count("\n") + 1)
        text += step + "\n"
    with tempfile.TemporaryDirectory() as folder:
        checked = check(text, Path(folder) / "shop.yaml")
    assert checked.error == ""
    assert checked.lines == tuple(expected)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("name: shop\n---\n- back\n- tapon: 我的\n", 4, "did you mean 'tapOn'?"),
        ("name: shop\n- back\n", 2, "shop.yaml:2:"),
        ("", 1, "a scenario has two parts"),
    ],
)
def test_a_mistake_names_the_file_that_is_written_and_its_line(tmp_path: Path, text: str, line: int, said: str) -> None:
    checked = check(text, tmp_path / "shop.yaml")
    assert checked.scenario is None
    assert (checked.error_line, said in checked.error) == (line, True), checked.error
    assert not list(tmp_path.iterdir())


def test_a_step_more_stands_at_the_end(tmp_path: Path) -> None:
    text = with_step(beginning("shop"), TapOn(text="我的"))
    checked = check(text, tmp_path / "shop.yaml")
    assert checked.scenario is not None
    assert [step.kind for step in checked.scenario.steps] == ["clearState", "launchApp", "tapOn"]
    assert text.splitlines()[checked.lines[-1] - 1].startswith("- tapOn")


@pytest.mark.parametrize(
    "steps",
    [
        "- back\n",
        "  - launchApp\n  - tapOn:\n      text: 设置\n",
        "- inputText: |\n    - no step\n",
        "- back\n# the end\n",
        "- back",
    ],
)
def test_a_step_more_stands_as_far_from_the_margin_as_the_others(tmp_path: Path, steps: str) -> None:
    before = check("name: shop\n---\n" + steps, tmp_path / "shop.yaml").scenario
    added = TapOn.model_validate({"text": "我的", "below": {"text": "账号"}})
    after = check(with_step("name: shop\n---\n" + steps, added), tmp_path / "shop.yaml").scenario
    assert before is not None and after is not None
    assert [step.kind for step in after.steps] == [*(step.kind for step in before.steps), "tapOn"]
