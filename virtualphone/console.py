"""The emulator console of a virtual phone: a line protocol on a loopback port that sets its sensors.

Answers end with `OK` or `KO: reason`, as those of Android's emulator do; no token is asked for.
"""

from __future__ import annotations

import asyncio
import math

from virtualphone.device.sensors import Sensors, Values

_GREETING = "Android Console: type 'help' for a list of commands\r\n"
_NAMES = {"acceleration": "accelerometer", "gyroscope": "gyroscope", "magnetic-field": "magnetic_field"}
_COMMANDS = ("    help", "    sensor status", "    sensor get NAME", "    sensor set NAME X:Y:Z", "    quit")
_MAX_LINE = 1024


class Console:
    """Serves the console of one phone."""

    def __init__(self, sensors: Sensors) -> None:
        self._sensors = sensors
        self._server: asyncio.Server | None = None

    async def start(self, port: int) -> None:
        """Listen on a port of 127.0.0.1; OSError for a taken one."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", port, limit=_MAX_LINE)

    async def stop(self) -> None:
        """Hang up."""
        if self._server is not None:
            self._server.close()
            self._server.close_clients()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(f"{_GREETING}OK\r\n".encode())
        try:
            while line := await reader.readline():
                words = line.decode("utf-8", "replace").split()
                if words == ["quit"]:
                    break
                writer.write(f"{self._answer(words)}\r\n".encode())
                await writer.drain()
        except (ValueError, ConnectionError):
            pass  # a line without end, or a caller that went away
        finally:
            writer.close()

    def _answer(self, words: list[str]) -> str:
        match words:
            case []:
                return "OK"
            case ["help"]:
                return "\r\n".join([*_COMMANDS, "OK"])
            case ["auth", _]:
                return "OK"
            case ["sensor", "status"]:
                return "\r\n".join([*(f"{name}: enabled." for name in _NAMES), "OK"])
            case ["sensor", "get", name] if name in _NAMES:
                values = self._sensors.reading(_NAMES[name])
                return f"{name} = {':'.join(f'{value:g}' for value in values)}\r\nOK"
            case ["sensor", "set", name, given] if name in _NAMES:
                return self._set(_NAMES[name], given)
            case ["sensor", "get" | "set", name, *_]:
                return f"KO: unknown sensor name: {name[:40]}, run 'sensor status' to get available sensors."
            case _:
                return "KO: unknown command, try 'help'"

    def _set(self, sensor: str, given: str) -> str:
        values = _values(given)
        if values is None:
            return f"KO: invalid parameter '{given[:40]}'"
        self._sensors.inject(sensor, values)
        return "OK"


def _values(given: str) -> Values | None:
    try:
        parts = [float(part) for part in given.split(":")]
    except ValueError:
        return None
    if len(parts) != 3 or not all(math.isfinite(part) for part in parts):
        return None
    return parts[0], parts[1], parts[2]
