"""Read-only files of an app, from a folder or from the package's bytes."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path, PurePosixPath
from typing import Protocol

_MAX_MEMBER_BYTES = 32 * 1024 * 1024


class Assets(Protocol):
    """Files below an app's `www/` folder; paths are relative with forward slashes."""

    def read(self, path: str) -> bytes | None:
        """The bytes of a file, or None if there is no such file."""


class NoAssets:
    """An app without pages of its own."""

    def read(self, path: str) -> bytes | None:
        """None: there are no files."""
        return None


class FolderAssets:
    """Files below a folder; symbolic links and `..` do not lead out of it."""

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()

    def read(self, path: str) -> bytes | None:
        """The bytes of a file, or None if there is no such file."""
        target = (self._root / path.lstrip("/")).resolve()
        if not target.is_relative_to(self._root) or not target.is_file():
            return None
        return target.read_bytes()


class ZipAssets:
    """Files below a folder in the bytes of a package file."""

    def __init__(self, data: bytes, folder: str) -> None:
        self._folder = folder
        self._archive = zipfile.ZipFile(io.BytesIO(data))

    def read(self, path: str) -> bytes | None:
        """The bytes of a file, or None if there is no such file or it is above 32 MiB."""
        name = self._folder + PurePosixPath(path.lstrip("/")).as_posix()
        try:
            info = self._archive.getinfo(name)
        except KeyError:
            return None
        return self._archive.read(info) if info.file_size <= _MAX_MEMBER_BYTES else None
