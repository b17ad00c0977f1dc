"""TLS end to end: which authorities an app believes, and what its proxy sees."""

from __future__ import annotations

import asyncio
import datetime
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.virtualphone.trial import PACKAGE, Trial, trial_phone, write_app
from virtualphone.device.filesystem import GLOBAL_NAMESPACE, Directory, File, Mount
from virtualphone.device.model import API28, API34, DeviceModel
from virtualphone.device.state import PhoneState

_HOST = "api.example"
_PINNED = "com.example.pinned"
_PAGE = f"""<p id="said">…</p><button id="again">再试</button><script type="module">
let tries = 0
const ask = async () => {{
  let text = "failed"
  try {{
    text = "got " + await (await fetch("https://{_HOST}/a", {{method: "POST", body: "你好"}})).text()
  }} catch {{ /* no way, or no trust */ }}
  document.getElementById("said").textContent = `${{++tries}} ${{text}}`
}}
document.getElementById("again").onclick = ask
ask()
</script>"""


@dataclass(slots=True)
class _Authority:
    certificate: bytes
    server: ssl.SSLContext


@dataclass(slots=True)
class _Proxy:
    port: int
    requests: list[bytes] = field(default_factory=list)
    failures: int = 0


def _make_authority(folder: Path) -> _Authority:
    now = datetime.datetime.now(datetime.UTC)
    span = (now - datetime.timedelta(days=1), now + datetime.timedelta(days=30))
    ca_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    ca_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Trial CA")])
    ca = (
        x509.CertificateBuilder(ca_name, ca_name, ca_key.public_key(), x509.random_serial_number(), *span)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(ca_key, hashes.SHA256())
    )
    leaf = (
        x509.CertificateBuilder(
            ca_name,
            x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, _HOST)]),
            key.public_key(),
            x509.random_serial_number(),
            *span,
        )
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(_HOST)]), critical=False)
        .sign(ca_key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    chain = folder / "server.pem"
    chain.write_bytes(
        leaf.public_bytes(pem) + key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain)
    return _Authority(ca.public_bytes(pem), context)


@asynccontextmanager
async def _proxy(authority: _Authority) -> AsyncIterator[_Proxy]:
    """An HTTP proxy that opens every tunnel itself."""
    proxy = _Proxy(0)

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            assert head.startswith(f"CONNECT {_HOST}:443 ".encode())
            writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
            await writer.start_tls(authority.server)
            request = await reader.readuntil(b"\r\n\r\n")
            body = await reader.readexactly(len("你好".encode()))
            proxy.requests.append(request + body)
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nwell")
            await writer.drain()
        except (ssl.SSLError, OSError, asyncio.IncompleteReadError):
            proxy.failures += 1
        finally:
            writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    async with server:
        proxy.port = server.sockets[0].getsockname()[1]
        yield proxy


def _add_authority(state: PhoneState, pem: bytes) -> None:
    """What a tool with root does: a folder of its own over the system's, where new apps are forked from."""
    modern = state.model.api_level >= 34
    folder = "/apex/com.android.conscrypt/cacerts" if modern else "/system/etc/security/cacerts"
    files = {**state.filesystem.listing(folder), "c0ffee00.0": File(0o644, data=pem)}
    mount = Mount("tmpfs", folder, "tmpfs", Directory(0o755, entries=dict(files)), False)
    owners = [process.pid for process in state.processes.named("zygote64")] if modern else [GLOBAL_NAMESPACE]
    for owner in owners:
        state.filesystem.mount(mount, owner)


async def _said(trial: Trial, package: str) -> str:
    await trial.open(package=package)
    async with asyncio.timeout(20):
        while (text := (await trial.node("said")).text) == "…":
            await asyncio.sleep(0.02)
    return text


@pytest.mark.parametrize("model", [API34, API28], ids=lambda model: model.key)
async def test_apps_believe_the_authorities_of_their_mounts(tmp_path: Path, model: DeviceModel) -> None:
    authority = _make_authority(tmp_path)
    plain = write_app(tmp_path / "plain", {"Main": _PAGE})
    pinned = write_app(tmp_path / "pinned", {"Main": _PAGE}, package=_PINNED, pins=True)
    async with _proxy(authority) as proxy, trial_phone(model, plain, pinned) as trial:
        state = trial.state
        state.settings.put("global", "http_proxy", f"127.0.0.1:{proxy.port}")
        assert await _said(trial, PACKAGE) == "1 failed"
        assert (proxy.requests, proxy.failures) == ([], 1)

        _add_authority(state, authority.certificate)
        assert await _said(trial, PACKAGE) == "1 got well"
        [request] = proxy.requests
        assert request.startswith(b"POST /a HTTP/1.1\r\n")
        assert request.endswith("你好".encode())
        assert f"Android {model.release}; {model.model}".encode() in request
        assert b"; wv)" in request
        uid = state.packages.get(PACKAGE)
        assert uid is not None
        assert state.network.counter(uid.uid).tx_bytes > len(request)

        assert await _said(trial, _PINNED) == "1 failed"
        assert len(proxy.requests) == 1


async def test_setting_counts_from_the_start_of_a_process(tmp_path: Path) -> None:
    authority = _make_authority(tmp_path)
    async with _proxy(authority) as proxy, trial_phone(API34, write_app(tmp_path / "a", {"Main": _PAGE})) as trial:
        _add_authority(trial.state, authority.certificate)
        assert await _said(trial, PACKAGE) == "1 failed"
        trial.state.settings.put("global", "http_proxy", f"127.0.0.1:{proxy.port}")
        await trial.tap("again")
        await trial.shows("2 failed")
        assert await _said(trial, PACKAGE) == "1 got well"
