"""The pytest plugin: scenario files as tests, phones by lease, every rule a subtest.

pytest loads this in every project where consentinel is installed, so that what needs a phone, a judge or a reader of
YAML is imported only when a scenario is collected or a fixture asked for.
"""

from __future__ import annotations

import pytest

from consentinel.pytest_plugin.collecting import (
    pytest_collect_file,
    pytest_collection,
    pytest_collection_modifyitems,
    pytest_generate_tests,
    pytest_report_collectionfinish,
)
from consentinel.pytest_plugin.fixtures import (
    FARM,
    app,
    consentinel_app,
    consentinel_judged,
    device,
    findings,
    recording,
    session,
)
from consentinel.pytest_plugin.options import CHOICE, has_subtests, pytest_addoption, read_options
from consentinel.pytest_plugin.remembering import Memory
from consentinel.pytest_plugin.telling import Account, pytest_runtest_makereport


def pytest_configure(config: pytest.Config) -> None:
    """Read what was asked for; the process that talks to the user keeps account of what comes of it."""
    read_options(config)
    if has_subtests() and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Account(config), "consentinel-account")
        if config.stash[CHOICE].store:
            config.pluginmanager.register(Memory(config), "consentinel-memory")


def pytest_unconfigure(config: pytest.Config) -> None:
    """End what was started for the tests."""
    farm = config.stash.get(FARM, None)
    if farm is not None:
        farm.close()


__all__ = [
    "app",
    "consentinel_app",
    "consentinel_judged",
    "device",
    "findings",
    "pytest_addoption",
    "pytest_collect_file",
    "pytest_collection",
    "pytest_collection_modifyitems",
    "pytest_configure",
    "pytest_generate_tests",
    "pytest_report_collectionfinish",
    "pytest_runtest_makereport",
    "pytest_unconfigure",
    "recording",
    "session",
]
