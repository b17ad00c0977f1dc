"""Versions of installed packages, as recordings and seals name the tools that made them."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

UNKNOWN = "unknown"
"""What is said of a package that runs without being installed, as from a copied folder."""


def version_of(package: str) -> str:
    """The installed version of a distribution, or UNKNOWN."""
    try:
        return version(package)
    except PackageNotFoundError:
        return UNKNOWN
