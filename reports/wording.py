"""Verdicts, bases, moments and taps in words for people, as every report tells them."""

from __future__ import annotations

from detectors.rules.finding import Text, Verdict
from evidence.events import TapPurpose
from evidence.lives import Moment

VERDICTS = {
    Verdict.VIOLATION: Text(zh="违规", en="Violation"),
    Verdict.INCONCLUSIVE: Text(zh="无法判定", en="Inconclusive"),
    Verdict.REVIEW: Text(zh="需人工复核", en="Review"),
    Verdict.PASS: Text(zh="合规", en="Pass"),
    Verdict.NOT_OBSERVED: Text(zh="未发现", en="Not observed"),
    Verdict.NOT_APPLICABLE: Text(zh="不适用", en="Not applicable"),
}
"""In the order in which a reader wants them."""

NEEDS_ATTENTION = (Verdict.VIOLATION, Verdict.INCONCLUSIVE, Verdict.REVIEW)

BASES = {
    "seed_text": Text(zh="条文原文", en="text of the provision"),
    "found": Text(zh="标准或官方文件", en="standard or official document"),
    "practice_found": Text(zh="行业实践", en="market practice"),
    "proposed": Text(zh="本工具建议值", en="proposed by this tool"),
    "unverified": Text(zh="未核实", en="not verified"),
}

PATHS = {
    "agree": Text(zh="用户同意", en="The user agrees"),
    "refuse": Text(zh="用户拒绝", en="The user refuses"),
    "ignore": Text(zh="用户不作选择", en="The user does not choose"),
}

MOMENTS = {
    Moment.NOT_LAUNCHED: Text(zh="启动前", en="before launch"),
    Moment.BEFORE: Text(zh="同意前", en="before consent"),
    Moment.BOUNDARY: Text(zh="点击瞬间", en="at the boundary"),
    Moment.AFTER_AGREE: Text(zh="同意后", en="after consent"),
    Moment.AFTER_REFUSE: Text(zh="拒绝后", en="after refusal"),
}

PURPOSES: dict[TapPurpose, Text] = {
    "agree": Text(zh="点击同意", en="tap on agree"),
    "refuse": Text(zh="点击拒绝", en="tap on refuse"),
    "close_popup": Text(zh="关闭弹窗", en="close pop-up"),
    "open_policy": Text(zh="打开隐私政策", en="open policy"),
    "search": Text(zh="查找隐私政策", en="search for policy"),
    "prompt": Text(zh="系统权限弹窗", en="system prompt"),
    "step": Text(zh="点击", en="tap"),
    "probe": Text(zh="试探弹窗", en="touch on a pop-up"),
}
