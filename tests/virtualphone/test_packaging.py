"""Specimens as package files: what other tools read in them, and what the phone accepts and refuses."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from apkInspector.axml import get_manifest

from harness.packages.signature import signer_names
from virtualphone.device.appfile import base_of, read_app_file, read_app_folder
from virtualphone.device.packages import InstallError
from virtualphone.packaging import pack_apk, pack_split

_MANIFEST = """\
package: com.example.x
label: 例
version: {code: 7, name: "1.7"}
signer: example-release
permissions: [android.permission.INTERNET]
pins: true
behaviour: {crash_after_ms: 200}
activities:
- {name: .Main, page: index.html}
- {name: .Web, page: "index.html?screen=a&b=1", links: [m.example.cn]}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "www" / "img").mkdir(parents=True)
    (tmp_path / "www" / "index.html").write_text("你好", encoding="utf-8")
    (tmp_path / "www" / "img" / "a.bin").write_bytes(b"\x00\x01")
    (tmp_path / "manifest.yaml").write_text(_MANIFEST, encoding="utf-8")
    return tmp_path


def test_a_package_file_declares_what_its_folder_does(folder: Path) -> None:
    packed, plain = read_app_file(pack_apk(folder)), read_app_folder(folder)
    for name in ("name", "label", "version_code", "version_name", "permissions", "activities", "pins", "behaviour"):
        assert getattr(packed, name) == getattr(plain, name)
    assert (packed.assets.read("index.html") or b"").decode() == "你好"
    assert packed.assets.read("img/a.bin") == b"\x00\x01"
    assert packed.assets.read("../AndroidManifest.xml") is None


def test_the_same_sources_give_the_same_bytes(folder: Path) -> None:
    assert pack_apk(folder) == pack_apk(folder)


def test_other_tools_read_manifest_and_signer(folder: Path, tmp_path: Path) -> None:
    data = pack_apk(folder, version_code=8, version_name="1.8")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        xml = get_manifest(io.BytesIO(archive.read("AndroidManifest.xml")))
    assert 'android:versionCode="8" android:versionName="1.8" package="com.example.x"' in xml
    file = tmp_path / "x.apk"
    file.write_bytes(data)
    assert signer_names(file) == ("CN=example-release",)


def test_versions_of_one_key_have_one_signer(folder: Path) -> None:
    one, other = pack_apk(folder), pack_apk(folder, version_code=8)
    assert read_app_file(one).signer == read_app_file(other).signer
    (folder / "manifest.yaml").write_text(_MANIFEST.replace("example-release", "somebody"), encoding="utf-8")
    assert read_app_file(pack_apk(folder)).signer != read_app_file(one).signer


def test_a_base_is_installed_with_its_splits(folder: Path) -> None:
    base = pack_apk(folder)
    assert base_of([pack_split(folder, "config.xxhdpi"), base]) == base


def test_parts_that_do_not_belong_together_are_refused(folder: Path) -> None:
    base, split = pack_apk(folder), pack_split(folder, "config.zh", version_code=6)
    with pytest.raises(InstallError, match="inconsistent with the base: version"):
        base_of([base, split])
    with pytest.raises(InstallError, match="no base"):
        base_of([split])
    with pytest.raises(InstallError, match="INSTALL_FAILED_MISSING_SPLIT"):
        read_app_file(split)
    with pytest.raises(InstallError, match="INSTALL_PARSE_FAILED_NOT_APK"):
        base_of([base, b"no zip"])
