"""`inspect`: one screen, or a folder of them."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from PIL import Image
from typer.testing import CliRunner

from consentinel.cli import app
from consentinel.stating import SCHEMA, schema_text
from tests.consentinel.strangers import AGREE, consent_screen, encoded, ios_alert, source

ROOT = Path(__file__).parents[2]


def call(*words: object) -> tuple[int, str, str]:
    """Exit status, standard output and standard error."""
    done = CliRunner().invoke(app, [str(word) for word in words], terminal_width=200)
    return done.exit_code, done.stdout, done.stderr


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a pair, a pair of JPEG and XML, a source alone, and files that are none of it."""
    found = tmp_path_factory.mktemp("screens")
    screen = consent_screen()
    (found / "b.png").write_bytes(screen.png())
    (found / "b.xml").write_bytes(source(screen))
    (found / "a.jpeg").write_bytes(encoded(screen, "JPEG"))
    (found / "a.xml").write_bytes(source(screen))
    (found / "c.xml").write_bytes(ios_alert("提示", "请登录后再进行操作", "确定"))
    (found / "b.truth.json").write_text("{}")
    (found / ".DS_Store").write_bytes(b"\0")
    return found


def test_json_of_one_screen_keeps_the_schema(folder: Path) -> None:
    status, output, _ = call("inspect", folder / "b.png", folder / "b.xml", "--json")
    assert status == 0
    told: dict[str, Any] = json.loads(output)
    jsonschema.validate(told, json.loads(schema_text()))
    assert list(told) == ["windows", "popup", "consent", "ad", "checks", "texts"]
    assert told["popup"] == told["windows"][-1] and told["popup"]["kind"] == "consent"
    assert told["consent"]["agree"] == {"box": list(AGREE), "text": "同意"}
    assert told["consent"]["refuse"]["text"] == "不同意"
    assert {"box", "text", "size_sp", "contrast"} <= set(told["texts"][0])


def test_the_published_schema_is_current() -> None:
    published = (ROOT / "schemas" / SCHEMA).read_text("utf-8")
    assert published == schema_text(), "run `python -m consentinel.stating`"


def test_a_folder_gives_one_line_a_screen_by_name(folder: Path) -> None:
    status, output, _ = call("inspect", folder, "--json")
    lines = [json.loads(line) for line in output.splitlines()]
    assert status == 0 and [line["name"] for line in lines] == ["a", "b", "c"]
    schema = json.loads(schema_text())
    for line in lines:
        jsonschema.validate(line, schema)
    assert [line["popup"]["kind"] for line in lines] == ["consent", "consent", "login"]


def test_a_broken_file_does_not_stop_the_others(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "good.xml").write_bytes((folder / "b.xml").read_bytes())
    (tmp_path / "bad.png").write_bytes(b"nothing")
    (tmp_path / "deep.xml").write_bytes(b"<hierarchy>" + b"<node>" * 300)
    status, output, _ = call("inspect", tmp_path, "--json")
    lines = {line["name"]: line for line in map(json.loads, output.splitlines())}
    assert status == 2 and list(lines) == ["bad", "deep", "good"]
    assert "bad.png" in lines["bad"]["error"] and "well-formed" in lines["deep"]["error"]
    assert lines["good"]["popup"]["kind"] == "consent"
    for line in lines.values():
        jsonschema.validate(line, json.loads(schema_text()))


def test_a_source_alone_and_in_any_order(folder: Path) -> None:
    alone = json.loads(call("inspect", folder / "b.xml", "--json")[1])
    assert alone["popup"]["kind"] == "consent"
    turned = call("inspect", folder / "b.xml", folder / "b.png", "--json")
    assert turned == call("inspect", folder / "b.png", folder / "b.xml", "--json")


def test_people_read_what_is_seen_and_why(folder: Path) -> None:
    status, output, _ = call("inspect", folder / "b.png", folder / "b.xml")
    assert status == 0
    for word in ("consent (in front)", "1080×2400", "同意", "不同意", "choice", "texts"):
        assert word in output


def test_markup_of_an_app_is_not_obeyed(tmp_path: Path) -> None:
    path = tmp_path / "x.xml"
    path.write_text('<hierarchy><node text="[bold red]x[/] &#27;[2J" bounds="[0,0][90,90]"/></hierarchy>')
    output = call("inspect", path)[1]
    assert "[bold red]x[/]" in output and "\x1b[2J" not in output


def test_the_annotated_picture_shows_the_screen_and_a_legend(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.png"
    assert call("inspect", folder / "b.png", folder / "b.xml", "--annotated", out)[0] == 0
    with Image.open(out) as image, Image.open(io.BytesIO((folder / "b.png").read_bytes())) as shot:
        assert image.width == shot.width and image.height > shot.height
        marked, plain = image.convert("RGB"), shot.convert("RGB")
        x, y = AGREE[0], (AGREE[1] + AGREE[3]) // 2
        assert marked.getpixel((x, y)) != plain.getpixel((x, y))
        assert marked.getpixel((20, 1000)) == plain.getpixel((20, 1000))
    assert call("inspect", folder / "c.xml", "--annotated", tmp_path / "tree.png")[0] == 0
    with Image.open(tmp_path / "tree.png") as drawn:
        assert drawn.height > 844


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["missing.png"], "No such file"),
        (["notes.txt"], "well-formed"),
        (["empty.png"], "empty"),
        (["bad.png"], "neither PNG nor JPEG nor WebP"),
        (["entities.xml"], "entities"),
        (["deep.xml"], "deeper"),
        (["bad.png", "bad.png"], "both files are pictures"),
        (["deep.xml", "entities.xml"], "both files are UI sources"),
        (["nothing"], "no screen"),
        ([".", "--annotated", "x.png"], "inspected alone"),
    ],
)
def test_bad_input_is_one_line(tmp_path: Path, words: list[str], says: str) -> None:
    (tmp_path / "notes.txt").write_text("dear diary")
    (tmp_path / "empty.png").touch()
    (tmp_path / "bad.png").write_bytes(b"no picture at all")
    (tmp_path / "entities.xml").write_text('<!DOCTYPE a [<!ENTITY b "c">]><hierarchy text="&b;"/>')
    (tmp_path / "deep.xml").write_text("<hierarchy>" + "<node>" * 220 + "</node>" * 220 + "</hierarchy>")
    (tmp_path / "nothing").mkdir()
    paths = [word if word.startswith("-") or word == "x.png" else tmp_path / word for word in words]
    status, output, error = call("inspect", *paths)
    assert status == 2 and output == ""
    assert len(error.strip().splitlines()) == 1 and says in error
