"""Host names as registries know them."""

from __future__ import annotations

import ipaddress
import re
from contextlib import suppress
from functools import cache

import idna
import tldextract

MAX_HOST = 253
"""Characters of a name in the DNS."""

_NAME = re.compile(r"[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*")
_PORT = re.compile(r":\d{1,5}\Z")
_NUMBER = re.compile(r"(?:\d+|0x[0-9a-f]*)\Z")


def normal(host: str) -> str:
    """A host in the form that is compared: lower case, no port, brackets or final dots, other scripts as punycode.

    An address is written in its shortest form. What is no host comes back in lower case, cut at MAX_HOST characters.
    """
    text = host[: 2 * MAX_HOST].strip().lower()
    if text.count(":") == 1 or text.startswith("["):
        text = _PORT.sub("", text)
    text = text.strip("[]").rstrip(".。．｡")
    with suppress(ValueError):
        return str(ipaddress.ip_address(text.partition("%")[0]))
    if not text.isascii() and len(text) <= MAX_HOST:
        with suppress(idna.IDNAError, UnicodeError):
            text = idna.encode(text, uts46=True).decode("ascii").rstrip(".")
    return text[:MAX_HOST]


def is_name(host: str) -> bool:
    """Whether a host in normal form is a name of the DNS, which an address or hostile text is not."""
    return _NAME.fullmatch(host) is not None and not is_address(host)


def is_address(host: str) -> bool:
    """Whether a host in normal form is an IP address, in one of the number forms that URLs allow too."""
    return ":" in host or _NUMBER.fullmatch(host.rpartition(".")[2]) is not None


def below(host: str, domain: str) -> bool:
    """Whether a host is a domain or stands under it, both in normal form."""
    return host == domain or host.endswith("." + domain)


def registrable(host: str) -> str:
    """The domain that somebody registered (`a.com.cn` of `x.a.com.cn`); an address or a bare name as it is.

    Under a suffix where anybody can get a name (`github.io`) it is the tenant's name.
    """
    name = normal(host)
    if not is_name(name):
        return name
    tenant = _extract(private=True)(name).top_domain_under_public_suffix
    return tenant or _extract(private=False)(name).top_domain_under_public_suffix or name


def is_public_suffix(domain: str) -> bool:
    """Whether anybody can get a name under this one (`com.cn`, `github.io`), so that nobody owns all of them."""
    found = _extract(private=True)(domain)
    return bool(found.suffix) and not found.top_domain_under_public_suffix


def has_public_suffix(host: str) -> bool:
    """Whether a name ends in a suffix of the list, which a package name or a bare word does not."""
    return bool(_extract(private=False)(host).top_domain_under_public_suffix)


@cache
def _extract(*, private: bool) -> tldextract.TLDExtract:
    """The list that comes with the library; nothing is fetched and nothing is written."""
    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=private)
