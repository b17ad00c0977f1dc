"""Runs command lines on a phone without adb in between."""

from __future__ import annotations

from dataclasses import dataclass

from virtualphone.adbd.server import SHELL_IDENTITY
from virtualphone.device.filesystem import ROOT
from virtualphone.phone import VirtualPhone
from virtualphone.shell.call import Session
from virtualphone.shell.commands import ALL_COMMANDS
from virtualphone.shell.interpreter import Shell, Streams
from virtualphone.shell.streams import ByteSource, Collector


@dataclass(frozen=True, slots=True)
class Result:
    """What a line printed, without the last line end, and its exit status."""

    status: int
    out: str
    err: str


async def run(phone: VirtualPhone, line: str, *, root: bool = False, stdin: bytes = b"") -> Result:
    """Run one line as the shell's user, or as root."""
    out, err = Collector(), Collector()
    session = Session(ROOT if root else SHELL_IDENTITY)
    streams = Streams(ByteSource(stdin), out.write, err.write)
    status = await Shell(phone, ALL_COMMANDS).run_in(line, session, streams)
    return Result(status, out.text().rstrip("\n"), err.text().rstrip("\n"))
