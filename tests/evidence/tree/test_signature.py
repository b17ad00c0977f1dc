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
