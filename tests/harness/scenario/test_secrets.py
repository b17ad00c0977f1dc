"""What is secret is found however an app writes it, and nothing but it is changed."""

from __future__ import annotations

import base64
import gzip
import html
import json
import re
from collections.abc import Callable
from urllib.parse import quote, quote_plus, unquote, unquote_plus

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from lxml import etree

from evidence.tree import parse_android
from harness.scenario.forms import LONGEST
from harness.scenario.secrets import Secrets


def _percent_all(text: str) -> str:
    return "".join(f"%{byte:02x}" for byte in text.encode())


def _upper_units(text: str) -> str:
    wide = text.encode("utf-16-be").hex().upper()
    return "".join(f"\\u{wide[at : at + 4]}" for at in range(0, len(wide), 4))


def _json(text: str) -> str:
    return json.dumps(text)[1:-1]


def _gson(text: str) -> str:
    return re.sub("[<>&='\\u2028\\u2029]", lambda match: f"\\u{ord(match[0]):04x}", json.dumps(text)[1:-1])


def _unjson(text: str) -> str:
    return str(json.loads(f'"{text}"'))


def _unjson_twice(text: str) -> str:
    return _unjson(_unjson(text))


WAYS: dict[str, tuple[Callable[[str], str], Callable[[str], str]]] = {
    "plain": (str, str),
    "encodeURIComponent": (lambda text: quote(text, safe="!'()*~"), unquote),
    "URLEncoder": (lambda text: quote_plus(text, safe="*"), unquote_plus),
    "every byte escaped": (_percent_all, unquote),
    "escaped twice": (lambda text: quote(quote(text, safe=""), safe=""), lambda text: unquote(unquote(text))),
    "json": (_json, _unjson),
    "json of readable characters": (lambda text: json.dumps(text, ensure_ascii=False)[1:-1], _unjson),
    "gson": (_gson, _unjson),
    "org.json": (lambda text: _json(text).replace("/", "\\/"), _unjson),
    "json in json": (lambda text: _json(_json(text)), _unjson_twice),
    "upper-case units": (_upper_units, _unjson),
    "entities": (html.escape, html.unescape),
    "other entities": (lambda text: "".join(f"&#{ord(char)};" for char in text), html.unescape),
}


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("P@ssw0rd!", "P%40ssw0rd!"),
        ("a=b&c'd", "a\\u003db\\u0026c\\u0027d"),
        ("ab/cd+e", "ab\\/cd+e"),
        ("Ab/Cd", "Ab%2fCd"),
        ("密码AB", "\\u5BC6\\u7801AB"),
        ("A&B&", "A&amp;B&amp;"),
        ("100%", "100%25"),
        ('say"x"y', "say&quot;x&quot;y"),
        ('say"x"y', "say&#34;x&#34;y"),
        ("O'Brien12", "O&apos;Brien12"),
        ("O'Brien12", "O&#39;Brien12"),
        ("O'Brien12", "O&#x27;Brien12"),
        ("a b c", "a+b%20c"),
        ("密码AB", "%u5bc6%u7801AB"),
        ("sun\U0001f31e", "sun\\ud83c\\udf1e"),
    ],
)
def test_a_secret_is_found_as_apps_write_it(value: str, written: str) -> None:
    secrets = Secrets()
    secrets.add(value)
    assert secrets.mask(f'{{"p":"{written}","q":1}}') == f'{{"p":"{"*" * len(written.encode())}","q":1}}'


_CHARACTERS = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="*\\")
_AROUND = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\\"), max_size=8)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(sorted(WAYS)), st.text(_CHARACTERS, min_size=3, max_size=20), _AROUND, _AROUND)
def test_the_secret_is_gone_and_what_stands_around_it_is_as_it_was(
    way: str, value: str, before: str, after: str
) -> None:
    assume(value not in before + after and len(set(value)) > 1)
    # An escape may begin with these, and go on in what follows.
    assume(not after or value[-1] not in "%&")
    encode, decode = WAYS[way]
    around = decode(encode(before)), decode(encode(after))
    assume(around == (before, after) and (before + value + after).count(value) == 1)
    secrets = Secrets()
    secrets.add(value)
    # The surroundings themselves may look like the value in another writing.
    assume(secrets.mask(encode(before) + "|" + encode(after)) == encode(before) + "|" + encode(after))
    written = encode(before) + encode(value) + encode(after)
    masked = secrets.mask(written)
    assert len(masked.encode()) == len(written.encode())
    told = decode(masked)
    assert value not in told
    assert told.startswith(before) and told.endswith(after)
    assert set(told[len(before) : len(told) - len(after)]) == {"*"}


