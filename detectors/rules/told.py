"""What a recording says in English of the run and of what befell the app, in both languages.

What a phone, a tool or the app itself says inside such a sentence stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from detectors.rules.finding import Text

LONGEST = 2000
"""Characters from which a text is told as it stands."""

OUTCOMES: Mapping[str, Text] = {
    "crash": Text(zh="应用崩溃", en="the app crashed"),
    "anr": Text(zh="应用无响应（ANR）", en="the app stopped responding (ANR)"),
    "exit": Text(zh="应用自行退出", en="the app left by itself"),
    "refuses_to_run": Text(zh="应用拒绝运行", en="the app refuses to run"),
    "install_failure": Text(zh="应用安装失败", en="the app could not be installed"),
    "login_wall": Text(zh="应用要求先登录", en="the app demands a log-in first"),
    "captcha": Text(zh="应用要求验证码", en="the app demands a captcha"),
    "forced_update": Text(zh="应用强制更新", en="the app demands an update"),
}
"""What may befall an app, by the name that its event has."""

_WHOLE = {
    "not every step could be carried out; see the steps": "有步骤未能完成，见各步骤的结果",
    "stopped by the user": "由测试人员中止",
    "the system says that it does not respond": "系统提示应用没有响应",
    "the system says that it has stopped": "系统提示应用已停止运行",
    "a fatal error is in the crash log": "崩溃日志中有致命错误",
    "it let an input wait": "应用迟迟没有处理输入",
    "the window went away by itself": "窗口自行消失",
    "no control that closes it was found": "没有找到能关闭它的控件",
    "no pop-up came after a fresh start": "重新启动后没有出现弹窗",
    "the pop-up has no such place": "弹窗没有这样的位置",
    "nothing on the main screen can be tapped": "主界面上没有可以点击的控件",
    "a pop-up that could not be closed stood over the main screen": "主界面上有无法关闭的弹窗",
    "a replay repeats the way of a search and searches nothing itself": "重放只重复当时查找所走的路径，自身不再查找",
    "another screen stands there": "这时显示的是另一个界面",
    "what was typed is not in the recording; write it as ${NAME}, and a replay can type it": (
        "录制中没有当时输入的内容；写成 ${NAME}，重放才能再次输入"
    ),
    "the recording does not say how long it was held": "录制中没有说明按住了多久",
    "it uses what a script computed (`output`), and a replay runs no scripts": (
        "它用到脚本算出的值（`output`），而重放不运行脚本"
    ),
    "no consent pop-up is on the screen": "屏幕上没有同意弹窗",
    "a log-in page can be left, but refuses nothing": "登录页可以跳过，但跳过不等于拒绝",
    "a window of the system stands over the app": "系统窗口遮住了应用",
    "the consent pop-up did not come back after its policy was read": "阅读隐私政策之后，同意弹窗没有再出现",
    "a pop-up cannot be closed, nor does the back key remove it": "弹窗无法关闭，按返回键也不消失",
    "the prompt has no button that allows": "权限弹窗上没有允许按钮",
    "neither settings nor a page of one's own is named on the main screen": "主界面上既没有“设置”，也没有“我的”",
    "no settings are named on the page of one's own": "“我的”页面上没有“设置”",
    "the way back to the settings leaves the app": "返回设置页时离开了应用",
    "the settings were not found again": "没有再次找到设置页",
    "no wall is in the way": "没有登录、验证码或更新挡在前面",
    "this platform does not update apps": "此平台不能覆盖安装应用",
    "this platform does not open links": "此平台不能打开链接",
    "this platform does not set permissions": "此平台不能设置权限",
    "this platform does not turn its screen": "此平台不能旋转屏幕",
    "without root the phone's system store cannot be changed, and apps trust no other": (
        "没有 root 权限，手机的系统证书库无法修改，而应用只信任该证书库"
    ),
    "an iPhone’s owner has to trust the authority, and to say so with `trusts_ca: true`": (
        "须由 iPhone 的主人信任该证书，并写明 `trusts_ca: true`"
    ),
}

_FORMS = tuple(
    (re.compile(form, re.DOTALL), zh)
    for form, zh in (
        (r"(\d+) controls could not be reached again", "{0} 个控件未能再次到达"),
        (
            r"(.+) is not on the phone; install it, or give its `file` in apps.yaml",
            "手机上没有 {0}；请安装，或在 apps.yaml 写明 `file`",
        ),
        (r"(.+) is not on the phone; its file installs another package", "手机上没有 {0}；所给的文件安装的是另一个包"),
        (r"(.+) is not on the phone; give its file in apps.yaml", "手机上没有 {0}；请在 apps.yaml 写明它的文件"),
        (r"(.+) is not on the phone, so nothing can be updated", "手机上没有 {0}，无从更新"),
        (r"(.+) is not on the phone(?: any more)?", "手机上没有 {0}"),
        (r"(.+?) has no launcher activity: (.*)", "{0} 没有可启动的入口（launcher activity）：{1}"),
        (r"(.+?) cannot be started: (.*)", "{0} 无法启动：{1}"),
        (r"(.+) cannot be loaded", "{0} 无法加载"),
        (r"(.+) answers with HTTP status (\d+)", "{0} 以 HTTP 状态 {1} 应答"),
        (r"(.+) does not answer within (\S+) s", "{0} 在 {1} 秒内没有应答"),
        (r"ended (\S+) s after its launch, untouched", "启动后 {0} 秒，未经触碰即结束"),
        (r"ended (\S+) s after its launch, untouched \(killed: (.*)\)", "启动后 {0} 秒，未经触碰即被终止：{1}"),
        (r"went to the background (\S+) s after its launch, untouched", "启动后 {0} 秒，未经触碰即退到后台"),
        (r"its process ended", "应用进程结束"),
        (r"its process ended \(killed: (.*)\)", "应用进程被终止：{0}"),
        (r"after the decision no app is in front", "作出选择后，前台没有应用"),
        (r"after the decision (\S+) is in front", "作出选择后，前台是 {0}"),
        (r"(.*); the flow of the app's profile did not get past it", "{0}；应用档案中的流程没有通过"),
        (r"the CA was put over (.+), but apps still see the old store", "证书已放入 {0}，但应用看到的仍是原来的证书库"),
        (r"the consent pop-up offers nothing to agree with", "同意弹窗没有可以同意的按钮"),
        (r"the consent pop-up offers nothing to refuse with", "同意弹窗没有可以拒绝的按钮"),
        (r"no permission prompt within (\S+) s", "{0} 秒内没有出现权限弹窗"),
        (r"no permission prompt for (\w+) within (\S+) s", "{1} 秒内没有出现 {0} 权限的弹窗"),
        (r"no node with (.+) within (\S+) s", "{1} 秒内没有找到控件：{0}"),
        (r"no node with (.+) after scrolling for (\S+) s", "滚动 {1} 秒后没有找到控件：{0}"),
        (r"no node with (.+): the page ends before it", "滚动到页面末尾，没有找到控件：{0}"),
        (r"a node with (.+) is still there after (\S+) s", "{1} 秒后控件仍在：{0}"),
        (r"“(.*)” stands in its place", "原处现在是“{0}”"),
        (r"a replay does not know how `(.+)` is repeated", "重放不知道如何重复 `{0}`"),
        (r"the recording does not say enough to press this again: (.+)", "录制中的信息不足以再次按下：{0}"),
        (r"its settings cannot be read again: (.*)", "该步骤的设置无法再次读取：{0}"),
        (r"there is no file (.+), so nothing can be installed", "没有文件 {0}，无从安装"),
        (r"(.+?) cannot be computed: (.*)", "{0} 无法计算：{1}"),
        (r"nothing opens behind (.+)", "点击“{0}”没有打开任何页面"),
    )
)
_BEFALLEN = re.compile(rf"({'|'.join(OUTCOMES)}): (.*)", re.DOTALL)
_NOT_AGAIN = re.compile(r"“(.*)” was not found again: (.*)", re.DOTALL)


def in_both(said: str) -> Text:
    """A reason or detail that a recording gives, in both languages; one that is not known stands as it is in both."""
    return Text(zh=_chinese(said) if len(said) <= LONGEST else said, en=said)


def _chinese(said: str) -> str:
    whole = _WHOLE.get(said)
    if whole is not None:
        return whole
    if (befallen := _BEFALLEN.fullmatch(said)) is not None:
        return f"{OUTCOMES[befallen[1]].zh}：{_chinese(befallen[2])}"
    if (lost := _NOT_AGAIN.fullmatch(said)) is not None:
        return f"没有再次找到“{lost[1]}”：{_chinese(lost[2])}"
    return next((zh.format(*met.groups()) for form, zh in _FORMS if (met := form.fullmatch(said)) is not None), said)
