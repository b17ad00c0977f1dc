"""`adb reverse`: which ports of the phone lead to the host, and opening connections through them."""

from __future__ import annotations

import asyncio

from virtualphone.adbd.splice import socket_ends, splice
from virtualphone.adbd.stream import Stream
from virtualphone.adbd.transport import Transport

_FIRST_FREE_PORT = 37_000


class ReverseTable:
    """Forwards from ports of the phone to the host; they end with the connection that made them."""

    def __init__(self) -> None:
        self._forwards: dict[str, tuple[str, Transport]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def serve(self, transport: Transport, request: str, stream: Stream) -> None:
        """Answer one `reverse:` request."""
        verb, _, rest = request.partition(":")
        if verb == "list-forward":
            lines = "".join(f"UsbFfs {phone} {host}\n" for phone, (host, _) in self._forwards.items())
            await stream.write(f"{len(lines):04x}{lines}".encode())
        elif verb == "forward":
            await stream.write(self._add(transport, rest))
        elif verb == "killforward":
            known = self._forwards.pop(rest, None) is not None
            await stream.write(b"OKAY" if known else _failure(f"listener '{rest}' not found"))
        elif verb == "killforward-all":
            self._forwards.clear()
            await stream.write(b"OKAY")
        else:
            await stream.write(_failure("unknown reverse request"))
        await stream.drained()

    async def connect(self, port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A connection from the phone to `127.0.0.1:port`, led to the host; raises ConnectionError."""
        forward = self._forwards.get(f"tcp:{port}")
        if forward is None:
            raise ConnectionRefusedError(f"nothing listens on port {port} of the phone")
        host, transport = forward
        stream = await transport.open(host)
        near, far = await socket_ends()
        task = asyncio.create_task(self._carry(transport, stream, *far))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return near

    def ports(self) -> frozenset[int]:
        """Ports of the phone that lead to a host now."""
        return frozenset(int(spec[4:]) for spec in self._forwards if spec.startswith("tcp:"))

    def drop(self, transport: Transport) -> None:
        """Forget the forwards of a connection that ended."""
        self._forwards = {phone: entry for phone, entry in self._forwards.items() if entry[1] is not transport}

    async def _carry(
        self, transport: Transport, stream: Stream, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        await splice(stream, reader, writer)
        transport.release(stream)

    def _add(self, transport: Transport, request: str) -> bytes:
        keep_existing = request.startswith("norebind:")
        phone, _, host = request.removeprefix("norebind:").partition(";")
        chosen = b""
        if not _is_port(phone) or not host:
            return _failure(f"unsupported listener '{phone}'")
        if phone == "tcp:0":
            taken = self.ports()
            port = next(number for number in range(_FIRST_FREE_PORT, 65_536) if number not in taken)
            phone, text = f"tcp:{port}", str(port)
            chosen = f"{len(text):04x}{text}".encode()
        if keep_existing and phone in self._forwards:
            return _failure("cannot rebind existing socket")
        self._forwards[phone] = (host, transport)
        # One OKAY in all: the host takes what follows a second one for the next answer.
        return b"OKAY" + chosen


def _is_port(spec: str) -> bool:
    number = spec.removeprefix("tcp:")
    return (
        spec.startswith("tcp:") and number.isascii() and number.isdigit() and len(number) < 6 and int(number) < 65_536
    )


def _failure(reason: str) -> bytes:
    return f"FAIL{len(reason):04x}{reason}".encode()
