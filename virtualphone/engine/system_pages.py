"""The screens of the system's own apps as documents: launcher, settings, store and browser."""

from __future__ import annotations

from html import escape
from urllib.parse import parse_qs, urlsplit

from virtualphone.device.packages import Package
from virtualphone.device.state import PhoneState

LAUNCHER = "com.android.launcher3"
BROWSER = "com.android.browser"
_ICON_COLOURS = ("#1e88e5", "#43a047", "#e53935", "#8e24aa", "#fb8c00", "#00897b", "#5e35b1", "#3949ab")

STYLE = """
*{box-sizing:border-box;margin:0;-webkit-tap-highlight-color:transparent}
html,body{height:100%}body{font:16px/1.5 "Noto Sans CJK SC",sans-serif;color:#1f1f1f;background:#fff}
"""


def make_page(state: PhoneState, package: Package, data: str | None) -> str | None:
    """The document that a system app shows, or None for an app that has no screen of its own."""
    match package.name:
        case "com.android.launcher3":
            return _launcher(state)
        case "com.android.settings":
            return _settings(state)
        case "com.android.market":
            return _market(state, data)
        case "com.android.browser":
            return _page('<header class=bar data-id="url">搜索或输入网址</header>', "浏览器", _BAR)
        case _:
            return None


def document(body: str, title: str, style: str = "") -> str:
    """A document with the system's type and colours; `body` is trusted markup."""
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{escape(title)}</title>'
    return f'<!doctype html><html lang="zh-CN"><head>{head}<style>{STYLE}{style}</style></head>{body}</html>'


def _page(body: str, title: str, style: str = "") -> str:
    return document(f"<body>{body}</body>", title, style)


_BAR = ".bar{padding:14px 18px;font-size:20px;background:#f1f3f4}"

_LAUNCHER_STYLE = """
body{background:linear-gradient(160deg,#3f5b8c,#223150);color:#fff;padding:40px 12px}
.grid{display:grid;grid-template-columns:repeat(4,1fr);gap:20px 8px}
.app{display:flex;flex-direction:column;align-items:center;gap:6px;font-size:13px;text-align:center}
.icon{width:56px;height:56px;border-radius:16px;display:flex;align-items:center;justify-content:center;font-size:26px}
"""


def _launcher(state: PhoneState) -> str:
    cells = []
    for number, package in enumerate(p for p in state.packages.all() if p.launcher_activity is not None):
        colour = _ICON_COLOURS[number % len(_ICON_COLOURS)]
        label = escape(package.label)
        start = f"AndroidBridge.startActivity({{package:'{package.name}'}})"
        cells.append(
            f'<div class=app data-class="android.widget.TextView" data-desc="{label}" onclick="{start}">'
            f'<div class=icon style="background:{colour}" data-no-node>{label[:1]}</div><span>{label}</span></div>'
        )
    return _page(f'<div class=grid data-id="workspace">{"".join(cells)}</div>', "桌面", _LAUNCHER_STYLE)


_SETTINGS_STYLE = """
h1{font-size:28px;font-weight:400;padding:28px 20px 12px}
.row{padding:14px 20px}.row b{display:block;font-weight:400;font-size:18px}.row small{color:#5f6368}
"""


def _settings(state: PhoneState) -> str:
    model = state.model
    rows = (
        ("网络和互联网", state.network.wifi.ssid),
        ("已连接的设备", "蓝牙"),
        ("应用", f"已安装 {len(state.packages.all())} 个"),
        ("通知", "通知历史记录、对话"),
        ("隐私", "权限、账号活动、个人数据"),
        ("位置信息", "开启"),
        ("关于手机", f"{model.model}，Android {model.release}"),
    )
    parts = [f"<div class=row><b>{escape(title)}</b><small>{escape(text)}</small></div>" for title, text in rows]
    return _page(f'<h1 data-id="homepage_title">设置</h1>{"".join(parts)}', "设置", _SETTINGS_STYLE)


_MARKET_STYLE = (
    _BAR + ".app{padding:24px 20px}.app h2{font-size:22px}.app p{color:#5f6368}"
    "button{margin-top:16px;width:100%;height:44px;border:0;border-radius:22px;background:#1a73e8;color:#fff;font-size:16px}"
)


def _market(state: PhoneState, data: str | None) -> str:
    bar = '<header class=bar data-id="search_bar">应用商店</header>'
    wanted = (parse_qs(urlsplit(data or "").query).get("id") or [""])[0][:200]
    if not wanted:
        return _page(bar, "应用商店", _MARKET_STYLE)
    known = state.packages.get(wanted)
    label = escape(known.label if known else wanted)
    button = "打开" if known else "安装"
    return _page(
        f'{bar}<div class=app><h2 data-id="app_name">{label}</h2><p>{escape(wanted)}</p>'
        f'<button data-id="install_button">{button}</button></div>',
        "应用商店",
        _MARKET_STYLE,
    )
