"""A tape for each test."""

from pathlib import Path

import pytest

from tests.recordings import Tape


@pytest.fixture
def tape(tmp_path: Path) -> Tape:
    """A recording that has begun."""
    return Tape(tmp_path / "recording")
