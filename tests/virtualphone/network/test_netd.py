"""Where the bytes of apps go, and for whom they count."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.virtualphone.trial import no_reverse
from virtualphone.device.network import Network, Wifi
from virtualphone.network.direct import ForwardError, parse_head
from virtualphone.network.netd import Netd, Streams, UnreachableError

_UID = 10_101


def _network() -> Network:
    return Network(Wifi("ssid", "00:00:00:00:00:01", "10.0.2.16", "10.0.2.2", "00:00:00:00:00:02"))


@asynccontextmanager
async def _server(answer: Callable[[bytes], bytes]) -> AsyncIterator[int]:
    """A server that answers each chunk it reads."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            writer.write(answer(data))
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


async def _exchange(port: int, data: bytes, until: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(data)
    try:
        return await asyncio.wait_for(reader.readuntil(until), 5)
    except asyncio.IncompleteReadError as error:
        return error.partial
    finally:
        writer.close()


async def test_phone_proxy_gets_every_byte_and_the_uid_is_charged() -> None:
    network = _network()
    async with _server(lambda data: data.upper() + b"!") as proxy:
        netd = Netd(network, no_reverse)
        gate = await netd.open_gate(_UID, ("127.0.0.1", proxy))
        assert await _exchange(gate.port, b"connect x:1\r\n", b"!") == b"CONNECT X:1\r\n!"
        await netd.stop()
    counter = network.counter(_UID)
    assert (counter.tx_bytes, counter.rx_bytes) == (13, 14)


async def test_reverse_is_preferred_to_the_machine() -> None:
    asked: list[int] = []
    async with _server(lambda data: b"host!") as host:

        async def reverse(port: int) -> Streams:
            asked.append(port)
            return await asyncio.open_connection("127.0.0.1", host)

        network = _network()
        netd = Netd(network, reverse)
        gate = await netd.open_gate(_UID, ("127.0.0.1", 18080))
        assert await _exchange(gate.port, b"x", b"!") == b"host!"
        await netd.stop()
    assert asked == [18080]
    counter = network.counter(_UID)
    assert (counter.tx_bytes, counter.rx_bytes) == (0, 0), "the phone's own loopback is left out of its counters"


async def test_without_proxy_only_loopback_is_reachable() -> None:
    async with _server(lambda data: b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n") as site:
        netd = Netd(_network(), no_reverse)
        gate = await netd.open_gate(_UID, None)
        local = f"GET http://127.0.0.1:{site}/a?b HTTP/1.1\r\nHost: x\r\n\r\n".encode()
        assert (await _exchange(gate.port, local, b"\r\n\r\n")).startswith(b"HTTP/1.1 200")
        assert await _exchange(gate.port, b"CONNECT example.com:443 HTTP/1.1\r\n\r\n", b"\r\n\r\n") == b""
        assert await _exchange(gate.port, b"nonsense\r\n\r\n", b"\r\n\r\n") == b""
        await netd.stop()


async def test_airplane_mode_cuts_everything() -> None:
    network = _network()
    network.airplane_mode = True
    async with _server(lambda data: b"!") as proxy:
        with pytest.raises(UnreachableError):
            await Netd(network, no_reverse).connect("127.0.0.1", proxy)


async def test_raw_clients_pass_the_proxy_and_are_counted() -> None:
    network = _network()
    netd = Netd(network, no_reverse)
    async with _server(lambda data: b"pong") as site:
        assert await netd.send_raw(_UID, "127.0.0.1", site, b"ping") == b"pong"
    assert await netd.send_raw(_UID, "push.example", 5222, b"hello") == b""
    assert (network.counter(_UID).tx_bytes, network.counter(_UID).rx_bytes) == (9, 4)


async def test_closed_gate_refuses() -> None:
    netd = Netd(_network(), no_reverse)
    gate = await netd.open_gate(_UID, None)
    await netd.close_gate(gate)
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("127.0.0.1", gate.port)


@given(st.binary(max_size=300))
def test_any_head_is_read_or_refused(head: bytes) -> None:
    try:
        target = parse_head(head + b"\r\n\r\n")
    except ForwardError:
        return
    assert 0 <= target.port <= 65535


def test_plain_requests_become_those_of_a_client() -> None:
    head = b"GET http://127.0.0.1:81/p?q=1 HTTP/1.1\r\nHost: h\r\nProxy-Connection: keep-alive\r\nX: y\r\n\r\n"
    target = parse_head(head)
    assert (target.host, target.port, target.tunnel) == ("127.0.0.1", 81, False)
    assert target.head == b"GET /p?q=1 HTTP/1.1\r\nHost: h\r\nX: y\r\nConnection: close\r\n\r\n"
