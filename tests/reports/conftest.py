"""What tests of the reports share: a staged recording that nobody writes into, and what reads our formats."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from evidence.recording import Recording
from tests.reports.staged import staged
from tools.setup.inventory import take_inventory
from tools.setup.node import install_readers
from tools.setup.places import READERS_FOLDER
from tools.setup.stamps import Stamps, only_one_at_a_time


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Recording:
    """The staged recording, for tests that only read."""
    return staged(tmp_path_factory.mktemp("shop") / "r")


@pytest.fixture
def own_shop(shop: Recording, tmp_path: Path) -> Recording:
    """A copy of it to write into."""
    return Recording.open(shutil.copytree(shop.folder, tmp_path / "r"))


@pytest.fixture(scope="session")
def readers() -> Path:
    """The npm packages that read our reports; installed when they are not there yet."""
    made = READERS_FOLDER / "node_modules"
    with only_one_at_a_time():
        install_readers(Stamps(), take_inventory()["node"])
    return made
