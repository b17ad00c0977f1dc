"""Settings of all tests: examples of property tests have no time limit of their own, for machines are busy at times."""

from __future__ import annotations

from hypothesis import settings

collect_ignore_glob = ["*.yaml", "*.yml"]
"""What looks like a scenario here is material of tests, and none to be run on a phone."""

settings.register_profile("consentinel", deadline=None)
settings.load_profile("consentinel")
