"""What came of trying a recording's violations again: `confirmations.jsonl` in its folder, only ever added to.

A line names the second recording and says of each violation whether it was seen again. The file is in no hash chain,
and no detector reads it; a seal covers it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from evidence.errors import EvidenceError
from evidence.lines import Damage, LineWriter, read_models

CONFIRMATIONS = "confirmations.jsonl"
_MAX_BYTES = 64 * 1024 * 1024

Mark = Literal["confirmed", "not_confirmed", "not_retried"]


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Said(_Value):
    """A sentence in both languages."""

    zh: str
    en: str


class Retried(_Value):
    """A violation that was tried again: its rule and lasting name, what came of it, and why."""

    rule: Annotated[str, Field(max_length=100)]
    fingerprint: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
    mark: Mark
    said: Said


class Confirmation(_Value):
    """A second clean run: which, when (ISO 8601 with offset), and what came of each violation of the first.

    `folder` leads from the first recording's folder to the second one's; it and `sha256` (of the second one's
    `recording.json`) are empty when there is no second recording. `catalogue_version` is that of the second judging.
    """

    confirmation_version: Literal[1] = 1
    at: str
    run_id: str = ""
    attempt: int = 0
    folder: str = ""
    sha256: Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")] = ""
    catalogue_version: str = ""
    retried: tuple[Retried, ...]


_LINE: TypeAdapter[Confirmation] = TypeAdapter(Confirmation)


def read_confirmations(folder: Path) -> tuple[Confirmation, ...]:
    """The second runs of a recording in order; what cannot be read is passed over. Raises EvidenceError."""
    path = folder / CONFIRMATIONS
    damage: list[Damage] = []
    _check_ordinary(path)
    try:
        return tuple(read_models(path, _LINE, damage))
    except OSError as error:
        raise EvidenceError(f"{path}: {error.strerror or error}") from error


def add_confirmation(folder: Path, confirmation: Confirmation) -> None:
    """Append a second run; it is on the disk when this returns. Raises EvidenceError."""
    path = folder / CONFIRMATIONS
    _check_ordinary(path)
    try:
        writer = LineWriter(path)
        try:
            writer.write(confirmation.model_dump(mode="json"), sync=True)
        finally:
            writer.close()
    except OSError as error:
        raise EvidenceError(f"{path} cannot be written: {error.strerror or error}") from error


def _check_ordinary(path: Path) -> None:
    """Raises EvidenceError for a link, which may lead out of the recording, and for what is too large to be ours."""
    try:
        if path.is_symlink() or (path.exists() and not path.is_file()):
            raise EvidenceError(f"{path} is no ordinary file: remove it")
        if path.exists() and path.stat().st_size > _MAX_BYTES:
            raise EvidenceError(f"{path} is larger than {_MAX_BYTES} bytes, which no such file is: remove it")
    except OSError as error:
        raise EvidenceError(f"{path}: {error.strerror or error}") from error
