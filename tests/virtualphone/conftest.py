"""Phones without a picture, and a real adb with a server of its own."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import adbutils
import pytest

from tests.ports import free_port
from tests.virtualphone.blank_display import BlankDisplay, IdleInstrumentation
from virtualphone.device.model import API28, API34, DeviceModel
from virtualphone.phone import VirtualPhone

_ADB_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Answer:
    """What one adb call printed."""

    status: int
    stdout: bytes
    stderr: str

    @property
    def text(self) -> str:
        """Standard output as text without the last line end."""
        return self.stdout.decode().rstrip("\n")


class Adb:
    """The adb client on a private server port."""

    def __init__(self, binary: str, port: int, environment: dict[str, str]) -> None:
        self.binary = binary
        self.port = port
        self.environment = environment

    async def start(self, *words: str, stdin: bool = False) -> asyncio.subprocess.Process:
        """Start a call and leave it running."""
        return await asyncio.create_subprocess_exec(
            self.binary,
            "-P",
            str(self.port),
            *words,
            env=self.environment,
            stdin=asyncio.subprocess.PIPE if stdin else asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )

    async def __call__(self, *words: str, feed: bytes | None = None) -> Answer:
        """Run a call to its end."""
        process = await self.start(*words, stdin=feed is not None)
        try:
            out, err = await asyncio.wait_for(process.communicate(feed), _ADB_SECONDS)
        except TimeoutError:
            process.kill()
            raise
        return Answer(process.returncode or 0, out, err.decode())


def find_adb() -> str:
    """The adb in PATH, else the one of the adbutils wheel."""
    return shutil.which("adb") or str(Path(adbutils.__file__).parent / "binaries" / "adb")


@pytest.fixture(scope="session")
def adb_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Adb]:
    """A private adb server that ends with the tests; it scans for no emulators and asks no mDNS."""
    port = free_port()
    environment = os.environ | {
        "HOME": str(tmp_path_factory.mktemp("adb")),
        "ADB_LOCAL_TRANSPORT_MAX_PORT": "5553",
        "ADB_MDNS_OPENSCREEN": "0",
    }
    words = [find_adb(), "-P", str(port), "nodaemon", "server"]
    server = subprocess.Popen(words, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for_port(port)
        yield Adb(find_adb(), port, environment)
    finally:
        server.kill()
        server.wait()


def _wait_for_port(port: int) -> None:
    deadline = time.monotonic() + _ADB_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except ConnectionRefusedError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return


@pytest.fixture
async def adb(adb_server: Adb) -> AsyncIterator[Adb]:
    """The adb client; what it connected to is disconnected after the test."""
    yield adb_server
    await adb_server("disconnect")


async def start_phone(model: DeviceModel, seed: int = 7) -> VirtualPhone:
    """A phone with a blank display, listening."""
    phone = VirtualPhone(model, seed=seed)
    phone.attach(BlankDisplay(phone.state), IdleInstrumentation(phone.state))
    await phone.start()
    return phone


@pytest.fixture(params=[API34, API28], ids=lambda model: model.key)
async def phone(request: pytest.FixtureRequest) -> AsyncIterator[VirtualPhone]:
    """A phone of each model."""
    started = await start_phone(request.param)
    yield started
    await started.stop()


@pytest.fixture
async def modern(request: pytest.FixtureRequest) -> AsyncIterator[VirtualPhone]:
    """A phone of API 34."""
    started = await start_phone(API34)
    yield started
    await started.stop()


@pytest.fixture
async def connected(adb: Adb, modern: VirtualPhone) -> Adb:
    """An adb client connected to the phone of API 34, whatever the server still keeps of phones that ended."""
    serial = f"127.0.0.1:{modern.adbd.port}"
    answer = await adb("connect", serial)
    assert "connected to" in answer.text
    return Adb(adb.binary, adb.port, adb.environment | {"ANDROID_SERIAL": serial})
