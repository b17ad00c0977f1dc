"""What the run itself gives to the app: values of the phone that stand in a text that is typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from perception.traffic.decode import decode
from perception.traffic.find import hits_in
from perception.traffic.needles import Needles
from perception.traffic.place import Place


def kinds_in(text: str, values: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The kinds of the phone's identifiers that stand in a text, however they are written there."""
    place = Place("typed", text.encode("utf-8", "replace"), 0.0)
    return tuple(sorted({hit.kind for hit in hits_in(place, decode(place), Needles.from_values(values))}))
