"""Values that must not be kept: what the environment and the hooks give to a run."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, quote_plus
from xml.sax.saxutils import escape, quoteattr

from PIL import Image, ImageDraw

from evidence.tree import Tree

SHORTEST = 3
"""Characters; shorter values are in everything, and hiding them would hide what they are in."""
_CHUNK = 8 * 1024 * 1024


class Secrets:
    """The values, and how a text looks without them.

    What is hidden keeps its length in bytes, so that files whose parts are counted stay readable. Values that an app
    hashes, compresses or encrypts are not recognised any more; nor is what it shows in a picture without a node.
    """

    def __init__(self) -> None:
        self._values: set[str] = set()
        self._forms: tuple[bytes, ...] = ()

    def add(self, value: str) -> None:
        """Hide a value from now on."""
        if len(value) >= SHORTEST and value not in self._values:
            self._values.add(value)
            forms = {form for known in self._values for form in _forms(known)}
            self._forms = tuple(sorted(forms, key=lambda form: (-len(form), form)))

    def __bool__(self) -> bool:
        return bool(self._values)

    def mask(self, text: str) -> str:
        """A text without the values."""
        for value in sorted(self._values, key=len, reverse=True):
            text = text.replace(value, "*" * len(value))
        return text

    def mask_bytes(self, data: bytes) -> bytes:
        """Bytes without the values in any of their usual forms; of the same length."""
        for form in self._forms:
            if form in data:
                data = data.replace(form, b"*" * len(form))
        return data

    def mask_file(self, path: Path) -> None:
        """A file without the values, in place; pieces overlap, so that none is missed between two."""
        if not self._forms:
            return
        overlap = len(self._forms[0]) - 1
        with path.open("r+b") as file:
            at = 0
            while chunk := file.read(_CHUNK + overlap):
                masked = self.mask_bytes(chunk)
                if masked != chunk:
                    file.seek(at)
                    file.write(masked)
                if len(chunk) < _CHUNK + overlap:
                    return
                at += _CHUNK
                file.seek(at)

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


def _forms(value: str) -> Iterator[bytes]:
    """The bytes of a value as it stands in texts, JSON, XML, addresses, forms and base64."""
    written = value.encode()
    yield written
    for text in (
        json.dumps(value)[1:-1],
        json.dumps(value, ensure_ascii=False)[1:-1],
        escape(value),
        quoteattr(value)[1:-1],
        quote(value, safe=""),
        quote(value, safe="").lower(),
        quote_plus(value),
    ):
        yield text.encode()
    for shift in range(3):
        # Whatever stands before it, base64 writes a value in one of three ways; the ends that depend on more are left.
        coded = base64.b64encode(b"\0" * shift + written).rstrip(b"=")
        core = coded[(shift * 8 + 5) // 6 : len(coded) - (1 if (len(written) + shift) % 3 else 0)]
        if len(core) >= 2 * SHORTEST:
            yield core
            yield core.replace(b"+", b"-").replace(b"/", b"_")
