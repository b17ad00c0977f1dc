"""What an app demands before it lets one in: a log-in, a captcha, an update."""

from __future__ import annotations

from typing import Literal

from evidence.tree import Tree
from perception.screen.entrance import entrance
from perception.screen.legibility import asks_login
from perception.screen.lexicon import button_word, has_word
from perception.screen.view import SeenText, View

WallKind = Literal["login_wall", "captcha", "forced_update"]

_CAPTCHA_TEXTS = 60
"""A page with more texts is one of the app's own that speaks of such things."""
_LONG = 40


def wall_on(view: View, tree: Tree | None) -> tuple[WallKind | None, str]:
    """The wall on a screen and what it says; None when there is a way on, or nothing is demanded.

    An update is demanded when its window offers no way to leave it, a log-in when its page does not.
    """
    captcha = _captcha(view)
    if captcha:
        return "captcha", captcha
    popup = view.popup
    if popup is not None and popup.kind == "update" and popup.blocking:
        inside = [text for text in view.texts if popup.box.contains_point(*text.box.centre)]
        if not view.closes and not _offers(inside, "later"):
            return "forced_update", _said(inside)
        return None, ""
    if asks_login(view) and not view.closes and not _offers(view.texts, "demand") and entrance(view, tree) is None:
        return "login_wall", _said(view.texts)
    return None, ""


def _captcha(view: View) -> str:
    texts = [text.text for text in view.texts if len(text.text) <= _LONG]
    if len(view.texts) > _CAPTCHA_TEXTS:
        return ""
    said = [text for text in texts if has_word(text, "walls", "captcha") and not has_word(text, "walls", "captcha_not")]
    return " ".join(said)[:300]


def _offers(texts: tuple[SeenText, ...] | list[SeenText], group: str) -> bool:
    return any(button_word(text.text, "walls", group) for text in texts)


def _said(texts: tuple[SeenText, ...] | list[SeenText]) -> str:
    return " ".join(text.text for text in texts)[:300]
