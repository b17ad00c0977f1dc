"""One virtual phone: its state, its adb daemon, its display and its UiAutomator2 server tied together."""

from __future__ import annotations

import asyncio

from virtualphone.adbd.server import Adbd
from virtualphone.console import Console
from virtualphone.device.appfile import read_app_file
from virtualphone.device.filesystem import File
from virtualphone.device.model import DeviceModel
from virtualphone.device.packages import Package
from virtualphone.device.state import PhoneState
from virtualphone.engine.api import Engine
from virtualphone.engine.chromium_engine import ChromiumEngine
from virtualphone.instrumentation import UiAutomator2Instrumentation
from virtualphone.shell.call import Instrumentation
from virtualphone.shell.commands import ALL_COMMANDS
from virtualphone.shell.interpreter import Shell
from virtualphone.uia2.server import UiAutomatorServer


class VirtualPhone:
    """A phone on a loopback port; `engine` and `instrumentation` are made by the caller around its state."""

    def __init__(self, model: DeviceModel, *, seed: int = 0) -> None:
        self.state = PhoneState(model, seed)
        self.adbd = Adbd(self.state, Shell(self, ALL_COMMANDS).run)
        self._console = Console(self.state.sensors)
        self._engine: Engine | None = None
        self._instrumentation: Instrumentation | None = None

    @property
    def engine(self) -> Engine:
        """The display; RuntimeError before `attach`."""
        if self._engine is None:
            raise RuntimeError("the phone has no screen engine yet")
        return self._engine

    @property
    def instrumentation(self) -> Instrumentation:
        """The UiAutomator2 server; RuntimeError before `attach`."""
        if self._instrumentation is None:
            raise RuntimeError("the phone has no instrumentation yet")
        return self._instrumentation

    def attach(self, engine: Engine, instrumentation: Instrumentation) -> None:
        """Give the phone its display and its UiAutomator2 server."""
        self._engine, self._instrumentation = engine, instrumentation

    async def start(self, port: int = 0, console_port: int | None = None) -> None:
        """Take a port of 127.0.0.1 (0 chooses one), show the home screen, then let adb in; OSError for a taken port.

        With `console_port` an emulator console listens there.
        """
        await self.adbd.bind(port)
        if console_port is not None:
            await self._console.start(console_port)
        await self.engine.start()
        await self.adbd.serve()

    async def stop(self) -> None:
        """Leave adb and end every app."""
        await self.adbd.stop()
        await self._console.stop()
        await self.engine.stop()

    async def install(self, data: bytes, *, downgrade: bool, grant_all: bool, installer: str | None) -> Package:
        """Install the bytes of a package file; raises InstallError."""
        app = read_app_file(data)
        if self.state.processes.of_package(app.name):
            await self.engine.stop_package(app.name)
        package = self.state.packages.install(
            app, api_level=self.state.model.api_level, downgrade=downgrade, installer=installer
        )
        if grant_all:
            for permission in self.state.permissions.runtime_of(package):
                self.state.permissions.grant(package, permission)
        self.state.filesystem.make_folder(package.code_path, parents=True)
        self.state.filesystem.put(package.apk_path, File(0o644, 1000, 1000, data=data))
        return package

    async def uninstall(self, name: str) -> bool:
        """Stop and remove an app; False where there is none."""
        package = self.state.packages.get(name)
        if package is None or package.system:
            return False
        await self.engine.clear_package(name)
        self.state.packages.uninstall(name)
        if self.state.filesystem.exists(package.code_path):
            self.state.filesystem.remove(package.code_path, recursive=True)
        return True

    def reboot(self) -> None:
        """Lose every adb connection, as a restart does."""
        asyncio.get_running_loop().call_soon(self.adbd.hang_up)


def make_phone(model: DeviceModel, *, seed: int = 0) -> VirtualPhone:
    """A phone with Chromium as its display; it does nothing before `start`."""
    phone = VirtualPhone(model, seed=seed)
    engine = ChromiumEngine(phone.state, phone.adbd.reverse_connect)
    server = UiAutomatorServer(engine, phone.state)
    phone.attach(engine, UiAutomator2Instrumentation(phone.state, server))
    return phone
