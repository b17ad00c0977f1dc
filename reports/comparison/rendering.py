"""The template into a page: what an app supplied is masked and then escaped, whatever the template says."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

MAX_SHOWN = 4000
"""Characters of one text of a page."""


def render_page(context: Mapping[str, object], mask: Callable[[str], str]) -> str:
    """The page of two runs with its style and script inlined and their digests for the content policy."""
    folder = files("reports.comparison")
    style = (folder / "page.css").read_text("utf-8")
    script = (folder / "page.js").read_text("utf-8")

    def shown(value: object) -> object:
        """What the template puts out: everything but the template's own markup is masked and cut."""
        if not isinstance(value, str) or isinstance(value, Markup):
            return value
        masked = mask(value)
        return masked if len(masked) <= MAX_SHOWN else masked[:MAX_SHOWN] + "…"

    environment = Environment(
        loader=PackageLoader("reports", "comparison"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=shown,
    )
    environment.filters["short"] = lambda text, length: _short(mask(text), length)
    environment.filters["data_address"] = lambda picture: Markup(picture.address)
    made = environment.get_template("page.html.j2")
    return made.render(
        **context,
        style=Markup(style),
        script=Markup(script),
        style_hash=Markup(_digest(style)),
        script_hash=Markup(_digest(script)),
    )


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")


def _short(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"
