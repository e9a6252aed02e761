"""The rows of a table or query of a database are written down as one Parquet file, which then arrives as any file does.

Databases are read through Arrow Database Connectivity (ADBC, https://arrow.apache.org/adbc/): a driver is a library
with a name, and every one of them gives rows as Arrow, in constant memory. Who logs in is never declared: PostgreSQL
takes it from its own variables and files (`PGUSER`, `~/.pgpass`), others from the two variables below.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pyarrow as pa
import pyarrow.parquet as pq

from schakel.intake.formats.typed import stored
from schakel.model.contract import Contract
from schakel.model.file_layout import Server
from schakel.store.sealed import SealedFile
from schakel_base.database import quote_name
from schakel_base.errors import DeliveryError, RequestError

USER, PASSWORD = "SCHAKEL_DATABASE_USER", "SCHAKEL_DATABASE_PASSWORD"
_UNLOADED = "Could not load"
"""What the manager of drivers says of one that it knows by name, and that is not there."""


@dataclass(frozen=True)
class Driver:
    """A driver: its name or library, the address of a server, and how to install it.

    `first` is said before anything else, so that nothing can be changed.
    """

    library: Callable[[], str]
    address: Callable[[Server], str]
    install: str
    first: str = ""


def _of_postgresql() -> str:
    from adbc_driver_postgresql import _driver_path

    return str(_driver_path())


def _of_oracle() -> str:
    from adbc_driver_oracle import _driver_path

    return str(_driver_path())


DRIVERS: Mapping[str, Driver] = {
    "postgresql": Driver(
        _of_postgresql,
        # The host as a parameter, since it may be the folder of a socket.
        lambda at: f"postgresql:///{quote(at.database, '')}?host={quote(at.host, '')}&port={at.port or 5432}",
        "pip install 'schakel[databases]'",
        "SET TRANSACTION READ ONLY",
    ),
    "sqlserver": Driver(
        lambda: "mssql",
        lambda at: f"mssql://{at.host}:{at.port or 1433}?database={quote(at.database, '')}",
        "pip install 'schakel[databases]' dbc, and then: dbc install mssql",
    ),
    "oracle": Driver(
        _of_oracle,
        lambda at: f"oracle://{at.host}:{at.port or 1521}/{quote(at.database, '')}",
        "pip install 'schakel[oracle]'",
    ),
}


def write_rows(contract: Contract, server: str, place: SealedFile) -> None:
    """Write the rows of the table or query of a contract down as Parquet, encrypted, in constant memory.

    Only columns that the contract uses leave the database; `server` names one of its servers, by default the first.

    Raises
    ------
    RequestError
        If the contract has no such server, or its driver is not installed.
    DeliveryError
        If the database cannot be reached or read.
    """
    chosen = _server(contract, server)
    with _reading(chosen, query_of(contract, chosen)) as reader:
        _require_days(reader.schema, contract)
        schema = pa.schema([(field.name, stored(pa.nulls(0, field.type)).type) for field in reader.schema])
        with place.create() as target, pq.ParquetWriter(target, schema) as writer:
            for batch in reader:
                writer.write_batch(pa.RecordBatch.from_arrays([*map(stored, batch.columns)], schema=schema))


def query_of(contract: Contract, server: Server) -> str:
    """Return what a database is asked: the declared query, or the used columns of the table in the order of its key."""
    if contract.query:
        return contract.query
    columns = ", ".join(quote_name(column.name) for column in contract.used_columns if not column.derived)
    key = contract.supersedes_by or next((one.columns for one in contract.units if one.columns), ())
    # In an order of its own the same rows would be another file each time.
    order = f" ORDER BY {', '.join(map(quote_name, key))}" if key else ""
    table = contract.table if "." in contract.table or not server.schema else f"{server.schema}.{contract.table}"
    return f"SELECT {columns} FROM {'.'.join(map(quote_name, table.split('.')))}{order}"


def _server(contract: Contract, name: str) -> Server:
    found = [one for one in contract.servers if name in ("", one.name)]
    if not found:
        known = ", ".join(one.name for one in contract.servers)
        there = f"no server `{name}`; it has {known}" if known else "no database"
        raise RequestError(f"name a file: the contract of {contract.partner} has {there}")
    return found[0]


@contextmanager
def _reading(server: Server, query: str) -> Iterator[Any]:
    """Run a query that changes nothing in a database; values in its error messages are not passed on."""
    driver = DRIVERS[server.type]
    missing = f"the driver of {server.type} databases is not installed; run: {driver.install}"
    try:
        from adbc_driver_manager import Error, dbapi

        library = driver.library()
    except ImportError:
        raise RequestError(missing) from None
    known = {"username": os.environ.get(USER, ""), "password": os.environ.get(PASSWORD, "")}
    options = {"uri": driver.address(server), **{name: value for name, value in known.items() if value}}
    try:
        with dbapi.connect(driver=library, db_kwargs=options) as connection, connection.cursor() as cursor:
            if driver.first:
                cursor.execute(driver.first)
            cursor.execute(query)
            with cursor.fetch_record_batch() as reader:
                yield reader
    except Error as error:
        if _UNLOADED in str(error):
            raise RequestError(missing) from None
        raise DeliveryError(f"the database of {server.name} cannot be read: {_first_line(error)}") from None
    # While rows are read, Arrow reports what the database says, which may quote a value.
    except (OSError, pa.ArrowException):
        raise DeliveryError(f"the database of {server.name} failed while its rows were read") from None


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0].rstrip(".")


def _require_days(schema: pa.Schema, contract: Contract) -> None:
    """Require that every moment is one of a clock on a wall: in another time zone it may be of another day."""
    zoned = {one.name for one in contract.columns if one.zone}
    for field in schema:
        if pa.types.is_timestamp(field.type) and field.type.tz and field.name not in zoned:
            raise DeliveryError(
                f"the column `{field.name}` holds moments with a time zone; say in which `zone` its days are"
            )
