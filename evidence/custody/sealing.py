"""Sealing: a BagIt bag of a copy of a recording, with a signed statement of what it is.

<bag>/
  bagit.txt  bag-info.txt  manifest-sha256.txt  tagmanifest-sha256.txt    as BagIt has them
  data/                 the recording
  seal/statement.json   what is stated (`evidence.custody.statement`), with the SHA-256 of the three files above
  seal/statement.sig    the Ed25519 signature over statement.json, base64
  seal/key.pub          the public key that it was made with
  seal/timestamp.tsr    the authority's answer, over the signature; when one was asked for
"""

from __future__ import annotations

import base64
import hashlib
import logging
import shutil
from collections.abc import Callable
from pathlib import Path

import bagit

from evidence.custody.checking import Chained, check_chain
from evidence.custody.keys import SigningKey
from evidence.custody.stamp import ask_for_stamp
from evidence.custody.statement import Statement, state
from evidence.errors import EvidenceError
from evidence.recording import Recording

COVERED = ("bag-info.txt", "bagit.txt", "manifest-sha256.txt")
STATEMENT, SIGNATURE, KEY, STAMP = "seal/statement.json", "seal/statement.sig", "seal/key.pub", "seal/timestamp.tsr"


def seal(folder: Path, out: Path, key: SigningKey, *, stamp_url: str = "") -> Statement:
    """Seal a copy of a recording into the folder `out`, which must not be there yet. Returns what was stated.

    Raises EvidenceError when the folder is no recording, when it is not any more what was recorded, and when the bag
    cannot be written or stamped; then nothing is left behind.
    """
    recording = Recording.open(folder)
    for path in folder.rglob("*"):
        if path.is_symlink() or not (path.is_dir() or path.is_file()):
            raise EvidenceError(f"{path} is a link or no ordinary file: a recording has none; remove it")

    def copy(into: Path) -> Chained:
        shutil.copytree(folder, into, dirs_exist_ok=True)
        return check_chain(into)

    return seal_made(recording, out, key, copy, stamp_url=stamp_url)


def seal_made(
    recording: Recording,
    out: Path,
    key: SigningKey,
    make: Callable[[Path], Chained],
    *,
    stamp_url: str = "",
    redacted: bool = False,
) -> Statement:
    """Seal what `make` puts into an empty folder; it returns what the recording's chain says. Raises EvidenceError."""
    if out.exists() or out.is_symlink():
        raise EvidenceError(f"{out} is there already: choose another folder with --out")
    if out.resolve().is_relative_to(recording.folder.resolve()):
        raise EvidenceError(f"{out} lies in the recording: choose a folder outside of it with --out")
    part = out.with_name(out.name + ".part")
    try:
        part.mkdir(parents=True, mode=0o700)
    except FileExistsError:
        raise EvidenceError(f"{part} is there already, from a sealing that did not end: remove it") from None
    except OSError as error:
        raise EvidenceError(f"{part}: {error.strerror or error}") from error
    try:
        chained = make(part)
        if chained.state == "broken":
            raise EvidenceError(f"{recording.folder} is not what was recorded: {chained.problem}; it cannot be sealed")
        # Stated is what the copy says: of a masked one nothing of the original may come through here.
        stated = _bagged(part, Recording.open(part), key, chained, stamp_url, redacted)
        part.replace(out)
    except (OSError, bagit.BagError, shutil.Error) as error:
        raise EvidenceError(f"{out} cannot be written: {error}") from error
    finally:
        if part.exists():
            shutil.rmtree(part, ignore_errors=True)
    return stated


def _bagged(
    part: Path, recording: Recording, key: SigningKey, chained: Chained, stamp_url: str, redacted: bool
) -> Statement:
    # The library tells of every file that it sums.
    logging.getLogger("bagit").setLevel(logging.ERROR)
    info = recording.info
    about = {
        "External-Identifier": f"{info.run_id}/attempt-{info.attempt}",
        "External-Description": f"Recording of {info.app.name}{', personal values masked' if redacted else ''}",
        "Contact-Name": info.operator or "not given",
    }
    bag = bagit.make_bag(str(part), about, checksums=["sha256"])
    covers = {name: hashlib.sha256((part / name).read_bytes()).hexdigest() for name in COVERED}
    stated = state(recording, chained, key.public.fingerprint, covers, stamp_url=stamp_url, redacted=redacted)
    (part / "seal").mkdir()
    data = stated.model_dump_json(indent=2).encode() + b"\n"
    signature = key.sign(data)
    (part / STATEMENT).write_bytes(data)
    (part / SIGNATURE).write_bytes(base64.b64encode(signature) + b"\n")
    (part / KEY).write_bytes(key.public.pem)
    if stamp_url:
        (part / STAMP).write_bytes(ask_for_stamp(stamp_url, signature))
    bag.save()
    if any(hashlib.sha256((part / name).read_bytes()).hexdigest() != covers[name] for name in COVERED):
        raise EvidenceError(f"{part} was changed while it was sealed; try again")
    return stated
