"""Identifiers of the phone that can be read by honest means: what the shell may ask, and what root may read."""

from __future__ import annotations

import re

from lxml import etree

from harness.platforms.android.adb import AdbPhone

_SSAID = "/data/system/users/0/settings_ssaid.xml"
_NO_MAC = {"", "02:00:00:00:00:00", "00:00:00:00:00:00"}
_LAST_LOCATION = re.compile(r"Location\[\w+ (-?\d{1,3}\.\d{3,}),\s?(-?\d{1,3}\.\d{3,})")
_MAX_APPS = 500


def read_identifiers(phone: AdbPhone, package: str, api_level: int) -> dict[str, tuple[tuple[str, ...], str]]:
    """Kind → (values, where they were read). Kinds that this phone does not tell are left out.

    Address book and clipboard are a person's: they are known only when devices.yaml gives them. OAID and phone number
    have no way through adb.
    """
    serial = phone.read("getprop ro.serialno").strip()
    apps = _user_apps(phone)
    found = {
        "android_id": (_android_id(phone, package), "settings_ssaid.xml (root)"),
        "serial": ((serial,) if serial and serial != "unknown" else (), "ro.serialno"),
        "mac": (_mac(phone), "/sys/class/net/wlan0/address"),
        "imei": (_imei(phone) if api_level < 31 else (), "service call iphonesubinfo"),
        "location": (_location(phone), "dumpsys location"),
        "installed_apps": (tuple(app for app in apps if app != package), "pm list packages -3"),
    }
    return {kind: known for kind, known in found.items() if known[0]}


def _android_id(phone: AdbPhone, package: str) -> tuple[str, ...]:
    """The app's own ANDROID_ID, which Android 8 and later give per signing key; `settings get` shows another."""
    if not phone.is_root():
        return ()
    # Binary XML since Android 12.
    plain = phone.root(f"abx2xml {_SSAID} -")
    return parse_ssaid(plain.out if plain.ok and plain.out.strip() else phone.root(f"cat {_SSAID}").out, package)


def parse_ssaid(text: str, package: str) -> tuple[str, ...]:
    """The value that a `settings_ssaid.xml` holds for a package, as a tuple of none or one."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(text.encode(), parser)
    except (etree.XMLSyntaxError, ValueError):
        return ()
    values = (setting.get("value", "") for setting in root.iter("setting") if setting.get("package") == package)
    return tuple(value for value in values if re.fullmatch(r"[0-9a-f]{1,16}", value))[:1]


def _mac(phone: AdbPhone) -> tuple[str, ...]:
    command = "cat /sys/class/net/wlan0/address"
    address = phone.read(command).strip().lower()
    if not address and phone.is_root():
        address = phone.root(command).out.strip().lower()
    return (address,) if re.fullmatch(r"([0-9a-f]{2}:){5}[0-9a-f]{2}", address) and address not in _NO_MAC else ()


def _imei(phone: AdbPhone) -> tuple[str, ...]:
    return parse_imei(phone.read("service call iphonesubinfo 1 s16 com.android.shell"))


def parse_imei(parcel: str) -> tuple[str, ...]:
    """The IMEI in a parcel that `service call` printed; a refusal, or digits whose check digit is wrong, is none."""
    digits = "".join(part for line in re.findall(r"'([^']*)'", parcel) for part in line if part.isdigit())
    return (digits,) if len(digits) == 15 and _luhn(digits) else ()


def _luhn(digits: str) -> bool:
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(digits))]
    return sum(number - 9 if number > 9 else number for number in doubled) % 10 == 0


def _location(phone: AdbPhone) -> tuple[str, ...]:
    places = _LAST_LOCATION.findall(phone.read("dumpsys location"))
    return tuple(dict.fromkeys(f"{latitude},{longitude}" for latitude, longitude in places))[:8]


def _user_apps(phone: AdbPhone) -> tuple[str, ...]:
    lines = phone.read("pm list packages -3").splitlines()
    found = {line.removeprefix("package:").strip() for line in lines if line.startswith("package:")}
    # The driver's own packages are there because of the test.
    return tuple(sorted(name for name in found if not name.startswith("io.appium.")))[:_MAX_APPS]
