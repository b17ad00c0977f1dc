"""Throughput of mitmdump with the capture's addon, as a ratio to plain mitmdump: at least 0.9 is the aim.

Both forward to the same server on loopback and stream their native flows to a file; rounds alternate between the two,
so that whatever else the machine does hits both. Run: `python -m benchmarks.capture [--rounds 25] [--requests 400]`.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from evidence.clock import Clock
from harness.capture.authority import CertificateAuthority
from harness.capture.process import Capture
from harness.toolchain import locate_mitmdump

CONNECTIONS = 4
TARGET = 0.9
START_TIMEOUT_S = 60.0
_BODY = b'{"event":"launch","props":{"android_id":"9774d56d682e549c","os":"14","model":"P40"}}' * 12


@dataclass
class Side:
    """One of the two proxies; `rates` are requests a second of each round, `cpu` is ms of processor a request."""

    name: str
    port: int
    pid: int
    rates: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)


async def measure(rounds: int, requests: int) -> list[Side]:
    """Both sides, after `rounds` rounds of `requests` requests each."""
    server = await asyncio.start_server(_serve, "127.0.0.1", 0)
    upstream = server.sockets[0].getsockname()[1]
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as running:
        folder = Path(name)
        ca = CertificateAuthority.load_or_create(folder / "ca")
        sides = [
            running.enter_context(_with_addon(folder / "with", ca)),
            running.enter_context(_plain(folder / "plain", ca)),
        ]
        for side in sides:
            await _load(side.port, upstream, requests // 4)
        for number in range(rounds):
            for side in sides if number % 2 else reversed(sides):
                cpu, began = _cpu_s(side.pid), time.perf_counter()
                await _load(side.port, upstream, requests)
                side.rates.append(requests / (time.perf_counter() - began))
                side.cpu.append((_cpu_s(side.pid) - cpu) * 1000 / requests)
    server.close()
    return sides


async def _load(proxy: int, upstream: int, requests: int) -> None:
    await asyncio.gather(*(_ask(proxy, upstream, requests // CONNECTIONS) for _ in range(CONNECTIONS)))


async def _ask(proxy: int, upstream: int, requests: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", proxy)
    head = (
        f"POST http://localhost:{upstream}/v1/track?seq=1 HTTP/1.1\r\nhost: localhost:{upstream}\r\n"
        "user-agent: okhttp/4.12.0\r\naccept-encoding: gzip\r\ncontent-type: application/json\r\n"
        f"content-length: {len(_BODY)}\r\n\r\n"
    )
    for _ in range(requests):
        writer.write(head.encode() + _BODY)
        await reader.readuntil(b"\r\n\r\n{}")
    writer.close()


async def _serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(asyncio.IncompleteReadError, OSError):
        while True:
            await reader.readuntil(b"\r\n\r\n")
            await reader.readexactly(len(_BODY))
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}")
    writer.close()


@contextlib.contextmanager
def _with_addon(folder: Path, ca: CertificateAuthority) -> Iterator[Side]:
    capture = Capture(folder, Clock.start(), "live", "127.0.0.1", ca, folder / "log")
    capture.start()
    try:
        assert capture.pid is not None
        yield Side("with the addon", capture.port, capture.pid)
    finally:
        capture.stop()


@contextlib.contextmanager
def _plain(folder: Path, ca: CertificateAuthority) -> Iterator[Side]:
    mitmdump = locate_mitmdump().path
    assert mitmdump is not None
    folder.mkdir()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = {
        "confdir": ca.folder,
        "listen_host": "127.0.0.1",
        "listen_port": port,
        "connection_strategy": "lazy",
        "onboarding": "false",
        "save_stream_file": folder / "flows.mitm",
    }
    settings = [word for key, value in options.items() for word in ("--set", f"{key}={value}")]
    child = subprocess.Popen([mitmdump, "-q", *settings], stdin=subprocess.DEVNULL)
    try:
        _await_port(port)
        yield Side("plain", port, child.pid)
    finally:
        child.terminate()
        child.wait()


def _await_port(port: int) -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline:
        with contextlib.suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.05)
    raise TimeoutError(f"plain mitmdump does not listen on {port}")


def _cpu_s(pid: int) -> float:
    """Processor time of a process in s; 0 where the system does not tell it in /proc."""
    stat = Path(f"/proc/{pid}/stat")
    if not stat.exists():
        return 0.0
    fields = stat.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> int:
    """Print the figures; exit status 1 when the aim is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=25)
    parser.add_argument("--requests", type=int, default=400)
    arguments = parser.parse_args()
    with_addon, plain = asyncio.run(measure(arguments.rounds, arguments.requests))
    for side in (with_addon, plain):
        low, middle, high = min(side.rates), statistics.median(side.rates), max(side.rates)
        print(
            f"{side.name:>15}: {middle:7.0f} requests/s (median; {low:.0f} to {high:.0f}),"
            f" {statistics.median(side.cpu):.2f} ms of processor a request"
        )
    ratio = statistics.median(with_addon.rates) / statistics.median(plain.rates)
    print(f"{'ratio':>15}: {ratio:.2f} (aim: at least {TARGET})")
    return 0 if ratio >= TARGET else 1


if __name__ == "__main__":
    sys.exit(main())
