"""Remembers what set-up has made, from which inputs, so that the next call has nothing to do."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
from pathlib import Path
from typing import Iterable, Iterator

from tools.setup.places import ROOT, TOOLS


class Stamps:
    """What was made, kept as one JSON file: a name, the digest of its inputs, and the places that must still exist."""

    def __init__(self, file: Path = TOOLS / "stamps.json") -> None:
        self._file = file
        self._made = _read(file)

    def holds(self, name: str, inputs: Iterable[Path]) -> bool:
        """Whether `name` was made from inputs of the same bytes and all that it made is still there."""
        made = self._made.get(name)
        if not isinstance(made, dict) or made.get("inputs") != digest(inputs):
            return False
        places = made.get("places")
        return isinstance(places, list) and all((ROOT / str(place)).exists() for place in places)

    def keep(self, name: str, inputs: Iterable[Path], places: Iterable[Path]) -> None:
        """Remember at once that `name` was made: a later step that fails does not undo it."""
        self._made[name] = {"inputs": digest(inputs), "places": [str(place) for place in places]}
        self._write()

    def forget(self, name: str) -> None:
        """Take back what was kept, before it is made anew: a set-up that breaks off must not pass for the old one."""
        if self._made.pop(name, None) is not None:
            self._write()

    def _write(self) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._file.with_suffix(".new")
        fresh.write_text(json.dumps(self._made, indent=1), encoding="utf-8")
        fresh.replace(self._file)


def digest(inputs: Iterable[Path]) -> str:
    """One digest over the names and bytes of the files; a file that is not there counts as such."""
    total = hashlib.sha256()
    for path in inputs:
        content = path.read_bytes() if path.is_file() else b"absent"
        total.update(path.name.encode() + b"\0" + hashlib.sha256(content).digest())
    return total.hexdigest()


@contextlib.contextmanager
def only_one_at_a_time(folder: Path = TOOLS) -> Iterator[None]:
    """Hold set-up's lock; a second call waits and says so. The system lets go of it when the holder dies."""
    folder.mkdir(exist_ok=True)
    with (folder / "setup.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            print("set-up is running in another window; waiting for it …", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _read(file: Path) -> dict[str, object]:
    try:
        made = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return made if isinstance(made, dict) else {}
