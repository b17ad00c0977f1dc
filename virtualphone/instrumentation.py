"""Running the UiAutomator2 server as the test package that `am instrument` starts."""

from __future__ import annotations

from virtualphone.device.state import PhoneState
from virtualphone.uia2.server import UiAutomatorServer

_PORT = "tcp:6790"


class UiAutomator2Instrumentation:
    """Opens the server's port on the phone while the instrumentation runs."""

    def __init__(self, state: PhoneState, server: UiAutomatorServer) -> None:
        self._state = state
        self._server = server

    async def run(self, component: str) -> str | None:
        """Serve until a session is deleted, which ends the server as it does on a phone, or until cancelled."""
        port = await self._server.start()
        self._state.network.listeners[_PORT] = ("127.0.0.1", port)
        try:
            await self._server.session_deleted()
        finally:
            self._state.network.listeners.pop(_PORT, None)
            await self._server.stop()
        return None
