"""Values that say nothing of anybody: placeholders, masks, macros, test values, digests of nothing."""

from __future__ import annotations

import hashlib
import re
from functools import cache, lru_cache

from perception.traffic.suspicion.keynames import lexicon

_SEPARATORS = re.compile(r"[-:. _/]")
_MACRO = re.compile(r"[{}$<>%]|\A__\w+__\Z|\A\[\w+\]\Z|\*{2,}|[xX]{4,}")
_COUNTING = "0123456789012345678901234567890"
_EMPTY = ("", " ", "0", "null", "unknown", "none", "undefined", "{}", "[]", "test", "default", "-1")
_DIGESTS = ("md5", "sha1", "sha256", "sha512")


@lru_cache(maxsize=4096)
def is_filler(value: str) -> bool:
    """Whether a value stands where there is none: empty, zeroed, a placeholder, macro or mask, a known test value."""
    bare = _SEPARATORS.sub("", value).lower()
    if len(set(bare)) <= 1 or value.strip().lower() in lexicon().placeholders or value.lower() in _test_values():
        return True
    if _MACRO.search(value) is not None or bare in _test_values():
        return True
    if bare.isdigit() and (bare in _COUNTING or bare in _COUNTING[::-1] or bare in "1234567890" * 4):
        return True
    return bare in digests_of_nothing() or _repeats(bare)


@cache
def digests_of_nothing() -> frozenset[str]:
    """The hexadecimal digests of empty texts, zeroed identifiers and placeholders."""
    zeroed = [
        *("0" * size for size in (8, 12, 14, 15, 16, 32)),
        *("02:00:00:00:00:00", "020000000000", "00:00:00:00:00:00", "00000000-0000-0000-0000-000000000000"),
        *("9774d56d682e549c", "9774D56D682E549C"),
    ]
    values = {*_EMPTY, *zeroed, *(value.upper() for value in _EMPTY)}
    return frozenset(
        hashlib.new(name, value.encode(), usedforsecurity=False).hexdigest() for value in values for name in _DIGESTS
    )


@cache
def _test_values() -> frozenset[str]:
    listed = {value.lower() for value in lexicon().test_values}
    return frozenset(listed | {_SEPARATORS.sub("", value) for value in listed if "." not in value})


def _repeats(bare: str) -> bool:
    """Whether a short piece again and again makes the value."""
    return len(bare) >= 8 and any(
        len(bare) % size == 0 and bare[:size] * (len(bare) // size) == bare
        for size in (1, 2, 3, 4)
        if len(bare) > size * 2
    )
