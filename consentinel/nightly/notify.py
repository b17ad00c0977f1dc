"""nightly.yaml: who is told what a nightly found, and how; addresses and secrets come from the environment."""

from __future__ import annotations

import os
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, StringConstraints, model_validator

from harness.config.part import Name, Part
from harness.config.reading import read_file, tell
from harness.errors import ConfigError

Kind = Literal["json", "dingtalk", "feishu", "wecom", "slack"]

_WEB = tell(r"^https?://[^\s/]+", "is no address: write it with https:// before it")
_VARIABLE = tell(r"^[A-Za-z_][A-Za-z0-9_]{0,199}$", "is no name of an environment variable")
Web = Annotated[str, StringConstraints(pattern=_WEB, max_length=2000)]
Variable = Annotated[str, StringConstraints(pattern=_VARIABLE, max_length=200)]


class Webhook(Part):
    """One receiver: `owners` are patterns of the owners in apps.yaml, all without them.

    `url_env` and `secret_env` name variables of the environment; `url` is for addresses that are no secret. `when`:
    `new` tells only of nightlies that found something new, `always` of every one.
    """

    name: Name
    kind: Kind
    owners: tuple[Annotated[str, StringConstraints(min_length=1, max_length=200)], ...] = ()
    url: Web | None = None
    url_env: Variable | None = None
    secret_env: Variable | None = None
    language: Literal["zh", "en"] = "zh"
    when: Literal["new", "always"] = "new"

    @model_validator(mode="after")
    def _one_address(self) -> Self:
        if (self.url is None) == (self.url_env is None):
            raise ValueError("give either `url_env`, the variable that holds the address, or `url`")
        if self.secret_env is not None and self.kind in ("wecom", "slack"):
            raise ValueError(f"`secret_env` is not known to {self.kind}: its address is the secret")
        return self


class NightlyFile(Part):
    """Who is told. `pages` is the address at which the folder of the nightlies can be opened, for links."""

    notify: tuple[Webhook, ...] = Field(min_length=1)
    pages: Web | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """A receiver with its address and secret, which must not be printed."""

    hook: Webhook
    url: str
    secret: str
    pages: str

    @property
    def host(self) -> str:
        """What may be said of the address."""
        return urlsplit(self.url).netloc.rpartition("@")[2]

    def concerns(self, owner: str) -> bool:
        """Whether an app of that owner is this receiver's business."""
        return not self.hook.owners or any(fnmatchcase(owner, pattern) for pattern in self.hook.owners)


def load_notices(path: Path) -> tuple[Notice, ...]:
    """The receivers of a nightly.yaml. Raises ConfigError, also for a variable that is not set."""
    file = read_file(path, NightlyFile, unique="notify")
    return tuple(
        Notice(
            hook,
            hook.url or _variable(path, hook, "url_env", hook.url_env),
            _variable(path, hook, "secret_env", hook.secret_env) if hook.secret_env else "",
            file.pages or "",
        )
        for hook in file.notify
    )


def _variable(path: Path, hook: Webhook, key: str, name: str | None) -> str:
    value = os.environ.get(name or "", "").strip()
    if not value:
        raise ConfigError(f"{path}: notify '{hook.name}': {key}: the environment has no {name}, or it is empty")
    if key == "url_env" and urlsplit(value).scheme not in ("http", "https"):
        raise ConfigError(f"{path}: notify '{hook.name}': {key}: what {name} holds is no http(s) address")
    return value
