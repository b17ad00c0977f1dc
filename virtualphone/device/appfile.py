"""What package files (APK) and specimen folders (`manifest.yaml`) declare."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from virtualphone.device.assets import Assets, FolderAssets, ZipAssets
from virtualphone.device.axml import BinaryXmlError, Element, parse_binary_xml
from virtualphone.device.packages import Activity, AppFile, InstallError, full_class_name
from virtualphone.device.signing import signer_of

_PACKAGE_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z][A-Za-z0-9_]*)+")
_MAX_MANIFEST_BYTES = 8 * 1024 * 1024
_NOT_APK = "INSTALL_PARSE_FAILED_NOT_APK"
_BAD_MANIFEST = "INSTALL_PARSE_FAILED_MANIFEST_MALFORMED"
WWW = "assets/www/"
"""Where the pages of an app lie in its package file."""


def read_app_file(data: bytes) -> AppFile:
    """What the bytes of a package file declare; raises InstallError as the package parser would."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if "AndroidManifest.xml" in archive.namelist():
                manifest, signer = _member(archive, "AndroidManifest.xml"), signer_of(data, archive)
                return _parse_android_manifest(manifest, signer, ZipAssets(data, WWW))
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise InstallError(_NOT_APK, f"Failed to parse: {error}") from error
    raise InstallError(_BAD_MANIFEST, "AndroidManifest.xml is missing")


def base_of(parts: Sequence[bytes]) -> bytes:
    """The base among the parts of one install; raises InstallError when they are not of one app and one version."""
    read = [(part, *_identity(part)) for part in parts]
    bases = [part for part, split, *_ in read if not split]
    if len(bases) != 1:
        what = "no base" if not bases else "more than one base"
        raise InstallError("INSTALL_FAILED_INVALID_APK", f"{what} among the parts")
    told_by_all = zip(*(entry[2:] for entry in read), strict=True)
    for what, told in zip(("package", "version", "signatures"), told_by_all, strict=True):
        if len(set(told)) > 1:
            raise InstallError("INSTALL_FAILED_INVALID_APK", f"Split is inconsistent with the base: {what}")
    return bases[0]


def _identity(data: bytes) -> tuple[str, str, int, str]:
    """Split, package, version code and signer of one part."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            root = parse_binary_xml(_member(archive, "AndroidManifest.xml"))
            return root.text("split"), root.text("package"), root.number("versionCode", 0), signer_of(data, archive)
    except (KeyError, zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise InstallError(_NOT_APK, f"Failed to parse: {error}") from error
    except BinaryXmlError as error:
        raise InstallError(_BAD_MANIFEST, str(error)) from error


def read_app_folder(folder: Path) -> AppFile:
    """What a specimen's folder declares; its pages are read from the folder when they are shown."""
    return parse_manifest((folder / "manifest.yaml").read_bytes(), FolderAssets(folder / "www"))


def parse_manifest(text: bytes, assets: Assets) -> AppFile:
    """The app part of a specimen's manifest; raises InstallError naming the key."""
    try:
        loaded = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise InstallError(_BAD_MANIFEST, f"manifest.yaml: {error}") from error
    manifest = _mapping(loaded, "manifest.yaml")
    name = _package_name(manifest.get("package"))
    version = _mapping(manifest.get("version", {}), "version")
    listed = _list(manifest.get("activities", []), "activities")
    activities = tuple(_activity(name, entry, index == 0) for index, entry in enumerate(listed))
    return AppFile(
        name=name,
        label=str(manifest.get("label", name)),
        version_code=_whole(version.get("code", 1), "version.code"),
        version_name=str(version.get("name", "1.0")),
        signer=str(manifest.get("signer", "debug")),
        target_sdk=_whole(manifest.get("target_sdk", 34), "target_sdk"),
        permissions=tuple(str(entry) for entry in _list(manifest.get("permissions", []), "permissions")),
        activities=activities,
        pins=manifest.get("pins") is True,
        behaviour=_mapping(manifest.get("behaviour") or {}, "behaviour"),
        assets=assets,
    )


def _activity(package: str, entry: object, first: bool) -> Activity:
    fields = _mapping(entry, "activities")
    if not isinstance(fields.get("name"), str) or not isinstance(fields.get("page"), str):
        raise InstallError(_BAD_MANIFEST, "activities: each needs a name and a page")
    exported = fields.get("exported", first) is True
    links = tuple(str(host) for host in _list(fields.get("links", []), "activities.links"))
    return Activity(full_class_name(package, fields["name"]), fields["page"], exported, first, links)


