"""A real mitmdump child on loopback, and what it wrote."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from evidence.assembling import assemble
from evidence.clock import Clock
from evidence.lines import Damage, read_lines
from evidence.traffic import INDEX_LINE, BaseLine, Flow, IndexLine
from harness.capture.authority import CertificateAuthority
from harness.capture.process import Capture

DEADLINE_S = 30.0


@dataclass
class Rig:
    """A running capture and its folder."""

    folder: Path
    clock: Clock
    ca: CertificateAuthority
    capture: Capture

    @property
    def proxy(self) -> str:
        return f"http://127.0.0.1:{self.capture.port}"

    @property
    def tls(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.ca.pem))

    def index(self) -> tuple[IndexLine, ...]:
        """Every line, read through the models: none may be damaged."""
        damage: list[Damage] = []
        path = self.folder / "traffic" / "index.jsonl"
        lines = tuple(INDEX_LINE.validate_python(value) for value in read_lines(path, damage))
        assert not damage
        return lines

    def flows(self) -> tuple[Flow, ...]:
        return assemble(self.index())

    def of[L: BaseLine](self, kind: type[L]) -> list[L]:
        return [line for line in self.index() if isinstance(line, kind)]

    async def await_line[L: BaseLine](self, kind: type[L], fits: Callable[[L], bool] = lambda line: True) -> L:
        """The first such line; another process writes it, so that only the file can be asked."""
        deadline = time.monotonic() + DEADLINE_S
        while time.monotonic() < deadline:
            if found := [line for line in self.of(kind) if fits(line)]:
                return found[0]
            await asyncio.sleep(0.02)
        raise AssertionError(f"no {kind.__name__} in {self.index()}")


@dataclass
class Rigs:
    """Makes rigs and ends what is left of them."""

    folder: Path
    ca: CertificateAuthority
    made: list[Rig] = field(default_factory=list)

    def __call__(self, egress: str = "sinkhole", **options: Any) -> Rig:
        folder, clock = self.folder / f"recording 100% {len(self.made)}", Clock.start()
        log = folder / "mitmdump.log"
        capture = Capture(folder, clock, egress, "127.0.0.1", self.ca, log, **options)  # type: ignore[arg-type]
        rig = Rig(folder, clock, self.ca, capture)
        self.made.append(rig)
        capture.start()
        return rig


@pytest.fixture(scope="session")
def ca(tmp_path_factory: pytest.TempPathFactory) -> CertificateAuthority:
    return CertificateAuthority.load_or_create(tmp_path_factory.mktemp("data") / "consentinel" / "ca")


@pytest.fixture
def rigs(tmp_path: Path, ca: CertificateAuthority) -> Iterator[Rigs]:
    made = Rigs(tmp_path, ca)
    yield made
    for rig in made.made:
        rig.capture.stop()


@pytest.fixture
async def client() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=DEADLINE_S)) as session:
        yield session
