"""Templates into pages, in one language: whatever a recording supplied is text and never markup."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined

from detectors.rules.catalogue import UnknownRule, catalogue
from detectors.rules.finding import Text, Verdict
from reports.wording import VERDICTS

ASSETS = {"serve.css": "text/css", "serve.js": "text/javascript", "icon.svg": "image/svg+xml"}
MAX_SHOWN = 4000
"""Characters of one text of a page."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How a person wants the pages: language, and `light`, `dark` or, empty, as the system has it."""

    zh: bool
    theme: str = ""

    @classmethod
    def of(cls, cookies: Mapping[str, str], accepted: str) -> Manner:
        """What the page's switches left in cookies; at first what the browser says that it accepts."""
        language = cookies.get("consentinel-lang", "")
        zh = language == "zh" if language in ("zh", "en") else accepted.strip().lower().startswith("zh")
        theme = cookies.get("consentinel-theme", "")
        return cls(zh, theme if theme in ("light", "dark") else "")

    def pick(self, text: Text) -> str:
        """The text in this language."""
        return text.zh if self.zh else text.en


def page(template: str, manner: Manner, **context: object) -> str:
    """A page of `consentinel/serving/page`."""

    def t(zh: str, en: str) -> str:
        return zh if manner.zh else en

    return (
        _environment()
        .get_template(template)
        .render(
            **context,
            t=t,
            zh=manner.zh,
            theme=manner.theme,
            pick=manner.pick,
            verdict=lambda name: manner.pick(VERDICTS[Verdict(name)]),
            verdicts=[str(verdict) for verdict in VERDICTS],
            clock=lambda seconds: f"{datetime.fromtimestamp(seconds).astimezone():%Y-%m-%d %H:%M}",
            title_of=lambda rule: manner.pick(_title(rule)),
        )
    )


def asset(name: str) -> bytes:
    """A file that the pages need. Raises KeyError for any other."""
    if name not in ASSETS:
        raise KeyError(name)
    return (files("consentinel.serving") / "page" / name).read_bytes()


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("consentinel.serving", "page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: value[:MAX_SHOWN] if type(value) is str else value,
    )
    environment.filters["short"] = lambda text, length: text if len(text) <= length else text[: length - 1] + "…"
    environment.filters["moment"] = lambda at: f"{at[:10]} {at[11:16]}"
    return environment


def _title(rule: str) -> Text:
    try:
        return catalogue().rule(rule).title
    except UnknownRule:
        return Text(zh="", en="")
