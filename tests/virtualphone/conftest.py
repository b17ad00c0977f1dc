"""Phones without a picture, and a real adb with a server of its own."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import adbutils
import pytest

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


def free_port() -> int:
    """A loopback port that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
async def adb(tmp_path: Path) -> AsyncIterator[Adb]:
    """A private adb server that ends with the test."""
    port = free_port()
    environment = os.environ | {
        "HOME": str(tmp_path),
        "ADB_LOCAL_TRANSPORT_MAX_PORT": "5553",
        "ADB_MDNS_OPENSCREEN": "0",
    }
    server = await asyncio.create_subprocess_exec(
        find_adb(),
        "-P",
        str(port),
        "nodaemon",
        "server",
        env=environment,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    client = Adb(find_adb(), port, environment)
    try:
        async with asyncio.timeout(_ADB_SECONDS):
            while True:
                try:
                    _, writer = await asyncio.open_connection("127.0.0.1", port)
                except ConnectionRefusedError:
                    await asyncio.sleep(0.02)
                    continue
                writer.close()
                break
        yield client
    finally:
        server.kill()
        await server.wait()


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
    """An adb client connected to the phone of API 34."""
    answer = await adb("connect", f"127.0.0.1:{modern.adbd.port}")
    assert "connected to" in answer.text
    return adb
