"""Keeping personal values out of reports: what is known to belong to the phone, in any form that can be decoded.

The search is the detectors' own (`perception.traffic`), so that a report hides whatever a detector could find. Short
values, which prove nothing in traffic, are hidden where they stand plainly.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from weakref import WeakKeyDictionary

from evidence.recording import Recording
from perception.traffic.decode import decode
from perception.traffic.find import hits_in
from perception.traffic.needles import Needles, is_proof
from perception.traffic.place import Place

Span = tuple[int, int]

DOT = "•"
MAX_ROUNDS = 8
"""Hiding one value can bring to light another that overlapped it; beyond this many rounds everything is hidden."""

MAX_TEXT = 24_000
"""Characters of one text that are looked at; the rest is cut off, as no page shows as much."""

_MASKS: WeakKeyDictionary[Recording, Mask] = WeakKeyDictionary()
"""Several formats of one report share what was masked already."""

_PARTS = re.compile(r"[,;:|\t=/]")


@dataclass(frozen=True)
class Mask:
    """Masks texts and messages; `show` leaves everything as it is (`--show-values`)."""

    needles: Needles
    plain: re.Pattern[bytes] | None
    show: bool
    _known: dict[str, str] = field(default_factory=dict)

    def text(self, text: str) -> str:
        """The text with every known value made unreadable but recognisable, in whatever form it stands."""
        if self.show or not text:
            return text
        if text not in self._known:
            self._known[text] = self._masked(text)
        return self._known[text]

    def hides(self, text: str) -> bool:
        """Whether the text holds something that is masked; also told when values are shown."""
        return bool(text) and bool(self.spans(_as_place(text)))

    def spans(self, place: Place) -> tuple[Span, ...]:
        """Where known values stand in the bytes of a place, as sent; in order, without overlap, whatever `show`."""
        data = place.data
        found: list[Span] = []
        for _ in range(MAX_ROUNDS):
            hits = self._hits(replace(place, data=data))
            if not hits:
                return _merged(found)
            found += hits
            data = _blanked(data, hits)
        return ((0, len(data)),)

    def spans_of(self, kind: str, place: Place) -> tuple[Span, ...]:
        """Where values of one kind stand in a place; of every known value when no kind is given."""
        if not kind or not self.needles.count:
            return self.spans(place)
        return tuple(hit.range for hit in hits_in(place, decode(place), self.needles) if hit.kind == kind)

    def _hits(self, place: Place) -> list[Span]:
        hits = [hit.range for hit in hits_in(place, decode(place), self.needles)] if self.needles.count else []
        if self.plain is not None:
            hits += [match.span() for match in self.plain.finditer(place.data)]
        return hits

    def _masked(self, text: str) -> str:
        place = _as_place(text)
        parts, at = [], 0
        for start, end in self.spans(place):
            parts += [_decoded(place.data[at:start]), hidden(_decoded(place.data[start:end]))]
            at = end
        return "".join((*parts, _decoded(place.data[at:]), "…" if len(text) > MAX_TEXT else ""))


def hidden(value: str) -> str:
    """`862 123…` as `86••••••`: two characters (one of a name), at most a quarter of it, then up to 14 dots."""
    seen = min(2 if value.isascii() else 1, len(value) // 4)
    return value[:seen] + DOT * min(14, max(2, len(value) - seen))


def mask_for(recording: Recording, *, show_values: bool) -> Mask:
    """A mask of all values that the recording knows to belong to the phone; made once for a recording that is open."""
    mask = _MASKS.get(recording)
    if mask is None:
        known = recording.identifiers
        mask = _MASKS.setdefault(recording, Mask(Needles.from_values(known), _plain(known), show=False))
    return replace(mask, show=True) if show_values else mask


def _plain(known: Mapping[str, Sequence[str]]) -> re.Pattern[bytes] | None:
    values = {
        form
        for kind, given in known.items()
        if kind != "installed_apps"
        for value in given
        for part in (value.strip(), *(_PARTS.split(value) if kind == "contacts" else ()))
        if _worth_hiding(part.strip())
        for form in (part.strip(), part.strip().lower(), part.strip().upper())
    }
    ordered = sorted(values, key=lambda value: (-len(value), value))
    return re.compile(b"|".join(re.escape(v.encode("utf-8", "surrogatepass")) for v in ordered)) if ordered else None


def _worth_hiding(value: str) -> bool:
    """Names in Chinese, numbers and codes; a word such as `unknown`, which a phone may give as its serial, is none."""
    if not value.isascii():
        return len(value) >= 2
    return is_proof(value) or (len(value) >= 4 and any(character.isdigit() for character in value))


def _as_place(text: str) -> Place:
    return Place("url", text[:MAX_TEXT].encode("utf-8", "surrogatepass"), 0.0)


def _decoded(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    result: list[Span] = []
    for start, end in sorted(spans):
        if result and start < result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        elif start < end:
            result.append((start, end))
    return tuple(result)


def _blanked(data: bytes, spans: Iterable[Span]) -> bytes:
    blank = bytearray(data)
    for start, end in spans:
        blank[start:end] = b"*" * (end - start)
    return bytes(blank)
