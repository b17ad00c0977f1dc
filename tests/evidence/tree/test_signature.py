"""The signature tells apart what a person could tell apart, and is the same everywhere."""

from __future__ import annotations

import subprocess
import sys

import pytest

from evidence.tree import parse_android

NODE = '<node class="a" text="一" package="p" resource-id="i" content-desc="d" bounds="[0,0][9,9]"/>'
BASE = f"<hierarchy>{NODE}</hierarchy>"


def _signature(source: str) -> int:
    return parse_android(source.encode()).signature


def test_equal_sources_have_equal_signatures() -> None:
    assert _signature(BASE) == _signature(BASE)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("一", "二"),
        ('class="a"', 'class="b"'),
        ('"p"', '"q"'),
        ('"i"', '"j"'),
        ('"d"', '"e"'),
        ("[9,9]", "[9,10]"),
        ('text="一"', 'text="" hint="一"'),
        ('class="a"', 'class="a" checked="true"'),
        ('class="a"', 'class="a" enabled="false"'),
        ('class="a"', 'class="a" displayed="false"'),
        ("/></hier", "/><node/></hier"),
    ],
)
def test_what_differs_has_another_signature(old: str, new: str) -> None:
    assert _signature(BASE) != _signature(BASE.replace(old, new))


def test_another_process_gives_the_same_signature() -> None:
    code = f"from evidence.tree import parse_android; print(parse_android({BASE!r}.encode()).signature)"
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, timeout=60)
    assert int(other.stdout) == _signature(BASE)


def _with_system(bottom: int, said: str) -> int:
    app = '<node class="a" text="一" package="p" bounds="[0,63][1080,2400]"/>'
    clock = f'<node class="t" text="{said}" package="com.android.systemui" bounds="[31,15][189,48]"/>'
    bar = f'<node class="b" package="com.android.systemui" bounds="[0,0][1080,{bottom}]">{clock}</node>'
    return _signature(f"<hierarchy>{bar}{app}</hierarchy>")


def test_the_clock_in_a_bar_of_the_system_tells_nothing_and_a_window_of_the_system_does() -> None:
    assert _with_system(63, "15:18") == _with_system(63, "15:19")
    assert _with_system(900, "15:18") != _with_system(900, "15:19")
    assert _with_system(63, "15:18") != _with_system(80, "15:18")