def _mapping(value: object, key: str) -> Mapping[str, Any]:
    if not isinstance(value, dict) or not all(isinstance(name, str) for name in value):
        raise InstallError(_BAD_MANIFEST, f"{key} must be a mapping")
    return value


def _list(value: object, key: str) -> list[object]:
    if not isinstance(value, list):
        raise InstallError(_BAD_MANIFEST, f"{key} must be a list")
    return value


def _whole(value: object, key: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise InstallError(_BAD_MANIFEST, f"{key} must be a whole number")
    return value


def _package_name(value: object) -> str:
    if not isinstance(value, str) or len(value) > 223 or not _PACKAGE_NAME.fullmatch(value):
        raise InstallError("INSTALL_PARSE_FAILED_BAD_PACKAGE_NAME", f"Invalid manifest package: {value!r}")
    return value


def _member(archive: zipfile.ZipFile, name: str) -> bytes:
    if archive.getinfo(name).file_size > _MAX_MANIFEST_BYTES:
        raise InstallError(_BAD_MANIFEST, f"{name} is too large")
    return archive.read(name)


def _parse_android_manifest(data: bytes, signer: str, assets: Assets) -> AppFile:
    try:
        root = parse_binary_xml(data)
    except BinaryXmlError as error:
        raise InstallError(_BAD_MANIFEST, str(error)) from error
    name = _package_name(root.text("package"))
    if root.text("split"):
        raise InstallError("INSTALL_FAILED_MISSING_SPLIT", f"{root.text('split')} is a split without its base")
    sdk = next(iter(root.all("uses-sdk")), Element("uses-sdk", {}))
    application = next(iter(root.all("application")), Element("application", {}))
    minimum = sdk.number("minSdkVersion", 1)
    return AppFile(
        name=name,
        label=_label(application, name),
        version_code=root.number("versionCode", 0),
        version_name=root.text("versionName", "null"),
        signer=signer,
        target_sdk=sdk.number("targetSdkVersion", minimum),
        min_sdk=minimum,
        permissions=tuple(dict.fromkeys(entry.text("name") for entry in root.all("uses-permission"))),
        activities=_declared_activities(name, application),
        services=tuple(full_class_name(name, entry.text("name")) for entry in application.all("service")),
        receivers=tuple(full_class_name(name, entry.text("name")) for entry in application.all("receiver")),
        instrumentation=tuple(
            (entry.text("name"), entry.text("targetPackage", name)) for entry in root.all("instrumentation")
        ),
        debuggable=application.attributes.get("debuggable") is True,
        pins=_meta(application).get("pins") is True,
        behaviour=_behaviour(_meta(application).get("behaviour")),
        assets=assets,
    )


def _meta(element: Element) -> dict[str, str | int | bool]:
    return {entry.text("name"): entry.attributes.get("value", "") for entry in element.all("meta-data")}


def _behaviour(text: object) -> Mapping[str, Any]:
    try:
        told = json.loads(text) if isinstance(text, str) and text else {}
    except ValueError:
        told = {}
    return told if isinstance(told, dict) else {}


def _label(application: Element, package: str) -> str:
    label = application.text("label", package)
    return package if label.startswith("@") else label


def _declared_activities(package: str, application: Element) -> tuple[Activity, ...]:
    found = []
    for entry in [*application.all("activity"), *application.all("activity-alias")]:
        filters = entry.all("intent-filter")
        names = {child.text("name") for part in filters for child in part.children}
        launcher = {"android.intent.action.MAIN", "android.intent.category.LAUNCHER"} <= names
        exported = entry.attributes.get("exported", bool(filters)) is True
        links = tuple(dict.fromkeys(host for part in filters for host in _link_hosts(part)))
        page = _meta(entry).get("page")
        shown = page if isinstance(page, str) else None
        found.append(Activity(full_class_name(package, entry.text("name")), shown, exported, launcher, links))
    return tuple(sorted(found, key=lambda activity: not activity.launcher))


def _link_hosts(intent_filter: Element) -> list[str]:
    """The hosts of a filter for web addresses."""
    parts = intent_filter.all("data")
    if not any(part.text("scheme", "") in ("http", "https") for part in parts):
        return []
    return [host for part in parts if (host := part.text("host", ""))]
