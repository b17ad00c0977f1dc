"""Opening the database of results: SQLite in one file, or PostgreSQL by its address; migrated when it is opened."""

from __future__ import annotations

import contextlib
import fcntl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from reports.history.errors import StoreError

MIGRATIONS = Path(__file__).parent / "migrations"
_BUSY_MS = 60_000
"""How long a writer waits for another; a night's result takes milliseconds."""

_LOCK = 0x636F6E73


def open_database(address: str) -> Engine:
    """The database at a file's path or at a URL, with all its tables. Raises StoreError."""
    url = _url(address)
    if url.get_backend_name() not in ("sqlite", "postgresql"):
        raise StoreError(f"{_named(url)}: results are stored in SQLite or PostgreSQL (sqlite:///FILE, postgresql://…)")
    try:
        engine = _engine(url)
        _migrate(engine, url)
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        raise StoreError(
            f"{_named(url)}: the driver is not installed ({error}): install consentinel[postgresql]"
        ) from None
    except CommandError as error:
        if "locate revision" not in str(error):
            raise
        raise StoreError(f"{_named(url)}: was written by a newer consentinel: upgrade this one") from None
    except DBAPIError as error:
        raise StoreError(f"{_named(url)}: {told(error)}{_mend(told(error))}") from None
    except OSError as error:
        raise StoreError(f"{_named(url)}: {error.strerror or error}; name another place for the results") from None
    return engine


def told(error: DBAPIError) -> str:
    """What the database says, in one line."""
    words = str(error.orig if error.orig is not None else error).strip()
    return " ".join(words.split())[:300] or type(error).__name__


def _mend(said: str) -> str:
    """What to do about what SQLite says of a file."""
    for words, mend in (
        ("not a database", "; name the file that a nightly wrote"),
        ("disk is full", "; make room, or name another place for the results"),
        ("unable to open", "; name another place for the results"),
        ("readonly", "; make it writable, or name another place for the results"),
    ):
        if words in said:
            return mend
    return ""


def is_there(address: str) -> bool:
    """Whether a store can be expected at an address: of a file it is known, of a server only when it is asked."""
    url = _url(address)
    named = url.database if url.get_backend_name() == "sqlite" else None
    return named is None or named == ":memory:" or Path(named).is_file()


def _url(address: str) -> URL:
    if "://" not in address:
        return URL.create("sqlite", database=address)
    try:
        url = make_url(address)
    except ArgumentError:
        raise StoreError("the store's address cannot be read: write sqlite:///FILE or postgresql://…") from None
    # psycopg 3 is the driver that the extra installs.
    return url.set(drivername="postgresql+psycopg") if url.drivername in ("postgresql", "postgres") else url


def _named(url: URL) -> str:
    return url.render_as_string(hide_password=True)


def _engine(url: URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True)
    if url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": _BUSY_MS / 1000})

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _: object) -> None:
        # SQLAlchemy begins transactions itself: the driver's own way leaves reads outside of them.
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", f"busy_timeout={_BUSY_MS}"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _migrate(engine: Engine, url: URL) -> None:
    """Bring the tables up to date; of several processes that open the store at once one does it."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    with _alone(url), engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


@contextlib.contextmanager
def _alone(url: URL) -> Iterator[None]:
    if url.get_backend_name() != "sqlite" or not url.database:
        yield
        return
    with Path(f"{url.database}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


__all__ = ["is_there", "open_database", "told"]
