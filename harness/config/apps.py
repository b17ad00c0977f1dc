"""apps.yaml: what the user says of the apps to try."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from evidence.info import AppInfo
from harness.config.part import Command, FilePath, Name, Part, Url
from harness.config.reading import read_file, tell

_PACKAGE = tell(
    r"^[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z0-9_-]+)+$",
    "is no package: write what the phone calls it, such as com.example.shop",
)
_DOMAIN = tell(
    r"^([A-Za-z0-9_-]+\.)+[A-Za-z0-9-]+$", "is no domain: write it without scheme and path, such as example.com"
)
_ACTIVITY = tell(r"^[A-Za-z0-9_.$]+$", "is no activity: write the name of its class, such as .MainActivity")
Package = Annotated[str, StringConstraints(pattern=_PACKAGE, max_length=255)]
Domain = Annotated[str, StringConstraints(pattern=_DOMAIN, max_length=253, to_lower=True)]
Text = Annotated[str, StringConstraints(max_length=200)]


class Hook(Part):
    """Who answers what only the owner of an app knows: a command that prints it, or the person at the terminal.

    A command named with a slash is meant relative to the file. `ask` is what the person reads. `wait_s` bounds both.
    """

    command: Command | None = None
    ask: Annotated[str, StringConstraints(min_length=1, max_length=200)] | None = None
    wait_s: Annotated[float, Field(gt=0, le=3600)] = 120.0

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.command is None) == (self.ask is None):
            raise ValueError("give either `command` or `ask`")
        return self


class AppProfile(Part):
    """One app: its package (and, to install it, its file) or the address of a web app, and who runs it.

    `operator_domains` are hosts of the operator's own, with all hosts below them; `brands` further
    names that pop-ups may bear; `owner` is the team or person that a nightly tells what is new. `login`, `captcha` and
    `update` are scenarios that get past a demanded log-in, a captcha, and a demanded update; `hooks` answer, by name,
    what such a scenario asks for.
    """

    name: Name
    package: Package | None = None
    file: FilePath | None = None
    address: Url | None = None
    label: Text = ""
    category: Text = ""
    operator: Text = ""
    owner: Text = ""
    operator_domains: tuple[Domain, ...] = ()
    brands: tuple[Annotated[Text, StringConstraints(min_length=2)], ...] = ()
    activity: Annotated[str, StringConstraints(pattern=_ACTIVITY)] | None = None
    login: FilePath | None = None
    captcha: FilePath | None = None
    update: FilePath | None = None
    hooks: dict[Name, Hook] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _can_be_found(self) -> Self:
        if self.package is None and self.address is None:
            raise ValueError("give the app's `package`, or the `address` of a web app")
        if self.package is not None and self.address is not None:
            raise ValueError("`package` and `address` exclude each other")
        if self.file is not None and self.package is None:
            raise ValueError("`file` needs `package` beside it")
        return self

    @property
    def id(self) -> str:
        """What the phone knows the app by: its package, or its address."""
        return self.package or self.address or ""

    @property
    def info(self) -> AppInfo:
        """What a recording says of the app."""
        return AppInfo(
            name=self.name,
            package=self.id,
            label=self.label,
            category=self.category,
            operator=self.operator,
            operator_domains=self.operator_domains,
            brands=self.brands,
        )


class AppsFile(Part):
    """The apps to try."""

    apps: tuple[AppProfile, ...] = Field(min_length=1)


def load_apps(path: Path) -> dict[str, AppProfile]:
    """The app profiles of an apps.yaml by name, in order. Raises ConfigError."""
    return {app.name: app for app in read_file(path, AppsFile, unique="apps").apps}


__all__ = ["AppProfile", "AppsFile", "Hook", "load_apps"]
