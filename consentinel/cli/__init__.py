"""The command line. Rooms that need a phone are imported only by the commands that use one."""

from __future__ import annotations

# In the order in which `consentinel --help` lists them.
# isort: off
from consentinel.cli import driving, nightly, judging, reviewing, custody, looking, equipment
from consentinel.cli.options import app

# isort: on

__all__ = ["app", "custody", "driving", "equipment", "judging", "looking", "nightly", "reviewing"]
