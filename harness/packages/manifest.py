"""What an APK declares: read from its binary manifest and its signature."""

from __future__ import annotations

import hashlib
import io
import logging
import struct
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree

from harness.errors import ConfigError
from harness.packages.damage import DAMAGE, said
from harness.packages.signature import certificates

_ANDROID = "{http://schemas.android.com/apk/res/android}"
_MAX_MANIFEST_BYTES = 8 * 1024 * 1024
_MAX_TEXT_BYTES = 64 * 1024 * 1024
_TEXT = 3
"""The type of an attribute whose value is a text of the pool."""
_MAX_PERMISSIONS = 1000


@dataclass(frozen=True, slots=True)
class PackageFile:
    """One APK as its author made it; `split` is empty for a base, `label` when it is a reference to a resource.

    `certificates` are the SHA-256 digests of the signers' certificates, in hex, `permissions` in the manifest's order.
    """

    path: Path
    sha256: str
    package: str
    split: str
    label: str
    version_name: str
    version_code: str
    min_sdk: int | None
    target_sdk: int | None
    permissions: tuple[str, ...]
    activity: str
    """The launcher's activity, as a full class name; empty when there is none."""
    certificates: tuple[str, ...]


def read_package(path: Path, called: str = "") -> PackageFile:
    """What an APK declares. Raises ConfigError with what is wrong with the file, which may be `called` otherwise."""
    name = called or str(path)
    manifest, sha256 = _unpacked(path, name)
    try:
        root = _manifest(manifest)
    except (*DAMAGE, IndexError, KeyError, TypeError, AttributeError, etree.XMLSyntaxError) as error:
        raise ConfigError(f"{name}: its AndroidManifest.xml cannot be read: {said(error)}; fetch it again") from None
    package = root.get("package", "")
    if not package:
        raise ConfigError(f"{name}: its AndroidManifest.xml names no package")
    sdk = root.find("uses-sdk")
    permissions = [one.get(f"{_ANDROID}name", "") for one in root.findall("uses-permission")]
    application = root.find("application")
    return PackageFile(
        path=path,
        sha256=sha256,
        package=package[:255],
        split=root.get("split", "")[:200],
        label=_plain(application.get(f"{_ANDROID}label", "") if application is not None else ""),
        version_name=_plain(root.get(f"{_ANDROID}versionName", "")),
        version_code=_plain(root.get(f"{_ANDROID}versionCode", "")),
        min_sdk=_number(sdk, "minSdkVersion"),
        target_sdk=_number(sdk, "targetSdkVersion"),
        permissions=tuple(dict.fromkeys(one[:200] for one in permissions if one))[:_MAX_PERMISSIONS],
        activity=_launcher(root, package),
        certificates=tuple(hashlib.sha256(certificate).hexdigest() for certificate in certificates(path)),
    )


def _unpacked(path: Path, name: str) -> tuple[bytes, str]:
    """The binary manifest, and the SHA-256 of the whole file."""
    try:
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            with zipfile.ZipFile(file) as archive:
                member = archive.getinfo("AndroidManifest.xml")
                if member.file_size > _MAX_MANIFEST_BYTES:
                    raise ConfigError(f"{name}: its AndroidManifest.xml is larger than {_MAX_MANIFEST_BYTES >> 20} MiB")
                return archive.read(member), sha256
    except KeyError:
        raise ConfigError(f"{name} is no APK: no AndroidManifest.xml; give a file that a phone can install") from None
    except OSError as error:
        if error.errno is not None:
            raise ConfigError(f"{name} cannot be read: {error.strerror}") from None
        raise ConfigError(f"{name} is damaged: {said(error)}; fetch it again") from None
    except DAMAGE as error:
        raise ConfigError(f"{name} is no APK, or damaged: {said(error)}; fetch it again") from None


def _manifest(data: bytes) -> etree._Element:
    _weigh(data)
    told = _reader()(io.BytesIO(data))
    # What stands between the tags says nothing here, and the library would put it in place of every line break.
    told.elements = [one for one in told.elements if not hasattr(one, "data_index")]
    if _written(told.elements, [len(one) for one in told.string_pool.string_list]) > _MAX_TEXT_BYTES:
        raise ValueError(f"it writes more than {_MAX_TEXT_BYTES >> 20} MiB")
    text = told.get_manifest()
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=True)
    root = etree.fromstring(str(text).encode("utf-8", "replace"), parser)
    if root is None or root.tag != "manifest":
        raise ValueError("it is no manifest")
    return root


def _weigh(data: bytes) -> None:
    """Raise ValueError when the manifest's string pool unfolds to more than any manifest says.

    apkInspector decodes a text for each offset to one, so that a small file may name a long one many thousand times.
    """
    _, _, _, _, _, flags, start, _ = struct.unpack_from("<HHIIIIII", data, 8)
    size = 0
    for (offset,) in struct.iter_unpack("<I", data[36:][: max(0, start - 28) // 4 * 4]):
        at = start + offset + 8
        size += min(_length(data[at : at + 4], utf8=bool(flags & 0x100)), max(0, len(data) - at))
        if size > _MAX_TEXT_BYTES:
            raise ValueError(f"its texts are larger than {_MAX_TEXT_BYTES >> 20} MiB")


def _length(head: bytes, *, utf8: bool) -> int:
    """The bytes of a text, by what stands before it; 0 when the file ends there."""
    if utf8:
        return head[0] if head else 0
    units: int
    more: int
    units, more = struct.unpack("<HH", head.ljust(4, b"\0"))
    return 2 * ((units & 0x7FFF) << 16 | more if units & 0x8000 else units)


def _written(elements: list[Any], sizes: list[int]) -> int:
    """The characters of all texts that elements name, each as often as it is named."""
    named: Counter[int] = Counter()
    attributes, prefix = 0, 0
    for element in elements:
        spaces = getattr(element, "ext", ())
        named.update((*spaces, *getattr(element, "attrext", ())[:2]))
        prefix = max((prefix, *(sizes[one] for one in spaces if one < len(sizes))))
        for one in getattr(element, "attributes", ()):
            named.update((one.full_namespace_index, one.name_index))
            if one.typed_value_datatype == _TEXT:
                named[one.typed_value_data] += 1
            attributes += 1
    return attributes * prefix + sum(sizes[one] * times for one, times in named.items() if one < len(sizes))


@cache
def _reader() -> Callable[[io.BytesIO], Any]:
    """apkInspector's, without what its import does to the logging of the whole program (all of it, to the terminal)."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    from apkInspector.axml import ManifestStruct

    root.handlers[:] = handlers
    root.setLevel(level)
    return ManifestStruct.parse  # type: ignore[no-any-return]


def _launcher(root: etree._Element, package: str) -> str:
    for tag in ("activity", "activity-alias"):
        for activity in root.iterfind(f"application/{tag}"):
            named = {one.get(f"{_ANDROID}name", "") for one in activity.iterfind("intent-filter/*")}
            if {"android.intent.action.MAIN", "android.intent.category.LAUNCHER"} <= named:
                return _full_name(package, activity.get(f"{_ANDROID}name", ""))
    return ""


def _full_name(package: str, name: str) -> str:
    if name.startswith("."):
        return package + name
    return name if "." in name or not name else f"{package}.{name}"


def _number(element: etree._Element | None, name: str) -> int | None:
    text = element.get(f"{_ANDROID}{name}", "") if element is not None else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None


def _plain(text: str) -> str:
    """A literal; a reference to a resource says nothing without the resources."""
    return "" if text.startswith(("@", "0x", "?")) else text[:200]
