"""The emulator console of a virtual phone."""

from __future__ import annotations

import asyncio

import pytest

from tests.ports import free_port
from virtualphone.console import Console
from virtualphone.device.sensors import Sensors, Values

pytestmark = pytest.mark.asyncio


async def ask(port: int, *lines: str) -> str:
    """Everything that the console says to these lines."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write("".join(f"{line}\n" for line in (*lines, "quit")).encode())
    told = (await reader.read()).decode()
    writer.close()
    return told


async def test_an_injected_reading_reaches_the_listeners_and_can_be_read() -> None:
    sensors, heard = Sensors(), list[Values]()
    sensors.subscribe("com.a.b", 10100, 7, "accelerometer", heard.append)
    console, port = Console(sensors), free_port()
    await console.start(port)
    told = await ask(port, "sensor set acceleration 1:2.5:-3", "sensor get acceleration")
    await console.stop()
    assert heard[-1] == (1.0, 2.5, -3.0)
    assert "acceleration = 1:2.5:-3\r\nOK\r\n" in told


@pytest.mark.parametrize(
    "line",
    ["sensor set acceleration 1:2", "sensor set acceleration a:b:c", "sensor set acceleration nan:0:0",
     "sensor set warp 1:2:3", "sensor get warp", "power ac off"],
)  # fmt: skip
async def test_what_it_does_not_know_is_refused(line: str) -> None:
    sensors = Sensors()
    before = sensors.reading("accelerometer")
    console, port = Console(sensors), free_port()
    await console.start(port)
    told = await ask(port, line)
    await console.stop()
    assert "KO: " in told and sensors.reading("accelerometer") == before


async def test_an_endless_line_ends_the_call() -> None:
    console, port = Console(Sensors()), free_port()
    await console.start(port)
    told = await asyncio.wait_for(ask(port, "x" * 5000), 10)
    await console.stop()
    assert told.count("KO") == 0
