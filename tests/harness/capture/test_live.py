"""Live egress: requests reach their hosts, and what the app sent is written before."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable

import aiohttp
import pytest
from mitmproxy import http
from mitmproxy.io import FlowReader

from evidence.traffic import FlowAborted, FlowEnd, FlowRequest, TlsFailed, WireBytes
from harness.capture.process import next_flow
from harness.errors import CaptureLost
from tests.harness.capture.conftest import Rigs
from tests.harness.capture.upstream import upstream


async def test_forwards_and_streams_the_native_flow(rigs: Rigs, client: aiohttp.ClientSession) -> None:
    rig = rigs("live")
    async with upstream() as host, client.post(f"{host.url}/a", data=b"12345", proxy=rig.proxy) as answer:
        assert (await answer.read(), answer.headers["x-upstream"]) == (b"got 5", "yes")
    assert rig.capture.stop() == "stopped"

    (flow,) = rig.flows()
    assert (flow.path, flow.body, flow.status, flow.response_size, flow.synthetic) == ("/a", b"12345", 200, 5, False)
    with (rig.folder / "traffic" / "flows.mitm").open("rb") as file:
        (native,) = FlowReader(file).stream()
    assert isinstance(native, http.HTTPFlow)
    assert native.response is not None
    assert (native.metadata["consentinel"], native.response.content) == (flow.id, b"got 5")


async def test_an_upload_of_unknown_length_reaches_the_host_and_the_native_flow(
    rigs: Rigs, client: aiohttp.ClientSession
) -> None:
    rig = rigs("live")

    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(3):
            yield b"part"

    async with upstream() as host, client.post(f"{host.url}/a", data=chunks(), proxy=rig.proxy) as answer:
        assert await answer.read() == b"got 12"
    rig.capture.stop()
    (flow,) = rig.flows()
    assert (flow.body, flow.body_truncated) == (b"partpartpart", False)
    with (rig.folder / "traffic" / "flows.mitm").open("rb") as file:
        (native,) = FlowReader(file).stream()
    assert isinstance(native, http.HTTPFlow)
    assert native.request.content == b"partpartpart"


@pytest.mark.parametrize("how", ["stop", "hang up"])
async def test_what_came_of_a_body_that_never_ends_is_kept(rigs: Rigs, client: aiohttp.ClientSession, how: str) -> None:
    rig = rigs("live")
    sent, enough = asyncio.Event(), asyncio.Event()

    async def chunks() -> AsyncIterator[bytes]:
        yield b"part" * 1000
        yield b"part" * 1000
        sent.set()
        await enough.wait()

    async with upstream() as host:
        asked = asyncio.create_task(client.post(f"{host.url}/a", data=chunks(), proxy=rig.proxy).__aenter__())
        await sent.wait()
        await rig.await_line(WireBytes, lambda line: line.sent > 8000)
        if how == "stop":
            await asyncio.to_thread(rig.capture.stop)
        asked.cancel()
        await rig.await_line(FlowRequest)
    (flow,) = rig.flows()
    assert (flow.body, flow.body_size, flow.body_truncated) == (b"part" * 2000, 8000, True)


async def test_a_host_whose_certificate_does_not_verify_is_refused(rigs: Rigs, client: aiohttp.ClientSession) -> None:
    rig, other = rigs("live"), rigs("sinkhole")
    # A proxy in sinkhole mode speaks TLS for any name, with an authority that the live one has no reason to trust.
    url = f"https://127.0.0.1:{other.capture.port}/"
    async with client.get(url, proxy=rig.proxy, ssl=rig.tls) as answer:
        assert answer.status == 502
    (flow,) = rig.flows()
    assert flow.aborted
    assert flow.status is None


async def test_a_request_without_an_answer_survives_kill_9(rigs: Rigs, client: aiohttp.ClientSession) -> None:
    rig = rigs("live")
    async with upstream() as host:
        asked = asyncio.create_task(client.post(f"{host.url}/silent", data=b"id=1", proxy=rig.proxy).__aenter__())
        await host.silent.wait()
        assert rig.capture.pid is not None
        os.kill(rig.capture.pid, signal.SIGKILL)
        with pytest.raises(aiohttp.ClientError):
            await asked
    with pytest.raises(CaptureLost, match="killed by signal 9"):
        _until_lost(rig.capture.check)
    assert not rig.capture.alive()
    assert "signal 9" in rig.capture.stop()

    (flow,) = rig.flows()
    assert (flow.path, flow.body, flow.status, flow.request_ms is not None) == ("/silent", b"id=1", None, True)


async def test_every_message_of_an_open_websocket_survives_kill_9(rigs: Rigs, client: aiohttp.ClientSession) -> None:
    rig = rigs("live")
    async with upstream() as host:
        socket = await client.ws_connect(f"{host.url}/ws", proxy=rig.proxy)
        for number in range(20):
            await socket.send_str(f"message {number}")
            assert await socket.receive_str() == f"echo message {number}"
        assert rig.capture.pid is not None
        os.kill(rig.capture.pid, signal.SIGKILL)
        assert (await socket.receive()).type in (aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.CLOSE)

    (flow,) = rig.flows()
    assert [m.payload.decode() for m in flow.messages if m.from_client] == [f"message {n}" for n in range(20)]
    assert [m.payload.decode() for m in flow.messages if not m.from_client] == [f"echo message {n}" for n in range(20)]
    assert [m.index for m in flow.messages] == list(range(1, 41))


async def test_a_capture_after_a_killed_one_goes_on_counting(rigs: Rigs, client: aiohttp.ClientSession) -> None:
    rig = rigs("sinkhole")
    async with client.get("http://first.example/", proxy=rig.proxy):
        pass
    assert rig.capture.pid is not None
    os.kill(rig.capture.pid, signal.SIGKILL)
    first = next_flow(rig.folder / "traffic" / "index.jsonl")
    assert first == 2

    again = type(rig.capture)(
        rig.folder, rig.clock, "sinkhole", "127.0.0.1", rig.ca, rig.folder / "again.log", first_flow=first
    )
    again.start()
    try:
        async with client.get("http://second.example/", proxy=f"http://127.0.0.1:{again.port}"):
            pass
    finally:
        assert again.stop() == "stopped"
    assert [(flow.id, flow.host) for flow in rig.flows()] == [
        ("f000001", "first.example"),
        ("f000002", "second.example"),
    ]
    with (rig.folder / "traffic" / "flows-000002.mitm").open("rb") as file:
        assert len(list(FlowReader(file).stream())) == 1


async def test_an_app_that_hangs_up_is_told(rigs: Rigs, client: aiohttp.ClientSession) -> None:
    rig = rigs("live")
    async with upstream() as host:
        asked = asyncio.create_task(client.get(f"{host.url}/silent", proxy=rig.proxy).__aenter__())
        await host.silent.wait()
        asked.cancel()
        line = await rig.await_line(FlowAborted)
    assert (line.flow, "disconnected" in line.reason) == ("f000001", True)


async def test_a_host_that_breaks_off_is_told(rigs: Rigs, client: aiohttp.ClientSession) -> None:
    rig = rigs("live")
    async with upstream() as host, client.get(f"{host.url}/broken", proxy=rig.proxy) as answer:
        assert answer.status == 502
    assert (await rig.await_line(FlowAborted)).flow == "f000001"
    assert not rig.of(FlowEnd)


async def test_an_app_that_does_not_trust_the_authority_shows_whom_it_meant(
    rigs: Rigs, client: aiohttp.ClientSession
) -> None:
    rig = rigs("sinkhole")
    with pytest.raises(aiohttp.ClientConnectorCertificateError):
        await client.get("https://pinned.example/secret", proxy=rig.proxy)
    line = await rig.await_line(TlsFailed)
    assert (line.host, line.port, line.sni) == ("pinned.example", 443, "pinned.example")
    assert "does not trust" in line.reason
    assert not rig.flows()


async def test_an_app_that_hangs_up_after_the_handshake_shows_whom_it_meant(rigs: Rigs) -> None:
    rig = rigs("sinkhole")
    for tls in (True, False):
        reader, writer = await asyncio.open_connection("127.0.0.1", rig.capture.port)
        writer.write(b"CONNECT pinned.example:8443 HTTP/1.1\r\n\r\n")
        await reader.readuntil(b"\r\n\r\n")
        if tls:
            await writer.start_tls(rig.tls, server_hostname="pinned.example")
        writer.close()
        word = "after the handshake" if tls else "tunnel"
        line = await rig.await_line(TlsFailed, lambda line, word=word: word in line.reason)  # type: ignore[misc]
        assert (line.host, line.port) == ("pinned.example", 8443)


async def test_a_connection_in_advance_to_a_host_that_is_read_is_told_as_unused(
    rigs: Rigs, client: aiohttp.ClientSession
) -> None:
    rig = rigs("sinkhole")
    reader, writer = await asyncio.open_connection("127.0.0.1", rig.capture.port)
    writer.write(b"CONNECT shop.example:443 HTTP/1.1\r\n\r\n")
    await reader.readuntil(b"\r\n\r\n")
    await writer.start_tls(rig.tls, server_hostname="shop.example")
    async with client.get("https://shop.example/", proxy=rig.proxy, ssl=rig.tls):
        pass
    port = writer.get_extra_info("sockname")[1]
    writer.close()
    line = await rig.await_line(TlsFailed)
    assert (line.host, line.client_port, "without a request" in line.reason) == ("shop.example", port, True)


def _until_lost(check: Callable[[], None]) -> None:
    """The kernel may take a moment to hand over the exit status."""
    deadline = asyncio.get_running_loop().time() + 10
    while asyncio.get_running_loop().time() < deadline:
        check()
