"""AndroidManifest.xml in Android's binary form, from what a specimen declares."""

from __future__ import annotations

import json

import pyaxml
from lxml import etree

from virtualphone.device.packages import Activity, AppFile

ANDROID = "http://schemas.android.com/apk/res/android"
PAGE, PINS, BEHAVIOUR = "page", "pins", "behaviour"
"""Names of the meta-data in which the phone finds what Android knows nothing of."""


def binary_manifest(app: AppFile) -> bytes:
    """The manifest of a base package file."""
    root = _root(app)
    _under(root, "uses-sdk", minSdkVersion=app.min_sdk, targetSdkVersion=app.target_sdk)
    for permission in app.permissions:
        _under(root, "uses-permission", name=permission)
    application = _under(root, "application", label=app.label, debuggable=app.debuggable)
    for activity in app.activities:
        _add_activity(application, activity)
    if app.pins:
        _under(application, "meta-data", name=PINS, value=True)
    if app.behaviour:
        _under(application, "meta-data", name=BEHAVIOUR, value=json.dumps(dict(app.behaviour), ensure_ascii=False))
    return _packed(root)


def binary_split_manifest(app: AppFile, split: str) -> bytes:
    """The manifest of a configuration split, which declares nothing but itself."""
    root = _root(app)
    root.set("split", split)
    root.set("configForSplit", "")
    _under(root, "application", hasCode=False)
    return _packed(root)


def _root(app: AppFile) -> etree._Element:
    root = etree.Element("manifest", nsmap={"android": ANDROID})
    root.set(f"{{{ANDROID}}}versionCode", str(app.version_code))
    root.set(f"{{{ANDROID}}}versionName", app.version_name)
    root.set("package", app.name)
    return root


def _add_activity(application: etree._Element, activity: Activity) -> None:
    element = _under(application, "activity", name=activity.name, exported=activity.exported)
    if activity.launcher:
        launcher = _under(element, "intent-filter")
        _under(launcher, "action", name="android.intent.action.MAIN")
        _under(launcher, "category", name="android.intent.category.LAUNCHER")
    if activity.links:
        links = _under(element, "intent-filter", autoVerify=True)
        _under(links, "action", name="android.intent.action.VIEW")
        _under(links, "category", name="android.intent.category.BROWSABLE")
        _under(links, "data", scheme="https")
        for host in activity.links:
            _under(links, "data", host=host)
    if activity.page is not None:
        _under(element, "meta-data", name=PAGE, value=activity.page)


def _under(parent: etree._Element, tag: str, **attributes: str | int | bool) -> etree._Element:
    element = etree.SubElement(parent, tag)
    for name, value in attributes.items():
        text = str(value).lower() if isinstance(value, bool) else str(value)
        element.set(f"{{{ANDROID}}}{name}", text)
    return element


def _packed(root: etree._Element) -> bytes:
    document = pyaxml.AXML()
    document.from_xml(etree.tostring(root, encoding="unicode"))
    document.compute()
    return bytes(document.pack())
