"""The capture of one device: a mitmdump child, its state and its orderly end."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import threading
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any, Literal

from evidence.clock import Clock
from harness.capture.authority import CertificateAuthority
from harness.capture.tunnel import TunnelKeys
from harness.errors import CaptureLost, ToolMissing
from harness.toolchain import locate_mitmdump

Egress = Literal["sinkhole", "live"]

BODY_LIMIT_BYTES = 16 * 1024 * 1024
"""What is kept of each body and message. Telemetry is far below; a video that is uploaded need not fill the disk."""

START_TIMEOUT_S = 60.0
STOP_TIMEOUT_S = 10.0

_ENTRY = Path(__file__).with_name("entry.py")
_ROOT = Path(__file__).resolve().parents[2]
_LOG_TAIL_BYTES = 4096
_NO_NEWS = "Error logged during startup"
"""mitmproxy's last words when it does not start; the line before says why."""


class Capture:
    """Starts mitmdump for one recording folder and tells whether it still captures.

    `first_flow` continues the numbers of an earlier capture in the same recording (see `next_flow`). The native flows
    go to `traffic/flows.mitm`, those of a later capture to `traffic/flows-<first_flow>.mitm`: what a killed one left
    is never touched. With a `tunnel_port` the phone comes in through WireGuard on that UDP port, else through a proxy
    on `port`, or one of its own. In the sinkhole, servers on these ports of 127.0.0.1 answer for hosts in `served`.
    """

    def __init__(
        self,
        folder: Path,
        clock: Clock,
        egress: Egress,
        listen_host: str,
        ca: CertificateAuthority,
        log: Path,
        first_flow: int = 1,
        *,
        tunnel_port: int | None = None,
        served: Mapping[str, int] = MappingProxyType({}),
        port: int | None = None,
        start_timeout_s: float = START_TIMEOUT_S,
        stop_timeout_s: float = STOP_TIMEOUT_S,
        body_limit: int = BODY_LIMIT_BYTES,
    ) -> None:
        self._folder, self._clock, self._egress, self._host = folder / "traffic", clock, egress, listen_host
        self._tunnel_port, self._served, self._wanted_port = tunnel_port, dict(served), port
        self._ca, self._log, self._first_flow, self._body_limit = ca, log, first_flow, body_limit
        self._start_timeout_s, self._stop_timeout_s = start_timeout_s, stop_timeout_s
        self._child: subprocess.Popen[bytes] | None = None
        self._answered = threading.Event()
        self._listener: threading.Thread | None = None
        self._port = 0
        self._lost = ""
        self._outcome = ""

    @property
    def port(self) -> int:
        """The port where the capture waits; 0 before `start`."""
        return self._port

    @property
    def pid(self) -> int | None:
        """The child's process id."""
        return self._child.pid if self._child else None

    def start(self) -> None:
        """Start and wait until the proxy listens. Raises ToolMissing, or CaptureLost with what mitmdump said."""
        mitmdump = locate_mitmdump()
        if mitmdump.path is None or not mitmdump.ok:
            raise ToolMissing(f"mitmdump is {mitmdump.state}", mitmdump.hint)
        self._ask_for_port()
        self._folder.mkdir(parents=True, exist_ok=True)
        self._log.parent.mkdir(parents=True, exist_ok=True)
        status, childs_end = os.pipe()
        try:
            with self._log.open("ab") as log:
                self._child = subprocess.Popen(
                    [mitmdump.path, *self._arguments(childs_end)],
                    stdin=subprocess.PIPE,
                    stdout=log,
                    stderr=log,
                    pass_fds=(childs_end,),
                    env=_environment(os.environ),
                    # Ctrl-C in the terminal is for the harness, which then ends the capture in its own order.
                    start_new_session=True,
                )
        except OSError as error:
            os.close(status)
            raise CaptureLost(f"mitmdump cannot be started: {error.strerror}") from error
        finally:
            os.close(childs_end)
        self._listener = threading.Thread(
            target=self._listen, args=(os.fdopen(status, "rb"),), name="capture status", daemon=True
        )
        self._listener.start()
        in_time = self._answered.wait(self._start_timeout_s)
        if not self._port:
            self._outcome = f"mitmdump was not ready after {self._start_timeout_s:g} s"
            if in_time:
                self._listener.join(self._stop_timeout_s)
                self._outcome = self._reason()
            self._end_child()
            raise CaptureLost(self._outcome, f"look at {self._log}")

    def _ask_for_port(self) -> None:
        """Raises CaptureLost when a port that the user fixed is taken; mitmdump would tell it in its log alone."""
        port, key = self._tunnel_port or self._wanted_port, "tunnel.port" if self._tunnel_port else "capture.port"
        if not port:
            return
        with socket.socket(type=socket.SOCK_DGRAM if self._tunnel_port else socket.SOCK_STREAM) as asking:
            if not self._tunnel_port:
                asking.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                asking.bind((self._host, port))
            except OSError as error:
                mend = f"end what has it, or give another `{key}`"
                raise CaptureLost(f"port {port} of {self._host} cannot be had: {error.strerror}", mend) from error

    def alive(self) -> bool:
        """Whether traffic is captured."""
        return self._port > 0 and not self._lost and self._child is not None and self._child.poll() is None

    def check(self) -> None:
        """Raises CaptureLost, with the reason, when traffic is no longer captured or some of it was missed."""
        if not self.alive():
            raise CaptureLost(self._reason(), f"free some space, or look at {self._log}; then try again")

    def stop(self) -> str:
        """End the child so that its native flows are flushed; a second call does nothing.

        Returns `stopped`, or why traffic was missed before or at the end. Takes at most the stop timeout and a little
        more.
        """
        if self._child is None:
            return "stopped"
        if not self._outcome:
            was_alive = self.alive()
            reason = "stopped" if was_alive else self._reason()
            if not self._end_child() and was_alive:
                reason = f"mitmdump did not end within {self._stop_timeout_s:g} s and was killed"
            elif was_alive and (self._lost or self._child.returncode != 0):
                reason = self._reason()
            self._outcome = reason
        return self._outcome

    def _arguments(self, status_fd: int) -> list[str]:
        name = "flows.mitm" if self._first_flow == 1 else f"flows-{self._first_flow:06d}.mitm"
        options: dict[str, object] = {
            "confdir": self._ca.folder,
            "listen_host": self._host,
            "listen_port": self._tunnel_port or self._wanted_port or 0,
            # What the app sends is evidence even if its host is down; a sinkhole has no host to connect to at all.
            "connection_strategy": "lazy",
            "onboarding": "false",
            # mitmproxy reads the name as a strftime format, and appends with a plus sign.
            "save_stream_file": "+" + str(self._folder / name).replace("%", "%%"),
            "consentinel_index": self._folder / "index.jsonl",
            "consentinel_zero_ns": self._clock.zero_ns,
            "consentinel_first_flow": self._first_flow,
            "consentinel_body_limit": self._body_limit,
            "consentinel_egress": self._egress,
            "consentinel_served": ",".join(f"{host}={port}" for host, port in self._served.items()),
            "consentinel_status_fd": status_fd,
        }
        settings = [word for key, value in options.items() for word in ("--set", f"{key}={value}")]
        return ["-q", "-s", str(_ENTRY), *self._mode(), *settings]

    def _mode(self) -> list[str]:
        if self._tunnel_port is None:
            return []
        return ["--mode", f"wireguard:{TunnelKeys.load_or_create(self._ca.folder).file}"]

    def _listen(self, status: IO[bytes]) -> None:
        with status:
            for line in status:
                message = _parse(line)
                if isinstance(message.get("ready"), int):
                    self._port = message["ready"]
                    self._answered.set()
                for key in ("lost", "fault"):
                    if key in message:
                        self._lost = self._lost or str(message[key]).partition("\n")[0]
        self._answered.set()

    def _reason(self) -> str:
        if self._lost:
            return self._lost
        if self._child is None:
            return "the capture was not started"
        if self._listener is not None and not self._listener.is_alive():
            # The status pipe is at its end, so the child is ending; the kernel takes a moment to say how.
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._child.wait(self._stop_timeout_s)
        status = self._child.poll()
        if status is None:
            return "mitmdump no longer tells its status"
        said = _last_line(self._log)
        how = f"was killed by signal {-status}" if status < 0 else f"ended with exit status {status}"
        return f"mitmdump {how}" + (f": {said}" if said else "")

    def _end_child(self) -> bool:
        """Whether the child ended by itself in time."""
        assert self._child is not None
        orderly = True
        if self._child.poll() is None:
            self._child.terminate()
        try:
            self._child.wait(self._stop_timeout_s)
        except subprocess.TimeoutExpired:
            orderly = False
            self._child.kill()
            self._child.wait()
        if self._listener is not None:
            # The pipe is at its end with the child; only a grandchild could keep it open.
            self._listener.join(1.0)
        if self._child.stdin is not None:
            self._child.stdin.close()
        return orderly


def next_flow(index: Path) -> int:
    """The number after the highest flow in an index file: what `first_flow` has to be after a restart."""
    highest = 0
    if index.is_file():
        with index.open("rb") as lines:
            for line in lines:
                flow = str(_parse(line).get("flow", ""))
                if flow.startswith("f") and flow[1:].isdecimal():
                    highest = max(highest, int(flow[1:]))
    return highest + 1


def _environment(inherited: Mapping[str, str]) -> dict[str, str]:
    # The addon imports this package, wherever the child's interpreter would look for it; TLS keys are written nowhere.
    paths = [str(_ROOT), *filter(None, [inherited.get("PYTHONPATH")])]
    kept = {key: value for key, value in inherited.items() if key not in ("SSLKEYLOGFILE", "MITMPROXY_SSLKEYLOGFILE")}
    return {**kept, "PYTHONPATH": os.pathsep.join(paths)}


def _parse(line: bytes) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _last_line(log: Path) -> str:
    try:
        with log.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - _LOG_TAIL_BYTES))
            lines = file.read().decode("utf-8", "replace").split("\n")
    except OSError:
        return ""
    return next((line.strip() for line in reversed(lines) if line.strip() and not line.startswith(_NO_NEWS)), "")
