"""The parts of an app: a single APK, or a base with splits in an APKS, APKM or XAPK archive or a folder."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from harness.errors import ConfigError
from harness.packages.damage import DAMAGE, said
from harness.packages.manifest import PackageFile, read_package

ARCHIVES = (".apks", ".apkm", ".xapk", ".zip")
MAX_PARTS = 200
MAX_BYTES = 8 * 1024**3
"""Unpacked, all parts together."""


@dataclass(frozen=True, slots=True)
class Parts:
    """A base and the splits of the same app and version, the base first."""

    base: PackageFile
    splits: tuple[PackageFile, ...]

    @property
    def files(self) -> tuple[Path, ...]:
        """What is installed together."""
        return (self.base.path, *(split.path for split in self.splits))


@contextmanager
def unpacked(path: Path) -> Iterator[Parts]:
    """The parts that a file or folder holds, readable within the block. Raises ConfigError."""
    if path.is_dir():
        yield _together(path, {file: str(file) for file in sorted(path.glob("*.apk"))})
    elif path.suffix.lower() in ARCHIVES:
        with tempfile.TemporaryDirectory(prefix="consentinel-app-") as folder:
            yield _together(path, _extracted(path, Path(folder)))
    else:
        yield _together(path, {path: str(path)})


def _extracted(path: Path, folder: Path) -> dict[Path, str]:
    """The APKs of an archive under names of ours, and what to call them; a bundle for all devices is left out."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = [info for info in archive.infolist() if _is_part(info)]
            if len(members) > MAX_PARTS or sum(info.file_size for info in members) > MAX_BYTES:
                raise ConfigError(f"{path} holds more than {MAX_PARTS} APKs or {MAX_BYTES >> 30} GiB")
            files = {}
            for number, info in enumerate(members):
                target = folder / f"{number:03}.apk"
                with archive.open(info) as source, target.open("wb") as sink:
                    shutil.copyfileobj(source, sink)
                files[target] = f"{path} ({info.filename[:200]!r})"
    except OSError as error:
        if error.errno is not None:
            raise ConfigError(f"{path} cannot be unpacked: {error.strerror}") from None
        raise ConfigError(f"{path} is damaged: {said(error)}; fetch it again") from None
    except DAMAGE as error:
        raise ConfigError(f"{path} is no archive of APKs, or damaged: {said(error)}; fetch it again") from None
    return files


def _is_part(info: zipfile.ZipInfo) -> bool:
    name = PurePosixPath(info.filename)
    return (
        name.suffix.lower() == ".apk" and not info.is_dir() and not name.name.startswith(("standalone-", "universal"))
    )


def _together(path: Path, files: dict[Path, str]) -> Parts:
    read = [read_package(file, called) for file, called in files.items()]
    bases = [one for one in read if not one.split]
    if len(bases) != 1:
        what = "no base APK" if not bases else f"{len(bases)} apps"
        raise ConfigError(f"{path} holds {what}: give one app, its base together with its splits")
    base = bases[0]
    splits = tuple(one for one in read if one.split)
    for split in splits:
        if (split.package, split.version_code) != (base.package, base.version_code):
            raise ConfigError(
                f"{path}: the split {split.split} is of {split.package} {split.version_code}, "
                f"its base of {base.package} {base.version_code}"
            )
    return Parts(base, splits)
