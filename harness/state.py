"""The folder where the harness remembers things between runs: journals and locks."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path


def state_folder(part: str) -> Path:
    """`$XDG_STATE_HOME/consentinel/<part>`, made for this user alone (0700) when it is not there."""
    home = os.environ.get("XDG_STATE_HOME")
    base = (Path(home) if home else Path.home() / ".local" / "state") / "consentinel"
    for folder in (base, base / part):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return base / part


def file_name(key: str) -> str:
    """A file name for any key: readable, and different for different keys."""
    readable = re.sub(r"[^A-Za-z0-9._-]+", "_", key)[:60].strip("._")
    return f"{readable}-{hashlib.sha256(key.encode()).hexdigest()[:8]}"
