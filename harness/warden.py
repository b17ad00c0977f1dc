"""Keeps a program from outliving the harness; run as a script of its own, with nothing but the standard library.

    python -I warden.py STATUS_FD GRACE_S PROGRAM ARGUMENT…

The program ends when the harness closes this script's standard input, and so also when the harness is killed, whatever
with: the kernel closes the pipe. Everything in the program's process group gets SIGTERM and, GRACE_S later, SIGKILL.
Should the warden itself be killed, Linux ends the program (PR_SET_PDEATHSIG, which belongs here and not in the harness
because it is bound to the thread that started the program). STATUS_FD gets one line: `started PID` or `failed REASON`.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading

_PR_SET_PDEATHSIG = 1


def _end_with_warden() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)


def _signal_group(group: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)


def _wait_for_end_of_harness() -> None:
    with contextlib.suppress(OSError):
        while os.read(0, 64):
            pass


def main(status_fd: int, grace_s: float, command: list[str]) -> int:
    """Run the program to its end, or to the harness'; returns its exit code."""
    try:
        program = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            process_group=0,
            # No thread runs yet, so that code before the exec is safe.
            preexec_fn=_end_with_warden,
        )
    except OSError as error:
        os.write(status_fd, f"failed {error.strerror}\n".encode())
        return 127
    os.write(status_fd, f"started {program.pid}\n".encode())
    os.close(status_fd)
    ended = threading.Event()

    def follow_harness() -> None:
        _wait_for_end_of_harness()
        _signal_group(program.pid, signal.SIGTERM)
        if not ended.wait(grace_s):
            _signal_group(program.pid, signal.SIGKILL)

    threading.Thread(target=follow_harness, daemon=True).start()
    code = program.wait()
    ended.set()
    # Whatever the program left behind in its group goes with it.
    _signal_group(program.pid, signal.SIGKILL)
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), float(sys.argv[2]), sys.argv[3:]))
