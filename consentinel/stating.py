"""The form in which `inspect --json` states a view, and its published JSON schema.

`python -m consentinel.stating` writes the schema anew.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any, NotRequired, TypedDict

from pydantic import ConfigDict, Field, TypeAdapter, with_config

from perception.screen.view import Ad, CloseMark, Consent, Control, Form, Kind, SeenText, Source, View, Window

SCHEMA = "inspect.schema.json"
BoxList = Annotated[list[int], Field(min_length=4, max_length=4)]
_STRICT = ConfigDict(extra="forbid")


@with_config(_STRICT)
class StatedWindow(TypedDict):
    """A window that lies on the screen, or a page that is an advertisement, a consent request or a log-in form."""

    box: BoxList
    form: Form
    kind: Kind
    score: float


@with_config(_STRICT)
class StatedControl(TypedDict):
    """Something to tap and what it says."""

    box: BoxList
    text: str


@with_config(_STRICT)
class StatedConsent(TypedDict):
    """The controls of a consent request; `equal_choice` is null where there are no two choices to compare."""

    agree: StatedControl | None
    refuse: StatedControl | None
    policy_links: list[StatedControl]
    equal_choice: bool | None


@with_config(_STRICT)
class StatedClose(TypedDict):
    """A close candidate; `closable_now`: it is visible, and a single tap at this instant would close."""

    box: BoxList
    score: float
    closable_now: bool
    source: Source


@with_config(_STRICT)
class StatedAd(TypedDict):
    """The advertisement, with the box of its label 广告; where `is_ad` is false, the close candidates of the pop-up."""

    is_ad: bool
    label_box: BoxList | None
    close: list[StatedClose]


@with_config(_STRICT)
class StatedCheck(TypedDict):
    """A tick box."""

    box: BoxList
    ticked: bool
    score: float


@with_config(_STRICT)
class StatedText(TypedDict):
    """A text that can be read; `size_sp` is the height of its glyphs, `contrast` WCAG's ratio; null: not measured."""

    box: BoxList
    text: str
    source: Source
    score: float
    size_sp: float | None
    contrast: float | None


@with_config(_STRICT)
class Stated(TypedDict):
    """What is seen on one screen; boxes are [x1, y1, x2, y2] in px of the picture, without one in the source's unit.

    Windows stand back to front, `popup` is the topmost one that blocks. `name` is the screen's in a folder.
    """

    name: NotRequired[str]
    windows: list[StatedWindow]
    popup: StatedWindow | None
    consent: StatedConsent | None
    ad: StatedAd | None
    checks: list[StatedCheck]
    texts: list[StatedText]


@with_config(_STRICT)
class Failed(TypedDict):
    """A screen of a folder that cannot be read, and why."""

    name: str
    error: str


def stated(view: View) -> dict[str, Any]:
    """The view in the form of `inspect --json`."""
    return {**_stated(view)}


def schema_text() -> str:
    """The text of the published schema, of one line."""
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": SCHEMA}
    line: TypeAdapter[Any] = TypeAdapter(Stated | Failed)
    return json.dumps(head | line.json_schema(), indent=2, ensure_ascii=False) + "\n"


def _stated(view: View) -> Stated:
    return {
        "windows": [_window(window) for window in view.windows],
        "popup": _window(view.popup) if view.popup is not None else None,
        "consent": _consent(view.consent),
        "ad": _ad(view.ad, view.closes),
        "checks": [{"box": check.box.as_list(), "ticked": check.ticked, "score": check.score} for check in view.checks],
        "texts": [_text(text) for text in view.texts],
    }


def _window(window: Window) -> StatedWindow:
    return {"box": window.box.as_list(), "form": window.form, "kind": window.kind, "score": window.score}


def _consent(consent: Consent | None) -> StatedConsent | None:
    """The consent request; a log-in form that names policies is none, though its links and ticks are seen."""
    if consent is None or consent.window.kind != "consent":
        return None
    return {
        "agree": _control(consent.agree) if consent.agree is not None else None,
        "refuse": _control(consent.refuse) if consent.refuse is not None else None,
        "policy_links": [_control(link) for link in consent.policy_links],
        "equal_choice": consent.equal_choice,
    }


def _control(control: Control) -> StatedControl:
    return {"box": control.box.as_list(), "text": control.text}


def _ad(ad: Ad | None, closes: tuple[CloseMark, ...]) -> StatedAd | None:
    if ad is None:
        return {"is_ad": False, "label_box": None, "close": [_close(mark) for mark in closes]} if closes else None
    label = ad.label.box.as_list() if ad.label is not None else None
    return {"is_ad": True, "label_box": label, "close": [_close(mark) for mark in ad.close]}


def _close(mark: CloseMark) -> StatedClose:
    return {
        "box": mark.box.as_list(),
        "score": mark.score,
        "closable_now": mark.closable_now,
        "source": mark.source,
    }


def _text(text: SeenText) -> StatedText:
    return {
        "box": text.box.as_list(),
        "text": text.text,
        "source": text.source,
        "score": text.score,
        "size_sp": text.size_sp,
        "contrast": text.contrast,
    }


if __name__ == "__main__":
    (Path(sys.argv[1] if len(sys.argv) > 1 else "schemas") / SCHEMA).write_text(schema_text(), "utf-8")
