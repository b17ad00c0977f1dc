"""The system's dialogs as documents: permission requests, crashes, apps that do not answer, the notification shade."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from virtualphone.device.notifications import Notification
from virtualphone.device.permissions import Prompt
from virtualphone.engine.system_pages import document

_SECOND_CHANCE_API = 30
_ONE_TIME_GROUPS = frozenset({"LOCATION", "CAMERA", "MICROPHONE"})

_QUESTIONS = {
    "CONTACTS": "访问您的通讯录",
    "CALENDAR": "访问您的日历",
    "SMS": "发送和查看短信",
    "STORAGE": "访问您设备上的照片、媒体内容和文件",
    "READ_MEDIA_VISUAL": "访问此设备上的照片和视频",
    "READ_MEDIA_AURAL": "访问此设备上的音乐和音频",
    "LOCATION": "获取此设备的位置信息",
    "CALL_LOG": "访问您的手机通话记录",
    "PHONE": "拨打电话和管理通话",
    "MICROPHONE": "录制音频",
    "CAMERA": "拍摄照片和录制视频",
    "ACTIVITY_RECOGNITION": "访问您的身体活动数据",
    "SENSORS": "访问与您的生命体征相关的传感器数据",
    "NEARBY_DEVICES": "查找、连接附近的设备以及确定附近设备的相对位置",
    "NOTIFICATIONS": "向您发送通知",
}

_STYLE = """
html,body{background:transparent}
body{display:flex;align-items:center;justify-content:center}
body.low{align-items:flex-end;padding-bottom:24px}
.card{width:340px;border-radius:24px;background:#fff;padding:24px;display:flex;flex-direction:column;gap:16px}
.card h2{font-size:20px;font-weight:500;text-align:center}
.card button{height:48px;border:0;border-radius:12px;background:#d3e3fd;color:#041e49;font-size:16px}
.buttons{display:flex;flex-direction:column;gap:4px}
.card label{display:flex;gap:8px;align-items:center}
.shade{align-items:stretch;flex-direction:column;justify-content:flex-start;background:#202124;color:#fff;padding:16px;gap:8px}
.shade div{background:#303134;border-radius:16px;padding:12px 16px}
"""


@dataclass(frozen=True, slots=True)
class DialogPage:
    """A dialog to be shown; `back_answer` is what leaving it means."""

    package: str
    activity: str | None
    title: str
    html: str
    back_answer: str


def permission_dialog(prompt: Prompt, label: str, *, api_level: int, asked_before: bool) -> DialogPage:
    """The question for one permission group, with the buttons that this Android offers; answers are button ids."""
    package = "com.android.permissioncontroller" if api_level >= 29 else "com.android.packageinstaller"
    question = f"要允许<b>{escape(label)}</b>{_QUESTIONS.get(prompt.group, '使用此权限')}吗？"
    again = asked_before and api_level >= _SECOND_CHANCE_API
    if prompt.group in _ONE_TIME_GROUPS and api_level >= _SECOND_CHANCE_API:
        buttons = [
            ("permission_allow_foreground_only_button", "仅在使用该应用时允许"),
            ("permission_allow_one_time_button", "仅限这一次"),
        ]
    elif prompt.group == "LOCATION" and api_level == 29:
        buttons = [("permission_allow_foreground_only_button", "仅在使用该应用时允许")]
    else:
        buttons = [("permission_allow_button", "允许")]
    buttons.append(
        ("permission_deny_and_dont_ask_again_button" if again else "permission_deny_button",
         "不允许" if api_level >= _SECOND_CHANCE_API else "拒绝")
    )  # fmt: skip
    box = ""
    if asked_before and not again:
        box = '<label><input type=checkbox data-id="do_not_ask_checkbox" id=never>不再询问</label>'
    body = (
        f'<h2 data-id="permission_message" data-class="android.widget.TextView">{question}</h2>{box}'
        f'<div class=buttons data-id="button_container">{_buttons(buttons)}</div>'
    )
    return DialogPage(
        package,
        f"{package}.permission.ui.GrantPermissionsActivity",
        f"{package}/{package}.permission.ui.GrantPermissionsActivity",
        _card(body, "grant_dialog"),
        "left",
    )


def crash_dialog(package: str, label: str) -> DialogPage:
    """The window after an app's crash; answers are button ids."""
    buttons = _buttons([("android:id/aerr_restart", "重新打开应用"), ("android:id/aerr_close", "关闭应用")])
    return _system_dialog(f"{label}已停止运行", f"Application Error: {package}", buttons, "aerr_close")


def anr_dialog(package: str, label: str) -> DialogPage:
    """The window when an app does not take input; answers are button ids."""
    buttons = _buttons([("android:id/aerr_close", "关闭应用"), ("android:id/aerr_wait", "等待")])
    return _system_dialog(f"{label}没有响应", f"Application Not Responding: {package}", buttons, "aerr_wait")


def shade(notifications: tuple[Notification, ...]) -> DialogPage:
    """The notification shade; any touch or back closes it."""
    rows = "".join(
        f'<div><b data-id="android:id/title">{escape(posted.title)}</b><br>'
        f'<span data-id="android:id/text" data-class="android.widget.TextView">{escape(posted.text)}</span></div>'
        for posted in notifications
    )
    body = f"<body class=shade onclick=\"AndroidBridge.answer('closed')\">{rows or '<p>没有通知</p>'}</body>"
    html = document(body, "NotificationShade", _STYLE)
    return DialogPage("com.android.systemui", None, "NotificationShade", html, "closed")


def _system_dialog(message: str, title: str, buttons: str, back_answer: str) -> DialogPage:
    body = f'<h2 data-id="android:id/alertTitle">{escape(message)}</h2><div class=buttons>{buttons}</div>'
    return DialogPage("android", None, title, _card(body, "android:id/parentPanel"), back_answer)


def _card(body: str, name: str) -> str:
    markup = f'<body><div class=card data-window="dialog" data-id="{name}">{body}</div></body>'
    return document(markup, name, _STYLE)


def _buttons(pairs: list[tuple[str, str]]) -> str:
    script = "AndroidBridge.answer(this.dataset.id.split('/').pop()+(document.getElementById('never')?.checked?'!':''))"
    return "".join(f'<button data-id="{name}" onclick="{script}">{escape(text)}</button>' for name, text in pairs)
