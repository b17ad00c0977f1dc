"""The sync service: push, pull, list and stat."""

from __future__ import annotations

import errno
import struct

from virtualphone.adbd.stream import Stream
from virtualphone.device.filesystem import Directory, File, Filesystem, Generated, Identity, Link, Node

_MAX_PATH = 1024
_MAX_CHUNK = 64 * 1024
_MAX_FILE = 1 << 29
_TYPE_BITS = 0o170000
_SYMLINK = 0o120000


class SyncError(ConnectionError):
    """The host does not keep to the protocol; the stream ends."""


async def serve_sync(stream: Stream, files: Filesystem, who: Identity) -> None:
    """Answer requests until QUIT; a request that cannot be met is answered with FAIL."""
    while True:
        kind, size = await _header(stream)
        if kind == b"QUIT":
            return
        if size > _MAX_PATH:
            await _fail(stream, "path too long")
            raise SyncError("path too long")
        path = (await stream.read_exactly(size)).decode("utf-8", "surrogateescape")
        match kind:
            case b"STAT":
                await _stat(stream, files, who, path)
            case b"LIST":
                await _list(stream, files, who, path)
            case b"RECV":
                await _receive(stream, files, who, path)
            case b"SEND":
                await _send(stream, files, who, path)
            case _:
                await _fail(stream, f"unknown command {kind.hex()}")
                raise SyncError("unknown sync command")


async def _header(stream: Stream) -> tuple[bytes, int]:
    header = await stream.read_exactly(8)
    return header[:4], int.from_bytes(header[4:], "little")


async def _fail(stream: Stream, reason: str) -> None:
    text = reason.encode("utf-8", "replace")
    await stream.write(b"FAIL" + struct.pack("<I", len(text)) + text)


def _facts(node: Node) -> tuple[int, int, int]:
    """Mode with type bits, size and time."""
    kind = 0o040000 if isinstance(node, Directory) else _SYMLINK if isinstance(node, Link) else 0o100000
    size = len(node.data) if isinstance(node, File) else 0
    return kind | node.mode, size, int(node.mtime) & 0xFFFFFFFF


async def _stat(stream: Stream, files: Filesystem, who: Identity, path: str) -> None:
    try:
        facts = _facts(files.node(path, who, follow=False))
    except OSError:
        facts = (0, 0, 0)
    await stream.write(b"STAT" + struct.pack("<3I", *facts))


async def _list(stream: Stream, files: Filesystem, who: Identity, path: str) -> None:
    try:
        entries = files.listing(path, who)
    except OSError:
        entries = {}
    for name, node in sorted(entries.items()):
        raw = name.encode("utf-8", "surrogateescape")
        await stream.write(b"DENT" + struct.pack("<4I", *_facts(node), len(raw)) + raw)
    await stream.write(b"DONE" + bytes(16))


async def _receive(stream: Stream, files: Filesystem, who: Identity, path: str) -> None:
    try:
        data = files.read(path, who)
    except OSError as error:
        await _fail(stream, f"open failed: {error.strerror}")
        return
    for start in range(0, len(data), _MAX_CHUNK):
        chunk = data[start : start + _MAX_CHUNK]
        await stream.write(b"DATA" + struct.pack("<I", len(chunk)) + chunk)
    await stream.write(b"DONE" + bytes(4))


async def _send(stream: Stream, files: Filesystem, who: Identity, request: str) -> None:
    path, _, mode_text = request.rpartition(",")
    mode = int(mode_text) if mode_text.isascii() and mode_text.isdigit() and len(mode_text) < 7 else None
    if not path or mode is None:
        await _fail(stream, "missing mode")
        raise SyncError("SEND without a mode")
    data = bytearray()
    while True:
        kind, value = await _header(stream)
        if kind == b"DONE":
            break
        if kind != b"DATA" or value > _MAX_CHUNK:
            await _fail(stream, "invalid data message")
            raise SyncError("invalid data message")
        data += await stream.read_exactly(value)
        if len(data) > _MAX_FILE:
            await _fail(stream, "No space left on device")
            raise SyncError("file too large")
    try:
        _store(files, who, path, mode, bytes(data), value)
    except OSError as error:
        verb = "couldn't create file" if error.errno != errno.EISDIR else "couldn't open"
        await _fail(stream, f"{verb}: {error.strerror}")
        return
    await stream.write(b"OKAY" + bytes(4))


def _store(files: Filesystem, who: Identity, path: str, mode: int, data: bytes, mtime: int) -> None:
    above = path.rpartition("/")[0]
    if above and not files.exists(above, who):
        files.make_folder(above, who, parents=True)
    if mode & _TYPE_BITS == _SYMLINK:
        target = data.rstrip(b"\0").decode("utf-8", "surrogateescape")
        files.put(path, Link(0o777, who.uid, who.uid, target=target), who)
        return
    if files.exists(path, who) and isinstance(files.node(path, who), Generated):
        raise OSError(errno.EACCES, "Permission denied", path)
    files.write(path, data, who)
    files.change(path, who, mode=(mode & 0o777) | 0o600, mtime=float(mtime))
