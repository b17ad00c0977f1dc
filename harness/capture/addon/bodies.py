"""Bodies that may be larger than memory or of unknown length."""

from __future__ import annotations

from mitmproxy import http


class Keeper:
    """Lets a streamed body through and keeps its first `limit` bytes; `size` is the length so far."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._kept = bytearray()
        self.size = 0

    def __call__(self, data: bytes) -> bytes:
        self.size += len(data)
        if len(self._kept) < self._limit:
            self._kept += data[: self._limit - len(self._kept)]
        return data

    @property
    def kept(self) -> bytes:
        """The first bytes."""
        return bytes(self._kept)

    @property
    def whole(self) -> bool:
        """Whether nothing had to be left out."""
        return self.size == len(self._kept)


def stream_if_large(message: http.Request | http.Response, limit: int) -> None:
    """Stream a message whose body is longer than `limit` bytes, or of a length that its head does not tell."""
    # Reads the fields themselves: this runs twice for every exchange, and the headers' own look-up is ten times slower.
    names = {name.lower(): value for name, value in message.headers.fields}
    length = names.get(b"content-length", b"")
    if length.isdigit() and len(length) < 16:
        large = int(length) > limit
    else:
        large = b"transfer-encoding" in names or not message.http_version.startswith("HTTP/1")
        # An answer without either ends with its connection.
        large = large or isinstance(message, http.Response)
    if large:
        message.stream = Keeper(limit)


def body_of(message: http.Request | http.Response, limit: int) -> tuple[bytes, int]:
    """The kept part of a complete body as it was on the wire, and the whole length in bytes.

    A streamed body that was kept whole is given back to the message, so that the native capture has it too.
    """
    keeper = message.stream
    if not isinstance(keeper, Keeper) or not keeper.size:
        content = message.raw_content or b""
        return content[:limit], len(content)
    if keeper.whole:
        message.raw_content = keeper.kept
    return keeper.kept, keeper.size
