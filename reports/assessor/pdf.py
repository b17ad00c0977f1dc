"""The document as PDF, laid out by Typst, offline. The texts go in as data, so that nothing in them is markup."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst

from evidence.errors import EvidenceError
from reports.assessor.document import (
    Block,
    Document,
    Excerpt,
    Heading,
    PageBreak,
    Paragraph,
    Pictures,
    Signatures,
    Table,
)

_SERIF = ("Noto Serif CJK SC", "Source Han Serif SC", "Source Han Serif CN", "Noto Serif SC", "SimSun", "Songti SC")
_SANS = (
    *("Noto Sans CJK SC", "Source Han Sans SC", "Source Han Sans CN", "Noto Sans SC", "Microsoft YaHei"),
    *("PingFang SC", "WenQuanYi Zen Hei", "WenQuanYi Micro Hei", "Heiti SC", "STHeiti", "SimHei"),
)

_LONG = re.compile(r"[!-~]{24,}")
_BREAK = "\u200b"


def pdf(document: Document) -> bytes:
    """The file's bytes, equal for equal documents and fonts. Raises EvidenceError where no font has Chinese."""
    fonts = typst.Fonts()
    sans, serif = _families(fonts.families())
    with TemporaryDirectory() as name:
        folder = Path(name)
        data = _data(document, folder)
        (folder / "data.json").write_text(json.dumps(data, ensure_ascii=True), "utf-8")
        template = files("reports.assessor").joinpath("report.typ").read_text("utf-8")
        (folder / "report.typ").write_text(template, "utf-8")
        compiler = typst.Compiler(
            str(folder / "report.typ"),
            root=str(folder),
            font_paths=fonts,
            sys_inputs={"sans": sans, "serif": serif},
        )
        made = compiler.compile(format="pdf", timestamp=document.epoch_s)
    assert isinstance(made, bytes)
    return made


def _families(known: list[str]) -> tuple[str, str]:
    sans = next((name for name in _SANS if name in known), None)
    serif = next((name for name in _SERIF if name in known), None)
    if sans is None and serif is None:
        raise EvidenceError(
            "a PDF needs a font with simplified Chinese, and none is installed: install one"
            " (Debian: apt-get install fonts-noto-cjk), or take --format docx"
        )
    return sans or serif or "", serif or sans or ""


def _data(document: Document, folder: Path) -> dict[str, Any]:
    return {
        "title": document.title,
        "subtitle": document.subtitle,
        "header": document.header,
        "facts": _block(document.facts, folder, 0),
        "blocks": [_block(block, folder, number) for number, block in enumerate(document.blocks, 1)],
    }


def _block(block: Block, folder: Path, number: int) -> dict[str, Any]:
    match block:
        case Heading():
            return {"kind": "heading", "level": block.level, "text": block.text}
        case Paragraph():
            return {"kind": "paragraph", "style": block.style, "text": _breakable(block.text)}
        case Table():
            rows = [[{"text": _breakable(cell.text), "tone": cell.tone} for cell in row] for row in block.rows]
            return {"kind": "table", "widths": list(block.widths), "head": list(block.head), "rows": rows}
        case Pictures():
            pictures = []
            for at, picture in enumerate(block.pictures):
                name = f"{number}-{at}.jpg"
                (folder / name).write_bytes(picture.data)
                pictures.append({"file": name, "caption": picture.caption, "tall": picture.height > picture.width})
            return {"kind": "pictures", "pictures": pictures}
        case Excerpt():
            runs = [{"text": _breakable(text), "hit": hit} for text, hit in block.runs]
            return {"kind": "excerpt", "title": _breakable(block.title), "runs": runs}
        case PageBreak():
            return {"kind": "pagebreak"}
        case Signatures():
            return {"kind": "signatures", "roles": list(block.roles)}


def _breakable(text: str) -> str:
    """Long words, such as digests and addresses, may break anywhere, so that they stay on the page."""
    return _LONG.sub(lambda match: _BREAK.join(match[0][at : at + 8] for at in range(0, len(match[0]), 8)), text)
