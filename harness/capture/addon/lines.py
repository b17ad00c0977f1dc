"""Writing the index from inside mitmdump.

Plain dicts of the shapes in `evidence.traffic` go straight to the file, one write each, before mitmproxy does
anything else with the message: validating each as a model would cost more than writing it. The tests read every line
back through the models.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mitmproxy import ctx, exceptions
from pydantic_core import to_json

from evidence.clock import Clock
from evidence.lines import LineWriter
from harness.capture.addon.status import Status

DEFAULT_BODY_LIMIT = 16 * 1024 * 1024


class Index:
    """The index file, the clock that all lines share and the numbers of flows. Other addons get it handed.

    A line that cannot be written ends the process: traffic that goes by unrecorded must never look like silence.
    """

    def __init__(self, status: Status) -> None:
        self.limit = DEFAULT_BODY_LIMIT
        self._status = status
        self._clock = Clock.start()
        self._writer: LineWriter | None = None
        self._next_flow = 1

    def load(self, loader: Any) -> None:
        """Declare the options."""
        loader.add_option("consentinel_index", str, "", "The index file to append to.")
        loader.add_option("consentinel_zero_ns", int, 0, "The zero of the recording's clock, monotonic ns.")
        loader.add_option("consentinel_first_flow", int, 1, "The number of the first flow.")
        loader.add_option("consentinel_body_limit", int, DEFAULT_BODY_LIMIT, "Bytes that are kept of a body.")

    def configure(self, updated: set[str]) -> None:
        """Check the options and open the file."""
        if "consentinel_body_limit" in updated:
            self.limit = ctx.options.consentinel_body_limit
            if self.limit < 1:
                raise exceptions.OptionsError("consentinel_body_limit must be at least 1")
        if "consentinel_zero_ns" in updated and ctx.options.consentinel_zero_ns:
            self._clock = Clock(ctx.options.consentinel_zero_ns)
        if "consentinel_first_flow" in updated:
            self._next_flow = ctx.options.consentinel_first_flow
        if "consentinel_index" in updated and ctx.options.consentinel_index:
            try:
                self._writer = LineWriter(Path(ctx.options.consentinel_index))
            except OSError as error:
                raise exceptions.OptionsError(f"cannot open {error.filename}: {error.strerror}") from error

    def done(self) -> None:
        """Close the file with everything on the disk."""
        if self._writer is not None:
            self._writer.sync()
            self._writer.close()
            self._writer = None

    def now_ms(self) -> float:
        """Ms on the recording's clock."""
        return self._clock.now_ms()

    def next_flow(self) -> str:
        """A new flow id."""
        number, self._next_flow = self._next_flow, self._next_flow + 1
        return f"f{number:06d}"

    def write(self, kind: str, at_ms: float, **fields: Any) -> None:
        """Append a line of that type."""
        if self._writer is None:
            return
        line = {"type": kind, "at_ms": at_ms, **fields}
        try:
            try:
                encoded = to_json(line)
            except ValueError:
                # Text that is no Unicode; the slower way escapes it.
                self._writer.write(line)
            else:
                self._writer.append(encoded)
        except OSError as error:
            self._status.die(f"the index cannot be written: {error.strerror}")
