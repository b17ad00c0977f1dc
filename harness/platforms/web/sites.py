"""Which pages are the web app's: those of its address's site and of its operator's domains."""

from __future__ import annotations

from urllib.parse import urlsplit

from harness.config.apps import AppProfile
from perception.traffic.hosts import registrable

NOWHERE = ("", "about", "data", "chrome", "chrome-error")
"""Schemes of pages that are nobody's: the empty tab, and the browser's own."""


def owner_of(url: str, app: AppProfile) -> str:
    """Whose page an address shows: the app's id for the app's own pages, the origin of others, empty for an empty tab.

    An app's pages are those of its site (the registrable domain) and of its operator's domains.
    """
    parts = _split(url)
    if parts is None or parts[0] in NOWHERE:
        return ""
    scheme, host, port, _ = parts
    own = _split(app.id)
    if own is not None and registrable(host) == registrable(own[1]):
        return app.id
    if any(host == domain or host.endswith(f".{domain}") for domain in app.operator_domains):
        return app.id
    if scheme in ("blob", "filesystem"):
        return owner_of(url.partition(":")[2], app)
    return f"{scheme}://{host}" + (f":{port}" if port else "")


def place_of(url: str) -> str:
    """The path of an address: which page of a site, without what a query or a fragment says."""
    parts = _split(url)
    return parts[3] if parts is not None and parts[0] not in NOWHERE else ""


def failed(url: str) -> bool:
    """Whether a tab shows the browser's own page about an address that could not be loaded."""
    return url.startswith("chrome-error:")


def _split(url: str) -> tuple[str, str, int | None, str] | None:
    try:
        parts = urlsplit(url)
        return parts.scheme, (parts.hostname or "").lower(), parts.port, parts.path
    except ValueError:
        return None
