"""The Appium server: one that the harness starts and keeps alive for many sessions, or one at an address."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time
from pathlib import Path
from typing import Self

import urllib3

from harness.child import Child
from harness.config.devices import AppiumAt
from harness.errors import AppiumUnavailable, ToolMissing
from harness.ports import claim_port, release_port
from harness.toolchain import Tool, android_home, appium_home, locate_appium, locate_node

START_TIMEOUT_S = 90.0
STATUS_TIMEOUT_S = 10.0


class AppiumServer:
    """An Appium server to open sessions on; safe for several threads.

    Use as a context manager. A managed server (the default) listens on a free loopback port and appends to `log`; the
    address of another server is only ever asked for its state.
    """

    def __init__(self, at: AppiumAt, log: Path) -> None:
        self._at = at
        self.log = log
        self._child: Child | None = None
        self._port: int | None = None
        self._sessions = 0
        self._lock = threading.RLock()
        self.restarts = 0
        """How often a managed server was started anew after it had died."""

    @property
    def managed(self) -> bool:
        """Whether the harness starts this server."""
        return self._at.url is None

    @property
    def url(self) -> str:
        """Where sessions are opened."""
        return self._at.url.rstrip("/") if self._at.url else f"http://127.0.0.1:{self._port}"

    @property
    def pid(self) -> int | None:
        """The process id of a managed server that runs."""
        return self._child.pid if self._child is not None else None

    def start(self) -> None:
        """Make sure that a server answers. Raises AppiumUnavailable or ToolMissing."""
        self.ensure()

    def ensure(self) -> None:
        """Check the server's health; a managed one that is dead or deaf is started (anew)."""
        with self._lock:
            if self._answers():
                return
            if not self.managed:
                raise AppiumUnavailable(f"no Appium answers at {self.url}", "check appium.url in devices.yaml")
            if self._child is not None:
                self.restarts += 1
                self._end()
            self._start()

    def joined(self) -> None:
        """Note that a session was opened."""
        with self._lock:
            self._sessions += 1

    def left(self) -> None:
        """Note that a session was closed or lost."""
        with self._lock:
            self._sessions -= 1

    def restart_if_unused(self) -> None:
        """Start a managed server anew when no known session is on it, which ends what is there unknown."""
        with self._lock:
            if self.managed and self._sessions == 0:
                self._end()
                self._start()

    def stop(self) -> None:
        """End a managed server."""
        with self._lock:
            self._end()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _start(self) -> None:
        node, appium = _require(locate_node()), _require(locate_appium())
        self._port = claim_port()
        # No insecure feature is allowed: shell and files of the phone are reached through adb.
        command: list[str | Path] = [node, appium, "server", "--address", "127.0.0.1", "--port", str(self._port)]
        command += ["--log-timestamp", "--log-no-colors"]
        self._child = Child.start(command, log=self.log, environment=_environment(node))
        deadline = time.monotonic() + START_TIMEOUT_S
        while not self._answers():
            if not self._child.alive():
                code = self._child.exit_code()
                self._end()
                raise AppiumUnavailable(f"Appium ended at its start with exit code {code}: {_last_words(self.log)}")
            if time.monotonic() > deadline:
                self._end()
                raise AppiumUnavailable(f"Appium does not answer {START_TIMEOUT_S:.0f} s after its start")
            time.sleep(0.1)

    def _end(self) -> None:
        if self._child is not None:
            self._child.stop()
            self._child = None
        if self._port is not None:
            release_port(self._port)
            self._port = None

    def _answers(self) -> bool:
        if self.managed and (self._child is None or not self._child.alive()):
            return False
        try:
            with urllib3.PoolManager(retries=False) as pool:
                answer = pool.request("GET", f"{self.url}/status", timeout=STATUS_TIMEOUT_S)
                return answer.status == 200 and _says_ready(answer)
        except urllib3.exceptions.HTTPError:
            return False


def _says_ready(answer: urllib3.BaseHTTPResponse) -> bool:
    try:
        body = answer.json()
    except ValueError:
        return False
    value = body.get("value") if isinstance(body, dict) else None
    # Appium 3 says `ready`; a grid's hub does too, and is not ready while it has no node.
    return isinstance(value, dict) and value.get("ready", True) is True


def _require(tool: Tool) -> Path:
    if tool.path is None or not tool.ok:
        found = f"{tool.name} {tool.version} is not fit" if tool.path else f"{tool.name} is missing"
        raise ToolMissing(found, tool.hint)
    return tool.path


def _environment(node: Path) -> dict[str, str]:
    """The environment of Appium: its own home, the SDK folder with adb, and this Node and Python first on PATH."""
    environment = dict(os.environ)
    sdk = android_home()
    if sdk is not None:
        environment["ANDROID_HOME"] = str(sdk)
        environment.pop("ANDROID_SDK_ROOT", None)
    environment["APPIUM_HOME"] = str(appium_home())
    environment["PATH"] = os.pathsep.join(
        [str(node.parent), str(Path(sys.executable).parent), os.environ.get("PATH", "")]
    )
    # A machine's proxy is not for the loopback ports that drivers talk to.
    environment["NO_PROXY"] = environment["no_proxy"] = "localhost,127.0.0.1"
    return environment


def _last_words(log: Path) -> str:
    with contextlib.suppress(OSError):
        lines = [line.strip() for line in log.read_text("utf-8", "replace").splitlines() if line.strip()]
        if lines:
            return lines[-1][:300]
    return "it said nothing"
