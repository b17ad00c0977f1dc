"""Making the copy: every file of a recording is masked, or left out with the reason.

`redaction.json` in the copy says what was done, and carries the SHA-256 of the original's BagIt manifest: the one that
a sealed original states as well.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lxml import etree
from pydantic import ValidationError

from evidence.confirmations import CONFIRMATIONS
from evidence.custody.chain import CHAIN
from evidence.custody.checking import Chained, check_chain
from evidence.errors import EvidenceError
from evidence.events import Identifiers
from evidence.lines import Damage, LineWriter, read_lines
from evidence.recording import Recording
from evidence.reviews import REVIEWS, Review, add_review, read_reviews
from perception.traffic.place import Place, places
from reports.masking import mask_for
from reports.redaction.pictures import Values, covered
from reports.redaction.wire import Wire
from reports.redaction.words import MAX_BYTES, Unmaskable, Words

NOTE = "redaction.json"
_TEXTS = ("device", "policy")
_LEFT = "only pictures, texts and the traffic index can be masked"


@dataclass
class _Copy:
    recording: Recording
    into: Path
    words: Words
    left_out: dict[str, str] = field(default_factory=dict)
    """Why a file, or a line of one (`events.jsonl:17`), is not in the copy."""

    pictures: dict[tuple[bytes, bytes], bytes | None] = field(default_factory=dict)
    """Covered pictures by the sums of picture and source."""

    def write(self, path: str, data: bytes) -> None:
        target = self.into / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)

    def read(self, path: str) -> bytes:
        with (self.recording.folder / path).open("rb") as file:
            data = file.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise Unmaskable(f"it is larger than {MAX_BYTES} bytes")
        return data


def redact(recording: Recording, into: Path) -> Chained:
    """Write a masked copy of a recording into an empty folder; returns what the original's hash chain says.

    Raises EvidenceError when the recording knows no value of the phone, as nothing could be looked for then.
    """
    known = recording.identifiers
    mask = mask_for(recording, show_values=False)
    if not mask.needles.count and mask.plain is None:
        raise EvidenceError(
            f"{recording.folder} knows no value of the phone that could be masked: share it as it is, or not"
        )
    copy = _Copy(recording, into, Words(mask))
    values = Values.of(mask, (value for kind, given in known.items() if kind != "installed_apps" for value in given))
    chained = check_chain(recording.folder)
    files = list(_files(recording.folder))
    _head(copy)
    _lines(copy, "events.jsonl", _event(copy.words))
    _lines(copy, "traffic/index.jsonl", Wire(copy.words).line)
    for path in files:
        if path not in ("recording.json", "events.jsonl", "traffic/index.jsonl", REVIEWS):
            try:
                _file(copy, path, values)
            except Unmaskable as reason:
                copy.left_out[path] = str(reason)
    _reviews(copy)
    _without_rest(copy)
    note = {
        "redaction_version": 1,
        "run_id": recording.info.run_id,
        "original_manifest_sha256": _manifest_sum(recording.folder, files),
        "original_chain": {"state": chained.state, "links": chained.links, "head": chained.head},
        "kinds": sorted(known),
        "masked": copy.words.found,
        "left_out": copy.left_out,
    }
    copy.write(NOTE, json.dumps(note, ensure_ascii=False, indent=2).encode() + b"\n")
    return chained


def _files(folder: Path) -> Iterator[str]:
    """The files of a recording in the order in which BagIt's library lists them."""
    for at, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = Path(at) / name
            if path.is_symlink() or not path.is_file():
                raise EvidenceError(f"{path} is a link or no ordinary file: a recording has none; remove it")
            yield path.relative_to(folder).as_posix()


def _manifest_sum(folder: Path, files: list[str]) -> str:
    total = hashlib.sha256()
    for path in files:
        with (folder / path).open("rb") as file:
            total.update(f"{hashlib.file_digest(file, 'sha256').hexdigest()}  data/{path}\n".encode())
    return total.hexdigest()


def _head(copy: _Copy) -> None:
    try:
        head = copy.words.value(json.loads(copy.read("recording.json")))
        data = json.dumps(head, ensure_ascii=False, indent=2).encode("utf-8", "backslashreplace")
        if copy.words.hides(data):
            raise Unmaskable("a value goes through several of its texts")
    except Unmaskable as reason:
        raise EvidenceError(f"{copy.recording.folder / 'recording.json'} cannot be masked: {reason}") from None
    copy.write("recording.json", data + b"\n")


