"""One adb server for several phones, started by whoever comes first."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import adbutils
import pytest

from harness.config.devices import AdbAt
from harness.platforms.android.adb import AdbPhone
from tests.ports import free_port

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(120)]


def test_of_several_that_start_it_at_once_none_is_told_that_it_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    port, together = free_port(), Barrier(3)

    def start(address: str) -> bool:
        phone = AdbPhone(AdbAt(server_port=port, connect=address), None, 10)
        together.wait()
        phone.ensure_server()
        return True

    client = adbutils.AdbClient(host="127.0.0.1", port=port)
    try:
        with ThreadPoolExecutor(3) as pool:
            assert all(pool.map(start, ("127.0.0.1:1", "127.0.0.1:2", "127.0.0.1:3")))
        assert client.server_version() > 0
    finally:
        client.server_kill()
