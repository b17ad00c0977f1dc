"""What a command gets: its arguments, its streams, who runs it, and the phone."""

from __future__ import annotations

import posixpath
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field, replace
from typing import Protocol

from virtualphone.device.filesystem import GLOBAL_NAMESPACE, Identity
from virtualphone.device.packages import InstallError, Package
from virtualphone.device.state import PhoneState
from virtualphone.engine.api import Engine
from virtualphone.shell.streams import ByteSource, Sink

MAX_TEXT_BYTES = 1 << 26


class Instrumentation(Protocol):
    """What `am instrument` starts: a test package that serves until it is ended."""

    async def run(self, component: str) -> str | None:
        """Run until it ends by itself or is cancelled; the text is why it crashed, None a regular end."""


class Device(Protocol):
    """The phone as commands see it."""

    @property
    def state(self) -> PhoneState:
        """What the phone remembers."""

    @property
    def engine(self) -> Engine:
        """The display."""

    @property
    def instrumentation(self) -> Instrumentation:
        """The UiAutomator2 server."""

    async def uninstall(self, name: str) -> bool:
        """Stop and remove an app; False where there is none."""

    async def install(self, data: bytes, *, downgrade: bool, grant_all: bool, installer: str | None) -> Package:
        """Install the bytes of a package file; raises InstallError."""

    def reboot(self) -> None:
        """Lose every adb connection, as a restart does."""


@dataclass(slots=True)
class Session:
    """The environment of one shell: what `export`, `cd`, `su` and `nsenter` change."""

    identity: Identity
    namespace: int = GLOBAL_NAMESPACE
    directory: str = "/"
    variables: dict[str, str] = field(default_factory=dict)
    status: int = 0

    def copy(self) -> Session:
        """A subshell's environment."""
        return Session(self.identity, self.namespace, self.directory, dict(self.variables), self.status)

    def path(self, given: str) -> str:
        """A path made absolute."""
        return posixpath.normpath(posixpath.join(self.directory, given))


@dataclass(slots=True)
class Call:
    """One command being run."""

    name: str
    args: list[str]
    session: Session
    device: Device
    stdin: ByteSource
    stdout: Sink
    stderr: Sink
    names: Collection[str]
    run_words: Callable[[Call, list[str], Session], Awaitable[int]]
    run_text: Callable[[Call, str, Session], Awaitable[int]]

    @property
    def state(self) -> PhoneState:
        """What the phone remembers."""
        return self.device.state

    async def out(self, text: str) -> None:
        """Write text to standard output."""
        if text:
            await self.stdout(text.encode("utf-8", "surrogateescape"))

    async def line(self, text: str = "") -> None:
        """Write one line to standard output."""
        await self.out(text + "\n")

    async def err(self, text: str) -> None:
        """Write one line to standard error."""
        await self.stderr((text + "\n").encode("utf-8", "surrogateescape"))

    async def fail(self, text: str, status: int = 1) -> int:
        """Write one line to standard error and give the exit status."""
        await self.err(text)
        return status

    async def run(self, words: list[str], session: Session | None = None) -> int:
        """Run another command with the same streams."""
        return await self.run_words(self, words, session or self.session)

    async def run_line(self, line: str, session: Session | None = None) -> int:
        """Run a whole line with the same streams, as `sh -c` does."""
        return await self.run_text(self, line, session or self.session)

    def with_args(self, name: str, args: list[str]) -> Call:
        """The same call with other words, for commands whose first word is a verb."""
        return replace(self, name=name, args=args)

    def read_file(self, path: str) -> bytes:
        """The bytes of a file as this session's user and namespace see it; raises OSError."""
        session = self.session
        return self.state.filesystem.read(session.path(path), session.identity, session.namespace)

    def write_file(self, path: str, data: bytes, *, append: bool = False) -> None:
        """Write a file as this session's user; raises OSError."""
        session = self.session
        path = session.path(path)
        self.state.filesystem.write(path, data, session.identity, session.namespace, append=append)


Command = Callable[[Call], Awaitable[int]]

__all__ = ["MAX_TEXT_BYTES", "Call", "Command", "Device", "InstallError", "Instrumentation", "Session"]
