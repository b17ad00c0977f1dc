"""Runs parsed command lines against the phone."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from virtualphone.device.filesystem import Identity
from virtualphone.shell.call import Call, Command, Device, Session
from virtualphone.shell.expand import expand_single, expand_words
from virtualphone.shell.parser import Command as Node
from virtualphone.shell.parser import For, Group, If, Pipeline, Redirect, Sequence, Simple, While, parse
from virtualphone.shell.streams import ByteSource, Collector, Sink, discard
from virtualphone.shell.tokenizer import ShellSyntaxError, Word

_MAX_OUTPUT_BYTES = 1 << 22
_MAX_NESTED_SHELLS = 20
_NOT_FOUND = 127


class ExitShell(Exception):
    """`exit` was called."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class _RedirectionError(Exception):
    pass


@dataclass(frozen=True, slots=True)
class Streams:
    """The three streams of a command."""

    stdin: ByteSource
    stdout: Sink
    stderr: Sink


class _RunLine(Protocol):
    async def __call__(self, line: str, session: Session, streams: Streams, *, depth: int) -> int: ...


_RunForOutput = Callable[[str], Awaitable[str]]
_Finish = Callable[[], Awaitable[None]]


class Shell:
    """Runs command lines; `commands` maps names to what they do."""

    def __init__(self, device: Device, commands: Mapping[str, Command]) -> None:
        self._device = device
        self._commands = commands

    async def run(self, line: str, identity: Identity, stdin: ByteSource, stdout: Sink, stderr: Sink) -> int:
        """Run a line in a fresh environment and give its exit status."""
        return await self.run_in(line, Session(identity), Streams(stdin, stdout, stderr))

    async def run_in(self, line: str, session: Session, streams: Streams) -> int:
        """Run a line in an environment; an empty one reads lines from standard input."""
        if not line.strip():
            return await self._interactive(session, streams)
        try:
            return await self._line(line, session, streams, depth=0)
        except ExitShell as end:
            return end.status

    async def _interactive(self, session: Session, streams: Streams) -> int:
        pending = ""
        with contextlib.suppress(ExitShell):
            while data := await streams.stdin.read():
                *lines, pending = (pending + data.decode("utf-8", "replace").replace("\r", "\n")).split("\n")
                for line in lines:
                    if line.strip():
                        await self._line(line, session, streams, depth=0)
            if pending.strip():
                await self._line(pending, session, streams, depth=0)
        return session.status

    async def _line(self, line: str, session: Session, streams: Streams, *, depth: int) -> int:
        try:
            if depth > _MAX_NESTED_SHELLS:
                raise ShellSyntaxError("commands are nested too deep")
            sequence = parse(line)
        except ShellSyntaxError as error:
            await streams.stderr(f"/system/bin/sh: {error}\n".encode())
            session.status = 1
            return 1
        return await _Run(self._device, self._commands, depth, self._line).sequence(sequence, session, streams)


