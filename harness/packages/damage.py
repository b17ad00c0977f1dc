"""What reading a ZIP raises that is damaged, cut short, or packed in a way that no phone takes."""

from __future__ import annotations

import lzma
import struct
import zipfile
import zlib

DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    # Names of members that are none, sizes below 0.
    ValueError,
    OverflowError,
    # Members that are encrypted, and methods that are unknown.
    RuntimeError,
)


def said(error: Exception) -> str:
    """What an error says, in one short line."""
    return " ".join(str(error).strip("'\"").split())[:200] or type(error).__name__
