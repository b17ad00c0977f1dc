"""A film in the making: frames with their times go in, MP4 with H.264 comes out."""

from __future__ import annotations

import io
from fractions import Fraction

import av
import numpy as np

_MS = Fraction(1, 1000)


class Film:
    """Encodes frames of one size (even numbers of px); each is shown until the next."""

    def __init__(self, width: int, height: int, bit_rate: int) -> None:
        self._size = width, height
        self._file = io.BytesIO()
        self._container = av.open(self._file, "w", format="mp4")
        # No sort of frame that needs a later one: what is shown last is encoded last.
        self._stream = self._container.add_stream("libx264", rate=30, options={"preset": "ultrafast", "bf": "0"})
        self._stream.width, self._stream.height = width, height
        self._stream.pix_fmt = "yuv420p"
        self._stream.bit_rate = bit_rate
        self._stream.codec_context.time_base = _MS
        self._last: tuple[bytes, int] | None = None

    def show(self, rgb: bytes, at_ms: int) -> None:
        """Show a frame from a time on; one that shows the same as the last needs none."""
        if self._last is not None and (rgb == self._last[0] or at_ms <= self._last[1]):
            return
        self._encode(rgb, at_ms)

    def end(self, at_ms: int) -> bytes:
        """The whole file; the last frame is shown until that time."""
        if self._last is not None and at_ms > self._last[1]:
            self._encode(self._last[0], at_ms)
        self._container.mux(self._stream.encode(None))
        self._container.close()
        return self._file.getvalue()

    def _encode(self, rgb: bytes, at_ms: int) -> None:
        width, height = self._size
        frame = av.VideoFrame.from_ndarray(np.frombuffer(rgb, np.uint8).reshape(height, width, 3), format="rgb24")
        frame.pts, frame.time_base = at_ms, _MS
        self._container.mux(self._stream.encode(frame))
        self._last = rgb, at_ms
