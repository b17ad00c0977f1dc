"""`inspect`: what the eyes see on one screen, or on each screen of a folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from consentinel.errors import USAGE
from consentinel.inspecting import see
from consentinel.stating import stated
from consentinel.terminal import json_line, plain
from evidence.errors import EvidenceError
from evidence.geometry import Box
from evidence.importers.pairs import ScreenFiles, screen_of, screens_in
from perception.screen.view import Ad, CloseMark, Consent, Control, View

MAX_SHOWN_TEXTS = 12
_EXPECTED = ("no picture", "no tree")


@dataclass(frozen=True, slots=True)
class InspectOrder:
    """What the user asked for: a picture, a UI source, both, or a folder of them; `density` in dots per inch."""

    paths: tuple[Path, ...]
    as_json: bool
    annotated: Path | None
    density: int | None


def inspect(order: InspectOrder, console: Console) -> int:
    """Look at the screen or at each screen of the folder and print what is seen; returns the exit status.

    Raises EvidenceError when a screen that was named cannot be read.
    """
    first, *others = order.paths
    if first.is_dir():
        if others or order.annotated:
            raise EvidenceError(f"{first}: a folder is inspected alone, and without --annotated")
        return _inspect_folder(screens_in(first), order, console)
    files = screen_of(*order.paths)
    view, picture = _seen(files, order.density)
    if order.annotated:
        _annotate(order.annotated, picture, view)
    if order.as_json:
        print(json_line(stated(view)))
    else:
        show(console, files.name, view, told_density=order.density is not None)
    return 0


def _inspect_folder(screens: tuple[ScreenFiles, ...], order: InspectOrder, console: Console) -> int:
    """Each screen, whatever becomes of the others; 2 when one of them could not be read."""
    status = 0
    for files in screens:
        try:
            view, _ = _seen(files, order.density)
        except EvidenceError as error:
            status = USAGE
            if order.as_json:
                print(json_line({"name": files.name, "error": str(error)}), flush=True)
            else:
                console.print(plain(str(error), "bold red"), soft_wrap=True)
            continue
        if order.as_json:
            print(json_line({"name": files.name, **stated(view)}), flush=True)
        else:
            show(console, files.name, view, told_density=order.density is not None)
            console.print()
    return status


def _seen(files: ScreenFiles, density: int | None) -> tuple[View, bytes | None]:
    """The view with the picture. Raises EvidenceError, which names the files."""
    picture, source = files.read()
    try:
        return see(picture, source, density=density), picture
    except EvidenceError as error:
        named = " and ".join(str(file) for file in (files.picture, files.source) if file is not None)
        raise EvidenceError(f"{named}: {error}") from None


def _annotate(out: Path, picture: bytes | None, view: View) -> None:
    from harness.toolchain.fonts import locate_cjk_font
    from reports.annotated import annotated

    try:
        out.write_bytes(annotated(picture, view, locate_cjk_font().path))
    except OSError as error:
        raise EvidenceError(f"{out}: {error.strerror or error}") from error


def show(console: Console, name: str, view: View, *, told_density: bool) -> None:
    """Print a view for people: what is seen, where, and why it is taken for that."""
    how = "told" if told_density else "assumed"
    about = f"{name}  {view.width}×{view.height}, {view.density} dpi {how}{', ' if view.package else ''}{view.package}"
    console.print(plain(about, "bold"), soft_wrap=True)
    for problem in view.problems:
        if problem not in _EXPECTED:
            console.print(plain(problem, "yellow"), soft_wrap=True)
    rows = Table.grid(padding=(0, 2))
    for window in view.windows:
        front = " (in front)" if window is view.popup else ""
        rows.add_row(
            plain(f"{window.kind}{front}", "bold"),
            plain(f"{window.form}, {_place(window.box)}, score {window.score:.2f}"),
            plain("; ".join(window.reasons)),
        )
    if not view.windows:
        rows.add_row(plain("no window", "bold"), plain("nothing lies over the page"), Text())
    if view.consent is not None:
        _add_consent(rows, view.consent)
    if view.ad is not None:
        _add_ad(rows, view.ad)
    for mark in view.ad.close if view.ad is not None else view.closes:
        rows.add_row(plain("close"), plain(_close(mark)), plain(mark.text))
    for check in view.checks:
        state = "ticked" if check.ticked else "not ticked"
        rows.add_row(
            plain("tick box"), plain(f"{state}, {_place(check.box)}, score {check.score:.2f}"), plain(check.about)
        )
    _add_texts(rows, view)
    console.print(rows)


def _add_consent(rows: Table, consent: Consent) -> None:
    choice = {True: "equal", False: "not equal", None: "not two choices"}[consent.equal_choice]
    rows.add_row(plain("agree"), plain(_control(consent.agree)), plain(f"choice: {choice}"))
    rows.add_row(plain("refuse"), plain(_control(consent.refuse)), Text())
    for link in consent.policy_links:
        rows.add_row(plain("policy"), plain(_control(link)), Text())
    if consent.implied:
        rows.add_row(plain("implied"), plain(consent.implied), Text())


def _add_ad(rows: Table, ad: Ad) -> None:
    label = f"{_place(ad.label.box)} {ad.label.text}" if ad.label is not None else "none"
    others = "; ".join(text.text for text in ad.other_labels)
    rows.add_row(plain("label"), plain(label), plain(f"instead: {others}" if others else ""))


def _add_texts(rows: Table, view: View) -> None:
    drawn = sum(text.source == "picture" for text in view.texts)
    rows.add_row(plain("texts"), plain(f"{len(view.texts)}, {drawn} of them read from the picture"), Text())
    for text in view.texts[:MAX_SHOWN_TEXTS]:
        size = f"{text.size_sp:.0f} sp" if text.size_sp is not None else ""
        contrast = f"{text.contrast:.1f}:1" if text.contrast is not None else ""
        rows.add_row(Text(), plain(f"{_place(text.box)} {size} {contrast}", "dim"), plain(text.text[:80]))
    if len(view.texts) > MAX_SHOWN_TEXTS:
        rows.add_row(Text(), plain(f"and {len(view.texts) - MAX_SHOWN_TEXTS} more, which --json lists", "dim"), Text())


def _control(control: Control | None) -> str:
    return f"{_place(control.box)} {control.text}" if control is not None else "none"


def _close(mark: CloseMark) -> str:
    when = "closes now" if mark.closable_now else "does not close yet"
    waits = f", {mark.countdown_s} s left" if mark.countdown_s is not None else ""
    return f"{when}{waits}, {_place(mark.box)}, from {mark.source}, score {mark.score:.2f}"


def _place(box: Box) -> str:
    return f"[{box.x1},{box.y1}][{box.x2},{box.y2}]"
