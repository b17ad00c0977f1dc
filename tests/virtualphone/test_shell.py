"""The command line: quoting, lists, pipes, redirections, loops."""

from __future__ import annotations

import contextlib
import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.virtualphone.command_line import run
from virtualphone.phone import VirtualPhone
from virtualphone.shell.parser import parse
from virtualphone.shell.tokenizer import ShellSyntaxError, Word, tokenize


def _plain(word: object) -> str:
    assert isinstance(word, Word)
    return "".join(segment.value for segment in word.segments)


@given(st.lists(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20), max_size=6))
def test_quoted_words_come_back_as_they_were(words: list[str]) -> None:
    assert [_plain(token) for token in tokenize(shlex.join(words))] == words


@given(st.text(alphabet="ab $'\"`\\;|&(){}<>#\n=*!-", max_size=60))
def test_any_line_parses_or_is_a_syntax_error(line: str) -> None:
    with contextlib.suppress(ShellSyntaxError):
        parse(line)


@pytest.mark.parametrize(
    ("line", "printed"),
    [
        ("echo 'a  b' \"c d\" e\\ f", "a  b c d e f"),
        ("false || echo no; true && echo yes", "no\nyes"),
        ("X=1; export Y=2; echo $X${Y}${Z:-3} '$X'", "123 $X"),
        ("echo $(echo in; echo side) `echo tick`", "in side tick"),
        ("printf 'b\\na\\nb\\n' | sort -u | head -n 1", "a"),
        ("for n in 1 2 3; do echo -n $n; done", "123"),
        ("if [ -d /data ]; then echo dir; else echo none; fi", "dir"),
        ("(cd /data; pwd); pwd", "/data\n/"),
        ("! false && echo turned", "turned"),
        ("sh -c 'echo one; echo two' | wc -l", "2"),
        ("echo a 2>&1 >/dev/null; echo b", "b"),
        ("[ -e '/data/local/tmp/mock.json' ] && echo __PASS__; echo end", "end"),
        ("ls -d /system/etc/security/cacerts/*.0 | wc -l", "4"),
        ("echo '*' \"/sys*\" /sys*", "* /sys* /sys /system"),
        ("seq=1; while [ $seq != 11 ]; do seq=1$seq; break_me=x; done; echo $seq", "11"),
        ("export ANDROID_LOG_TAGS=\"''\"; exec echo '-v'; echo never", "-v"),
        ("date +%Y | grep -c '^20'", "1"),
    ],
)
async def test_lines_print_what_mksh_prints(modern: VirtualPhone, line: str, printed: str) -> None:
    assert (await run(modern, line)).out == printed


async def test_redirection_writes_and_appends(modern: VirtualPhone) -> None:
    result = await run(modern, "cd /data/local/tmp; echo a > f; echo b >> f; cat < f; rm f; ls")

    assert result.out == "a\nb"


@pytest.mark.parametrize("line", ["echo 'open", "if true", "(", "a &&", "for x", "echo $((1+1))", "cat <<X"])
async def test_syntax_errors_are_reported_and_end_the_line(modern: VirtualPhone, line: str) -> None:
    result = await run(modern, line)

    assert result.status == 1
    assert result.err.startswith("/system/bin/sh:")


async def test_unknown_command_is_127(phone: VirtualPhone) -> None:
    result = await run(phone, "frobnicate")

    assert result.status == 127
    assert result.err.endswith("not found")


async def test_endless_nesting_ends(modern: VirtualPhone) -> None:
    deep = "echo x"
    for _ in range(60):
        deep = f"sh -c {shlex.quote(deep)}" if len(deep) < 2000 else deep

    assert (await run(modern, "(" * 100 + "true" + ")" * 100)).status == 1
    assert (await run(modern, deep)).status in (0, 1)
