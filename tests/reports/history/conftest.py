"""Stores of their own for tests: in a file, in memory, and in PostgreSQL where a variable names an empty database."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from reports.history.store import Store
from tests.reports.history.nights import Nights

POSTGRESQL = os.environ.get("CONSENTINEL_TEST_POSTGRESQL", "")
"""Such as postgresql://tester@127.0.0.1:5432/empty; what is in it is dropped. Nothing is tried there without it."""


@pytest.fixture(params=["sqlite", "postgresql"] if POSTGRESQL else ["sqlite"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty store."""
    return str(tmp_path / "results.db") if request.param == "sqlite" else _emptied()


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    """An empty store that several processes can open."""
    opened = Store.open(address)
    yield opened
    opened.close()


@pytest.fixture(params=["memory", "postgresql"] if POSTGRESQL else ["memory"])
def nights(request: pytest.FixtureRequest) -> Iterator[Nights]:
    """Nights to write into a store of this process alone, where there is no need to wait for a disk."""
    opened = Store.open("sqlite://" if request.param == "memory" else _emptied())
    yield Nights(opened)
    opened.close()


def _emptied() -> str:
    engine = create_engine(POSTGRESQL.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
    return POSTGRESQL
