"""What an APK declares: read from its binary manifest and its signature."""

from __future__ import annotations

import hashlib
import io
import logging
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lxml import etree

from harness.errors import ConfigError
from harness.packages.signature import certificates

_ANDROID = "{http://schemas.android.com/apk/res/android}"
_MAX_MANIFEST_BYTES = 8 * 1024 * 1024
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


def read_package(path: Path) -> PackageFile:
    """What an APK declares. Raises ConfigError with what is wrong with the file."""
    try:
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        root = _manifest(path)
        package = root.get("package", "")
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror or error}") from None
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, EOFError) as error:
        raise ConfigError(f"{path} is no APK: {_said(error)}; give a file that a phone can install") from None
    except (ValueError, IndexError, struct.error, TypeError, AttributeError, etree.XMLSyntaxError) as error:
        raise ConfigError(f"{path}: its AndroidManifest.xml cannot be read: {_said(error)}") from None
    if not package:
        raise ConfigError(f"{path}: its AndroidManifest.xml names no package")
    sdk = root.find("uses-sdk")
    named = [one.get(f"{_ANDROID}name", "") for one in root.findall("uses-permission")]
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
        permissions=tuple(dict.fromkeys(name[:200] for name in named if name))[:_MAX_PERMISSIONS],
        activity=_launcher(root, package),
        certificates=tuple(hashlib.sha256(certificate).hexdigest() for certificate in certificates(path)),
    )


def _manifest(path: Path) -> etree._Element:
    with zipfile.ZipFile(path) as archive:
        if archive.getinfo("AndroidManifest.xml").file_size > _MAX_MANIFEST_BYTES:
            raise ValueError(f"it is larger than {_MAX_MANIFEST_BYTES >> 20} MiB")
        text = _reader()(io.BytesIO(archive.read("AndroidManifest.xml")))
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=True)
    root = etree.fromstring(str(text).encode("utf-8", "replace"), parser)
    if root is None or root.tag != "manifest":
        raise ValueError("it is no manifest")
    return root


@cache
def _reader() -> Callable[[io.BytesIO], str]:
    """apkInspector's, without what its import does to the logging of the whole program (all of it, to the terminal)."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    from apkInspector.axml import get_manifest

    root.handlers[:] = handlers
    root.setLevel(level)
    return get_manifest  # type: ignore[no-any-return]


def _launcher(root: etree._Element, package: str) -> str:
    for tag in ("activity", "activity-alias"):
        for activity in root.iterfind(f"application/{tag}"):
            said = {one.get(f"{_ANDROID}name", "") for one in activity.iterfind("intent-filter/*")}
            if {"android.intent.action.MAIN", "android.intent.category.LAUNCHER"} <= said:
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


def _said(error: Exception) -> str:
    return str(error).strip("'\"")[:200] or type(error).__name__
