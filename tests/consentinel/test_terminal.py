"""What an app says can neither break a command nor reach the terminal as anything but text."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from consentinel.terminal import json_line, plain


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


@given(st.dictionaries(st.text(max_size=5), st.text(st.characters(), max_size=20), max_size=3))
def test_json_is_the_same_value_and_commands_no_terminal(value: dict[str, str]) -> None:
    line = json_line(value)
    assert line.isprintable() and json.loads(line) == value


def test_json_keeps_chinese_as_it_is() -> None:
    assert json_line({"text": "同意\x9b2J\u202e"}) == '{"text": "同意\\u009b2J\\u202e"}'
