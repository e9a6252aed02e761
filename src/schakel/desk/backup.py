"""A backup: the folder of an alliance with its zones, and the operational database, in one encrypted file.

It is taken while nobody writes, and is worth nothing without the root key, which is kept elsewhere. Sessions and links
that let somebody in are left out: after a restore everybody signs in again.
"""

import json
import shutil
import tarfile
from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from alembic.migration import MigrationContext
from sqlalchemy import Connection, Date, Engine, Integer, Table, func, select, text

from schakel.desk.database import open_database
from schakel.desk.database.tables import ATTEMPTS, LINKS, METADATA, SESSIONS, UtcMoment
from schakel.desk.office import Office
from schakel.store.access_log import reading
from schakel.store.one_writer import one_writer
from schakel.store.own_folder import own_folder
from schakel.store.sealed import Seal, SealedFile
from schakel.store.workspace import Workspace
from schakel_base.disk import writing_to
from schakel_base.errors import RequestError

_DATABASE = "database.json"
_FOLDER = "alliance"
_LEFT_OUT = (SESSIONS, LINKS, ATTEMPTS)
_NOT_IN_IT = {"desk.sqlite", "desk.sqlite-wal", "desk.sqlite-shm", "writer.lock", "worker.lock"}


def back_up(office: Office, file: Path) -> None:
    """Write a backup of an alliance and its desk.

    Parameters
    ----------
    file
        The file to write, which must not be there yet.

    Raises
    ------
    RequestError
        If it is there, or in the folder of the alliance, or somebody else works on the alliance.
    """
    if file.exists():
        raise RequestError(f"{file} is there already; a backup replaces nothing")
    if office.folder.resolve() in file.resolve().parents:
        raise RequestError(f"{file} would be in what it is a backup of; write it elsewhere")
    products, draft = ", ".join(office.alliance.products), file.with_name(f"{file.name}.draft")
    with (
        writing_to(file.parent),
        one_writer(office.workspace, "schakel desk backup"),
        reading(office.workspace, "backup", "keeping the alliance safe", products),
    ):
        try:
            with SealedFile(draft, _seal(office.workspace)).create() as target:
                _write(office, target)
            draft.replace(file)
        finally:
            draft.unlink(missing_ok=True)


def restore(file: Path, folder: Path, alliance: str, database_address: str = "") -> None:
    """Put a backup back: into a folder that is not there yet, and an empty database.

    Parameters
    ----------
    alliance
        The name of the alliance, under which its root key is kept on this machine.
    database_address
        Of a PostgreSQL; by default the database is in the workspace.

    Raises
    ------
    RequestError
        If the folder is there, the database is not empty, or the backup was made by another version of it.
    ZoneError
        If the root key is another than that of the backup.
    """
    if folder.exists():
        raise RequestError(f"{folder} is there already; restore into a new folder")
    workspace, draft = Workspace.of(folder, alliance), folder.with_name(f"{folder.name}.restoring")
    own_folder(draft)
    try:
        with (
            writing_to(draft),
            SealedFile(file, _seal(workspace)).open() as source,
            tarfile.open(fileobj=source, mode="r:") as members,
        ):
            members.extractall(draft, filter="tar")
        (draft / _FOLDER).replace(folder)
        _put_back(workspace, database_address, json.loads((draft / _DATABASE).read_text("utf-8")))
    finally:
        shutil.rmtree(draft)


def _put_back(workspace: Workspace, database_address: str, record: dict[str, Any]) -> None:
    try:
        with open_database(workspace, database_address).begin() as connection:
            _fill(connection, record)
    except BaseException:
        # All or nothing: a folder without its database would look like an alliance in which nobody is known.
        shutil.rmtree(workspace.folder.parent)
        raise


def _seal(workspace: Workspace) -> Seal:
    """A backup is in no zone: its seal asks for no record of its own, and its key is one of its own."""
    return Seal(workspace.backup_key)


def _write(office: Office, target: Any) -> None:
    with tarfile.open(fileobj=target, mode="w|") as members:
        record = json.dumps(_record(office.database)).encode()
        about = tarfile.TarInfo(_DATABASE)
        about.size, about.mode = len(record), 0o600
        members.addfile(about, BytesIO(record))
        members.add(office.folder, _FOLDER, filter=_kept)


def _kept(member: tarfile.TarInfo) -> tarfile.TarInfo | None:
    return None if Path(member.name).name in _NOT_IN_IT else member


def _record(database: Engine) -> dict[str, Any]:
    with database.begin() as connection:
        rows = {table.name: list(_rows(connection, table)) for table in _tables()}
        return {"revision": _revision(connection), "tables": rows}


def _tables() -> list[Table]:
    return [table for table in METADATA.sorted_tables if table not in _LEFT_OUT]


def _rows(connection: Connection, table: Table) -> Iterator[dict[str, Any]]:
    for row in connection.execute(select(table)).mappings():
        yield {name: one.isoformat() if isinstance(one, date | datetime) else one for name, one in row.items()}


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _fill(connection: Connection, record: dict[str, Any]) -> None:
    if record["revision"] != _revision(connection):
        raise RequestError("this backup is of another version; restore it with that one, and upgrade then")
    if any(connection.scalar(select(func.count()).select_from(table)) for table in METADATA.sorted_tables):
        raise RequestError("the database holds people and jobs already; restore into an empty one")
    for table in _tables():
        if rows := record["tables"][table.name]:
            connection.execute(table.insert(), [_read(table, row) for row in rows])
            _number_on(connection, table)


def _read(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    kinds = {UtcMoment: datetime.fromisoformat, Date: date.fromisoformat}
    parse = {column.name: kinds.get(type(column.type), lambda value: value) for column in table.columns}
    return {name: value if value is None else parse[name](value) for name, value in row.items()}


def _number_on(connection: Connection, table: Table) -> None:
    """PostgreSQL counts rows by itself, and does not see the numbers that were put in."""
    if connection.dialect.name == "postgresql" and isinstance(table.primary_key.columns[0].type, Integer):
        connection.execute(
            text(f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), (SELECT max(id) FROM {table.name}))")
        )
