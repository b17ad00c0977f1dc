"""What the harness writes of its work is told in Chinese, too; what others say inside it stays as it is."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.rules.told import LONGEST, in_both

HARNESS = Path(__file__).parents[3] / "harness"


def reasons() -> Iterator[str]:
    """What the harness says in whole sentences when a step fails."""
    for file in HARNESS.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "StepFailed":
                said = node.args[0]
                if isinstance(said, ast.Constant) and isinstance(said.value, str):
                    yield said.value


def test_every_reason_for_which_a_step_fails_is_known() -> None:
    said = set(reasons())
    assert len(said) > 10
    assert not [one for one in said if in_both(one).zh == one]


@pytest.mark.parametrize(
    ("said", "zh"),
    [
        ("crash: a fatal error is in the crash log", "应用崩溃：崩溃日志中有致命错误"),
        ("crash: java.lang.NullPointerException: no shop", "应用崩溃：java.lang.NullPointerException: no shop"),
        ("refuses_to_run: 检测到 Root 环境", "应用拒绝运行：检测到 Root 环境"),
        ("ended 1.5 s after its launch, untouched", "启动后 1.5 秒，未经触碰即结束"),
        ("its process ended (killed: low memory)", "应用进程被终止：low memory"),
        ("com.a.b is not on the phone; install it, or give its `file` in apps.yaml",
         "手机上没有 com.a.b；请安装，或在 apps.yaml 写明 `file`"),
        ("after the decision com.android.launcher3 is in front", "作出选择后，前台是 com.android.launcher3"),
        ("3 controls could not be reached again", "3 个控件未能再次到达"),
        ("“更多” was not found again: another screen stands there", "没有再次找到“更多”：这时显示的是另一个界面"),
        ("“政策” was not found again: “注销” stands in its place", "没有再次找到“政策”：原处现在是“注销”"),
        ("`${1/n}` cannot be computed: 'n' is not defined", "`${1/n}` 无法计算：'n' is not defined"),
        ("no node with text “{0}” within 5 s", "5 秒内没有找到控件：text “{0}”"),
        ("SessionLost: the phone is gone", "SessionLost: the phone is gone"),
        ("", ""),
    ],
)  # fmt: skip
def test_ours_is_told_in_chinese_and_what_others_say_as_it_is(said: str, zh: str) -> None:
    assert (in_both(said).zh, in_both(said).en) == (zh, said)


@given(st.text(max_size=LONGEST + 10) | st.text(max_size=200).map(lambda text: f"crash: {text}"))
def test_any_text_is_told(said: str) -> None:
    told = in_both(said)
    assert told.en == said and bool(told.zh) == bool(said)
