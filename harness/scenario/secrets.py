"""Values that must not be kept: what the environment and the hooks give to a run."""

from __future__ import annotations

import bisect
import io
import re
from collections.abc import Iterator
from pathlib import Path

from PIL import Image, ImageDraw

from evidence.tree import Tree
from harness.scenario.forms import Form, forms

SHORTEST = 3
"""Characters; shorter values are in everything, and hiding them would hide what they are in."""
_CHUNK = 8 * 1024 * 1024

_MARKUP = re.compile(rb"""</?[\w.:-]+|\s(?P<name>[\w.:-]+)\s*=\s*(?:"(?P<said>[^"]*)"|'(?P<told>[^']*)')""")
_PLACES = (b"bounds", b"index", b"x", b"y", b"w", b"h", b"width", b"height", b"rotation", b"drawing-order")
_TOLD_BY_PHONE = frozenset((*_PLACES, b"class", b"package", b"type", b"tag", b"kind", b"display", b"density", b"scale"))
"""Attributes of UI sources that no app writes; without them there is no tree."""
_WORDS = frozenset((b"text", b"content-desc", b"hint", b"label", b"value", b"name", b"desc", b"title"))
_NUMERIC = b"0123456789+-.eE"
_BEFORE_NUMBER = re.compile(rb'[^\\]"\s*:\s*\Z')
_AFTER_NUMBER = re.compile(rb"\s*[,}]")


class Secrets:
    """The values, and how a text looks without them.

    What is hidden keeps its length in bytes, so that files whose parts are counted stay readable, and what stands in
    base64 around it decodes as before. Values that an app hashes or encrypts are not recognised any more; nor is what
    it shows in a picture without a node.
    """

    def __init__(self) -> None:
        self._values: set[str] = set()
        self._forms: tuple[Form, ...] = ()

    def add(self, value: str) -> None:
        """Hide a value from now on."""
        if len(value) >= SHORTEST and value not in self._values:
            self._values.add(value)
            self._forms += tuple(forms(value))

    def __bool__(self) -> bool:
        return bool(self._values)

    def mask(self, text: str) -> str:
        """A text without the values in any of their usual forms."""
        if not self._forms:
            return text
        data = text.encode("utf-8", "surrogatepass")
        masked = self.mask_bytes(data)
        return text if masked == data else masked.decode("utf-8", "surrogatepass")

    def mask_bytes(self, data: bytes) -> bytes:
        """Bytes without the values in any of their usual forms; of the same length."""
        return self._masked(data, [])

    def mask_source(self, source: bytes) -> bytes:
        """A UI source (XML) without the values; what the phone says of each node, as its bounds, stays."""
        return self._masked(source, _markup(source)) if self._forms else source

    def mask_file(self, path: Path, start: int = 0) -> bool:
        """Take the values out of a file from a byte on, in place; whether there were any.

        Pieces overlap, so that none is missed between two.
        """
        changed = False
        overlap = max((form.longest for form in self._forms), default=0)
        with path.open("r+b") as file:
            at = start
            file.seek(at)
            while chunk := file.read(_CHUNK + overlap):
                masked = self.mask_bytes(chunk)
                if masked != chunk:
                    changed = True
                    file.seek(at)
                    file.write(masked)
                if len(chunk) < _CHUNK + overlap:
                    break
                at += _CHUNK
                file.seek(at)
        return changed

    def mask_folder(self, folder: Path, names: str = "*") -> None:
        """The files of a folder that are named like that without the values, in place."""
        if self._forms:
            for path in sorted(folder.glob(names)):
                if path.is_file():
                    self.mask_file(path)

    def blot(self, picture: bytes, tree: Tree | None) -> bytes:
        """A picture in which the nodes that show a value are covered."""
        boxes = [
            node.bounds
            for node in (tree.walk() if tree else ())
            if any(value in text for value in self._values for text in (node.text, node.description))
        ]
        if not boxes:
            return picture
        image = Image.open(io.BytesIO(picture)).convert("RGB")
        draw = ImageDraw.Draw(image)
        for box in boxes:
            draw.rectangle((box.x1, box.y1, max(box.x1, box.x2 - 1), max(box.y1, box.y2 - 1)), fill=(128, 128, 128))
        out = io.BytesIO()
        image.save(out, "PNG")
        return out.getvalue()

    def _masked(self, data: bytes, kept: list[tuple[int, int]]) -> bytes:
        """The bytes without the values, but for places (in their order) that stay as they are."""
        out: bytearray | None = None
        for form in self._forms:
            # All are looked for in the bytes as they were, so that one that overlaps another is found too.
            for start, end, way in form.places(data):
                if _within(start, end, kept):
                    continue
                out = bytearray(data) if out is None else out
                if way:
                    out[start:end] = form.recoded(bytes(out[start:end]), way)
                    continue
                out[start:end] = b"*" * (end - start)
                if form.value.isdigit():
                    _keep_json(data, start, end, out)
        return data if out is None else bytes(out)


def _keep_json(data: bytes, start: int, end: int, out: bytearray) -> None:
    """Where digits were all or part of a number in a JSON object, asterisks in quotes stand in its place."""
    while start and data[start - 1] in _NUMERIC:
        start -= 1
    while end < len(data) and data[end] in _NUMERIC:
        end += 1
    if _BEFORE_NUMBER.search(data[max(0, start - 16) : start]) and _AFTER_NUMBER.match(data[end : end + 16]):
        out[start:end] = b'"%s"' % (b"*" * (end - start - 2))


def _markup(source: bytes) -> list[tuple[int, int]]:
    """The places of names, and of values that the phone gives to each node."""
    return list(_told(source))


def _told(source: bytes) -> Iterator[tuple[int, int]]:
    for match in _MARKUP.finditer(source):
        name = match["name"]
        if name is None:
            yield match.span()
            continue
        value = match["said"] if match["said"] is not None else match["told"]
        by_phone = name in _TOLD_BY_PHONE or (value in (b"true", b"false") and name not in _WORDS)
        yield match.span() if by_phone else match.span("name")


def _within(start: int, end: int, places: list[tuple[int, int]]) -> bool:
    """Whether it touches one of the places, which are in their order and apart."""
    at = bisect.bisect_right(places, start, key=lambda place: place[1])
    return at < len(places) and places[at][0] < end
