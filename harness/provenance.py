"""Who makes a recording, and with what: it stands in the recording's head and in the sealed statement."""

from __future__ import annotations

import getpass

from evidence.versions import version_of
from perception.screen import ocr_models

_TOOLS = ("consentinel", "mitmproxy", "Appium-Python-Client", "adbutils")


def operator() -> str:
    """The account that drives the phone; empty where the system has no name for it."""
    try:
        return getpass.getuser()
    except OSError:
        return ""


def tool_versions() -> dict[str, str]:
    """The versions of the tools that make a recording, by name."""
    return {name: version_of(name) for name in _TOOLS}


def model_digests() -> dict[str, str]:
    """The networks that read screens while a phone is driven, by name, with the digests of their files."""
    return ocr_models.digests()
