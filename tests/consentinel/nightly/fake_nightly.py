"""The command line with workers that are fakes, as a process that can be killed."""

from __future__ import annotations

import consentinel.nightly.running
from consentinel.cli import app
from tests.consentinel.nightly.places import processes

if __name__ == "__main__":
    real = consentinel.nightly.running.run_nightly
    consentinel.nightly.running.run_nightly = lambda *words, **named: real(*words, **named, workers=processes)
    app()
