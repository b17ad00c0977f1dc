"""What is read of package files and archives of them, and what is said of files that are none."""

from __future__ import annotations

import hashlib
import io
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harness.errors import ConfigError
from harness.packages import read_package, unpacked
from harness.packages.signature import certificates
from virtualphone.packaging import pack_apk, pack_split

SPECIMEN = Path(__file__).resolve().parents[3] / "virtualphone" / "specimens" / "compliant"


@pytest.fixture(scope="module")
def base() -> bytes:
    return pack_apk(SPECIMEN)


@pytest.fixture(scope="module")
def split() -> bytes:
    return pack_split(SPECIMEN, "config.xxhdpi")


def _file(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def test_an_apk_says_who_it_is(tmp_path: Path, base: bytes) -> None:
    read = read_package(_file(tmp_path / "a.apk", base))
    assert (read.package, read.label, read.split) == ("cn.xianxiang.maicai", "鲜享买菜", "")
    assert (read.version_name, read.version_code, read.target_sdk) == ("3.2.0", "320", 34)
    assert read.activity == "cn.xianxiang.maicai.MainActivity"
    assert read.permissions == ("android.permission.INTERNET",)
    assert read.sha256 == hashlib.sha256(base).hexdigest()
    (certificate,) = certificates(read.path)
    assert read.certificates == (hashlib.sha256(certificate).hexdigest(),)


def test_reading_a_package_leaves_logging_alone(tmp_path: Path, base: bytes) -> None:
    path = _file(tmp_path / "a.apk", base)
    script = (
        "import logging, pathlib, sys; from harness.packages import read_package; "
        "read_package(pathlib.Path(sys.argv[1])); print(logging.getLogger().handlers, logging.getLogger().level)"
    )
    run = subprocess.run([sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["[]", "30"]


@pytest.mark.parametrize("ending", ["apks", "xapk", "apkm"])
def test_a_base_travels_with_its_splits(tmp_path: Path, base: bytes, split: bytes, ending: str) -> None:
    path = tmp_path / f"app.{ending}"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("manifest.json", "{}")
        archive.writestr("splits/config.xxhdpi.apk", split)
        archive.writestr("splits/base-master.apk", base)
        archive.writestr("standalones/standalone-xxhdpi.apk", base)
    with unpacked(path) as parts:
        assert parts.base.package == "cn.xianxiang.maicai"
        assert [one.split for one in parts.splits] == ["config.xxhdpi"]
        assert [file.read_bytes() for file in parts.files] == [base, split]
    assert not parts.base.path.exists()


def test_a_folder_of_splits(tmp_path: Path, base: bytes, split: bytes) -> None:
    _file(tmp_path / "a.apk", split)
    _file(tmp_path / "base.apk", base)
    with unpacked(tmp_path) as parts:
        assert [file.name for file in parts.files] == ["base.apk", "a.apk"]


def _packed(path: Path, *parts: bytes) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for number, part in enumerate(parts):
            archive.writestr(f"{number}.apk", part)
    return path


def test_what_does_not_belong_together_is_told(tmp_path: Path, base: bytes, split: bytes) -> None:
    other = pack_split(SPECIMEN, "config.zh", version_code=319)
    for parts, said in (
        ((base, other), "the split config.zh is of cn.xianxiang.maicai 319, its base of cn.xianxiang.maicai 320"),
        ((split,), "holds no base APK"),
        ((base, base), "holds 2 apps"),
        ((), "holds no base APK"),
    ):
        with pytest.raises(ConfigError, match=said), unpacked(_packed(tmp_path / "x.apks", *parts)):
            pass


def test_a_file_that_is_no_apk_is_one_line(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "empty.apk", "w") as archive:
        archive.writestr("AndroidManifest.xml", b"\x03\x00\x08\x00garbage")
    for name, said in (("text.apk", "is no APK"), ("empty.apk", "AndroidManifest.xml"), ("none.apk", "cannot be read")):
        path = tmp_path / name
        if name == "text.apk":
            path.write_text("hello")
        with pytest.raises(ConfigError, match=said) as error:
            read_package(path)
        assert str(path) in str(error.value)
        assert "\n" not in str(error.value)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_damaged_manifest_is_read_or_refused(tmp_path: Path, base: bytes, data: st.DataObject) -> None:
    with zipfile.ZipFile(_file(tmp_path / "good.apk", base)) as archive:
        manifest = bytearray(archive.read("AndroidManifest.xml"))
    for _ in range(data.draw(st.integers(1, 6))):
        manifest[data.draw(st.integers(0, len(manifest) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(8, len(manifest)))
    with zipfile.ZipFile(tmp_path / "bad.apk", "w") as archive:
        archive.writestr("AndroidManifest.xml", bytes(manifest[:cut]))
    try:
        read_package(tmp_path / "bad.apk")
    except ConfigError:
        return


def _damaged(path: Path, compression: int, *, method: int | None = None, encrypted: bool = False) -> Path:
    """A ZIP with one member, named as a manifest and as a part of an app, that cannot be unpacked."""
    buffer = io.BytesIO()
    name = "AndroidManifest.xml" if path.suffix == ".apk" else "0.apk"
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        archive.writestr(name, bytes(range(256)) * 64)
    data = bytearray(buffer.getvalue())
    at, directory = 30 + len(name), data.rfind(b"PK\x01\x02")
    if method is not None:
        struct.pack_into("<H", data, 8, method)
        struct.pack_into("<H", data, directory + 10, method)
    elif encrypted:
        data[6] |= 1
        data[directory + 8] |= 1
    else:
        data[at + 10 : at + 40] = b"\xff" * 30
    return _file(path, bytes(data))


@pytest.mark.parametrize("ending", ["apk", "xapk"])
@pytest.mark.parametrize(
    ("compression", "method", "encrypted"),
    [
        (zipfile.ZIP_DEFLATED, None, False),
        (zipfile.ZIP_BZIP2, None, False),
        (zipfile.ZIP_LZMA, None, False),
        (zipfile.ZIP_STORED, 77, False),
        (zipfile.ZIP_STORED, None, True),
    ],
)
def test_a_file_that_cannot_be_unpacked_is_one_line(
    tmp_path: Path, ending: str, compression: int, method: int | None, encrypted: bool
) -> None:
    path = _damaged(tmp_path / f"app.{ending}", compression, method=method, encrypted=encrypted)
    with pytest.raises(ConfigError) as error, unpacked(path):
        pass
    assert str(path) in str(error.value)
    assert "fetch it again" in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("ending", ["apk", "xapk"])
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_file_is_read_or_refused(tmp_path: Path, base: bytes, ending: str, data: st.DataObject) -> None:
    good = base if ending == "apk" else _packed(tmp_path / "good.xapk", base).read_bytes()
    damaged = bytearray(good)
    for _ in range(data.draw(st.integers(1, 8))):
        # Headers stand at the end; the streams between are long.
        at = data.draw(st.integers(0, len(good) - 1) | st.integers(max(0, len(good) - 600), len(good) - 1))
        damaged[at] = data.draw(st.integers(0, 255))
    cut = data.draw(st.just(len(good)) | st.integers(0, len(good)))
    try:
        with unpacked(_file(tmp_path / f"bad.{ending}", bytes(damaged[:cut]))) as parts:
            assert parts.base.package
    except ConfigError as error:
        assert "\n" not in str(error)


def test_a_damaged_part_is_told_by_its_archive(tmp_path: Path, base: bytes) -> None:
    path = _packed(tmp_path / "app.xapk", base[: len(base) // 2])
    with pytest.raises(ConfigError) as error, unpacked(path):
        pass
    assert f"{path} ('0.apk')" in str(error.value)


@pytest.mark.parametrize("flags", [0, 0x100])
def test_a_manifest_that_tells_one_text_again_and_again_is_refused(tmp_path: Path, flags: int) -> None:
    times = 1 << 19
    text = struct.pack("<HH", 0x8000 | 1, 0) + b"a\0" * 0x10000 if not flags else b"\xff\xff" + b"a" * 255
    start = 28 + 4 * times
    pool = struct.pack("<HHIIIIII", 1, 28, start + len(text), times, 0, flags, start, 0) + bytes(4 * times) + text
    path = tmp_path / "bomb.apk"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("AndroidManifest.xml", struct.pack("<HHI", 3, 8, 8 + len(pool)) + pool)
    with pytest.raises(ConfigError, match="its texts are larger than 64 MiB") as error:
        read_package(path)
    assert str(path) in str(error.value)


def test_a_manifest_that_writes_one_text_again_and_again_is_refused(tmp_path: Path) -> None:
    text = struct.pack("<H", 0x7FFF) + b"a\0" * 0x7FFF + b"\0\0"
    pool = struct.pack("<HHIIIIIII", 1, 28, 32 + len(text), 1, 0, 0, 32, 0, 0) + text
    resources = struct.pack("<HHII", 0x180, 8, 12, 0)
    attributes = struct.pack("<IIIHBBI", 0xFFFFFFFF, 0, 0, 8, 0, 3, 0) * 4000
    element = struct.pack("<HHIII", 0x102, 16, 36 + len(attributes), 1, 0xFFFFFFFF)
    element += struct.pack("<IIHHHHHH", 0xFFFFFFFF, 0, 20, 20, 4000, 0, 0, 0) + attributes
    data = pool + resources + element
    path = tmp_path / "bomb.apk"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("AndroidManifest.xml", struct.pack("<HHI", 3, 8, 8 + len(data)) + data)
    with pytest.raises(ConfigError, match="it writes more than 64 MiB"):
        read_package(path)
