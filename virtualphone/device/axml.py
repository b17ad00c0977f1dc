"""A reader of Android's binary XML, as far as AndroidManifest.xml needs it."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

_STRING_POOL = 0x0001
_RESOURCE_MAP = 0x0180
_START_ELEMENT = 0x0102
_END_ELEMENT = 0x0103
_XML = 0x0003
_UTF8_FLAG = 1 << 8
_TYPE_STRING = 0x03
_TYPE_INTEGERS = range(0x10, 0x20)
_TYPE_BOOLEAN = 0x12
_NONE = 0xFFFFFFFF
_MAX_STRINGS = 200_000
_MAX_DEPTH = 100

_ATTRIBUTE_NAMES = {
    0x01010001: "label",
    0x01010003: "name",
    0x0101000F: "debuggable",
    0x01010010: "exported",
    0x01010021: "targetPackage",
    0x01010202: "targetActivity",
    0x0101020C: "minSdkVersion",
    0x0101021B: "versionCode",
    0x0101021C: "versionName",
    0x01010270: "targetSdkVersion",
}


class BinaryXmlError(ValueError):
    """The bytes are not binary XML that we can read."""


@dataclass(slots=True)
class Element:
    """One element; attribute values are text, whole numbers or truth values."""

    tag: str
    attributes: dict[str, str | int | bool]
    children: list[Element] = field(default_factory=list)

    def all(self, tag: str) -> list[Element]:
        """Children with a tag."""
        return [child for child in self.children if child.tag == tag]

    def text(self, name: str, default: str = "") -> str:
        """An attribute as text; the default where it is absent or a reference."""
        value = self.attributes.get(name, default)
        return value if isinstance(value, str) else default

    def number(self, name: str, default: int) -> int:
        """An attribute as a whole number."""
        value = self.attributes.get(name, default)
        return value if isinstance(value, int) else default


def parse_binary_xml(data: bytes) -> Element:
    """The root element; raises BinaryXmlError for anything else than well-formed binary XML."""
    try:
        return _Reader(data).read()
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise BinaryXmlError(f"binary XML is damaged: {error}") from error


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._strings: list[str] = []
        self._resources: tuple[int, ...] = ()
        self._root: Element | None = None
        self._stack: list[Element] = []

    def read(self) -> Element:
        kind, header, size = self._chunk(0)
        if kind != _XML or size > len(self._data):
            raise BinaryXmlError("not binary XML")
        offset = header
        while offset < size:
            kind, header, length = self._chunk(offset)
            if length < header or header < 8 or offset + length > size:
                raise BinaryXmlError("a chunk reaches past the end")
            self._handle(kind, offset, header, length)
            offset += length
        if self._root is None or self._stack:
            raise BinaryXmlError("elements are not closed")
        return self._root

    def _chunk(self, offset: int) -> tuple[int, int, int]:
        kind, header, size = struct.unpack_from("<HHI", self._data, offset)
        return kind, header, size

    def _handle(self, kind: int, offset: int, header: int, length: int) -> None:
        if kind == _STRING_POOL:
            self._strings = self._read_strings(offset, length)
        elif kind == _RESOURCE_MAP:
            count = (length - header) // 4
            self._resources = struct.unpack_from(f"<{count}I", self._data, offset + header)
        elif kind == _START_ELEMENT:
            self._open(self._read_element(offset + header))
        elif kind == _END_ELEMENT:
            if not self._stack:
                raise BinaryXmlError("an element ends that never began")
            self._stack.pop()

    def _open(self, element: Element) -> None:
        if len(self._stack) >= _MAX_DEPTH:
            raise BinaryXmlError("elements are nested too deep")
        if self._stack:
            self._stack[-1].children.append(element)
        elif self._root is None:
            self._root = element
        else:
            raise BinaryXmlError("more than one root")
        self._stack.append(element)

    def _read_strings(self, start: int, length: int) -> list[str]:
        _, header, _ = self._chunk(start)
        count, _, flags, strings_start, _ = struct.unpack_from("<5I", self._data, start + 8)
        if count > _MAX_STRINGS or count * 4 > length:
            raise BinaryXmlError("too many strings")
        offsets = struct.unpack_from(f"<{count}I", self._data, start + header)
        decode = self._utf8 if flags & _UTF8_FLAG else self._utf16
        return [decode(start + strings_start + offset) for offset in offsets]

    def _utf8(self, at: int) -> str:
        at += 2 if self._data[at] & 0x80 else 1
        size = self._data[at]
        if size & 0x80:
            size = (size & 0x7F) << 8 | self._data[at + 1]
            at += 1
        return self._data[at + 1 : at + 1 + size].decode("utf-8", "replace")

    def _utf16(self, at: int) -> str:
        (size,) = struct.unpack_from("<H", self._data, at)
        at += 2
        if size & 0x8000:
            (low,) = struct.unpack_from("<H", self._data, at)
            size = (size & 0x7FFF) << 16 | low
            at += 2
        return self._data[at : at + size * 2].decode("utf-16-le", "replace")

    def _read_element(self, at: int) -> Element:
        _, name, attributes_start, attribute_size, count = struct.unpack_from("<IIHHH", self._data, at)
        attributes: dict[str, str | int | bool] = {}
        for index in range(count):
            place = at + attributes_start + index * max(attribute_size, 20)
            _, key, raw, _, _, kind, value = struct.unpack_from("<IIIHBBI", self._data, place)
            attributes[self._attribute_name(key)] = self._value(raw, kind, value)
        return Element(self._string(name), attributes)

    def _attribute_name(self, key: int) -> str:
        # Shrinkers blank the names; the resource id then still tells which attribute it is.
        known = _ATTRIBUTE_NAMES.get(self._resources[key]) if key < len(self._resources) else None
        return known or self._string(key)

    def _value(self, raw: int, kind: int, value: int) -> str | int | bool:
        if kind == _TYPE_STRING:
            return self._string(value)
        if kind == _TYPE_BOOLEAN:
            return value != 0
        if kind in _TYPE_INTEGERS:
            return value
        return self._string(raw) if raw != _NONE else f"@{value:08x}"

    def _string(self, index: int) -> str:
        return self._strings[index] if index != _NONE else ""
