"""Places where nightlies are run."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.consentinel.nightly import fake_worker
from tests.consentinel.nightly.places import ROOT, SCENARIO, Place


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """An empty place with two phones."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    fake_worker.install(monkeypatch.setattr)
    (tmp_path / "first.yaml").write_text(SCENARIO)
    here = Place(tmp_path)
    here.devices("one", "two")
    return here
