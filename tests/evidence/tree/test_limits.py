"""Hostile sources: no entities, bounded size, depth and number of elements, and never another error."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.errors import SourceError
from evidence.tree import parse_source
from evidence.tree.limits import MAX_BYTES, MAX_DEPTH, MAX_NODES, MAX_TEXT, number

PLATFORMS = ("android", "ios", "web")
ROOTS = {"android": "hierarchy", "ios": "XCUIElementTypeApplication", "web": "page"}


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize(
    ("source", "says"),
    [
        (b"", "well-formed"),
        (b"plain words", "well-formed"),
        (b"<a><b></a>", "well-formed"),
        (b"<other/>", "begins with"),
        (b'<!DOCTYPE x [<!ENTITY e "v">]><hierarchy a="&e;"/>', "document type"),
        (b" " * 5000 + b"<!doctype x><hierarchy/>", "document type"),
        ('<!DOCTYPE x [<!ENTITY e "v">]><hierarchy a="&e;"/>'.encode("utf-16"), "document type"),
        (b'<hierarchy a="&undefined;"/>', "well-formed"),
        (b"<a>" * 100_000, "well-formed"),
        (b"x" * (MAX_BYTES + 1), "bytes"),
    ],
)
def test_a_bad_source_is_named(platform: str, source: bytes, says: str) -> None:
    with pytest.raises(SourceError, match=says):
        parse_source(platform, source)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_depth_and_number_are_bounded(platform: str) -> None:
    root = ROOTS[platform]
    deep = f"<{root}>" + "<node>" * MAX_DEPTH + "</node>" * MAX_DEPTH + f"</{root}>"
    with pytest.raises(SourceError, match="deeper"):
        parse_source(platform, deep.encode())
    many = f"<{root}>" + "<node/>" * MAX_NODES + f"</{root}>"
    with pytest.raises(SourceError, match="elements"):
        parse_source(platform, many.encode())
    allowed = f"<{root}>" + "<node>" * (MAX_DEPTH - 1) + "</node>" * (MAX_DEPTH - 1) + f"</{root}>"
    assert sum(1 for _ in parse_source(platform, allowed.encode()).walk()) >= MAX_DEPTH - 1


def test_long_texts_are_cut() -> None:
    tree = parse_source("android", b'<hierarchy><node text="' + b"x" * (MAX_TEXT * 3) + b'"/></hierarchy>')
    assert len(tree.windows[0].text) == MAX_TEXT


@given(st.binary(max_size=300), st.sampled_from(PLATFORMS))
def test_any_bytes_give_a_tree_or_a_source_error(data: bytes, platform: str) -> None:
    for source in (data, f"<{ROOTS[platform]}>".encode() + data + f"</{ROOTS[platform]}>".encode()):
        try:
            parse_source(platform, source)
        except SourceError as error:
            assert str(error)


ATTRIBUTES = st.dictionaries(
    st.sampled_from(["text", "bounds", "x", "y", "width", "w", "class", "label", "displayed", "visible", "checked"]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.integers().map(str) | st.floats().map(str),
    max_size=5,
)


@given(st.lists(ATTRIBUTES, max_size=4), st.sampled_from(PLATFORMS))
def test_any_attributes_give_a_tree(nodes: list[dict[str, str]], platform: str) -> None:
    inner = "".join(
        "<node" + "".join(f' {k}="{"".join(f"&#{ord(c)};" for c in v)}"' for k, v in node.items()) + "/>"
        for node in nodes
    )
    tree = parse_source(platform, f"<{ROOTS[platform]}>{inner}</{ROOTS[platform]}>".encode())
    for node in tree.walk():
        assert abs(node.bounds.x1) < 10**6 and node.bounds.width >= 0 and node.bounds.height >= 0


@pytest.mark.parametrize(
    ("given_", "expected"), [("12.9", 12), ("nan", 0), ("inf", 0), ("-1e99", -100_000), ("", 0), (None, 0), ("x", 0)]
)
def test_numbers_make_sense_or_are_nought(given_: str | None, expected: int) -> None:
    assert number(given_) == expected
