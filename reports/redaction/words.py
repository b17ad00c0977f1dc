"""Masking bytes, texts and JSON: what the detectors' own search finds is written over, until it finds nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from perception.traffic.place import Place
from reports.masking import Mask

COVER = b"*"
MAX_BYTES = 8 * 1024 * 1024
"""Longer content cannot be searched to its end (the decoder's own limit), so that it is left out."""


class Unmaskable(Exception):
    """Something that is left out, as it cannot be masked; the message says why."""


@dataclass
class Words:
    """Writes over values; `found` counts how often."""

    mask: Mask
    found: int = 0
    _known: dict[tuple[str, str], str] = field(default_factory=dict)

    def clean(self, place: Place) -> bytes:
        """The bytes of a place, of the same length, with every value written over in whatever form it stands.

        Raises Unmaskable when they are too many.
        """
        if len(place.data) > MAX_BYTES:
            raise Unmaskable(f"it is larger than {MAX_BYTES} bytes")
        data = bytearray(place.data)
        for start, end in self.mask.spans(place):
            data[start:end] = COVER * (end - start)
            self.found += 1
        return bytes(data)

    def text(self, text: str, place: str = "url") -> str:
        """A text with every value written over. Raises Unmaskable."""
        if len(text) < 2:
            return text
        if (place, text) not in self._known:
            data = text.encode("utf-8", "surrogatepass")
            self._known[place, text] = self.clean(Place(place, data, 0.0)).decode("utf-8", "replace")
        return self._known[place, text]

    def value(self, value: Any) -> Any:
        """A value of JSON with every text in it masked, keys too. Raises Unmaskable."""
        match value:
            case str():
                return self.text(value)
            case list():
                return [self.value(inner) for inner in value]
            case dict():
                return {self.text(key): self.value(inner) for key, inner in value.items()}
            case _:
                return value

    def hides(self, data: bytes) -> bool:
        """Whether a value is still there. Raises Unmaskable."""
        if len(data) > MAX_BYTES:
            raise Unmaskable(f"it is larger than {MAX_BYTES} bytes")
        return bool(self.mask.spans(Place("body", data, 0.0)))
