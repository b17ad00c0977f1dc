"""A scenario file without the texts that its author wants to be left out of recordings."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from ruamel.yaml import YAML
from ruamel.yaml.tokens import ScalarToken

REDACTED = "[redacted]"


def without(text: str, places: Iterable[tuple[int, int]], said: Collection[str]) -> str:
    """A YAML text without the values that begin at places (line and column from 0), however they are written.

    Where the same texts stand as words of their own elsewhere, they are cut too.
    """
    wanted = set(places)
    if wanted:
        text = _cut(text, wanted)
    for word in sorted(said, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", REDACTED, text)
    return text


def _cut(text: str, places: set[tuple[int, int]]) -> str:
    scalars = [token for token in YAML(typ="rt").scan(text) if isinstance(token, ScalarToken)]
    # A value begins with its anchor or tag, if it has one, and the scalar is what follows.
    found = {
        next(i for i, one in enumerate(scalars) if (one.start_mark.line, one.start_mark.column) >= place)
        for place in places
    }
    for number in sorted(found, reverse=True):
        start, end = scalars[number].start_mark.index, scalars[number].end_mark.index
        written = text[start:end]
        text = text[:start] + REDACTED + written[len(written.rstrip()) :] + text[end:]
    return text
