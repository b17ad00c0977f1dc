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

WATCHES: dict[str, Text] = {
    "baseline": Text(zh="启动前的系统流量", en="the system's own traffic before the start"),
    "first_launch": Text(zh="首次启动", en="first launch"),
    "after_agree": Text(zh="同意之后", en="after agreeing"),
    "after_refuse": Text(zh="拒绝之后", en="after refusing"),
    "relaunch": Text(zh="再次启动", en="started again"),
    "idle": Text(zh="前台静置", en="idle in front"),
    "background": Text(zh="后台", en="in the background"),
}

SEARCHES: dict[str, Text] = {
    "found": Text(zh="找到了隐私政策", en="the policy was found"),
    "exhausted": Text(zh="全部找过，没有找到", en="everything was tried, nothing was found"),
    "depth": Text(zh="到达深度上限", en="the limit of depth was reached"),
    "taps": Text(zh="到达点击次数上限", en="the limit of taps was reached"),
    "time": Text(zh="到达时间上限", en="the limit of time was reached"),
    "interrupted": Text(zh="查找被中断", en="the search was interrupted"),
}

KEYS = {
    "back": Text(zh="返回键", en="back"),
    "home": Text(zh="主屏幕键", en="home"),
    "enter": Text(zh="回车键", en="enter"),
    "backspace": Text(zh="退格键", en="backspace"),
    "tab": Text(zh="制表键", en="tab"),
    "escape": Text(zh="退出键", en="escape"),
    "lock": Text(zh="锁屏键", en="lock"),
    "power": Text(zh="电源键", en="power"),
    "volume up": Text(zh="音量加键", en="volume up"),
    "volume down": Text(zh="音量减键", en="volume down"),
    "menu": Text(zh="菜单键", en="menu"),
    "search": Text(zh="搜索键", en="search"),
    "text": Text(zh="输入文字", en="text"),
}
"""Keys by the name that the recording gives them."""
