"""`${…}`: what it stands for, and that what is secret stays so."""

from __future__ import annotations

import base64
import io
import json
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from evidence.tree import parse_android
from harness.scenario.language.expression import BadExpression, Expression, check, parts
from harness.scenario.scope import Scope, ScriptFailed
from harness.scenario.secrets import Secrets


@pytest.fixture
def secrets() -> Secrets:
    return Secrets()


@pytest.fixture
def scope(secrets: Secrets) -> Scope:
    return Scope({"PASSWORD": "hunter22", "EMPTY": ""}, secrets, "android")


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("plain", "plain"),
        ("${NAME}", "Anna"),
        ("Hello ${NAME}, ${1 + 1}", "Hello Anna, 2"),
        ("${'}' + NAME}", "}Anna"),
        ("${NAME.length > 3 ? 'long' : 'short'}", "long"),
        (r"\${NAME}", "${NAME}"),
        ("${PASSWORD}", "hunter22"),
        ("${EMPTY}", ""),
        ("${null ?? 'nothing'}", "nothing"),
        ("${undefined}", ""),
        ("${ false }", "false"),
        ("${[1, 'a']}", '[1,"a"]'),
        ("${maestro.platform}", "android"),
        ("${1.5 + 1.5}", "3"),
    ],
)
def test_texts_are_filled(scope: Scope, text: str, filled: str) -> None:
    with scope.inside({"NAME": "Anna"}):
        assert scope.fill(text) == filled


def test_the_nearest_value_counts_and_goes_with_its_block(scope: Scope) -> None:
    with scope.inside({"A": "outer"}):
        with scope.inside({"A": "inner ${A}"}):
            assert scope.fill("${A} ${A + '!'}") == "inner outer inner outer!"
        assert scope.fill("${A + '!'}") == "outer!"
    with pytest.raises(ScriptFailed, match="ReferenceError"):
        scope.fill("${A + '!'}")


def test_scripts_keep_what_they_put_into_output(scope: Scope) -> None:
    with scope.inside({"ARG": "x"}):
        assert scope.run("const q = ARG + 1; output.q = q; console.log('made', q)", "a.js") == ["made x1"]
        assert scope.run("const q = 2; output.r = json('[1, 2]')[1]", "b.js") == []
    assert scope.fill("${output.q} ${output.r}") == "x1 2"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("(function () { for (;;) {} })()", "it took more than 2 s"),
        ("'x'.repeat(1e9)", "cannot be computed"),
        ("http.get('https://example.com')", "scripts have no network"),
        ("require('fs')", "ReferenceError"),
        ("(function f() { return f() })()", "cannot be computed"),
    ],
)
def test_scripts_are_held_in(scope: Scope, code: str, said: str) -> None:
    with pytest.raises(ScriptFailed, match=said):
        scope.fill(f"${{{code}}}")
    assert scope.fill("${1 + 1}") == "2"


@pytest.mark.parametrize("text", ["${", "a ${b", "${'}", "${}", "${1 +}", "${a b}"])
def test_what_is_no_expression_is_told(text: str) -> None:
    with pytest.raises(BadExpression):
        check(text)


@given(st.text(max_size=80))
def test_texts_are_taken_apart_without_loss(text: str) -> None:
    try:
        taken = list(parts(text))
    except BadExpression:
        return
    plain = "".join(part for part in taken if isinstance(part, str))
    assert len(plain) <= len(text)
    if not any(isinstance(part, Expression) for part in taken):
        assert plain == text.replace("\\${", "${")


@settings(max_examples=60)
@given(
    st.text(alphabet=st.characters(blacklist_categories=("Cs", "Cc")), min_size=4, max_size=24).filter(str.strip),
    st.binary(max_size=5),
    st.binary(max_size=5),
)
def test_a_secret_is_found_in_every_usual_form_and_lengths_stay(value: str, before: bytes, after: bytes) -> None:
    secrets = Secrets()
    secrets.add(value)
    written = value.encode()
    for form in (
        before + written + after,
        json.dumps({"p": value}).encode(),
        json.dumps({"p": value}, ensure_ascii=False).encode(),
        quote(value, safe="").encode(),
    ):
        masked = secrets.mask_bytes(form)
        assert len(masked) == len(form)
        assert written not in masked or written.strip(b"*") == b""
    coded = base64.b64encode(before + written + after)
    masked = secrets.mask_bytes(coded)
    assert len(masked) == len(coded)
    if len(written) >= 8:
        assert masked != coded or b"*" in written


def test_short_values_are_left_alone(secrets: Secrets) -> None:
    secrets.add("ab")
    assert not secrets and secrets.mask("ab cab") == "ab cab"


def test_a_file_is_masked_in_place_also_across_pieces(
    secrets: Secrets, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("harness.scenario.secrets._CHUNK", 64)
    secrets.add("hunter22")
    for at in range(48, 80):
        path = tmp_path / f"{at}.bin"
        path.write_bytes(b"." * at + b"hunter22" + b"." * 100)
        secrets.mask_file(path)
        assert path.read_bytes() == b"." * at + b"*" * 8 + b"." * 100


def test_nodes_that_show_a_secret_are_covered_in_the_picture(secrets: Secrets) -> None:
    secrets.add("hunter22")
    tree = parse_android(
        b'<hierarchy><node class="a" package="p" text="PW hunter22" bounds="[10,10][30,20]"/>'
        b'<node class="a" package="p" text="other" bounds="[10,40][30,50]"/></hierarchy>'
    )
    out = io.BytesIO()
    Image.new("RGB", (60, 60), "white").save(out, "PNG")
    blotted = Image.open(io.BytesIO(secrets.blot(out.getvalue(), tree)))
    assert blotted.getpixel((20, 15)) == (128, 128, 128)
    assert blotted.getpixel((20, 45)) == (255, 255, 255)
