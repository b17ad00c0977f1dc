"""Asking the server of `serve` as a browser would, header by header."""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Mapping
from pathlib import Path

from consentinel.reviewing import standing_now
from tests.consentinel.on_loopback import TOKEN

COOKIE = {"Cookie": f"consentinel-serve-PORT={TOKEN}", "Accept-Language": "en"}
WRITE = COOKIE | {"X-Consentinel": "1", "Content-Type": "application/json"}


class Browser:
    """Asks an address; PORT in a header is put in."""

    def __init__(self, address: str, folder: Path) -> None:
        self.host = address.removeprefix("http://").partition("/")[0]
        self.folder = folder
        self.id = re.findall(r'class="app" href="/runs/([0-9a-f]{16})"', self.ask("/")[2].decode())[0]

    def ask(
        self, path: str, headers: Mapping[str, str] = COOKIE, told: object = None, method: str = ""
    ) -> tuple[int, Mapping[str, str], bytes]:
        connection = http.client.HTTPConnection(self.host, timeout=60)
        given = {name: value.replace("PORT", self.host.rpartition(":")[2]) for name, value in headers.items()}
        body = told if isinstance(told, bytes) else json.dumps(told) if told is not None else None
        connection.request(method or ("GET" if told is None else "POST"), path, body, given)
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()

    def report(self) -> str:
        """Where the page says that the run's report is."""
        found: list[str] = re.findall(r'<iframe [^>]*src="([^"]+)"', self.ask(f"/runs/{self.id}")[2].decode())
        return found[0]

    def decision(self, rule: str, **changes: object) -> dict[str, object]:
        standing = standing_now(self.folder)[2].of(rule)
        told = {"rule": rule, "act": "confirm", "by": "Li Lei", "text": "", "fingerprint": standing.fingerprint}
        return told | {"verdict": str(standing.finding.verdict)} | changes

    def decide(self, told: object) -> tuple[int, str]:
        status, _, body = self.ask(f"/runs/{self.id}/review", WRITE, told)
        return status, body.decode()
