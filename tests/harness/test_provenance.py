"""A recording names who made it and with what."""

from __future__ import annotations

import pytest

from harness.provenance import model_digests, operator, tool_versions


def test_the_account_that_drives_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "wang.lei")
    assert operator() == "wang.lei"


def test_tools_and_networks_are_named_with_versions_and_digests() -> None:
    assert all(version and version[0].isdigit() for version in tool_versions().values())
    networks = model_digests()
    assert {name.rpartition(" ")[2] for name in networks} == {"det", "rec"}
    assert all(digest.startswith("sha256:") and len(digest) == 71 for digest in networks.values())
