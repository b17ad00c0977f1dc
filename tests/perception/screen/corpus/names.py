"""Resource ids as apps give them: telling, shortened by a packer, or none."""

from __future__ import annotations

import random
import string
from typing import Any

_BY_ROLE = {
    "close": (
        "iv_close",
        "close",
        "ivClose",
        "ad_close",
        "btn_close",
        "img_close",
        "close_btn",
        "iv_dismiss",
        "delete_iv",
    ),
    "agree": ("btn_agree", "tv_agree", "agree", "tv_ok", "btn_confirm", "tv_sure", "positive"),
    "refuse": ("btn_disagree", "tv_disagree", "btn_cancel", "tv_cancel", "tv_exit", "negative"),
    "label": ("tv_ad", "ad_label", "tv_ad_flag", "iv_ad_logo", "ad_tag", "tv_tag"),
    "check": ("cb_agree", "checkbox", "iv_check", "cb_protocol", "iv_select"),
    "window": ("dialog_root", "ll_dialog", "rl_content", "cl_container", "popup_root", "layout_dialog"),
}
_SKIP = ("tv_skip", "skip", "tt_splash_skip_btn", "btn_skip", "skip_view", "count_down", "tv_jump")
_BY_CLASS = {
    "TextView": ("tv_title", "tv_content", "tv_name", "title", "content", "tv_desc", "message", "tv_info", "text"),
    "ImageView": ("iv_icon", "iv_pic", "image", "iv_cover", "icon", "iv_bg", "img"),
    "Button": ("btn", "btn_ok", "button1", "btn_action", "tv_go"),
    "EditText": ("et_search", "et_phone", "edit", "input"),
    "CheckBox": ("cb", "checkbox"),
}
_CONTAINERS = (
    "ll_content",
    "rl_root",
    "container",
    "layout",
    "fl_content",
    "item",
    "root_view",
    "cl_main",
    "recycler_view",
)


def resource_id(node: dict[str, Any], cls: str, style: str, package: str, choose: random.Random) -> str:
    """An id in the app's style; a markup's own id (`data-i`) wins, with a package of its own where it names one."""
    given = str(node.get("id", ""))
    if given:
        return given if ":" in given else f"{package}:id/{given}"
    if style == "absent" or choose.random() < (0.35 if style == "named" else 0.55):
        return ""
    if style == "obfuscated":
        return f"{package}:id/{''.join(choose.choices(string.ascii_lowercase, k=choose.choice((2, 3, 3))))}"
    words = _BY_ROLE.get(str(node.get("role", "")), _BY_CLASS.get(cls.rpartition(".")[2], _CONTAINERS))
    return f"{package}:id/{choose.choice(words)}"


def close_id(text: str, package: str, choose: random.Random) -> str:
    """A telling id of a close or a skip control."""
    return f"{package}:id/{choose.choice(_SKIP if '跳' in text or text.isdigit() else _BY_ROLE['close'])}"
