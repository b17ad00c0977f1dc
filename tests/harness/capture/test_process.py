"""The child's life: it starts, tells what is wrong, ends in order and never outlives its parent."""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from evidence.clock import Clock
from harness.capture.authority import CertificateAuthority
from harness.capture.process import Capture
from harness.errors import CaptureLost
from tests.harness.capture.conftest import Rigs

DEADLINE_MS = 30_000


def test_an_address_that_cannot_be_listened_on_is_one_clear_line(tmp_path: Path, ca: CertificateAuthority) -> None:
    # 192.0.2.0/24 is for documentation: no machine has it.
    capture = Capture(tmp_path, Clock.start(), "sinkhole", "192.0.2.1", ca, tmp_path / "log")
    with pytest.raises(CaptureLost, match=r"192\.0\.2\.1") as caught:
        capture.start()
    assert "\n" not in str(caught.value)
    assert not capture.alive()
    assert capture.stop() != "stopped"


@pytest.mark.parametrize(("option", "kind"), [("port", socket.SOCK_STREAM), ("tunnel_port", socket.SOCK_DGRAM)])
def test_a_fixed_port_that_is_taken_is_named_with_its_key(
    option: str, kind: socket.SocketKind, tmp_path: Path, ca: CertificateAuthority
) -> None:
    with socket.socket(type=kind) as other:
        other.bind(("127.0.0.1", 0))
        if kind is socket.SOCK_STREAM:
            other.listen()
        taken = other.getsockname()[1]
        wanted: dict[str, Any] = {option: taken}
        capture = Capture(tmp_path, Clock.start(), "sinkhole", "127.0.0.1", ca, tmp_path / "log", **wanted)
        with pytest.raises(CaptureLost, match=f"port {taken} of 127.0.0.1 cannot be had") as caught:
            capture.start()
    assert ("tunnel.port" if option == "tunnel_port" else "capture.port") in caught.value.mend


async def test_a_full_disk_ends_the_capture_with_the_reason(rigs: Rigs, client: aiohttp.ClientSession) -> None:
    folder = rigs.folder / "recording 100% 0" / "traffic"
    folder.mkdir(parents=True)
    (folder / "index.jsonl").symlink_to("/dev/full")
    rig = rigs("sinkhole")
    with pytest.raises(aiohttp.ClientError):
        await client.get("http://host.example/", proxy=rig.proxy)
    with pytest.raises(CaptureLost, match="No space left on device"):
        for _ in range(1000):
            rig.capture.check()
    assert "No space left" in rig.capture.stop()


async def test_a_native_file_that_cannot_be_flushed_is_told(rigs: Rigs, client: aiohttp.ClientSession) -> None:
    folder = rigs.folder / "recording 100% 0" / "traffic"
    folder.mkdir(parents=True)
    (folder / "flows.mitm").symlink_to("/dev/full")
    rig = rigs("sinkhole")
    with pytest.raises(aiohttp.ClientError):
        await client.get("http://host.example/", proxy=rig.proxy)
    assert "No space left" in rig.capture.stop()
    assert len(rig.flows()) == 1


def test_a_child_that_does_not_end_is_killed_in_time(rigs: Rigs) -> None:
    rig = rigs("sinkhole", stop_timeout_s=0.5)
    assert rig.capture.pid is not None
    os.kill(rig.capture.pid, signal.SIGSTOP)
    assert "was killed" in rig.capture.stop()


def test_a_second_stop_does_nothing(rigs: Rigs) -> None:
    rig = rigs("sinkhole")
    assert rig.capture.stop() == "stopped"
    assert rig.capture.stop() == "stopped"
    assert not rig.capture.alive()


def test_the_child_dies_with_its_parent(tmp_path: Path, ca: CertificateAuthority) -> None:
    parent = subprocess.Popen(
        [
            sys.executable,
            "-c",
            textwrap.dedent("""
                import sys, time
                from pathlib import Path
                from evidence.clock import Clock
                from harness.capture.authority import CertificateAuthority
                from harness.capture.process import Capture
                folder = Path(sys.argv[1])
                ca = CertificateAuthority.load_or_create(Path(sys.argv[2]))
                capture = Capture(folder, Clock.start(), "sinkhole", "127.0.0.1", ca, folder / "log")
                capture.start()
                print(capture.pid, flush=True)
                time.sleep(1000)
            """),
            str(tmp_path),
            str(ca.folder),
        ],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[3],
    )
    assert parent.stdout is not None
    child = os.pidfd_open(int(parent.stdout.readline()))
    parent.kill()
    parent.wait()
    parent.stdout.close()
    ended = select.poll()
    ended.register(child, select.POLLIN)
    assert ended.poll(DEADLINE_MS), "the child outlived its parent"
    os.close(child)


def test_the_private_key_is_nowhere_in_the_recording(rigs: Rigs) -> None:
    rig = rigs("sinkhole")
    rig.capture.stop()
    files = [path for path in rig.folder.rglob("*") if path.is_file()]
    assert files
    assert not [path for path in files if b"PRIVATE KEY" in path.read_bytes()]
