"""From a tap to a step that means the same node, and from steps to a file that means the same steps."""

from __future__ import annotations

from pathlib import Path

import pytest

from evidence.tree import Tree
from harness.scenario.composing import node_at, stable_selector, tap_at, written
from harness.scenario.finding import find
from harness.scenario.load import load_scenario
from harness.scenario.model import (
    Back,
    Condition,
    Idle,
    InputText,
    LaunchApp,
    Repeat,
    RunFlow,
    Selector,
    Step,
    Swipe,
    TapOn,
)
from tests.harness.scenario.test_finding import TREE, node


@pytest.mark.parametrize(
    ("point", "path", "step"),
    [
        ((500, 50), "0.0", TapOn(id="com.a:id/title")),
        ((950, 150), "0.1.1", TapOn(text="打开")),
        ((950, 350), "0.2.1", TapOn(id="com.a:id/arrow", index=1)),
        ((500, 1950), "0.3", TapOn(text="设置")),
        ((500, 1500), "0", TapOn(point="50%, 75%")),
    ],
)
def test_a_tap_becomes_the_most_stable_step(point: tuple[int, int], path: str, step: TapOn) -> None:
    hit = node_at(TREE, *point)
    assert hit is not None and hit.path == path
    assert tap_at(TREE, *point, 1000, 2000) == step


def test_every_selector_that_is_proposed_means_its_node() -> None:
    for one in TREE.walk():
        selector = stable_selector(TREE, one) if one.visible else None
        if selector is not None:
            found = find(TREE, selector)[0]
            assert one.bounds.contains_point(*found.bounds.centre)


def test_a_row_whose_texts_are_read_as_one_is_known_by_its_first_line() -> None:
    rows = tuple(
        node(f"0.{index}", f"{text}\n›", (0, 100 * index, 1000, 100 * index + 100), clickable=True)
        for index, text in enumerate(("设置", "收藏"))
    )
    tree = Tree("android", (node("0", "", (0, 0, 1000, 200), *rows),))
    assert tap_at(tree, 500, 150, 1000, 200) == TapOn(text="收藏.*")


def test_without_a_tree_the_position_counts() -> None:
    assert tap_at(None, 250, 500, 1000, 2000) == TapOn(point="25%, 25%")


def test_what_is_written_reads_as_the_same_steps(tmp_path: Path) -> None:
    steps: list[Step] = [
        LaunchApp(clearState=True),
        TapOn(text="设置"),
        TapOn(id="arrow", rightOf=Selector(text="通知")),
        TapOn(text="12"),
        InputText(text="${PASSWORD}"),
        Swipe(direction="UP"),
        Swipe.model_validate({"from": "甲", "direction": "LEFT"}),
        Idle(seconds=30),
        Repeat(times=2, commands=(Back(), TapOn(text="a: b"))),
        RunFlow(when=Condition(visible=Selector(text="登录")), commands=(Back(label="回去", optional=True),)),
    ]
    path = tmp_path / "s.yaml"
    text = written(steps)
    path.write_text(f"name: s\n---\n{text}", "utf-8")
    assert load_scenario(path).steps == tuple(steps)
    assert "- tapOn: 设置\n" in text and "rightOf: 通知" in text
