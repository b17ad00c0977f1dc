"""The values to look for: every form in which an identifier of this phone is sent, in one scanner."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from perception.traffic.coordinates import DATUMS, coordinate_forms
from perception.traffic.scanner import MAX_WORD, Scanner

MIN_BITS = 26.0
"""A value with less information than this (8 digits, 3 Chinese characters) is no proof: it is found by chance."""

MIN_DIFFERENT = 3
"""A value of fewer different characters is a filler."""

TOGETHER_APPS = 3
"""An install list is recognised by this many of its packages in one place."""

_NOT_PERSONAL = re.compile(
    r"unknown|android|null|none|02:?00:?00:?00:?00:?00|9774d56d682e549c|[0\W_]*|0?1234567890?(12345)?|f+|"
    r"ffffffff-ffff-ffff-ffff-ffffffffffff|0?123456789abcdef0?|"
    # What emulators and sample code give: IMEI, IMSI, SIM card, number of the line; and the operator's own numbers.
    r"35824005111111[01]|004999010640000|867686022684243|310260000000000|89014103211118510720|\+?1555521555\d|"
    r"(\+?86|0086)?1(3800138000|3[0-9]00000000|3888888888|5000000000|8600000000|8888888888)",
    re.IGNORECASE,
)
_SYSTEM_PACKAGE = re.compile(r"(com\.)?(android|google\.android)\b.*")
_SEPARATORS = re.compile(r"[-:. ]")
_HEX_32 = re.compile(r"[0-9A-Fa-f]{32}")
_HEX_12 = re.compile(r"[0-9A-Fa-f]{12}")
_CHINESE_MOBILE = re.compile(r"(?:\+?86|0086)?[- ]?(1[3-9]\d)[- ]?(\d{4})[- ]?(\d{4})")
_CONTACT_PARTS = re.compile(r"[,;:|\t=/]")
_DIGESTS = ("md5", "sha1", "sha256")
_MAX_SHARE = 0.8
"""A value of which one character makes up this share is a filler too."""

_HEX_BYTES = re.compile(r"(?:[0-9A-Fa-f]{2}){6}|(?:[0-9A-Fa-f]{2}){8}|(?:[0-9A-Fa-f]{2}){16}")
_MIN_VARINT = 6
"""A number of fewer bytes is found by chance in large bodies."""
_MAX_DIGITS = 20
"""What 64 bits hold; Python refuses to read numbers of thousands of digits at all."""


@dataclass(frozen=True, slots=True)
class Needle:
    """One byte string to look for. `value` numbers the value within its kind; forms that count together share it.

    `part` is empty, or lat, lon for coordinates; `numeric` needs neighbours that are no digits;
    `more_digits` allows digits after it; `raw` is a number in a binary format, which no text holds.
    """

    kind: str
    form: str
    value: int
    part: str = ""
    numeric: bool = False
    more_digits: bool = False
    raw: bool = False


Match = tuple[int, int, tuple[Needle, ...]]
"""From, to (exclusive), and the needles that these bytes are."""


@dataclass(frozen=True)
class Needles:
    """All needles, looked for in one pass; `left_out` names values that are no proof, by kind."""

    scanner: Scanner
    words: tuple[tuple[Needle, ...], ...]
    kinds: tuple[str, ...]
    left_out: dict[str, tuple[str, ...]] = field(default_factory=dict)
    clean: set[bytes] = field(default_factory=set, repr=False, compare=False)
    """Headers in which nothing was found."""

    @property
    def count(self) -> int:
        """How many different byte strings are looked for."""
        return len(self.words)

    def scan(self, data: bytes) -> list[Match]:
        """Every place of every needle in the bytes."""
        return [(start, end, self.words[word]) for word, start, end in self.scanner.scan(data)]

    @classmethod
    def from_values(cls, values: Mapping[str, Sequence[str]]) -> Needles:
        """Needles for identifier kinds and their values; a location is "lat,lon" in degrees (WGS-84)."""
        words: dict[bytes, dict[Needle, None]] = {}
        folded: set[bytes] = set()
        left_out: dict[str, tuple[str, ...]] = {}
        kinds: list[str] = []
        for kind in sorted(values):
            usable, poor = _usable(kind, values[kind])
            if poor:
                left_out[kind] = tuple(poor)
            if kind == "installed_apps" and len(usable) < TOGETHER_APPS:
                usable = []
            before = len(words)
            for number, value in enumerate(usable):
                for word, needle, caseless in _needles(kind, value, number):
                    # A longer value is known by its beginning.
                    words.setdefault(word[:MAX_WORD], {})[needle] = None
                    if caseless:
                        folded.add(word)
            if len(words) > before:
                kinds.append(kind)
        scanner = Scanner({word: word in folded for word in words})
        return cls(scanner, tuple(tuple(found) for found in words.values()), tuple(kinds), left_out)


def is_proof(value: str) -> bool:
    """Whether finding this value proves something: enough information, not zeroed, not a filler, no test value."""
    bare = _SEPARATORS.sub("", value)
    counts = Counter(bare)
    return (
        _NOT_PERSONAL.fullmatch(value.strip()) is None
        and _NOT_PERSONAL.fullmatch(bare) is None
        and len(counts) >= MIN_DIFFERENT
        and max(counts.values()) < _MAX_SHARE * len(bare)
        and _bits(value) >= MIN_BITS
    )


def _bits(value: str) -> float:
    """A lower bound of the information in a value, by the alphabet of each character."""
    bare = _SEPARATORS.sub("", value)
    latin = 3.3 if bare.isdigit() else 4.0 if re.fullmatch(r"[0-9A-Fa-f]+", bare) else 4.7
    return sum(latin if character < "\x80" else 9.0 for character in bare)


def _usable(kind: str, values: Sequence[str]) -> tuple[list[str], list[str]]:
    usable: dict[str, None] = {}
    poor: dict[str, None] = {}
    for value in values:
        for part in _parts(kind, value.strip()):
            good = bool(coordinate_forms(part)) if kind == "location" else is_proof(part)
            if kind == "installed_apps" and _SYSTEM_PACKAGE.fullmatch(part):
                good = False
            (usable if good else poor)[part] = None
    return list(usable), list(poor)


def _parts(kind: str, value: str) -> Iterator[str]:
    """A contact is written as name and number in one value; each part is a proof of its own."""
    if kind != "contacts":
        yield value
        return
    for part in _CONTACT_PARTS.split(value):
        if part.strip():
            yield part.strip()


def _needles(kind: str, value: str, number: int) -> Iterator[tuple[bytes, Needle, bool]]:
    """Words with their needle and whether upper and lower case are the same in them."""
    if kind == "location":
        for place in coordinate_forms(value):
            # Both must be of one datum, and both texts or both numbers in a binary format.
            together = (number * DATUMS + place.datum) * 2 + place.raw
            needle = Needle(kind, place.name, together, place.part, not place.raw, place.more, place.raw)
            yield place.data, needle, False
        return
    for text, form in _forms(value):
        encoded = text.encode("utf-8", "surrogateescape")
        numeric = text.isdigit() and len(text) <= 12
        yield encoded, Needle(kind, form, number, numeric=numeric), False
        if kind == "installed_apps":
            continue
        for digest in _DIGESTS:
            raw = hashlib.new(digest, encoded, usedforsecurity=False).digest()
            name = digest if form == "exact" else f"{digest} of {form}"
            yield raw.hex().encode(), Needle(kind, name, number), True
            yield raw, Needle(kind, name, number), False
            if digest == "md5":
                yield raw[4:12].hex().encode(), Needle(kind, f"middle of {name}", number), True
        for data, name in _as_number(text):
            yield data, Needle(kind, name, number, raw=True), False
    if kind == "installed_apps":
        return
    bare = _SEPARATORS.sub("", value)
    if _HEX_BYTES.fullmatch(bare) and is_proof(bare) and not bare.isdigit():
        yield bytes.fromhex(bare), Needle(kind, "bytes", number, raw=True), False
    if not value.isascii():
        for codec in ("utf-16-le", "utf-16-be", "gb18030", "big5"):
            try:
                yield value.encode(codec), Needle(kind, codec.removesuffix("-le").removesuffix("-be"), number), False
            except UnicodeEncodeError:
                continue


def _as_number(text: str) -> Iterator[tuple[bytes, str]]:
    """A number such as an IMEI as binary formats hold it: eight bytes in both orders, and a protobuf varint."""
    if not text.isascii() or not text.isdigit() or text.startswith("0") or len(text) > _MAX_DIGITS:
        return
    if not 1 << 32 <= int(text) < 1 << 64:
        return
    number = int(text)
    yield number.to_bytes(8, "little"), "int64"
    yield number.to_bytes(8, "big"), "int64"
    varint = bytearray()
    while number:
        varint.append((number & 0x7F) | (0x80 if number > 0x7F else 0))
        number >>= 7
    if len(varint) >= _MIN_VARINT:
        yield bytes(varint), "varint"


def _forms(value: str) -> Iterator[tuple[str, str]]:
    """Texts with the name of the form, each text once."""
    seen: set[str] = set()
    for text, form in _all_forms(value):
        if text not in seen:
            seen.add(text)
            yield text, form


def _all_forms(value: str) -> Iterator[tuple[str, str]]:
    yield value, "exact"
    phone = _CHINESE_MOBILE.fullmatch(value)
    if phone is not None:
        a, b, c = phone.groups()
        yield a + b + c, "national"
        for prefix in ("+86", "86", "0086", "+86 ", "86 ", "+86-", "86-", "0086 ", "(+86)", "(86)", "(+86) "):
            yield prefix + a + b + c, "with country code"
        for prefix in ("", "+86 ", "86 ", "+86-", "86-", "0086 "):
            yield f"{prefix}{a} {b} {c}", "spaced"
            yield f"{prefix}{a}-{b}-{c}", "spaced"
        return
    for text, form in _separations(value):
        yield text, form
        yield text.lower(), "lower case" if form == "exact" else f"{form}, lower case"
        yield text.upper(), "upper case" if form == "exact" else f"{form}, upper case"


def _separations(value: str) -> Iterator[tuple[str, str]]:
    yield value, "exact"
    bare = _SEPARATORS.sub("", value)
    if not re.fullmatch(r"[0-9A-Za-z]+", bare) or not is_proof(bare):
        return
    if _HEX_12.fullmatch(bare) and (bare == value or re.fullmatch(r"(..[:-]){5}..", value)):
        pairs = [bare[i : i + 2] for i in range(0, 12, 2)]
        yield ":".join(pairs), "with colons"
        yield "-".join(pairs), "with dashes"
    elif _HEX_32.fullmatch(bare):
        yield "-".join((bare[:8], bare[8:12], bare[12:16], bare[16:20], bare[20:])), "with dashes"
    if bare != value and "." not in value:
        yield bare, "without separators"