def _lines(copy: _Copy, path: str, masked: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    target = copy.into / path
    target.parent.mkdir(parents=True, exist_ok=True)
    writer = LineWriter(target)
    damage: list[Damage] = []
    try:
        for number, value in enumerate(read_lines(copy.recording.folder / path, damage), start=1):
            try:
                line = masked(value)
                if path == "events.jsonl" and copy.words.hides(json.dumps(line, ensure_ascii=False).encode()):
                    raise Unmaskable("a value goes through several of its texts")
                writer.write(line)
            except (Unmaskable, UnicodeEncodeError) as reason:
                copy.left_out[f"{path}:{number}"] = str(reason)
    finally:
        writer.close()


def _event(words: Words) -> Callable[[dict[str, Any]], dict[str, Any]]:
    kind = Identifiers.model_fields["type"].default

    def masked(value: dict[str, Any]) -> dict[str, Any]:
        if value.get("type") == kind and isinstance(value.get("values"), dict):
            hidden = {name: ["********" for _ in given] for name, given in value["values"].items()}
            return dict(words.value({**value, "values": {}})) | {"values": hidden}
        return dict(words.value(value))

    return masked


def _file(copy: _Copy, path: str, values: Values) -> None:
    """One file of the recording. Raises Unmaskable."""
    folder, _, name = path.rpartition("/")
    ending = name.rpartition(".")[2]
    if folder == "screens" and ending in ("png", "jpg", "webp"):
        picture = _picture(copy, path, name, values)
        if picture is None:
            raise Unmaskable("it is no picture, or shows a value that cannot be covered")
        copy.write(path, picture)
    elif folder == "screens" and ending == "xml":
        copy.write(path, _searched(copy, _source(copy, copy.read(path))))
    elif folder in _TEXTS and ending == "txt":
        copy.write(path, _searched(copy, copy.read(path)))
    elif path == "findings.json":
        copy.write(path, _findings(copy))
    elif path == CONFIRMATIONS:
        copy.write(path, _searched(copy, copy.read(path)))
    else:
        raise Unmaskable("the chain is over the original" if path == CHAIN else _LEFT)


def _picture(copy: _Copy, path: str, name: str, values: Values) -> bytes | None:
    """The covered picture; reading takes a second or so, and many screens are the same."""
    screen = next((screen for screen in copy.recording.screens.values() if screen.taken.picture == name), None)
    data = (copy.recording.folder / path).read_bytes()
    source = screen.source_path if screen is not None else None
    key = (hashlib.sha256(data).digest(), hashlib.sha256(source.read_bytes() if source else b"").digest())
    if key not in copy.pictures:
        copy.pictures[key] = covered(data, screen.tree if screen is not None else None, values)
    return copy.pictures[key]


def _searched(copy: _Copy, data: bytes) -> bytes:
    """A whole text, in which values may go from one line or node to the next."""

    return copy.words.clean(Place("body", data, 0.0))


def _source(copy: _Copy, data: bytes) -> bytes:
    """A UI source with each of its texts masked; they are read as the phone wrote them, whatever their escapes."""
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    except (etree.XMLSyntaxError, ValueError):
        return data
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        for name, value in element.attrib.items():
            clean = copy.words.text(str(value))
            if clean != value:
                element.set(name, clean)
        for part in ("text", "tail"):
            inner = getattr(element, part)
            if inner and inner.strip():
                setattr(element, part, copy.words.text(inner))
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True))


def _findings(copy: _Copy) -> bytes:
    try:
        value = json.loads(copy.read("findings.json"))
    except (ValueError, RecursionError):
        raise Unmaskable("it is not JSON") from None
    data = json.dumps(copy.words.value(value), ensure_ascii=False, indent=2).encode("utf-8", "backslashreplace")
    if copy.words.hides(data):
        raise Unmaskable("a value goes through several of its texts")
    return data + b"\n"


def _reviews(copy: _Copy) -> None:
    """What reviewers said, masked, and those lines chained anew."""
    for number, review in enumerate(read_reviews(copy.recording.folder).entries, start=1):
        try:
            masked = Review.model_validate(copy.words.value(review.model_dump(mode="json")))
            if copy.words.hides(masked.model_dump_json().encode()):
                raise Unmaskable("a value goes through several of its texts")
            add_review(copy.into, masked)
        except (Unmaskable, ValidationError) as reason:
            copy.left_out[f"{REVIEWS}:{number}"] = str(reason).splitlines()[0]


def _without_rest(copy: _Copy) -> None:
    """Looks at the copy as a detector does; an exchange in which it still finds something is taken out of it."""
    flows = Recording.open(copy.into).flows
    still = {flow.id for flow in flows if any(copy.words.mask.spans(place) for place in places(flow) if place.data)}
    if not still:
        return
    path = "traffic/index.jsonl"
    data = (copy.into / path).read_bytes().splitlines(keepends=True)
    kept = [line for line in data if json.loads(line).get("flow") not in still]
    copy.write(path, b"".join(kept))
    for flow in sorted(still):
        copy.left_out[f"{path} {flow}"] = "a value goes through several of its parts"
