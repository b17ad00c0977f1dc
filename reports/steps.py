"""The steps of a scenario as they were carried out, in words for people who have never seen a scenario file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from detectors.rules.finding import Text
from detectors.rules.told import in_both
from evidence.events import StepEnded, StepStarted
from evidence.recording import Recording
from reports.wording import WATCHES

Status = Literal["ok", "failed", "skipped", "interrupted"]

_KINDS = {
    "clearState": Text(
        zh="清除应用数据与权限（相当于全新安装）", en="delete the app's data and permissions (fresh install)"
    ),
    "launchApp": Text(zh="启动应用", en="start the app"),
    "stopApp": Text(zh="停止应用", en="stop the app"),
    "killApp": Text(zh="由系统结束应用", en="end the app as the system does"),
    "relaunch": Text(zh="停止并再次启动应用", en="stop and start the app again"),
    "updateApp": Text(zh="覆盖安装另一版本", en="install another version over it"),
    "setPermissions": Text(zh="设置权限", en="set permissions"),
    "openLink": Text(zh="打开链接", en="open a link"),
    "watch": Text(zh="不触碰屏幕，观察", en="watch without touching"),
    "idle": Text(zh="前台静置观察", en="watch, idle in front"),
    "background": Text(zh="切到后台观察", en="watch in the background"),
    "expectConsent": Text(zh="查找同意弹窗并阅读其中的隐私政策", en="find the consent pop-up and read its policy"),
    "decideConsent": Text(zh="在同意弹窗中作出选择", en="decide in the consent pop-up"),
    "stillInFront": Text(zh="查看应用是否仍在前台", en="see whether the app is still in front"),
    "closePopups": Text(zh="逐个测试弹窗能否一键关闭", en="try to close each pop-up with one tap"),
    "probePopups": Text(zh="触碰弹窗的非控件区域", en="touch pop-ups beside their controls"),
    "movePhone": Text(zh="弹窗出现时移动手机", en="move the phone under a pop-up"),
    "replayShake": Text(zh="弹窗出现时摇动手机", en="shake the phone under a pop-up"),
    "findPolicy": Text(zh="从主界面查找隐私政策", en="search the privacy policy from the main screen"),
    "useFunctions": Text(zh="使用需要权限的功能并拒绝授权", en="use functions that need a permission, and deny it"),
    "grant": Text(zh="允许权限申请", en="grant a permission"),
    "deny": Text(zh="拒绝权限申请", en="deny a permission"),
    "visitSettings": Text(zh="查看应用的设置页面", en="visit the app's settings"),
    "passWalls": Text(zh="通过登录、验证码或强制更新", en="get past a log-in, captcha or update"),
    "askPerson": Text(zh="由测试人员操作", en="a person acts"),
    "tapOn": Text(zh="点击", en="tap"),
    "inputText": Text(zh="输入文字", en="type"),
    "runFlow": Text(zh="执行另一段步骤", en="run further steps"),
    "repeat": Text(zh="重复", en="repeat"),
    "retry": Text(zh="重试", en="retry"),
    "inputAnswer": Text(zh="输入档案中钩子的答案", en="type what the profile's hook answers"),
    "doubleTapOn": Text(zh="双击", en="tap twice"),
    "longPressOn": Text(zh="长按", en="press and hold"),
    "swipe": Text(zh="滑动", en="swipe"),
    "drag": Text(zh="拖动", en="drag"),
    "scroll": Text(zh="向下滚动", en="scroll down"),
    "scrollUntilVisible": Text(zh="滚动直到可见", en="scroll until it is visible"),
    "back": Text(zh="返回", en="press back"),
    "pressKey": Text(zh="按键", en="press a key"),
    "hideKeyboard": Text(zh="收起键盘", en="put the keyboard away"),
    "setOrientation": Text(zh="旋转屏幕", en="turn the screen"),
    "eraseText": Text(zh="删除文字", en="erase text"),
    "inputRandomText": Text(zh="输入随机文字", en="type letters at random"),
    "inputRandomNumber": Text(zh="输入随机数字", en="type digits at random"),
    "inputRandomEmail": Text(zh="输入随机邮箱", en="type an address at random"),
    "inputRandomPersonName": Text(zh="输入随机姓名", en="type a name at random"),
    "inputRandomCityName": Text(zh="输入随机城市", en="type a city at random"),
    "inputRandomCountryName": Text(zh="输入随机国家", en="type a country at random"),
    "inputRandomColorName": Text(zh="输入随机颜色", en="type a colour at random"),
    "copyTextFrom": Text(zh="复制文字", en="copy a text"),
    "setClipboard": Text(zh="设置剪贴板", en="set the clipboard"),
    "pasteText": Text(zh="粘贴文字", en="paste"),
    "assertVisible": Text(zh="检查可见", en="check that it is visible"),
    "assertNotVisible": Text(zh="检查不可见", en="check that it is not visible"),
    "assertTrue": Text(zh="检查条件", en="check a condition"),
    "extendedWaitUntil": Text(zh="等待条件成立", en="wait for a condition"),
    "waitForAnimationToEnd": Text(zh="等待动画结束", en="wait for an animation to end"),
    "takeScreenshot": Text(zh="截取画面", en="record a screen"),
    "evalScript": Text(zh="执行脚本表达式", en="evaluate an expression"),
    "runScript": Text(zh="执行脚本", en="run a script"),
}

_VALUES = {
    "agree": Text(zh="同意", en="agree"),
    "refuse": Text(zh="拒绝", en="refuse"),
    "ignore": Text(zh="不作选择", en="leave it"),
    **WATCHES,
}

LABELS = {
    label.en: label
    for label in (
        Text(zh="全新安装，用户将会同意", en="A clean installation whose user will agree"),
        Text(zh="全新安装，用户将会拒绝", en="A clean installation whose user will refuse"),
        Text(zh="全新安装，用户先阅读再作选择", en="A clean installation whose user reads before deciding"),
        Text(zh="全新安装，用户过一段时间才同意", en="A clean installation whose user takes time before agreeing"),
        Text(zh="全新安装，用户将会同意并登录", en="A clean installation whose user will agree and log in"),
        Text(
            zh="全新安装，用户将会同意，然后离开应用",
            en="A clean installation whose user will agree and then leave the app",
        ),
        Text(
            zh="全新安装，用户将会同意，然后不再触碰应用",
            en="A clean installation whose user will agree and then leave the app alone",
        ),
        Text(
            zh="全新安装，用户将会同意，然后查找隐私政策",
            en="A clean installation whose user will agree and then look for the policy",
        ),
        Text(
            zh="全新安装，用户将会同意，然后使用应用",
            en="A clean installation whose user will agree and then use the app",
        ),
        Text(zh="前台静置五分钟，不触碰", en="Five minutes in the foreground without a touch"),
        Text(zh="后台十分钟，屏幕亮着", en="Ten minutes in the background with the screen on"),
        Text(zh="登录之后发送的内容", en="What is sent once one is in"),
    )
}
"""Labels of the scenarios that come with the product; others are told as their authors wrote them."""

STATUSES: Mapping[Status, Text] = {
    "ok": Text(zh="完成", en="done"),
    "failed": Text(zh="未能完成", en="failed"),
    "skipped": Text(zh="跳过", en="skipped"),
    "interrupted": Text(zh="中断", en="interrupted"),
}


@dataclass(frozen=True, slots=True)
class Carried:
    """A step: its place in the file ("4", "4.2" inside a block), what it did, how it went, when in ms."""

    place: str
    text: Text
    status: Status
    reason: Text
    began_ms: float
    ended_ms: float


def carried_out(recording: Recording) -> tuple[Carried, ...]:
    """All steps that began, in order; one without an end was interrupted."""
    ended: dict[str, list[StepEnded]] = {}
    for event in recording.of(StepEnded):
        ended.setdefault(event.step, []).append(event)
    last = max((event.at_ms for event in recording.events), default=0.0)
    made = []
    for start in recording.of(StepStarted):
        ends = ended.get(start.step, [])
        end = ends.pop(0) if ends else None
        status: Status = end.status if end is not None else "interrupted"
        reason = in_both(end.reason if end is not None else "")
        made.append(Carried(start.step, _said(start), status, reason, start.at_ms, end.at_ms if end else last))
    return tuple(made)


def _said(start: StepStarted) -> Text:
    kind = _KINDS.get(start.kind, Text(zh=start.kind, en=start.kind))
    details = list(_details(start.params.values()))
    zh = "、".join(detail.zh for detail in details)
    en = ", ".join(detail.en for detail in details)
    label = LABELS.get(start.label) or Text(zh=start.label[:200], en=start.label[:200])
    return Text(
        zh=kind.zh + (f"：{zh}" if zh else "") + (f"（{label.zh}）" if label.zh else ""),
        en=kind.en + (f": {en}" if en else "") + (f" ({label.en})" if label.en else ""),
    )


def _details(values: Iterable[object]) -> Iterable[Text]:
    """What a step is told that people must know: choices and words; numbers and switches are in the scenario."""
    for value in values:
        if isinstance(value, str) and value:
            yield _VALUES.get(value, Text(zh=value[:120], en=value[:120]))
