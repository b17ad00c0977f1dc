"""The HTML file around the payload: its own style and script by digest, and nothing else that a browser would run."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import escape

from evidence.errors import EvidenceError
from reports.page.building import Parts
from reports.page.contract import Payload
from reports.page.encoding import data_block

BUNDLE = "bundle"
"""The folder beside this module that set-up builds from `frontend/`."""


_DECIDED = {"confirmed": "复核：确认 confirmed by a reviewer", "rejected": "复核：驳回 rejected by a reviewer"}


def page(parts: Parts) -> Iterator[bytes]:
    """The file piece by piece: what is needed to draw the page comes first, pictures and contents after the script.

    Raises EvidenceError when the front end was not built.
    """
    style, script = bundled("page.css"), bundled("page.js")
    title = f"{parts.payload.head.app} · consentinel"
    policy = "; ".join(
        (
            "default-src 'none'",
            f"script-src '{_digest(script)}'",
            f"style-src '{_digest(style)}'",
            "img-src 'self' file:" if parts.files else "img-src blob:",
            *(["media-src 'self' file:"] if any(film.places for film in parts.payload.films) else []),
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )
    yield f"""<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>{escape(title)}</title>
<style>""".encode()
    yield style
    yield b'</style>\n</head>\n<body>\n<div id="app"></div>\n<noscript>\n'
    yield _plain(parts.payload).encode()
    yield b"</noscript>\n"
    yield _block("payload", data_block(parts.payload))
    yield b"<script>" + script + b"</script>\n"
    for number, picture in enumerate(parts.pictures):
        yield _block(f"p{number}", base64.b64encode(picture), "text/plain")
    for number, tree in enumerate(parts.trees):
        yield _block(f"t{number}", tree)
    for number, chunk in enumerate(parts.chunks):
        yield _block(f"d{number}", chunk)
    yield b"</body>\n</html>\n"


@cache
def bundled(name: str) -> bytes:
    """A file of the built front end. Raises EvidenceError when there is none."""
    try:
        data = files("reports.page").joinpath(BUNDLE, name).read_bytes()
    except FileNotFoundError:
        raise EvidenceError(f"reports/page/{BUNDLE}/{name} is missing: run `make setup`, which builds it") from None
    for ending in (b"</script", b"<!--", b"</style"):
        if ending in data.lower():
            raise EvidenceError(f"reports/page/{BUNDLE}/{name} cannot stand in a page, it has {ending.decode()}")
    return data.strip()


def _digest(data: bytes) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(data).digest()).decode("ascii")


def _block(id: str, data: bytes, kind: str = "application/json") -> bytes:
    """Data in a script element that is never run; `data` has no `<`."""
    return f'<script type="{kind}" id="{id}">'.encode() + data + b"</script>\n"


def _plain(payload: Payload) -> str:
    environment = Environment(
        loader=PackageLoader("reports", "page"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    return environment.get_template("plain.html.j2").render(
        head=payload.head, cards=payload.cards, verdicts=payload.verdicts, decided=_DECIDED
    )
