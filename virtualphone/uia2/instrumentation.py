"""What `am instrument` runs: the UiAutomator2 server, reachable at the phone's port 6790 until it is ended."""

from __future__ import annotations

import asyncio

from virtualphone.device.state import PhoneState
from virtualphone.engine.chromium_engine import ChromiumEngine
from virtualphone.uia2.server import UiAutomatorServer

_PHONE_PORT = "tcp:6790"


class UiAutomatorInstrumentation:
    """Starts a fresh server for each run."""

    def __init__(self, engine: ChromiumEngine, state: PhoneState) -> None:
        self._engine = engine
        self._state = state

    async def run(self, component: str) -> str | None:
        """Serves until it is cancelled; None, since it never ends by itself with a crash."""
        server = UiAutomatorServer(self._engine, self._state)
        listener = ("127.0.0.1", await server.start())
        listeners = self._state.network.listeners
        listeners[_PHONE_PORT] = listener
        try:
            await asyncio.Event().wait()
        finally:
            # A newer run may have taken the port over already.
            if listeners.get(_PHONE_PORT) == listener:
                del listeners[_PHONE_PORT]
            await server.stop()
        return None
