"""What an app keeps between runs: preferences and the storage of its pages, as files in its data folder."""

from __future__ import annotations

import json
from typing import cast

from lxml import etree
from playwright.async_api import StorageState

from virtualphone.device.filesystem import Filesystem, Identity
from virtualphone.device.packages import Package

_PREFERENCES = "shared_prefs/app.xml"
_WEB_STORAGE = "app_webview/Default/storage.json"


class AppData:
    """The files of one app that the engine writes; `pm clear` and uninstall remove them with the folder."""

    def __init__(self, filesystem: Filesystem, package: Package) -> None:
        self._filesystem = filesystem
        self._folder = package.data_dir
        self._owner = Identity(package.uid)

    def preferences(self) -> dict[str, str]:
        """All preferences."""
        raw = self._read(_PREFERENCES)
        if raw is None:
            return {}
        return {str(entry.get("name")): entry.text or "" for entry in etree.fromstring(raw).iterfind("string")}

    def set_preference(self, key: str, value: str | None) -> None:
        """Sets a preference, or removes it with None; ValueError where the text cannot stand in XML."""
        kept = self.preferences()
        kept.pop(key, None)
        if value is not None:
            kept[key] = value
        top = etree.Element("map")
        for name, text in kept.items():
            etree.SubElement(top, "string", name=name).text = text
        self._write(_PREFERENCES, etree.tostring(top, encoding="utf-8", xml_declaration=True, standalone=True))

    def web_storage(self) -> StorageState | None:
        """Cookies and local storage of the app's pages, as Playwright takes them."""
        raw = self._read(_WEB_STORAGE)
        return None if raw is None else cast(StorageState, json.loads(raw))

    def set_web_storage(self, storage: StorageState) -> None:
        """Keeps cookies and local storage; nothing is written where the app's folder is gone."""
        if storage["cookies"] or storage["origins"] or self._read(_WEB_STORAGE) is not None:
            self._write(_WEB_STORAGE, json.dumps(storage).encode())

    def _read(self, name: str) -> bytes | None:
        try:
            return self._filesystem.read(f"{self._folder}/{name}")
        except OSError:
            return None

    def _write(self, name: str, data: bytes) -> None:
        path = f"{self._folder}/{name}"
        if not self._filesystem.exists(self._folder):
            return
        self._filesystem.make_folder(path.rpartition("/")[0], self._owner, mode=0o771, parents=True)
        self._filesystem.write(path, data, self._owner, mode=0o660)
