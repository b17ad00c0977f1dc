"""Android's binary XML for the system's own files (ABX, from Android 12): writing it and reading it back."""

from __future__ import annotations

import struct
from xml.etree import ElementTree
from xml.sax.saxutils import quoteattr

_MAGIC = b"ABX\0"
_START_DOCUMENT, _END_DOCUMENT, _START_TAG, _END_TAG, _ATTRIBUTE = 0, 1, 2, 3, 15
_NULL, _STRING, _INTERNED, _INT, _TRUE, _FALSE = 1 << 4, 2 << 4, 3 << 4, 6 << 4, 12 << 4, 13 << 4
_NEW_STRING = 0xFFFF
_DECLARATION = "<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>\n"


class AbxError(ValueError):
    """The bytes are not ABX that we can read."""


def to_abx(xml: bytes) -> bytes:
    """Encode XML text that the phone made itself; white space between elements is dropped."""
    encoder = _Encoder()
    encoder.element(ElementTree.fromstring(xml))
    return _MAGIC + bytes([_START_DOCUMENT | _NULL]) + bytes(encoder.data) + bytes([_END_DOCUMENT | _NULL])


class _Encoder:
    def __init__(self) -> None:
        self.data = bytearray()
        self._pool: dict[str, int] = {}

    def element(self, element: ElementTree.Element) -> None:
        self.data.append(_START_TAG | _INTERNED)
        self._interned(element.tag)
        for name, value in element.attrib.items():
            self._attribute(name, value)
        for child in element:
            self.element(child)
        self.data.append(_END_TAG | _INTERNED)
        self._interned(element.tag)

    def _attribute(self, name: str, value: str) -> None:
        if value in ("true", "false"):
            self.data.append(_ATTRIBUTE | (_TRUE if value == "true" else _FALSE))
            self._interned(name)
        elif name == "version":
            self.data.append(_ATTRIBUTE | _INT)
            self._interned(name)
            self.data += struct.pack(">i", int(value))
        else:
            self.data.append(_ATTRIBUTE | _STRING)
            self._interned(name)
            self._string(value)

    def _interned(self, text: str) -> None:
        index = self._pool.get(text)
        if index is not None:
            self.data += struct.pack(">H", index)
            return
        self._pool[text] = len(self._pool)
        self.data += struct.pack(">H", _NEW_STRING)
        self._string(text)

    def _string(self, text: str) -> None:
        raw = text.encode()
        self.data += struct.pack(">H", len(raw)) + raw


def to_text(data: bytes) -> str:
    """Decode ABX to XML text as `abx2xml` prints it; raises AbxError."""
    if not data.startswith(_MAGIC):
        raise AbxError("Unexpected magic")
    try:
        return _DECLARATION + _Decoder(data).document()
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise AbxError(f"damaged: {error}") from error


class _Decoder:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = len(_MAGIC)
        self._pool: list[str] = []
        self._parts: list[str] = []
        self._open = False

    def document(self) -> str:
        while self._at < len(self._data):
            token = self._data[self._at]
            self._at += 1
            if token & 0x0F == _END_DOCUMENT:
                break
            self._event(token & 0x0F, token & 0xF0)
        return "".join(self._parts)

    def _event(self, command: int, kind: int) -> None:
        if command == _START_TAG:
            self._close_start()
            self._parts.append(f"<{self._interned()}")
            self._open = True
        elif command == _ATTRIBUTE:
            name = self._interned()
            self._parts.append(f" {name}={quoteattr(self._value(kind))}")
        elif command == _END_TAG:
            name = self._interned()
            self._parts.append(" />" if self._open else f"</{name}>")
            self._open = False
        elif command != _START_DOCUMENT:
            raise AbxError(f"unknown event {command}")

    def _close_start(self) -> None:
        if self._open:
            self._parts.append(">")

    def _value(self, kind: int) -> str:
        if kind == _STRING:
            return self._string()
        if kind == _INTERNED:
            return self._interned()
        if kind == _INT:
            (number,) = struct.unpack_from(">i", self._data, self._at)
            self._at += 4
            return str(number)
        if kind in (_TRUE, _FALSE):
            return "true" if kind == _TRUE else "false"
        raise AbxError(f"unknown type {kind:#x}")

    def _interned(self) -> str:
        index = int.from_bytes(self._data[self._at : self._at + 2])
        self._at += 2
        if index != _NEW_STRING:
            return self._pool[index]
        text = self._string()
        self._pool.append(text)
        return text

    def _string(self) -> str:
        size = int.from_bytes(self._data[self._at : self._at + 2])
        raw = self._data[self._at + 2 : self._at + 2 + size]
        if len(raw) != size:
            raise AbxError("damaged: a text reaches past the end")
        self._at += 2 + size
        return raw.decode()
