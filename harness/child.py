"""Programs that the harness starts, and that end with it whichever way it ends (see warden.py)."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from io import BufferedWriter
from pathlib import Path
from typing import Self

from harness import warden
from harness.errors import InfraError, ToolMissing

_START_TIMEOUT_S = 20.0


class Child:
    """A running program; `pid` is the program's own. Ends at `stop`, at the end of a `with`, or with this process."""

    def __init__(
        self, command: Sequence[str | Path], warden_process: subprocess.Popen[bytes], pid: int, grace_s: float
    ):
        self.command = tuple(str(part) for part in command)
        self.pid = pid
        self._warden = warden_process
        self._grace_s = grace_s

    @classmethod
    def start(
        cls,
        command: Sequence[str | Path],
        *,
        log: Path,
        environment: Mapping[str, str] | None = None,
        folder: Path | None = None,
        grace_s: float = 5.0,
    ) -> Self:
        """Start a program whose output is appended to `log`. `grace_s` is its time to end after SIGTERM.

        Raises ToolMissing when it cannot be started, and InfraError when its log cannot be written.
        """
        reader, writer = os.pipe()
        try:
            with _opened(log) as output:
                process = subprocess.Popen(
                    [sys.executable, "-I", warden.__file__, str(writer), str(grace_s), *map(str, command)],
                    stdin=subprocess.PIPE,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    env=None if environment is None else dict(environment),
                    cwd=folder,
                    pass_fds=(writer,),
                    # Ctrl-C in the terminal is for the harness, which ends its children in order.
                    start_new_session=True,
                )
            os.close(writer)
            writer = -1
            status = _read_line(reader)
        finally:
            os.close(reader)
            if writer >= 0:
                os.close(writer)
        word, _, rest = status.partition(" ")
        if word != "started":
            process.kill()
            process.wait()
            raise ToolMissing(f"{command[0]} does not start: {rest or 'no answer'}")
        return cls(command, process, int(rest), grace_s)

    def alive(self) -> bool:
        """Whether the program still runs."""
        return self._warden.poll() is None

    def exit_code(self) -> int | None:
        """The program's exit code; None while it runs."""
        return self._warden.poll()

    def stop(self) -> int:
        """End the program and everything it started, within `grace_s` and a little; returns its exit code."""
        if self._warden.stdin is not None:
            with contextlib.suppress(OSError):
                self._warden.stdin.close()
        try:
            code = self._warden.wait(self._grace_s + 5.0)
        except subprocess.TimeoutExpired:
            self._warden.kill()
            code = self._warden.wait()
        if code < 0:
            # The warden was killed before it could do its duty.
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal.SIGKILL)
        return code

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def _opened(log: Path) -> BufferedWriter:
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        return log.open("ab")
    except OSError as error:
        mend = "choose a folder that you may write to, with --out"
        raise InfraError(f"{log} cannot be written: {error.strerror or error}", mend) from error


def _read_line(descriptor: int) -> str:
    line = b""
    while not line.endswith(b"\n"):
        readable, _, _ = select.select([descriptor], [], [], _START_TIMEOUT_S)
        chunk = os.read(descriptor, 256) if readable else b""
        if not chunk:
            break
        line += chunk
    return line.decode(errors="replace").strip()
