"""Opens the operational database (SQLite or PostgreSQL): a new one is made, an older one brought to this version."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, CursorResult, Engine, Row, Table, create_engine, event, func, inspect, select
from sqlalchemy.exc import OperationalError

from schakel.desk.database.tables import METADATA
from schakel.store.own_folder import own_file, own_folder
from schakel.store.workspace import Workspace
from schakel_base.errors import RequestError

ENVIRONMENT = "DATABASE_URL"
_READS = "schakel_reads"
_BUSY = 30.0
"""Seconds that a writer waits for another one on SQLite."""


def open_database(workspace: Workspace, address: str = "") -> Engine:
    """Open the database of a desk, and bring it to the form of this version.

    Parameters
    ----------
    address
        Of a PostgreSQL; by default the database is in the workspace.

    Raises
    ------
    RequestError
        If the database that is named does not answer, or has a form that no step leads on from.
    """
    engine = _engine(address or _embedded(workspace))
    try:
        with engine.begin() as connection:
            _bring_up_to_date(connection)
    except OperationalError:
        # What the driver says may hold the password of the address.
        raise RequestError(f"the database that {ENVIRONMENT} names does not answer; is it running?") from None
    except CommandError:
        raise RequestError("the database of this desk was made by another version; open it with that one") from None
    return engine


def _embedded(workspace: Workspace) -> str:
    place = (own_folder(workspace.folder / "desk") / "desk.sqlite").absolute()
    # Made by us and not by SQLite, which makes it with the mode of the umask; what SQLite lays beside it has its mode.
    os.close(own_file(str(place), os.O_RDWR | os.O_CREAT))
    return f"sqlite:///{place}"


def _engine(address: str) -> Engine:
    # The name of the driver is ours to know, not of who runs the desk.
    address = address.replace("postgres://", "postgresql://", 1).replace("postgresql://", "postgresql+psycopg://", 1)
    if not address.startswith("sqlite"):
        return create_engine(address, pool_pre_ping=True, pool_size=10, max_overflow=20)
    engine = create_engine(address, connect_args={"timeout": _BUSY})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_to_write)
    return engine


def _prepare_sqlite(connection: Any, _: object) -> None:
    connection.isolation_level = None  # or the driver begins transactions by itself, later than we do
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_to_write(connection: Connection) -> None:
    # A transaction that reads first and writes later could find that somebody wrote in between.
    if not connection.get_execution_options().get(_READS):
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _bring_up_to_date(connection: Connection) -> None:
    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    settings.attributes["connection"] = connection
    if inspect(connection).has_table("alembic_version"):
        command.upgrade(settings, "head")
    else:
        METADATA.create_all(connection)
        command.stamp(settings, "head")


@contextmanager
def reading_from(engine: Engine) -> Iterator[Connection]:
    """Read from the database without waiting for writers: in no transaction, each query sees what was committed."""
    with engine.connect().execution_options(**{"isolation_level": "AUTOCOMMIT", _READS: True}) as connection:
        yield connection


def one_at_a_time(connection: Connection, what: str) -> None:
    """Wait until nobody else is in a transaction about the same thing, and keep others waiting until this one ends."""
    # SQLite lets in one transaction that writes at a time anyway.
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(func.hashtext(what))))


def inserted(result: CursorResult[Any]) -> int:
    """Return the number, from 1, of the one row that was inserted into a table whose key the database counts."""
    key = result.inserted_primary_key
    assert key is not None
    return int(key[0])


def numbered(connection: Connection, table: Table, key: int | str, locked: bool = False) -> Row[Any] | None:
    """Return the row with a key, if there is one; locked, so that nobody else changes it in the meantime."""
    asked = select(table).where(table.c.id == key)
    return connection.execute(asked.with_for_update() if locked else asked).one_or_none()
