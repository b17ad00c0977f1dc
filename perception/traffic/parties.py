"""Who owns a host: the app's operator, a named SDK vendor, or somebody unknown."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from perception.traffic.hosts import below, is_address, is_name, is_public_suffix, normal, registrable
from perception.traffic.operators import OperatorDomain, operator_domains_of, operator_evidence
from perception.traffic.vendors import Provider, Vendor, row_of, shared

__all__ = [
    "ADDRESS",
    "INFRASTRUCTURE",
    "OperatorDomain",
    "Owner",
    "Party",
    "operator_domains_of",
    "operator_evidence",
    "party",
]

Owner = Literal["operator", "vendor", "unknown"]

INFRASTRUCTURE = "infrastructure"
"""The kind of a host on rented machines, whose owner is the tenant."""

ADDRESS = "address"
"""The kind of a host that is an IP address."""


@dataclass(frozen=True, slots=True)
class Party:
    """The owner of a host; `kind` is a vendor's purpose, INFRASTRUCTURE, ADDRESS or empty.

    `name` is the operator's domain, the vendor and SDK, or the registrable domain. `country` (two letters) and `sdk`
    are the vendor's, or those of the machines and what they are rented for.
    """

    owner: Owner
    name: str
    kind: str = ""
    country: str = ""
    sdk: str = ""


def party(host: str, operator_domains: Iterable[str] = ()) -> Party:
    """Who a host belongs to; the operator's own domains come first, each with all names below it.

    A bare public suffix (`com.cn`) among the operator's domains is passed over: nobody owns all names under it.
    """
    return _party(normal(host), _domains(tuple(operator_domains)))


@lru_cache(maxsize=4_096)
def _party(name: str, domains: tuple[str, ...]) -> Party:
    own = next((domain for domain in domains if below(name, domain)), None)
    if own is not None:
        return Party("operator", own)
    if not is_name(name):
        return Party("unknown", name, ADDRESS if is_address(name) else "")
    match row_of(name):
        case (_, Vendor() as row):
            return Party("vendor", row.title, row.purpose, row.country, row.sdk)
        case (suffix, Provider() as row):
            tenant = _tenant(name.removesuffix(suffix).rstrip("."), domains)
            owner: Owner = "operator" if tenant else "unknown"
            return Party(
                owner, tenant or registrable(name), INFRASTRUCTURE, row.country, f"{row.provider} {row.service}"
            )
        case _:
            return Party("unknown", registrable(name))


@lru_cache(maxsize=256)
def _domains(given: tuple[str, ...]) -> tuple[str, ...]:
    names = (normal(domain.strip().lstrip("*.")) for domain in given)
    return tuple(dict.fromkeys(name for name in names if name and not is_public_suffix(name)))


_MIN_BRAND = 4
_WORDS = re.compile(r"[^a-z0-9]+")


def _tenant(rented: str, domains: tuple[str, ...]) -> str:
    """The operator's domain that the tenant's part of a host names; empty when it names none.

    It does so with the whole domain (`img.shop.cn` before a CDN's suffix), or when the bucket has the domain's own
    label as a word of its name (`acme-shop-prod`).
    """
    bucket = "-" + "-".join(_WORDS.split(rented.split(".")[0])) + "-"
    for domain in domains:
        if f".{domain}." in f".{rented}.":
            return domain
        brand = "-".join(_WORDS.split(registrable(domain).split(".")[0]))
        if len(brand) >= _MIN_BRAND and brand not in shared("bucket_words") and f"-{brand}-" in bucket:
            return domain
    return ""
