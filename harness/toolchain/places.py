"""The folders in which the parts live: the checkout that set-up filled, or the user's own data folder."""

import os
from pathlib import Path


def checkout() -> Path | None:
    """The source checkout that this package runs from; None when it was installed as a package."""
    root = Path(__file__).resolve().parents[2]
    marks = (root / "pyproject.toml", root / "package-lock.json")
    return root if all(mark.is_file() for mark in marks) else None


def tools_folder() -> Path:
    """The folder for what is made once and kept: `.tools` of the checkout, else the user's data folder."""
    root = checkout()
    if root is not None:
        return root / ".tools"
    data = os.environ.get("XDG_DATA_HOME")
    return (Path(data) if data else Path.home() / ".local" / "share") / "consentinel"


def mend(otherwise: str) -> str:
    """A hint that names `make setup` where there is a checkout to run it in, and `otherwise` always."""
    return f"run `make setup`, or {otherwise}" if checkout() else otherwise