@settings(max_examples=200, deadline=None)
@given(
    st.text(_CHARACTERS, min_size=3, max_size=20),
    st.binary(max_size=90),
    st.binary(max_size=90),
    st.sampled_from(("std", "urlsafe", "wrapped", "in a form")),
)
def test_base64_around_a_secret_decodes_as_before(value: str, before: bytes, after: bytes, way: str) -> None:
    written = value.encode()
    assume((before + written + after).count(written) == 1)
    data = before + written + after
    secrets = Secrets()
    secrets.add(value)
    match way:
        case "std":
            masked = base64.b64decode(secrets.mask_bytes(base64.b64encode(data)), validate=True)
        case "urlsafe":
            masked = base64.urlsafe_b64decode(secrets.mask_bytes(base64.urlsafe_b64encode(data)))
        case "wrapped":
            masked = base64.decodebytes(secrets.mask_bytes(base64.encodebytes(data)))
        case _:
            form = quote(base64.b64encode(data), safe="").encode()
            masked = base64.b64decode(unquote(secrets.mask_bytes(form).decode()), validate=True)
    assert masked == before + b"*" * len(written) + after


def test_json_stays_json_where_a_number_holds_a_secret() -> None:
    secrets = Secrets()
    secrets.add("4711")
    body = b'{"code":4711,"at": 17004711003 ,"p":"{\\"code\\":4711}","imei":"86"}'
    masked = secrets.mask_bytes(body)
    assert len(masked) == len(body) and b"4711" not in masked
    told = json.loads(masked)
    assert (told["code"], told["imei"]) == ("**", "86")


def test_secrets_that_overlap_are_both_gone() -> None:
    secrets = Secrets()
    secrets.add("abcdef")
    secrets.add("defghi")
    assert secrets.mask("-abcdefghi-") == "-*********-"


def test_a_long_secret_is_found_as_well() -> None:
    secrets = Secrets()
    value = "".join(f"{number}/" for number in range(3 * LONGEST))
    secrets.add(value)
    assert set(secrets.mask(quote(value, safe=""))) == {"*"}
    coded = base64.b64encode(b"a" + value.encode() + b"b")
    assert set(base64.b64decode(secrets.mask_bytes(coded))[1:-1]) == {ord("*")}


@pytest.mark.parametrize("value", ["123", "true", "text", "bounds", "Button", "hierarchy", "456"])
def test_a_ui_source_stays_readable_whatever_is_secret(value: str) -> None:
    secrets = Secrets()
    secrets.add(value)
    source = (
        f'<hierarchy><node class="a.Button" package="p" text="is {value}=" content-desc=\'{value}\' clickable="true" '
        'bounds="[12,123][456,1234]"/></hierarchy>'
    ).encode()
    masked = secrets.mask_source(source)
    before, after = (next(parse_android(text).walk()) for text in (source, masked))
    assert (after.cls, after.bounds, after.clickable) == (before.cls, before.bounds, before.clickable)
    assert after.text == f"is {'*' * len(value)}=" and after.description == "*" * len(value)
    assert etree.fromstring(masked) is not None


def test_an_attribute_of_a_ui_source_is_searched_in_its_escaped_form() -> None:
    secrets = Secrets()
    secrets.add('say"x"y')
    assert secrets.mask_source(b'<n text="a say&quot;x&quot;y"/>') == b'<n text="a ' + b"*" * 17 + b'"/>'


def test_a_packed_body_is_no_text() -> None:
    """What is packed is the traffic's business, where the coding is known."""
    secrets = Secrets()
    secrets.add("hunter22")
    packed = gzip.compress(b"pw=hunter22", mtime=0)
    assert secrets.mask_bytes(packed) == packed
