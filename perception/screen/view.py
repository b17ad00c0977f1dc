"""What the eyes see on one screen; boxes in px of the picture, sizes in dp or sp where said."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from evidence.geometry import Box

Form = Literal["dialog", "sheet", "fullscreen", "splash", "banner", "floating", "toast", "system"]
Kind = Literal[
    "consent",
    "ad",
    "permission",
    "purpose",
    "update",
    "rating",
    "login",
    "coupon",
    "notification",
    "other",
]
Source = Literal["tree", "picture", "both"]


@dataclass(frozen=True, slots=True)
class SeenText:
    """A text that a person can read.

    `size_sp` is the glyph height in sp, `contrast` WCAG from the pixels; None = not measured. `lines` are those that a
    paragraph was read in.
    """

    box: Box
    text: str
    source: Source
    score: float = 1.0
    size_sp: float | None = None
    contrast: float | None = None
    node_path: str | None = None
    lines: tuple[SeenText, ...] = ()


@dataclass(frozen=True, slots=True)
class Control:
    """Something to tap: where, what it says, and where that is known from. `node_path` None means it has no node."""

    box: Box
    text: str
    source: Source
    node_path: str | None = None
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class TickBox:
    """A tick box with its state; `about` is the text it belongs to."""

    box: Box
    ticked: bool
    score: float
    about: str
    about_consent: bool


@dataclass(frozen=True, slots=True)
class CloseMark:
    """A close, skip or cancel control of a pop-up. `closable_now`: one tap at this instant would close.

    `size_px` is the shorter side of the tappable area, `contrast` and `opacity` are the mark's; None = not measured.
    """

    box: Box
    text: str
    score: float
    closable_now: bool
    source: Source
    size_px: int
    contrast: float | None = None
    opacity: float | None = None
    countdown_s: int | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """Something that lies on the screen as a window of its own, with why it is taken for what it is."""

    box: Box
    form: Form
    kind: Kind
    score: float
    package: str
    reasons: tuple[str, ...] = ()
    blocking: bool = True


@dataclass(frozen=True, slots=True)
class Consent:
    """A consent request: its window and its controls. `equal_choice` None = there are not two choices to compare."""

    window: Window
    agree: Control | None
    refuse: Control | None
    policy_links: tuple[Control, ...]
    names_policy: bool
    """Whether the window names a privacy policy."""
    shows_policy_text: bool
    """Whether the window itself holds the policy's text."""
    only_acknowledge: bool
    """The agreeing button says no more than 好的 or 知道了."""
    implied: str
    """A sentence that makes use or log-in itself the consent, or an empty text."""
    equal_choice: bool | None = None


@dataclass(frozen=True, slots=True)
class Ad:
    """An advertisement window; its reasons stand in the window.

    `label` is the word 广告 itself, `other_labels` are AD, 推广, 赞助 …
    """

    window: Window
    label: SeenText | None
    other_labels: tuple[SeenText, ...]
    close: tuple[CloseMark, ...]
    """Candidates, best first."""


@dataclass(frozen=True, slots=True)
class View:
    """One screen as a person sees it. `popup` is the topmost blocking window."""

    width: int
    height: int
    density: int
    texts: tuple[SeenText, ...]
    windows: tuple[Window, ...]
    popup: Window | None
    consent: Consent | None
    ad: Ad | None
    checks: tuple[TickBox, ...]
    closes: tuple[CloseMark, ...] = ()
    """Close candidates of the topmost blocking window, whatever its kind, best first."""
    package: str = ""
    problems: tuple[str, ...] = field(default=())
    """What the eyes could not do here (no tree, no picture, black picture)."""

    @property
    def all_text(self) -> str:
        """All texts joined by newlines, in reading order."""
        return "\n".join(seen.text for seen in self.texts)
