"""Which domains are the app operator's own, and what says so."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal
from urllib.parse import urlsplit

from perception.traffic.hosts import has_public_suffix, is_name, is_public_suffix, normal, registrable
from perception.traffic.vendors import Provider, Vendor, providers, row_of, shared, vendors

Basis = Literal["manifest", "certificate", "policy"]


@dataclass(frozen=True, slots=True)
class OperatorDomain:
    """A registrable domain of the operator; `rests_on` pairs the kind of source with the words that name the domain."""

    domain: str
    rests_on: tuple[tuple[Basis, str], ...]


def operator_domains_of(
    manifest_domains: Iterable[str], certificate_names: Iterable[str], policy_text: str
) -> tuple[str, ...]:
    """The registrable domains that belong to the operator; see `operator_evidence` for what each rests on."""
    return tuple(found.domain for found in operator_evidence(manifest_domains, certificate_names, policy_text))


def operator_evidence(
    manifest_domains: Iterable[str], certificate_names: Iterable[str], policy_text: str
) -> tuple[OperatorDomain, ...]:
    """The operator's domains from three sources, each with what it rests on.

    `manifest_domains` are hosts or links of the app's manifest (deep links, site associations); `certificate_names` are
    names of the signing certificate (a subject, or parts of one); of `policy_text` only addresses count that the
    operator gives as its own, never those in a list of third parties. Domains of SDK vendors, rented machines and
    public mail prove nothing by themselves; a vendor's own app is known by its certificate, or by its manifest and its
    policy together.
    """
    signed = {domain: words for words in certificate_names for domain in _domains_in(words)}
    found: dict[str, list[tuple[Basis, str]]] = {}
    for basis, domain, words in _named(manifest_domains, signed, policy_text):
        if (basis, words) not in found.setdefault(domain, []):
            found[domain].append((basis, words))
    return tuple(
        OperatorDomain(domain, tuple(reasons))
        for domain, reasons in found.items()
        if _proves(domain, frozenset(basis for basis, _ in reasons))
    )


def _proves(domain: str, named_by: frozenset[Basis]) -> bool:
    if "certificate" in named_by or not _is_foreign(domain):
        return True
    return domain not in _shared() and named_by >= {"manifest", "policy"}


_Named = tuple[Basis, str, str]

_MAX_ITEMS = 1_000
_MAX_WORDS = 200


def _named(manifest: Iterable[str], signed: dict[str, str], policy: str) -> Iterator[_Named]:
    for number, item in enumerate(manifest):
        if number >= _MAX_ITEMS:
            break
        domain = _own_domain(_host_of(item))
        if domain:
            yield "manifest", domain, item.strip()[:_MAX_WORDS]
    for domain, words in signed.items():
        yield "certificate", domain, words.strip()[:_MAX_WORDS]
    for domain, words in _policy_domains(policy):
        yield "policy", domain, words


def _host_of(item: str) -> str:
    """The host of a link, or the item itself; a wildcard before it is no part of it."""
    text = item.strip()[:2_000]
    try:
        host = (urlsplit(text).hostname or "") if "://" in text else text.partition("/")[0]
    except ValueError:
        return ""
    return host.removeprefix("*").removeprefix(".")


def _own_domain(host: str) -> str:
    """The registrable domain of a host; empty for addresses, bare words and package names."""
    name = normal(host)
    if not is_name(name) or is_public_suffix(name) or not has_public_suffix(name) or _PACKAGE.match(name):
        return ""
    return registrable(name)


_PACKAGE = re.compile(r"(?:com|cn|net|org|io|me|top|android|app)\.")
"""How package names begin, which are written the other way round."""

_DOMAIN = re.compile(
    r"(?<![A-Za-z0-9._%+-])(?:[A-Za-z0-9._%+-]{1,64}@)?((?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24})(?![A-Za-z0-9-])"
)
"""A domain or mail address in a text; the domain is the group."""


def _domains_in(text: str) -> Iterator[str]:
    for match in _DOMAIN.finditer(text[:10_000]):
        domain = _own_domain(match[1])
        if domain:
            yield domain


@cache
def _shared() -> frozenset[str]:
    return shared("mail") | shared("sites")


@cache
def _foreign() -> frozenset[str]:
    rows: tuple[Vendor | Provider, ...] = (*vendors(), *providers())
    return frozenset(registrable(suffix) for row in rows for suffix in row.suffixes)


def _is_foreign(domain: str) -> bool:
    """Whether a domain is known to be somebody else's: a vendor, all of a provider's, public mail, an authority."""
    if domain in _shared() or domain in _foreign() or domain.endswith(".gov.cn"):
        return True
    row = row_of(domain)
    return row is not None and isinstance(row[1], Vendor)


_MAX_POLICY = 500_000
_NEAR = 200
_LIST_REACH = 600
_OURS = re.compile(
    r"联系我们|与我们(?:取得)?联系|我们的(?:官方)?(?:网站|官网|网址|邮箱|电子邮箱|客服|联系方式)|本网站|我们设立"
    r"|(?:我司|本公司|我们公司)(?:的)?(?:官网|官方网站|网站|网址|邮箱|电子邮箱|客服)|向我们(?:反馈|投诉|举报|发送|提出|咨询|来信)"
    r"|个人信息保护(?:负责人|专员|部门|小组)|适用于.{0,20}(?:网站|官网)"
    r"|contact us|reach us|our (?:web ?site|site|e-?mail|support|data protection)|write to us|e-?mail us"
    r"|this (?:web)?site",
    re.IGNORECASE,
)
_NEUTRAL = re.compile(
    r"官方网站|官网|网址|电子邮箱|电子邮件|邮箱|客服|投诉|反馈|e-?mail|website|web site|support", re.IGNORECASE
)
_THEIRS = re.compile(
    r"SDK|第三方|合作方|合作伙伴|合作机构|供应商|服务商|接收方|提供方|共享清单|关联方|运营方"
    r"|third[- ]?part(?:y|ies)|partners?\b|providers?\b|vendors?\b",
    re.IGNORECASE,
)


def _policy_domains(text: str) -> Iterator[tuple[str, str]]:
    """Domains that the policy gives as the operator's, each with the words around it.

    The nearest words before an address say whose it is: "contact us" makes it the operator's, "SDK" or "third party"
    somebody else's. Neutral words ("e-mail") count only far from any list of third parties.
    """
    text = text[:_MAX_POLICY]
    ours = [match.end() for match in _OURS.finditer(text)]
    neutral = [match.end() for match in _NEUTRAL.finditer(text)]
    theirs = [match.end() for match in _THEIRS.finditer(text)]
    for match in _DOMAIN.finditer(text):
        at = match.start()
        own, plain, foreign = (_last(ends, at) for ends in (ours, neutral, theirs))
        owned = at - own <= _NEAR and own > foreign
        plainly = at - plain <= _NEAR // 3 and at - foreign > _LIST_REACH
        domain = _own_domain(match[1]) if owned or plainly else ""
        if domain:
            yield domain, " ".join(text[max(0, at - 40) : match.end()].split())


def _last(ends: list[int], before: int) -> int:
    """The last of some sorted positions that is not behind a point; far away when there is none."""
    place = bisect_right(ends, before)
    return ends[place - 1] if place else -10 * _MAX_POLICY
