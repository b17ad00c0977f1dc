"""The tables of who owns hosts: SDK vendors, and providers whose machines anybody can rent."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import yaml
from pydantic import TypeAdapter

Purpose = Literal[
    "analytics",
    "push",
    "crash",
    "ads",
    "attribution",
    "location",
    "login",
    "payment",
    "social",
    "security",
    "identity",
    "messaging",
    "speech",
    "support",
    "cloud",
]


@dataclass(frozen=True, slots=True)
class Vendor:
    """A row of `vendors.yaml`: who, which SDK, what for, which country, and why the hosts are taken to be theirs."""

    vendor: str
    en: str
    sdk: str
    purpose: Purpose
    country: str
    suffixes: tuple[str, ...]
    source: str

    @property
    def title(self) -> str:
        """The vendor and the SDK; an SDK that is called as its vendor stands alone."""
        return self.sdk if self.sdk.startswith(self.vendor) else f"{self.vendor} {self.sdk}"


@dataclass(frozen=True, slots=True)
class Provider:
    """A row of `infrastructure.yaml`: whose machines, what they are rented for, which country, and why."""

    provider: str
    en: str
    service: str
    country: str
    suffixes: tuple[str, ...]
    source: str


@cache
def vendors() -> tuple[Vendor, ...]:
    """All rows of the vendor file."""
    return TypeAdapter(tuple[Vendor, ...]).validate_python(_read("vendors.yaml"))


@cache
def providers() -> tuple[Provider, ...]:
    """All rows of the infrastructure file."""
    return TypeAdapter(tuple[Provider, ...]).validate_python(_read("infrastructure.yaml"))


def row_of(host: str) -> tuple[str, Vendor | Provider] | None:
    """The longest suffix of both files that a host in normal form stands under, with its row."""
    table, labels = _suffixes(), host.split(".")
    names = (".".join(labels[i:]) for i in range(len(labels)))
    return next(((name, table[name]) for name in names if name in table), None)


@cache
def shared(kind: Literal["mail", "sites", "bucket_words"]) -> frozenset[str]:
    """A list of `shared.yaml`: names that tell nothing of an operator."""
    return TypeAdapter(dict[str, frozenset[str]]).validate_python(_read("shared.yaml"))[kind]


def _read(name: str) -> Any:
    return yaml.load(files("perception.traffic").joinpath(name).read_bytes(), Loader=yaml.CSafeLoader)


@cache
def _suffixes() -> dict[str, Vendor | Provider]:
    rows: tuple[Vendor | Provider, ...] = (*providers(), *vendors())
    return {suffix: row for row in rows for suffix in row.suffixes}
