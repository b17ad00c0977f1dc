"""Whether a value under a name can be what the name says, by length, alphabet, entropy and check digit."""

from __future__ import annotations

import re

from perception.traffic.suspicion.devices import DEVICE_TESTS
from perception.traffic.suspicion.fillers import is_filler
from perception.traffic.suspicion.grading import POOR, SHAPED, Grade, Test, different
from perception.traffic.suspicion.people import PERSON_TESTS
from perception.traffic.suspicion.why import Why

_TESTS: dict[str, Test] = {**DEVICE_TESTS, **PERSON_TESTS}
_OF_LISTS = frozenset(("contacts", "installed_apps", "wifi_list"))
_FREE_TEXT = "clipboard"

_HEX = re.compile(r"[0-9A-Fa-f]+")
_RANDOM = re.compile(r"[0-9A-Za-z_\-+/=:.|]{16,256}")
_DIGESTS = {
    16: Why("MD5（取中间一半）", "MD5, its middle half"),
    32: Why("MD5", "MD5"),
    40: Why("SHA-1", "SHA-1"),
    64: Why("SHA-256 或 SM3", "SHA-256 or SM3"),
    128: Why("SHA-512", "SHA-512"),
}
"""Which digest it is, by the number of hexadecimal digits."""


def grade(kind: str, value: str, *, structured: bool = False) -> Grade | None:
    """The grade of a value for a kind; None when it cannot be that, or is a filler. `structured`: a whole list."""
    test = _TESTS.get(kind)
    if test is None or not value or (structured and kind not in _OF_LISTS):
        return None
    return None if not structured and kind != _FREE_TEXT and is_filler(value) else test(value)


def grade_digest(value: str) -> Grade | None:
    """The grade of a value under a name that ends in md5, sha256 …"""
    name = _DIGESTS.get(len(value))
    if name is None or _HEX.fullmatch(value) is None or is_filler(value) or different(value) < 8:
        return None
    why = Why(
        f"摘要值，按长度应为 {name.zh}，且不是空值或全零值的摘要",
        f"a digest of it, by its length {name.en}, and not the digest of an empty or zeroed value",
    )
    return Grade(SHAPED, why)


def grade_cipher(value: str) -> Grade | None:
    """The grade of a value under a name that says that it is encrypted."""
    if _RANDOM.fullmatch(value) is None or is_filler(value) or different(value) < 10:
        return None
    return Grade(POOR, Why("已加密，只能凭字段名判断", "encrypted, so that only the name tells"))
