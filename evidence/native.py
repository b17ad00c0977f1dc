"""mitmproxy's own flow files: reading them with bounds, and writing exchanges into them.

mitmproxy is imported when a file is read or written, not before: judging needs none of it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, BinaryIO, cast

from evidence.errors import EvidenceError

if TYPE_CHECKING:
    from mitmproxy.flow import Flow

MAX_FLOW_BYTES = 512 * 1024 * 1024
"""The largest flow that is read; its bodies are in memory while it is."""

_NAMES = re.compile(r"flows(-\d{6})?\.mitm")
_LENGTH_DIGITS = 12


def native_files(folder: Path) -> list[Path]:
    """The flow files of a recording, in the order in which they were written."""
    traffic = folder / "traffic"
    found = [path for path in traffic.iterdir() if _NAMES.fullmatch(path.name)] if traffic.is_dir() else []
    return sorted((path for path in found if path.is_file() and not path.is_symlink()), key=lambda path: path.name)


def read_flows(path: Path) -> Iterator[Flow]:
    """The flows of a file, one at a time. Raises EvidenceError, with file, number and byte, where one is not readable.

    Older versions' files are read as mitmproxy does.
    """
    return (flow for _, flow in _flows(path))


def placed_flows(path: Path) -> Iterator[tuple[int, Flow]]:
    """The flows of a file, each with the byte where it begins. Raises EvidenceError."""
    return _flows(path)


def _flows(path: Path, start: int = 0) -> Iterator[tuple[int, Flow]]:
    from mitmproxy.io import FlowReader

    try:
        with path.open("rb") as file:
            file.seek(start)
            bounded = _Bounded(file, os.fstat(file.fileno()).st_size)
            reader = iter(FlowReader(cast("BinaryIO", bounded)).stream())
            number = 0
            while True:
                place = file.tell()
                try:
                    flow = next(reader, None)
                except Exception as error:
                    # The reader and the flow's own state checks raise whatever a strange file makes them.
                    raise EvidenceError(
                        f"{path}: flow {number} at byte {place} cannot be read: {_reason(error)}; "
                        f"`mitmdump -nr {path.name} -w whole.mitm` keeps the flows before it"
                    ) from None
                if flow is None:
                    return
                yield place, flow
                number += 1
    except OSError as error:
        raise EvidenceError(f"{path}: {error.strerror or error}") from error


def read_flow_at(path: Path, place: int) -> Flow:
    """The flow that begins at a byte of a file. Raises EvidenceError."""
    flow = next(_flows(path, place), None)
    if flow is None:
        raise EvidenceError(f"{path}: no flow begins at byte {place}")
    return flow[1]


class NativeWriter:
    """Appends flows to a file in mitmproxy's format."""

    def __init__(self, path: Path) -> None:
        from mitmproxy.io import FlowWriter

        self._file = path.open("xb")
        self._write: Callable[[Any], None] = FlowWriter(self._file).add

    def add(self, flow: Flow) -> None:
        """Append one flow."""
        self._write(flow)

    def close(self) -> None:
        """Close the file."""
        self._file.close()


class _Bounded:
    """A file that gives no more than it has, and no more at once than a flow may be: lengths in it are a stranger's."""

    def __init__(self, file: IO[bytes], size: int) -> None:
        self._file, self._size = file, size

    def read(self, size: int = -1) -> bytes:
        if size < 0:
            raise ValueError("not a flow file")
        left = self._size - self._file.tell()
        if size > left and size > _LENGTH_DIGITS:
            raise ValueError(f"{size} bytes are announced and {left} are left")
        if size > MAX_FLOW_BYTES:
            raise ValueError(f"it is larger than {MAX_FLOW_BYTES} bytes")
        return self._file.read(size)

    def peek(self, size: int) -> bytes:
        place = self._file.tell()
        data = self._file.read(size)
        self._file.seek(place)
        # A HAR file, which the reader would take as well, is read by our own importer.
        return data if not data.lstrip(b"\xef\xbb\xbf").startswith(b"{") else b""

    def tell(self) -> int:
        return self._file.tell()


def _reason(error: Exception) -> str:
    cause = error.__cause__ if error.__cause__ is not None else error
    text = str(cause) or type(cause).__name__
    return "".join(c if c.isprintable() else "?" for c in text[:160])
