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
from harness.scenario.language.javascript import tokens
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


def test_comments_neither_hide_names_nor_make_secrets(scope: Scope, secrets: Secrets) -> None:
    with scope.inside({"ARG": "x"}):
        scope.run("// PASSWORD: don't ask\noutput.x = ARG + 'a'; /* ${PASSWORD */", "a.js")
        assert scope.fill("${output.x}${/* PASSWORD's */ ''}${'PASSWORD'.length}") == "xa8"
    assert not secrets
    assert scope.fill("${'> ' + PASSWORD}") == "> hunter22"
    assert secrets.mask("hunter22") == "*" * 8


def test_a_name_of_the_environment_may_be_a_scripts_own(scope: Scope, secrets: Secrets) -> None:
    scope.run("var PASSWORD = 'mine'; output.x = PASSWORD", "a.js")
    assert scope.fill("${output.x}") == "mine" and not secrets


@pytest.mark.parametrize(
    "text", ["${PASSWORD.slice(1)}", "${[...PASSWORD].reverse().join('')}", "${PASSWORD.toUpperCase()}"]
)
def test_what_is_made_of_a_secret_is_secret(scope: Scope, secrets: Secrets, text: str) -> None:
    made = scope.fill(text)
    assert secrets.mask(made) == "*" * len(made)


def test_what_is_made_of_a_value_that_holds_a_secret_is_secret(scope: Scope, secrets: Secrets) -> None:
    with scope.inside({"PIN": "${PASSWORD}"}):
        assert scope.fill("${PIN.slice(1)}") == "unter22"
    assert secrets.mask("unter22") == "*" * 7


def test_what_a_script_keeps_of_a_secret_is_secret(scope: Scope, secrets: Secrets) -> None:
    scope.run("output.button = 'Login'", "a.js")
    scope.run("output.rest = PASSWORD.slice(1); output.kind = PASSWORD ? 'member' : 'guest'", "b.js")
    assert secrets.mask("unter22 Login member") == "******* Login member"


@pytest.mark.parametrize(
    "text",
    [
        "${PASSWORD == 'a'}",
        "${String(PASSWORD != 'a')}",
        "${PASSWORD.length}",
        "${PASSWORD.length * 1000}",
        "${PASSWORD ? 'Login' : 'Guest'}",
        "${EMPTY || 'Guest'.repeat(2)}",
    ],
)
def test_answers_that_depend_on_a_secret_are_none(scope: Scope, secrets: Secrets, text: str) -> None:
    answer = scope.fill(text)
    assert secrets.mask(answer) == answer


def test_an_error_does_not_tell_what_was_made_of_a_secret(scope: Scope) -> None:
    with pytest.raises(ScriptFailed, match="cannot be computed: Error, in a script that read a secret") as failed:
        scope.fill("${(() => { throw new Error(PASSWORD.slice(1)) })()}")
    assert "unter22" not in str(failed.value)


@pytest.mark.parametrize("code", ["'😀x'.slice(0,1)", "(() => { throw '😀x'.slice(0,1) })()", "(() => { throw '' })()"])
def test_whatever_an_expression_gives_it_fails_in_one_line(scope: Scope, code: str) -> None:
    with pytest.raises(ScriptFailed) as failed:
        scope.fill(f"${{{code}}}")
    assert len(str(failed.value).splitlines()) == 1


def test_what_is_no_expression_fails_the_step_that_uses_it(scope: Scope) -> None:
    with pytest.raises(ScriptFailed, match="is not closed"):
        scope.fill("${1}, ${2")


def test_much_that_is_logged_is_cut(scope: Scope) -> None:
    said = scope.run("for (let i = 0; i < 200; i++) console.log('x'.repeat(1e6))", "a.js")
    assert said == ["x" * 500] * 100


@pytest.mark.parametrize("sign", ["\0", "\ud800"])
def test_signs_that_no_script_may_hold_are_told(scope: Scope, sign: str) -> None:
    with pytest.raises(BadExpression, match="leave the sign out"):
        check(f"${{'{sign}'}}")
    with pytest.raises(ScriptFailed):
        scope.fill(f"${{'{sign}'}}")


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("// don't\nA + 'b'", {"A"}),
        ("/* B's */ A", {"A"}),
        ("a.B + A", {"a", "A"}),
        ("[...A]", {"A"}),
        ("`x ${A + `${B}`} C`", {"A", "B"}),
        ("/'C/.test(A)", {"A"}),
        ("A / B / C", {"A", "B", "C"}),
        ("0x1F + A", {"A"}),
    ],
)
def test_names_are_told_from_texts_comments_and_patterns(code: str, names: set[str]) -> None:
    assert Expression(code).names == names
    assert list(parts(f"<${{{code}}}>")) == ["<", Expression(code), ">"]


@given(st.text(alphabet="aA1 .$`'\"/\\{}[]()*\n", max_size=40))
def test_whatever_is_written_is_taken_apart_from_left_to_right(code: str) -> None:
    places = [place for _, _, place in tokens(code)]
    assert places == sorted(set(places)) and all(0 <= place < len(code) for place in places)
