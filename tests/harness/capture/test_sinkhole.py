"""The sinkhole answers every host itself, and nothing leaves the machine."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import h2.config
import h2.connection
import h2.events
import pytest
from aiohttp import web

from evidence.traffic import FlowEnd, RawConnection, WireBytes, decode_bytes
from tests.harness.capture.conftest import Rig, Rigs

HOST = "no-such-host.example.invalid"


async def test_answers_a_host_that_does_not_exist_over_tls(rigs: Rigs, client: aiohttp.ClientSession) -> None:
    rig = rigs()
    async with client.post(f"https://{HOST}/v1?x=%E4%BD%A0", json={"id": 1}, proxy=rig.proxy, ssl=rig.tls) as answer:
        assert (answer.status, await answer.json()) == (200, {})

    (flow,) = rig.flows()
    assert (flow.id, flow.method, flow.url, flow.status) == ("f000001", "POST", f"https://{HOST}/v1?x=%E4%BD%A0", 200)
    assert json.loads(flow.body) == {"id": 1}
    assert flow.synthetic
    assert flow.request_ms is not None and flow.ended_ms is not None
    assert 0 < flow.began_ms <= flow.request_ms <= flow.ended_ms <= rig.clock.now_ms()


async def test_a_host_that_is_served_here_answers_for_itself(rigs: Rigs, client: aiohttp.ClientSession) -> None:
    async def answer(request: web.Request) -> web.Response:
        return web.Response(text=f"{request.method} {request.host} {request.path_qs}")

    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    rig = rigs(served={"m.shop.example": port})
    async with client.get("https://M.Shop.example/h5?a=1", proxy=rig.proxy, ssl=rig.tls) as told:
        assert await told.text() == "GET m.shop.example /h5?a=1"
    async with client.get("http://m.shop.example/plain", proxy=rig.proxy) as told:
        assert await told.text() == "GET m.shop.example /plain"
    async with client.get(f"https://{HOST}/api", proxy=rig.proxy, ssl=rig.tls) as told:
        assert await told.read() == b"{}"
    await runner.cleanup()
    assert [(flow.url, flow.synthetic) for flow in rig.flows()] == [
        ("https://m.shop.example/h5?a=1", False),
        ("http://m.shop.example/plain", False),
        (f"https://{HOST}/api", True),
    ]


async def test_a_compressed_body_stays_as_it_was_on_the_wire(rigs: Rigs, client: aiohttp.ClientSession) -> None:
    rig = rigs()
    body = gzip.compress(b'{"imei": "860000000000001"}', mtime=0)
    headers = {"content-encoding": "gzip"}
    async with client.post(f"http://{HOST}/log", data=body, headers=headers, proxy=rig.proxy):
        pass
    (flow,) = rig.flows()
    assert flow.body == body
    assert flow.header("content-encoding") == "gzip"


async def test_headers_that_are_not_text_do_not_damage_the_index(rigs: Rigs) -> None:
    rig = rigs()
    reader, writer = await asyncio.open_connection("127.0.0.1", rig.capture.port)
    writer.write(b"GET http://h.example/ HTTP/1.1\r\nhost: h.example\r\nx-odd: \xff\xc3\xa4\r\n\r\n")
    await reader.readuntil(b"\r\n\r\n")
    writer.close()
    (flow,) = rig.flows()
    assert flow.header("x-odd") == "\\xffä"


async def test_a_request_that_mitmproxy_cannot_read_is_kept_as_raw_bytes(rigs: Rigs) -> None:
    rig = rigs()
    request = b"GET http://h.example/\xff HTTP/1.1\r\nhost: h.example\r\n\r\n"
    reader, writer = await asyncio.open_connection("127.0.0.1", rig.capture.port)
    writer.write(request)
    assert b" 400 " in await reader.read()
    writer.close()
    line = await rig.await_line(RawConnection)
    assert (decode_bytes(line.payload), line.size, line.from_client) == (request, len(request), True)


async def test_a_preflight_with_credentials_is_allowed(rigs: Rigs, client: aiohttp.ClientSession) -> None:
    rig = rigs()
    asked = {
        "Origin": "https://app.example",
        "Access-Control-Request-Method": "PUT",
        "Access-Control-Request-Headers": "x-token",
    }
    async with client.options(f"https://{HOST}/", headers=asked, proxy=rig.proxy, ssl=rig.tls) as answer:
        assert answer.status == 204
        assert answer.headers["access-control-allow-origin"] == "https://app.example"
        assert answer.headers["access-control-allow-credentials"] == "true"
        assert answer.headers["access-control-allow-methods"] == "PUT"
        assert answer.headers["access-control-allow-headers"] == "x-token"


async def test_a_websocket_stays_open_and_its_messages_are_written_while_it_is(
    rigs: Rigs, client: aiohttp.ClientSession
) -> None:
    rig = rigs()
    async with client.ws_connect(
        f"wss://{HOST}/push", proxy=rig.proxy, ssl=rig.tls, protocols=("mqtt", "other"), autoping=False
    ) as socket:
        assert socket.protocol == "mqtt"
        await socket.send_str("hello")
        await socket.send_bytes(b"\x00\x01")
        await socket.ping(b"are you there")
        # Everything that was sent before the ping has passed the capture when the pong is there.
        assert (await socket.receive()).type is aiohttp.WSMsgType.PONG
        (flow,) = rig.flows()
        assert [(m.text, m.payload, m.from_client) for m in flow.messages] == [
            (True, b"hello", True),
            (False, b"\x00\x01", True),
        ]
        assert flow.url == f"https://{HOST}/push"
        assert flow.status is None
    assert (await rig.await_line(FlowEnd)).status == 101


async def test_http2(rigs: Rigs) -> None:
    rig = rigs()
    reader, writer = await _tunnel(rig, HOST, 443)
    context = rig.tls
    context.set_alpn_protocols(["h2"])
    await writer.start_tls(context, server_hostname=HOST)
    http = h2.connection.H2Connection(h2.config.H2Configuration(header_encoding="utf-8"))
    http.initiate_connection()
    head = [(":method", "POST"), (":path", "/h2"), (":scheme", "https"), (":authority", HOST)]
    http.send_headers(1, head)
    http.send_data(1, b"x=1", end_stream=True)
    writer.write(http.data_to_send())
    seen: list[h2.events.Event] = []
    while not any(isinstance(event, h2.events.StreamEnded) for event in seen):
        seen += http.receive_data(await reader.read(65536))
        writer.write(http.data_to_send())
    writer.close()

    response = next(event for event in seen if isinstance(event, h2.events.ResponseReceived))
    assert (":status", "200") in [(str(name), str(value)) for name, value in response.headers]
    (flow,) = rig.flows()
    assert (flow.http_version, flow.path, flow.body, flow.status) == ("HTTP/2.0", "/h2", b"x=1", 200)


async def test_an_upload_without_end_in_sight_is_kept_in_part_and_fills_no_memory(
    rigs: Rigs, client: aiohttp.ClientSession
) -> None:
    rig = rigs(body_limit=65536)
    before = _peak_memory_kib(rig.capture.pid)
    chunk, count = b"0123456789abcdef" * 4096, 1024

    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(count):
            yield chunk

    async with client.post(f"https://{HOST}/video", data=chunks(), proxy=rig.proxy, ssl=rig.tls) as answer:
        assert (answer.status, await answer.read()) == (200, b"{}")

    (flow,) = rig.flows()
    assert (flow.body_size, flow.body_truncated, flow.body) == (len(chunk) * count, True, chunk)
    assert (flow.url, flow.status, flow.synthetic) == (f"https://{HOST}/video", 200, True)
    assert _peak_memory_kib(rig.capture.pid) - before < 32 * 1024


async def test_raw_bytes_are_written_and_the_connection_is_closed(rigs: Rigs) -> None:
    rig = rigs()
    for said, tls in ((b"\x00\x05PUSHlogin", False), (b"\x00\x06SECRET", True)):
        reader, writer = await _tunnel(rig, HOST, 5222)
        if tls:
            await writer.start_tls(rig.tls, server_hostname=HOST)
        writer.write(said)
        assert await reader.read() == b""
        writer.close()
    lines = rig.of(RawConnection)
    assert [(line.host, line.port, line.size, line.from_client) for line in lines] == [
        (HOST, 5222, 11, True),
        (HOST, 5222, 8, True),
    ]


async def test_nothing_is_connected_to_and_no_name_is_looked_up(
    rigs: Rigs, client: aiohttp.ClientSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    audit = tmp_path / "audit"
    audit.mkdir()
    # Python tells an audit hook of every connection and look-up that the process asks for.
    (audit / "sitecustomize.py").write_text(
        "import sys\n"
        f"log = open({str(audit / 'log')!r}, 'a', buffering=1)\n"
        "def hook(event, args):\n"
        "    if event in ('socket.connect', 'socket.getaddrinfo', 'socket.gethostbyname', 'socket.sendto'):\n"
        "        log.write(f'{event} {args[1] if event == \"socket.connect\" else args[0]!r}\\n')\n"
        "sys.addaudithook(hook)\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(audit))
    accepted: list[object] = []
    server = await asyncio.start_server(lambda reader, writer: accepted.append(writer), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    rig = rigs()

    for url in (f"http://{HOST}/", f"https://{HOST}/", f"http://127.0.0.1:{port}/", f"https://127.0.0.1:{port}/"):
        async with client.get(url, proxy=rig.proxy, ssl=rig.tls) as answer:
            assert answer.status == 200
    for url in (f"wss://{HOST}/", f"http://127.0.0.1:{port}/"):
        async with client.ws_connect(url, proxy=rig.proxy, ssl=rig.tls) as socket:
            await socket.send_str("hello")
    reader, writer = await _tunnel(rig, "127.0.0.1", port)
    writer.write(b"\x00raw")
    assert await reader.read() == b""
    writer.close()
    rig.capture.stop()
    server.close()

    assert not accepted
    said = (audit / "log").read_text().splitlines()
    connected = [line for line in said if line.startswith("socket.connect")]
    assert len(connected) == 2, said
    assert all("127.0.0.1" in line and str(port) not in line for line in connected), said
    assert not [line for line in said if "example" in line]


async def test_bytes_are_counted_as_they_cross_the_socket(rigs: Rigs) -> None:
    rig = rigs()
    reader, writer = await asyncio.open_connection("127.0.0.1", rig.capture.port)
    request = b"GET http://%s/ HTTP/1.1\r\nhost: %s\r\n\r\n" % (HOST.encode(), HOST.encode())
    writer.write(request)
    answer = await reader.readuntil(b"{}")
    port = writer.get_extra_info("sockname")[1]
    writer.close()
    line = await rig.await_line(WireBytes)
    assert (line.sent, line.received, line.client_port, line.host) == (len(request), len(answer), port, HOST)


async def _tunnel(rig: Rig, host: str, port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", rig.capture.port)
    writer.write(f"CONNECT {host}:{port} HTTP/1.1\r\nhost: {host}:{port}\r\n\r\n".encode())
    assert b" 200 " in await reader.readuntil(b"\r\n\r\n")
    return reader, writer


def _peak_memory_kib(pid: int | None) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1])
