"""The capture through WireGuard: keys, what the phone imports, and a client that comes in by it."""

from __future__ import annotations

import asyncio
import stat
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from mitmproxy import dns
from mitmproxy.net.dns import types

from evidence.traffic import DnsQuery, FlowBegin, TlsFailed
from harness.capture.addon.names import NETWORK
from harness.capture.authority import CertificateAuthority
from harness.capture.tunnel import NAME_SERVER, TunnelKeys, TunnelKeysDamaged
from tests.harness.capture.conftest import Rigs
from tests.harness.capture.wireguard_client import Peer, datagram
from tests.ports import free_port


def test_keys_are_private_and_stay(tmp_path: Path) -> None:
    keys = TunnelKeys.load_or_create(tmp_path)
    assert TunnelKeys.load_or_create(tmp_path) == keys
    assert stat.S_IMODE(keys.file.stat().st_mode) == 0o600


def test_damaged_keys_are_one_line_with_the_mend(tmp_path: Path) -> None:
    TunnelKeys.load_or_create(tmp_path).file.write_text('{"server_key": "short"}')
    with pytest.raises(TunnelKeysDamaged, match=r"wireguard\.conf") as caught:
        TunnelKeys.load_or_create(tmp_path)
    assert "\n" not in str(caught.value) and caught.value.mend


def test_the_phone_imports_a_tunnel_for_one_app(tmp_path: Path) -> None:
    keys = TunnelKeys.load_or_create(tmp_path)
    config = keys.client_config("192.0.2.7", 51820, "cn.example.shop")
    assert "IncludedApplications = cn.example.shop" in config and "Endpoint = 192.0.2.7:51820" in config
    assert keys.server not in config
    assert "Endpoint = [2001:db8::7]:51820" in keys.client_config("2001:db8::7", 51820)


async def look_up(phone: Peer, name: str) -> str:
    """The address that the capture gives a name."""
    query = dns.DNSMessage(
        timestamp=0, id=5, query=True, op_code=0, authoritative_answer=False, truncation=False, recursion_desired=True,
        recursion_available=False, reserved=0, response_code=0, answers=[], authorities=[], additionals=[],
        questions=[dns.Question(name, types.A, 1)],
    )  # fmt: skip
    phone.send(datagram(NAME_SERVER, 5353, 53, query.packed))
    answer = dns.DNSMessage.unpack((await asyncio.to_thread(phone.receive))[28:])
    return str(answer.answers[0].ipv4_address)


async def test_what_comes_through_the_tunnel_is_captured_by_name(rigs: Rigs, ca: CertificateAuthority) -> None:
    port = free_port()
    rig = rigs("sinkhole", tunnel_port=port)
    assert rig.capture.port == port
    config = TunnelKeys.load_or_create(ca.folder).client_config("127.0.0.1", port)
    phone = await asyncio.to_thread(Peer.raise_tunnel, config)
    address = await look_up(phone, "t.example.cn")
    assert IPv4Address(address) in NETWORK
    assert (await rig.await_line(DnsQuery)).name == "t.example.cn"
    request = b"GET /log?imei=860000000000000 HTTP/1.1\r\nHost: t.example.cn\r\n\r\n"
    await asyncio.to_thread(phone.get, address, request)
    begin = await rig.await_line(FlowBegin)
    assert (begin.host, begin.path) == ("t.example.cn", "/log?imei=860000000000000")
    assert rig.capture.stop() == "stopped"


async def test_an_app_that_compares_the_certificate_after_the_handshake_shows_whom_it_meant(
    rigs: Rigs, ca: CertificateAuthority
) -> None:
    port = free_port()
    rig = rigs("sinkhole", tunnel_port=port)
    config = TunnelKeys.load_or_create(ca.folder).client_config("127.0.0.1", port)
    phone = await asyncio.to_thread(Peer.raise_tunnel, config)
    address = await look_up(phone, "pinned.example.cn")
    await asyncio.to_thread(phone.shake_hands, address, "pinned.example.cn", rig.tls)
    line = await rig.await_line(TlsFailed)
    assert (line.sni, line.host, line.port) == ("pinned.example.cn", "pinned.example.cn", 443)
    assert "after the handshake" in line.reason
    assert not rig.flows()
