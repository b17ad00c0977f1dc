"""Making room: recordings that nobody needs go, the oldest without violations first; what was found stays."""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from consentinel.nightly.jobs import DRIVEN
from evidence.reviews import REVIEWS
from reports.history.store import Store

KEEP = "KEEP"
"""A file of this name, in the recording's folder or above it in the nightly's, keeps a recording for good."""

BAG = "bagit.txt"
"""What a sealed copy has; it lies beside the recording that it was made of."""


@dataclass(frozen=True, slots=True)
class Room:
    """What was done to make room, and what the recordings that are left need, in bytes."""

    gone: tuple[Path, ...]
    freed: int
    left: int
    over: int
    """By how much the quota is still exceeded, since everything else is needed."""


def make_room(
    store: Store, out: Path, *, quota_bytes: int | None, keep_s: float | None, now_s: float | None = None
) -> Room:
    """Delete recordings below `out` until they fit the quota and none is older than it may be.

    Never one that a baseline, a review or a seal points at, or that a file KEEP protects, and none outside of `out`.
    Raises StoreError.
    """
    now_s = time.time() if now_s is None else now_s
    inside = out.resolve()
    kept = [one for one in store.kept() if _below(Path(one.recording), inside)]
    missing = [one.run for one in kept if not Path(one.recording).is_dir()]
    if missing:
        store.let_go(missing)
    there = [one for one in kept if one.run not in missing]
    total = sum(one.bytes for one in there)
    gone, freed = list[Path](), 0
    for one in sorted(there, key=lambda one: (one.violated, one.began_s)):
        too_old = keep_s is not None and one.began_s < now_s - keep_s
        too_much = quota_bytes is not None and total - freed > quota_bytes
        recording = Path(one.recording)
        if one.needed or not (too_old or too_much) or pointed_at(recording, inside):
            continue
        folders = extent(recording)
        # Noted first: a crash in between leaves a folder that is half there, which nobody must take for evidence.
        store.let_go([one.run])
        for folder in folders:
            shutil.rmtree(folder, ignore_errors=True)
        gone.append(recording)
        freed += one.bytes
    left = total - freed
    return Room(tuple(gone), freed, left, max(0, left - quota_bytes) if quota_bytes is not None else 0)


def extent(recording: Path) -> tuple[Path, ...]:
    """The folders that go with a recording: other attempts of its run, and what broken starts of its task left."""
    task = recording.parent.parent
    if (task / DRIVEN).exists():
        return tuple(sorted(path for path in task.iterdir() if path.is_dir()))
    others = recording.parent.glob("attempt-*") if recording.name.startswith("attempt-") else ()
    return tuple(sorted({recording, *(path for path in others if path.is_dir())}))


def size(recording: Path) -> int:
    """The bytes of a recording with all that goes with it."""
    files = (path for folder in extent(recording) for path in folder.rglob("*"))
    return sum(path.stat().st_size for path in files if path.is_file())


def pointed_at(recording: Path, inside: Path) -> bool:
    """Whether a review, a sealed bag or the user's own mark wants a recording kept."""
    folders = extent(recording)
    if any(next(folder.rglob(name), None) for folder in folders for name in (REVIEWS, BAG)):
        return True
    if any(recording.parent.glob(f"*/{BAG}")) or (recording.parent / BAG).exists():
        return True
    above = [folder for folder in recording.resolve().parents if folder.is_relative_to(inside) and folder != inside]
    return any((folder / KEEP).exists() for folder in (recording, *above))


def _below(path: Path, folder: Path) -> bool:
    return path.resolve().is_relative_to(folder)
