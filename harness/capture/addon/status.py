"""Telling the parent how the capture is, and ending when the parent does.

The status pipe carries one JSON object a line: `{"ready": port}`, `{"fault": text}` when mitmproxy or an addon failed
on some message, `{"lost": reason}` right before the end. Standard input is a lifeline: it closes when the parent
dies, however it dies. The kernel's own parent-death signal is not used, because it follows the thread that started
the child, not the process.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import logging
import os
import sys
import threading
from typing import Any, NoReturn

from mitmproxy import ctx

GRACE_S = 5.0
"""What an orderly end may take once the parent is gone."""

EXIT_LOST = 74
"""EX_IOERR of sysexits."""

_FAULTS = ("Addon error", "mitmproxy has crashed", "connection handler has crashed", "Unhandled error in task")


class Status(logging.Handler):
    """Tells when the proxy listens, passes faults on and watches the lifeline. Without a pipe it only watches over
    itself.

    It is a log handler because traffic may have been missed when mitmproxy or an addon fails on a message, which only
    the log says.
    """

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self._pipe = -1
        self._ready = False
        self._exit_status = 0

    def load(self, loader: Any) -> None:
        """Declare the option and listen to mitmproxy's errors from here on."""
        loader.add_option("consentinel_status_fd", int, -1, "The status pipe.")
        logging.getLogger().addHandler(self)

    def configure(self, updated: set[str]) -> None:
        """Take the pipe and watch the lifeline that comes with it."""
        if "consentinel_status_fd" in updated and ctx.options.consentinel_status_fd >= 0:
            self._pipe = ctx.options.consentinel_status_fd
            threading.Thread(target=_watch_lifeline, args=(ctx.master,), name="lifeline", daemon=True).start()

    def running(self) -> None:
        """The proxy listens."""
        addresses = ctx.master.addons.get("proxyserver").listen_addrs()
        if any(mode.startswith("wireguard") for mode in ctx.options.mode):
            atexit.register(self._leave)
        self._ready = True
        self._tell(ready=addresses[0][1])

    def die(self, reason: str) -> NoReturn:
        """End at once, with the reason told."""
        self._tell(lost=reason)
        print(f"capture lost: {reason}", file=sys.stderr, flush=True)
        os._exit(EXIT_LOST)

    def emit(self, record: logging.LogRecord) -> None:
        """Pass a fault on; before the proxy listens every error is one."""
        text = record.getMessage()
        if record.exc_info and isinstance(record.exc_info[1], SystemExit):
            # mitmproxy's way out when it cannot write its flows; it has said why on standard error.
            self._exit_status = 1
            return
        if not self._ready or text.startswith(_FAULTS):
            cause = record.exc_info[1] if record.exc_info else None
            self._tell(fault=f"{text} ({cause!r})" if cause else text)

    def _leave(self) -> None:
        """End before the interpreter is torn down: mitmproxy's tunnel crashes there while a connection is open.

        All that was captured is on the disk by then.
        """
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(self._exit_status)

    def _tell(self, **fields: Any) -> None:
        # A parent that is gone needs no status.
        if self._pipe >= 0:
            with contextlib.suppress(OSError):
                os.write(self._pipe, json.dumps(fields).encode() + b"\n")


def _watch_lifeline(master: Any) -> None:
    while os.read(0, 4096):
        pass
    master.shutdown()
    # The orderly way may be blocked by a connection or a full disk; nothing may outlive the parent for long.
    threading.Event().wait(GRACE_S)
    os._exit(EXIT_LOST)
