"""Whether a value under a name can be what the name says, by length, alphabet, entropy and check digit."""

from __future__ import annotations

import re

from perception.traffic.suspicion.devices import DEVICE_TESTS
from perception.traffic.suspicion.fillers import is_filler
from perception.traffic.suspicion.grading import POOR, SHAPED, Grade, Test, different
from perception.traffic.suspicion.people import PERSON_TESTS

_TESTS: dict[str, Test] = {**DEVICE_TESTS, **PERSON_TESTS}
_OF_LISTS = frozenset(("contacts", "installed_apps", "wifi_list"))
_FREE_TEXT = "clipboard"

_HEX = re.compile(r"[0-9A-Fa-f]+")
_RANDOM = re.compile(r"[0-9A-Za-z_\-+/=:.|]{16,256}")
_DIGEST_SIZES = {32: "MD5", 40: "SHA-1", 64: "SHA-256 or SM3", 128: "SHA-512"}


def grade(kind: str, value: str, *, structured: bool = False) -> Grade | None:
    """The grade of a value for a kind; None when it cannot be that, or is a filler. `structured`: a whole list."""
    test = _TESTS.get(kind)
    if test is None or not value or (structured and kind not in _OF_LISTS):
        return None
    return None if not structured and kind != _FREE_TEXT and is_filler(value) else test(value)


def grade_digest(value: str) -> Grade | None:
    """The grade of a value under a name that ends in md5, sha256 …"""
    name = _DIGEST_SIZES.get(len(value)) or ("MD5, its middle half" if len(value) == 16 else "")
    if not name or _HEX.fullmatch(value) is None or is_filler(value) or different(value) < 8:
        return None
    return Grade(SHAPED, f"a digest of it, by its length {name}, and not the digest of an empty or zeroed value")


def grade_cipher(value: str) -> Grade | None:
    """The grade of a value under a name that says that it is encrypted."""
    if _RANDOM.fullmatch(value) is None or is_filler(value) or different(value) < 10:
        return None
    return Grade(POOR, "encrypted, so that only the name tells")
