"""What the app's policy names: kinds of personal information, and who receives them. Found by words alone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from detectors.case import Case
from detectors.opened import opened_policies
from perception.screen.permission import without_app_name
from perception.traffic.hosts import registrable
from perception.traffic.parties import INFRASTRUCTURE, Party

_DEVICE = ("设备标识", "设备识别", "设备唯一", "唯一标识", "设备id", "设备信息", "deviceidentifier", "deviceid")

_KIND_WORDS: dict[str, tuple[str, ...]] = {
    "android_id": ("androidid", "android_id", "安卓id", "安卓标识", *_DEVICE),
    "oaid": ("oaid", "匿名标识", "广告标识", "advertisingid", *_DEVICE),
    "imei": ("imei", "meid", "国际移动设备", *_DEVICE),
    "imsi": ("imsi", "国际移动用户", *_DEVICE),
    "serial": ("序列号", "serialnumber", *_DEVICE),
    "mac": ("mac地址", "macaddress", "网络标识", *_DEVICE),
    "phone_number": ("手机号", "电话号码", "本机号码", "phonenumber"),
    "location": ("位置", "定位", "经纬度", "行踪", "location"),
    "contacts": ("通讯录", "联系人", "contacts", "addressbook"),
    "clipboard": ("剪贴板", "剪切板", "clipboard"),
    "installed_apps": ("应用列表", "软件列表", "已安装", "安装列表", "installedapp"),
    "web_id": ("cookie", "浏览器标识", "浏览器id", "browserid", *_DEVICE),
}

_PERMISSION_WORDS: dict[str, tuple[str, ...]] = {
    "location": ("位置", "定位", "location"),
    "contacts": ("通讯录", "联系人", "contacts"),
    "phone_number": ("电话", "phone"),
    "imei": ("电话", "手机识别码", "phone"),
    "imsi": ("电话", "手机识别码", "phone"),
    "serial": ("电话", "手机识别码", "phone"),
}

_PLAIN = frozenset(
    {
        "sdk",
        "ad",
        "ads",
        "app",
        "and",
        "push",
        "map",
        "maps",
        "analytics",
        "statistics",
        "location",
        "monitoring",
        "device",
        "fingerprint",
        "risk",
        "cloud",
        "service",
        "services",
        "open",
        "connect",
        "login",
        "mobile",
        "search",
        "share",
        "social",
        "security",
        "network",
        "data",
        "the",
        "of",
        "for",
        "union",
    }
)
"""Words in a vendor's name that say nothing of whose it is."""

_OTHERS = re.compile(r"第三方|合作伙伴|合作方|sdk|third.part", re.IGNORECASE)
_PARTS = re.compile(r"[\s/()（）、,，]+")


def policy_text(case: Case) -> str:
    """The texts of all policies that the run opened, one after the other; empty when it opened none."""
    return "\n".join(dict.fromkeys(one.text for one in opened_policies(case) if one.real))


def policy_whole(case: Case) -> bool:
    """Whether some policy that the run opened was read to its end; recordings that do not say so count as read."""
    return any(one.event.whole is not False for one in opened_policies(case) if one.real)


def names_kind(words: str, kind: str) -> bool:
    """Whether a policy names a kind of personal information."""
    flat = _flat(words)
    return any(word in flat for word in _KIND_WORDS.get(kind, (_flat(kind),)))


def asks_for_kind(words: str, permissions: Iterable[str], kind: str) -> bool:
    """Whether a permission prompt, by its words or permissions, is about a kind of personal information."""
    asked = " ".join((without_app_name(words), *(name.rpartition(".")[2] for name in permissions))).lower()
    return any(word in asked for word in _PERMISSION_WORDS.get(kind, ()))


def names_party(words: str, receiver: Party, host: str) -> bool:
    """Whether a policy names a receiver: the vendor, its SDK, whose machines they are, or the domain."""
    text = words.lower()
    if registrable(host).lower() in text:
        return True
    if receiver.kind == INFRASTRUCTURE:
        return any(_stands(name, text) for name in _names(receiver.sdk)[:1])
    return receiver.owner == "vendor" and any(_stands(name, text) for name in _names(receiver.name))


def names_as_other(words: str, host: str) -> bool:
    """Whether a policy names a domain in a line about third parties: then it is not the operator's."""
    domain = registrable(host).lower()
    return any(domain in line.lower() and _OTHERS.search(line) for line in words.splitlines())


@cache
def _names(party_name: str) -> tuple[str, ...]:
    parts = (part.lower() for part in _PARTS.split(party_name))
    return tuple(part for part in parts if len(part) > 1 and part not in _PLAIN)


def _stands(name: str, text: str) -> bool:
    """Whether a name is in a text; one in Latin letters not as part of a longer word."""
    if not name.isascii():
        return name in text
    return re.search(rf"(?<![a-z0-9]){re.escape(name)}(?![a-z0-9])", text) is not None


def _flat(words: str) -> str:
    return "".join(words.lower().split())
