"""`keys`, `seal` and `verify`: evidence that holds up, told in a few lines."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from rich.console import Console

from consentinel.terminal import plain
from evidence.custody.checking import check_chain
from evidence.custody.keys import keys_folder, known_keys, load_key, make_key, plain_fingerprint
from evidence.custody.sealing import seal, seal_made
from evidence.custody.stamp import read_roots
from evidence.custody.statement import ChainStated
from evidence.custody.verifying import Verified, verify
from evidence.errors import EvidenceError
from evidence.recording import Recording

CHANGED, UNKNOWN = 1, 3
_CHAINS = {
    "none": "recorded without a hash chain, by an older version: that it is as it was recorded cannot be shown",
    "whole": "as it was recorded: the hash chain holds",
    "open": "as it was recorded as far as the hash chain goes",
    "broken": "not as it was recorded",
}


@dataclass(frozen=True, slots=True)
class SealOrder:
    """What the user asked for; an empty `out` is a folder beside the recording."""

    recording: Path
    out: Path | None
    key: str
    stamp_url: str
    redact: bool


def seal_recording(order: SealOrder, console: Console) -> int:
    """Seal a copy of a recording and say what was stated. Raises EvidenceError."""
    key = load_key(order.key, keys_folder())
    folder = order.recording
    beside = folder if folder.name not in ("", "..") else folder.resolve()
    out = order.out or beside.with_name(f"{beside.name}-{'redacted' if order.redact else 'sealed'}")
    with console.status(plain(f"{folder}: {'masking and sealing' if order.redact else 'sealing'}")):
        if order.redact:
            from reports.redaction.copying import redact

            recording = Recording.open(folder)
            made = partial(redact, recording)
            stated = seal_made(recording, out, key, made, stamp_url=order.stamp_url, redacted=True)
        else:
            stated = seal(folder, out, key, stamp_url=order.stamp_url)
    console.print(plain(f"sealed: {out}"), soft_wrap=True)
    console.print(plain(f"key: {key.public.fingerprint} {key.public.name}"), soft_wrap=True)
    console.print(plain(f"recording: {_chain(stated.chain)}"), soft_wrap=True)
    if order.stamp_url:
        console.print(plain(f"stamped: by {order.stamp_url}"), soft_wrap=True)
    if order.redact:
        console.print(plain("masked: data/redaction.json says what, and what was left out"), soft_wrap=True)
    return 0


def verify_bag(bag: Path, fingerprint: str, tsa: Path | None, console: Console) -> int:
    """Say whether a bag is as it was sealed, or a recording as it was recorded; returns the exit status."""
    if (bag / "recording.json").is_file() and not (bag / "bagit.txt").is_file():
        return _verify_recording(bag, fingerprint, console)
    wanted = plain_fingerprint(fingerprint) if fingerprint else ""
    roots = read_roots(tsa)
    with console.status(plain(f"{bag}: verifying")):
        found = verify(bag, fingerprint=wanted, known=known_keys(keys_folder()), roots=roots)
    if tsa is not None and found.whole and found.stamp is None:
        console.print(plain("CHANGED: it has no time stamp, and one was to be checked", "bold red"), soft_wrap=True)
        return CHANGED
    if not found.whole:
        console.print(plain(f"CHANGED: {found.problem}", "bold red"), soft_wrap=True)
    else:
        console.print(plain(f"whole: {found.files} files are as they were sealed", "green"), soft_wrap=True)
    _tell(found, console)
    return CHANGED if not found.whole else 0 if found.known else UNKNOWN


def make(name: str, console: Console) -> int:
    """Make a key and show it. Raises EvidenceError."""
    key = make_key(keys_folder(), name)
    console.print(plain(f"{key.public.name} {key.public.fingerprint}"), soft_wrap=True)
    console.print(
        plain(f"private: {keys_folder() / (name + '.key')}: keep it; who has it seals in your name"), soft_wrap=True
    )
    console.print(plain(f"public: {key.public.path}: give it, or the fingerprint, to those who verify"), soft_wrap=True)
    return 0


def show(console: Console) -> int:
    """List the keys that this machine knows."""
    folder = keys_folder()
    keys = known_keys(folder)
    for key in keys:
        seals = (folder / f"{key.name}.key").is_file()
        console.print(plain(f"{key.fingerprint} {key.name} {'seals' if seals else 'verifies only'}"), soft_wrap=True)
    if not keys:
        console.print(plain(f"no key in {folder}: `consentinel keys --make NAME` makes one"), soft_wrap=True)
    return 0


def _verify_recording(folder: Path, fingerprint: str, console: Console) -> int:
    """A recording that was not sealed has its hash chain only, which names nobody."""
    if fingerprint:
        raise EvidenceError(f"{folder} is a recording, not a sealed bag: nobody signed it; leave --key out")
    found = check_chain(folder)
    stated = ChainStated(state=found.state, links=found.links, head=found.head, problem=found.problem)
    label = "CHANGED" if found.state == "broken" else "recording"
    console.print(plain(f"{label}: {_chain(stated)}", "bold red" if found.state == "broken" else ""), soft_wrap=True)
    console.print("not sealed: who changes a recording can write its chain anew", soft_wrap=True)
    return CHANGED if found.state == "broken" else 0 if found.state == "whole" else UNKNOWN


def _tell(found: Verified, console: Console) -> None:
    if found.key is not None:
        name = found.key.name or "UNKNOWN KEY: ask the one who sealed it for the fingerprint, and give it with --key"
        console.print(plain(f"key: {found.key.fingerprint} {name}"), soft_wrap=True)
    stated = found.statement
    if stated is None:
        return
    console.print(plain(f"sealed: {stated.sealed} by the clock of the machine that sealed it"), soft_wrap=True)
    if found.stamp is not None:
        by = "by the authority that was given" if found.stamp.trusted else "NOT CHECKED: give the authority's --tsa"
        console.print(plain(f"stamped: {found.stamp.at.isoformat()} {by}"), soft_wrap=True)
    app = stated.app
    told = f"{app.profile.name} {app.version}".strip()
    console.print(plain(f"app: {told}, {app.profile.package}, sha256 {app.file_sha256 or 'unknown'}"), soft_wrap=True)
    console.print(plain(f"recording: {stated.run_id} attempt {stated.attempt}, {_chain(stated.chain)}"), soft_wrap=True)
    if stated.redacted:
        console.print(plain("masked: a copy for sharing; data/redaction.json has the original's hash"), soft_wrap=True)


def _chain(chain: ChainStated) -> str:
    return _CHAINS[chain.state] + (f" ({chain.problem})" if chain.problem else "")
