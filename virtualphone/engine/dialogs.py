"""Shows the system's dialogs above the apps and waits for their answers."""

from __future__ import annotations

import asyncio

from playwright.async_api import BrowserContext, Page

from virtualphone.device.packages import Package
from virtualphone.device.permissions import Prompt
from virtualphone.device.state import PhoneState
from virtualphone.engine.apps import Apps
from virtualphone.engine.records import SystemDialog, WindowStack
from virtualphone.engine.surface import ASSET_ORIGIN
from virtualphone.engine.system_dialogs import DialogPage, permission_dialog

_SYSTEM_SERVER_PID = 1040


class Dialogs:
    """System dialogs of one phone; the last opened stands in front."""

    def __init__(self, state: PhoneState, stack: WindowStack, apps: Apps) -> None:
        self._state = state
        self._stack = stack
        self._apps = apps
        self._context: BrowserContext | None = None
        self._opening = asyncio.Lock()
        self._about: dict[str, str] = {}

    async def ask(self, page: DialogPage, *, owner_pid: int, about: str = "") -> str:
        """Shows a dialog until it is answered; `owner_pid` 0 is for one that outlives the app `about`."""
        with self._stack.opens():
            async with self._opening:
                if self._context is None:
                    self._context = await self._apps.system_context()
            surface = await self._apps.system_surface(self._context, page.package, page.html)
        answer: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        pid = self._pid_of(page.package)
        token = self._stack.new_token()
        dialog = SystemDialog(
            page.package, page.activity, page.title, token, pid, owner_pid, surface, answer, page.back_answer
        )
        if about:
            self._about[token] = about
        try:
            # It takes its place once it is drawn: a touch that was on its way still meets the app below.
            with self._stack.opens():
                await surface.load(f"{ASSET_ORIGIN}/")
            if owner_pid == 0 or self._state.processes.get(owner_pid) is not None:
                self._stack.dialogs.append(dialog)
                return await answer
            return page.back_answer
        finally:
            if dialog in self._stack.dialogs:
                self._stack.dialogs.remove(dialog)
            self._about.pop(token, None)
            await surface.close()

    async def ask_permission(self, prompt: Prompt, package: Package, pid: int) -> None:
        """Asks for one permission group and records the answer; leaving the dialog decides nothing."""
        permissions = self._state.permissions
        asked_before = any("USER_SET" in permissions.state(package.name, name).flags for name in prompt.permissions)
        page = permission_dialog(
            prompt, package.label, api_level=self._state.model.api_level, asked_before=asked_before
        )
        answer = await self.ask(page, owner_pid=pid)
        fixed = answer.endswith("!") or "dont_ask_again" in answer
        for name in prompt.permissions:
            if answer.startswith("permission_allow"):
                permissions.grant(package, name, by_user=True)
            elif answer.startswith("permission_deny"):
                permissions.deny(package, name, fixed=fixed)

    def answer(self, page: Page, answer: str) -> None:
        """Answers the dialog that a page draws."""
        for dialog in self._stack.dialogs:
            if dialog.surface.page is page and not dialog.answer.done():
                dialog.answer.set_result(answer)

    def close_about(self, package: str) -> None:
        """Leaves the error dialogs of a package, as Android does when the package is stopped."""
        for dialog in self._stack.dialogs:
            if self._about.get(dialog.token) == package and not dialog.answer.done():
                dialog.answer.set_result(dialog.back_answer)

    def close_all(self) -> None:
        """Leaves every dialog, as the home key does with the shade."""
        for dialog in self._stack.dialogs:
            if not dialog.answer.done():
                dialog.answer.set_result(dialog.back_answer)

    def _pid_of(self, package: str) -> int:
        running = self._state.processes.of_package(package)
        return running[0].pid if running else _SYSTEM_SERVER_PID
