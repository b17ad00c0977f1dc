"""Who owns a host: the app's operator, a named SDK vendor, or somebody unknown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import tldextract
import yaml

Owner = Literal["operator", "vendor", "unknown"]


@dataclass(frozen=True, slots=True)
class Vendor:
    """A row of `vendors.yaml`: who, which SDK, what for, which country, and why the hosts are taken to be theirs."""

    vendor: str
    en: str
    sdk: str
    purpose: str
    country: str
    suffixes: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Party:
    """The owner of a host; `kind` is a vendor's purpose.

    `name` is the operator's domain, the vendor and SDK, or the registrable domain.
    """

    owner: Owner
    name: str
    kind: str = ""


def party(host: str, operator_domains: Iterable[str] = ()) -> Party:
    """Who a host belongs to; the operator's own domains come first, each with all names below it."""
    name = host.strip().rstrip(".").lower().strip("[]")
    for domain in operator_domains:
        own = domain.strip().lower().lstrip("*.").rstrip(".")
        if own and _below(name, own):
            return Party("operator", own)
    vendor = _vendor(name)
    if vendor is not None:
        return Party("vendor", f"{vendor.vendor} {vendor.sdk}", vendor.purpose)
    return Party("unknown", registrable(name))


def registrable(host: str) -> str:
    """The domain that somebody registered (`a.com.cn` of `x.a.com.cn`); an address or a bare name as it is."""
    return _extract()(host).top_domain_under_public_suffix or host


@cache
def vendors() -> tuple[Vendor, ...]:
    """All rows of the vendor file."""
    rows: list[dict[str, Any]] = yaml.load(
        files("perception.traffic").joinpath("vendors.yaml").read_bytes(), Loader=yaml.CSafeLoader
    )
    return tuple(Vendor(**{**row, "suffixes": tuple(row["suffixes"])}) for row in rows)


def _vendor(host: str) -> Vendor | None:
    labels = host.split(".")
    table = _suffixes()
    return next((found for i in range(len(labels)) if (found := table.get(".".join(labels[i:])))), None)


def _below(host: str, domain: str) -> bool:
    return host == domain or host.endswith("." + domain)


@cache
def _suffixes() -> dict[str, Vendor]:
    return {suffix: vendor for vendor in vendors() for suffix in vendor.suffixes}


@cache
def _extract() -> tldextract.TLDExtract:
    """The list that comes with the library; nothing is fetched and nothing is written."""
    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
