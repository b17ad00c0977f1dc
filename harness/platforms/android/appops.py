"""What `appops get PACKAGE` tells: which guarded operations the app carried out, and how long ago.

A line of Android 8 to 15: `READ_CLIPBOARD: allow; time=+5s466ms ago; rejectTime=+2m1s ago; duration=+2s889ms`. Lines
that begin with `Uid mode:` are settings of the whole uid and tell no access; nor does a line without `time=`.
"""

from __future__ import annotations

import re

from harness.platforms.android.adb import AdbPhone
from harness.platforms.android.ages import parse_span_ms

_LINE = re.compile(r"^\s*([A-Z][A-Z0-9_]{1,63}): [a-z]+\b(.*)$")
_TIME = re.compile(r";\s*time=([+-]?\w{1,40}) ago")


def read_appops(phone: AdbPhone, package: str) -> dict[str, float] | None:
    """Operation → age of the app's last access in ms; None when the phone does not tell, which is no empty list."""
    answer = phone.shell(f"appops get {package}")
    return parse_appops(answer.out) if answer.ok and answer.out.strip() else None


def parse_appops(text: str) -> dict[str, float]:
    """Operation → age of the last access in ms; of several lines for one operation the youngest counts."""
    ages: dict[str, float] = {}
    for line in text.splitlines():
        operation = _LINE.match(line)
        time = _TIME.search(operation.group(2)) if operation else None
        age = parse_span_ms(time.group(1)) if time else None
        if operation is not None and age is not None:
            name = operation.group(1)
            ages[name] = min(age, ages.get(name, age))
    return ages