class _Run:
    """One line being run."""

    def __init__(self, device: Device, commands: Mapping[str, Command], depth: int, line: _RunLine) -> None:
        self._device = device
        self._commands = commands
        self._depth = depth
        self._line = line

    async def sequence(self, sequence: Sequence, session: Session, streams: Streams) -> int:
        for condition, pipeline in sequence.parts:
            if (condition == "&&" and session.status != 0) or (condition == "||" and session.status == 0):
                continue
            session.status = await self._pipeline(pipeline, session, streams)
        return session.status

    async def _pipeline(self, pipeline: Pipeline, session: Session, streams: Streams) -> int:
        if len(pipeline.commands) == 1:
            status = await self._command(pipeline.commands[0], session, streams)
        else:
            status = await self._pipe(pipeline.commands, session, streams)
        return int(status == 0) if pipeline.negated else status

    async def _pipe(self, commands: tuple[Node, ...], session: Session, streams: Streams) -> int:
        joints = [ByteSource() for _ in commands[1:]]
        tasks = []
        for index, command in enumerate(commands):
            stdin = streams.stdin if index == 0 else joints[index - 1]
            stdout = streams.stdout if index == len(joints) else joints[index].feed
            part = replace(streams, stdin=stdin, stdout=stdout)
            closes = joints[index] if index < len(joints) else None
            tasks.append(asyncio.create_task(self._piece(command, session.copy(), part, closes)))
        try:
            status = await tasks[-1]
            # A writer whose reader has gone is ended, as by SIGPIPE.
            for joint in joints:
                joint.close()
            _, late = await asyncio.wait(tasks, timeout=0.2) if len(tasks) > 1 else (set(), set())
            for task in late:
                task.cancel()
            return status
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _piece(self, command: Node, session: Session, streams: Streams, closes: ByteSource | None) -> int:
        try:
            return await self._command(command, session, streams)
        except ExitShell as end:
            return end.status
        finally:
            if closes is not None:
                closes.close()

    async def _command(self, command: Node, session: Session, streams: Streams) -> int:
        match command:
            case Simple():
                return await self._simple(command, session, streams)
            case Group():
                return await self._group(command, session, streams)
            case If():
                return await self._if(command, session, streams)
            case For():
                return await self._for(command, session, streams)
            case While():
                while await self.sequence(command.condition, session, streams) == 0:
                    await self.sequence(command.body, session, streams)
                    await asyncio.sleep(0)
                return 0

    async def _group(self, group: Group, session: Session, streams: Streams) -> int:
        inner = session.copy() if group.subshell else session
        try:
            redirected, finish = await self._redirected(group.redirects, session, streams)
        except _RedirectionError:
            return 1
        try:
            return await self.sequence(group.body, inner, redirected)
        except ExitShell as end:
            if group.subshell:
                return end.status
            raise
        finally:
            await finish()

    async def _if(self, command: If, session: Session, streams: Streams) -> int:
        for condition, body in command.branches:
            if await self.sequence(condition, session, streams) == 0:
                session.status = 0
                return await self.sequence(body, session, streams)
        session.status = 0
        return await self.sequence(command.otherwise, session, streams) if command.otherwise else 0

    async def _for(self, command: For, session: Session, streams: Streams) -> int:
        status = 0
        for value in await self._expand(command.words, session, streams):
            session.variables[command.variable] = value
            status = await self.sequence(command.body, session, streams)
            await asyncio.sleep(0)
        return status

    async def _simple(self, command: Simple, session: Session, streams: Streams) -> int:
        words = await self._expand(command.words, session, streams)
        values = {name: await self._single(word, session, streams) for name, word in command.assignments}
        try:
            redirected, finish = await self._redirected(command.redirects, session, streams)
        except _RedirectionError:
            return 1
        try:
            if not words:
                session.variables |= values
                return 0
            if values:
                session = session.copy()
                session.variables |= values
            return await self._words(words, session, redirected)
        finally:
            await finish()

    async def _words(self, words: list[str], session: Session, streams: Streams) -> int:
        name = words[0].rpartition("/")[2]
        command = self._commands.get(name)
        if command is None:
            phrase = "inaccessible or not found" if self._device.state.model.api_level >= 29 else "not found"
            await streams.stderr(f"/system/bin/sh: {words[0]}: {phrase}\n".encode("utf-8", "surrogateescape"))
            return _NOT_FOUND
        call = Call(
            name=name,
            args=words[1:],
            session=session,
            device=self._device,
            stdin=streams.stdin,
            stdout=streams.stdout,
            stderr=streams.stderr,
            names=self._commands.keys(),
            run_words=self._run_words,
            run_text=self._run_line,
        )
        try:
            return await command(call)
        except OSError as error:
            return await call.fail(f"{name}: {error.filename}: {error.strerror}")

    async def _run_words(self, call: Call, words: list[str], session: Session) -> int:
        return await self._words(words, session, Streams(call.stdin, call.stdout, call.stderr))

    async def _run_line(self, call: Call, line: str, session: Session) -> int:
        return await self._line(line, session, Streams(call.stdin, call.stdout, call.stderr), depth=self._depth + 1)

    async def _expand(self, words: tuple[Word, ...], session: Session, streams: Streams) -> list[str]:
        return await expand_words(words, session, self._device.state.filesystem, self._output(session, streams))

    async def _single(self, word: Word, session: Session, streams: Streams) -> str:
        return await expand_single(word, session, self._output(session, streams))

    def _output(self, session: Session, streams: Streams) -> _RunForOutput:
        async def run(line: str) -> str:
            output = Collector()
            inner = replace(streams, stdin=ByteSource(b""), stdout=output.write)
            with contextlib.suppress(ExitShell):
                await self._line(line, session.copy(), inner, depth=self._depth + 1)
            return output.text()[:_MAX_OUTPUT_BYTES]

        return run

    async def _redirected(
        self, redirects: tuple[Redirect, ...], session: Session, streams: Streams
    ) -> tuple[Streams, _Finish]:
        files: list[tuple[str, Collector, bool]] = []
        stdin, outputs = streams.stdin, {1: streams.stdout, 2: streams.stderr}
        for redirect in redirects:
            target = await self._single(redirect.target, session, streams)
            operator = redirect.operator
            try:
                if operator.mode == "<":
                    path = session.path(target)
                    stdin = ByteSource(self._device.state.filesystem.read(path, session.identity, session.namespace))
                elif operator.mode == ">&":
                    outputs[operator.fd] = outputs[1] if target == "1" else outputs[2]
                else:
                    sink = self._open(session, target, append=operator.mode == ">>", files=files)
                    outputs[operator.fd] = sink
                    if operator.both:
                        outputs[2] = sink
            except OSError as error:
                await streams.stderr(f"/system/bin/sh: can't open {target}: {error.strerror}\n".encode())
                raise _RedirectionError from error

        async def finish() -> None:
            for path, collected, append in files:
                with contextlib.suppress(OSError):
                    self._device.state.filesystem.write(
                        path, bytes(collected.data), session.identity, session.namespace, append=append
                    )

        return Streams(stdin, outputs[1], outputs[2]), finish

    def _open(self, session: Session, target: str, *, append: bool, files: list[tuple[str, Collector, bool]]) -> Sink:
        path = session.path(target)
        if path == "/dev/null":
            return discard
        # The file appears at once, as the kernel would have it, and gets its bytes when the command ends.
        self._device.state.filesystem.write(path, b"", session.identity, session.namespace, append=append)
        collected = Collector()
        files.append((path, collected, append))
        return collected.write
