"""What reviewers decided about a recording's findings: `reviews.jsonl` beside it, to which lines are only ever added.

Each line has the SHA-256 of the line before, so that one which is changed or taken out later shows. The file is in no
hash chain and no detector reads it. What is said of a recording in a sealed bag goes into a file beside the bag, which
stays as it was sealed.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from evidence.disk import sync
from evidence.errors import EvidenceError
from evidence.lines import Damage, reason_of

REVIEWS = "reviews.jsonl"
MAX_TEXT = 4000
"""Characters of one comment."""

MAX_NAME = 80
_MAX_BYTES = 64 * 1024 * 1024
_WAIT_S = 10.0
"""How long a writer waits for another; a line takes milliseconds."""

Act = Literal["confirm", "reject", "comment", "reopen"]


def _printable(text: str) -> str:
    if not all(character.isprintable() or character in "\n\t" for character in text):
        raise ValueError("control characters are not allowed")
    return text


def _name(text: str) -> str:
    if "\n" in text or "\t" in text:
        raise ValueError("a name stands on one line")
    return text


def _with_offset(text: str) -> str:
    if datetime.fromisoformat(text).tzinfo is None:
        raise ValueError("the time has no offset from UTC")
    return text


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Said(_Value):
    """What the finding said when it was decided, in both languages."""

    zh: str
    en: str


class Review(_Value):
    """One thing that a reviewer said about a finding.

    `reopen` takes an earlier decision back. What was decided on is kept: the finding's lasting name (`fingerprint`),
    its verdict and sentence, the detector with its version and the catalogue's. `previous` is the SHA-256 of the line
    before, empty in the first; whoever adds a review leaves it empty.
    """

    review_version: Literal[1] = 1
    at: Annotated[str, AfterValidator(_with_offset)]
    """When, ISO 8601 with offset, by the clock of the reviewer's machine."""
    by: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_NAME),
        AfterValidator(_printable),
        AfterValidator(_name),
    ]
    act: Act
    text: Annotated[str, StringConstraints(strip_whitespace=True, max_length=MAX_TEXT), AfterValidator(_printable)] = ""
    rule: Annotated[str, Field(max_length=100)]
    fingerprint: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
    verdict: Annotated[str, Field(max_length=40)]
    said: Said
    detector: Annotated[str, Field(max_length=200)] = ""
    detector_version: int = 0
    catalogue_version: Annotated[str, Field(max_length=200)] = ""
    previous: Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")] = ""

    @property
    def decides(self) -> bool:
        """Whether it changes what a finding counts as, rather than only saying something."""
        return self.act != "comment"


@dataclass(frozen=True, slots=True)
class Reviews:
    """All that was said of a recording, in the order in which it was; `damage` is what cannot be read or relied on."""

    entries: tuple[Review, ...] = ()
    damage: tuple[Damage, ...] = ()


def reviews_file(folder: Path) -> Path:
    """Where a review of a recording goes: into its folder, or beside the sealed bag that it lies in."""
    whole = folder.resolve()
    if whole.name == "data" and (whole.parent / "bagit.txt").is_file():
        return whole.parent.with_name(f"{whole.parent.name}.{REVIEWS}")
    return folder / REVIEWS


def read_reviews(folder: Path) -> Reviews:
    """The reviews of a recording, those that were sealed with it first; none when nobody said anything.

    Raises EvidenceError when they may not be read.
    """
    found = [_read(_content(path)) for path in dict.fromkeys((folder / REVIEWS, reviews_file(folder)))]
    return Reviews(
        tuple(entry for part in found for entry in part.entries),
        tuple(damage for part in found for damage in part.damage),
    )


def add_review(folder: Path, review: Review) -> Review:
    """Append one review; it is on the disk when this returns. Returns it as it stands there.

    Raises EvidenceError when the file cannot be written, or another writer keeps it.
    """
    path = reviews_file(folder)
    with _locked(path) as descriptor:
        try:
            before = os.pread(descriptor, _MAX_BYTES, 0)
            added = review.model_copy(update={"previous": _sum_of_last(before)})
            line = added.model_dump_json().encode("utf-8", "replace") + b"\n"
            if len(before) + len(line) >= _MAX_BYTES:
                raise EvidenceError(f"{path} is full")
            # A line that a crash left unfinished is closed first, and stays as it is.
            view = memoryview(b"\n" + line if before and not before.endswith(b"\n") else line)
            while view:
                view = view[os.write(descriptor, view) :]
            os.fsync(descriptor)
            if not before:
                sync(path.parent)
        except OSError as error:
            raise _unusable(path, error) from error
    return added


def _content(path: Path) -> bytes:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise _unusable(path, error) from error
    try:
        _check_ordinary(path, descriptor)
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            data = file.read(_MAX_BYTES + 1)
    except OSError as error:
        raise _unusable(path, error) from error
    finally:
        os.close(descriptor)
    if len(data) > _MAX_BYTES:
        raise EvidenceError(f"{path} is larger than {_MAX_BYTES} bytes, which no file of reviews is")
    return data


def _read(data: bytes) -> Reviews:
    entries: list[Review] = []
    damage: list[Damage] = []
    previous = ""
    *lines, rest = data.split(b"\n")
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            review = Review.model_validate_json(line)
        except ValidationError as error:
            damage.append(Damage(REVIEWS, number, reason_of(error)))
        else:
            entries.append(review)
            if review.previous != previous:
                damage.append(Damage(REVIEWS, number, "a line before it was changed, removed or added"))
        previous = hashlib.sha256(line).hexdigest()
    if rest.strip():
        damage.append(Damage(REVIEWS, len(lines) + 1, "cut short"))
    return Reviews(tuple(entries), tuple(damage))


def _sum_of_last(data: bytes) -> str:
    last = next((line for line in reversed(data.split(b"\n")) if line.strip()), None)
    return hashlib.sha256(last).hexdigest() if last is not None else ""


@contextmanager
def _locked(path: Path) -> Iterator[int]:
    """The file opened for appending, for this writer alone; the kernel drops the lock when its owner dies."""
    flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
    try:
        descriptor = os.open(path, flags, 0o600)
    except OSError as error:
        raise _unusable(path, error) from error
    try:
        _check_ordinary(path, descriptor)
        deadline = time.monotonic() + _WAIT_S
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise EvidenceError(f"{path} is being written by another process: try again") from None
                time.sleep(0.01)
        yield descriptor
    finally:
        os.close(descriptor)


def _check_ordinary(path: Path, descriptor: int) -> None:
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        raise EvidenceError(f"{path} is no ordinary file: remove it")


def _unusable(path: Path, error: OSError) -> EvidenceError:
    link = " (reviews are never read or written through a link)" if path.is_symlink() else ""
    return EvidenceError(f"{path}: {error.strerror or error}{link}")
