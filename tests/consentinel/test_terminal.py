"""What an app says can neither break a command nor reach the terminal as anything but text."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from consentinel.terminal import plain


@pytest.mark.parametrize(
    "words", ["policy search: tap 1 on [/设置]", "[bold red]x", "\x1b]0;owned\x07\x1b[2J", "a\u202eb\rc"]
)
def test_words_of_an_app_are_shown_as_they_stand(words: str) -> None:
    shown = io.StringIO()
    console = Console(file=shown, force_terminal=True, color_system=None)
    with console.status("…") as status:
        status.update(plain(words))
    shown.seek(0)
    shown.truncate()
    console.print(plain(words), soft_wrap=True)
    line = shown.getvalue().rstrip("\n")
    assert line.isprintable() and len(line) == len(words)
