"""Package files of specimens: base and splits, the same bytes for the same sources."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path

from virtualphone.device.appfile import WWW, read_app_folder
from virtualphone.device.packages import AppFile
from virtualphone.packaging.manifest import binary_manifest, binary_split_manifest
from virtualphone.packaging.signature import sign

_EPOCH = (2020, 1, 1, 0, 0, 0)
_NO_CODE = b"dex\n035\x00"
"""What stands for the code: the pages are the app."""


def pack_apk(folder: Path, *, version_code: int | None = None, version_name: str | None = None) -> bytes:
    """A specimen's base APK, with another version when one is given. Raises InstallError for a bad manifest."""
    app = _versioned(read_app_folder(folder), version_code, version_name)
    www = folder / "www"
    pages = {WWW + path.relative_to(www).as_posix(): path.read_bytes() for path in www.rglob("*") if path.is_file()}
    return _packed(app, {"AndroidManifest.xml": binary_manifest(app), "classes.dex": _NO_CODE, **pages})


def pack_split(folder: Path, split: str, *, version_code: int | None = None) -> bytes:
    """A configuration split that belongs to the specimen's base, e.g. `config.xxhdpi`."""
    app = _versioned(read_app_folder(folder), version_code, None)
    return _packed(app, {"AndroidManifest.xml": binary_split_manifest(app, split), f"res/{split}.txt": split.encode()})


def _versioned(app: AppFile, code: int | None, name: str | None) -> AppFile:
    return replace(app, version_code=app.version_code if code is None else code, version_name=name or app.version_name)


def _packed(app: AppFile, files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(files.items()):
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return sign(buffer.getvalue(), app.signer)
