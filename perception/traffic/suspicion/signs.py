"""Whether bytes can hold anything personal at all: one fast pass that spares most layers the slow ones."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from perception.traffic.scanner import Signs
from perception.traffic.suspicion.keynames import lexicon

NAMES, NUMBERS, HARDWARE, MAILBOXES = range(4)
"""What `signs_in` tells: names of the lexicon, numbers of a telling length and head, hardware addresses, mailboxes."""

_MEANS = (NAMES, NAMES, NAMES, NUMBERS, HARDWARE, MAILBOXES)
"""What each pattern tells."""

_JOINT = b"[^A-Za-z0-9]?"
_SHORT = 5
"""A name of so few letters stands inside words as well, so that what follows it counts."""

_NUMBER = (
    rb"(^|[^0-9A-Za-z_.\-%\\#])("
    rb"(1[3-9][0-9]([0-9]{8}|[ \-][0-9]{4}[ \-][0-9]{4})|861[3-9][0-9]{9}|(35|86)[0-9]{13}|62[0-9]{14,17}"
    rb"|8986[0-9]{15,16}|[1-6][0-9]{5}(19|20)[0-9]{9}[0-9Xx])($|[^0-9A-Za-z_\-%])"
    rb"|86([ \-]1[3-9]|1[3-9][0-9][ \-][0-9]{4}[ \-])|\+[1-9][0-9 \-]{7}|(35|86)([0-9]{4}-[0-9]{2}-|-[0-9]{6}-)"
    rb"|[1-68][0-9]{3}[ \-][0-9]{4}[ \-][0-9]{4})"
)
_HARDWARE = rb"[0-9A-Fa-f]{2}([:\-][0-9A-Fa-f]{2}){5}"
_MAILBOX = rb"[A-Za-z0-9]@[A-Za-z0-9\-]{1,63}\."


def signs_in(data: bytes) -> frozenset[int]:
    """Which of the four can be in the bytes; what is not told is not there."""
    return frozenset(_MEANS[pattern] for pattern in _signs().present(data))


@cache
def _signs() -> Signs:
    return Signs((*_names(), _NUMBER, _HARDWARE, _MAILBOX))


def _names() -> tuple[bytes, bytes, bytes]:
    """Patterns for all names in all spellings: the long sure ones, the short sure ones, the vague ones."""
    kinds = lexicon().kinds.values()
    sure = dict.fromkeys(name for names in kinds for name in names.sure)
    vague = dict.fromkeys(name for names in kinds for name in names.vague)
    before = sorted(word for word in lexicon().qualifiers | lexicon().digests if len(word) > 1)
    endings = sorted(lexicon().digests | lexicon().ciphers | lexicon().fillers)
    after = _JOINT + b"[0-9]{0,2}($|[^A-Za-z0-9]|" + _any(endings) + b")"
    return (
        b"(?i)" + _any(name for name in sure if len(name) > _SHORT),
        b"(?i)" + _any(name for name in sure if len(name) <= _SHORT) + after,
        b"(?i)(^|[^A-Za-z]|" + _any(before) + b")" + _any(vague) + after,
    )


def _any(names: Iterable[str]) -> bytes:
    return b"(" + b"|".join(_spelled(name) for name in names) + b")"


def _spelled(name: str) -> bytes:
    """A name with what may stand between its words; letters beyond ASCII byte by byte."""
    return _JOINT.join(re.escape(word.encode()) if word.isascii() else _bytes(word) for word in name.split(" "))


def _bytes(word: str) -> bytes:
    return b"".join(b"\\x%02x" % byte for byte in word.encode())
