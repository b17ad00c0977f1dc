"""`serve`: the folder, the page and the terminal, until the user ends it."""

from __future__ import annotations

import asyncio
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.text import Text

from consentinel.loopback import serve_until_ended
from consentinel.nightly.order import DATABASE, existing
from consentinel.serving.index import Index
from consentinel.serving.made import Shelf
from consentinel.serving.nights import Nights
from consentinel.serving.room import Room
from consentinel.serving.server import serving_app
from consentinel.terminal import plain
from harness.errors import ConfigError


@dataclass(frozen=True, slots=True)
class ServeOrder:
    """What the user asked for; port 0 chooses a free one, an empty store is the one in the folder."""

    runs: Path
    port: int
    by: str
    show_values: bool
    store: str = ""
    suppressions: Path | None = None


def serve_runs(order: ServeOrder, console: Console) -> int:
    """Serve a folder of runs until Ctrl-C. Raises ConfigError and EvidenceError."""
    index = Index(order.runs, cache_folder() / f"{_name(order.runs)}.json")
    with console.status(plain(f"{order.runs}: reading the runs")) as status:
        index.refresh(lambda count: status.update(plain(f"{order.runs}: reading the runs, {count}")))
    nights = _nights(order)
    room = Room(index, Shelf(cache_folder() / "reports", show_values=order.show_values), order.by, nights)

    def opened(address: str) -> None:
        console.print(Text(f"recordings {len(index.rows)}, in {order.runs}"), soft_wrap=True)
        console.print(Text(f"serve      {address}"), soft_wrap=True)
        if nights is not None:
            console.print(Text(f"nightlies  {len(nights.listed())}"), soft_wrap=True)
        if order.show_values:
            console.print("Personal values are shown.")
        console.print("Ctrl-C ends it.")

    asyncio.run(serve_until_ended(lambda token, hosts: serving_app(room, token, hosts), order.port, opened))
    return 0


def _nights(order: ServeOrder) -> Nights | None:
    own = order.runs / DATABASE
    if order.store:
        return Nights(existing(order.store), order.suppressions)
    if own.is_file():
        return Nights(str(own), order.suppressions)
    if order.suppressions is not None:
        raise ConfigError(f"--suppressions: {order.runs} has no nightlies to show; name their database with --store")
    return None


def cache_folder() -> Path:
    """Where what was read and made is kept: it can be deleted at any time."""
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "consentinel" / "serve"


def _name(runs: Path) -> str:
    return hashlib.sha256(str(runs.resolve()).encode("utf-8", "surrogateescape")).hexdigest()[:16]
