"""Everything that a workspace holds, as whoever has its keys can read it: every byte, decrypted, tables unpacked."""

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from schakel.alliance import read
from schakel.intake import rows_of_edition
from schakel.store import Workspace
from schakel.store.engine import View, connect
from schakel.store.sealed import Folder, SealedFile, inside
from schakel.store.sealed_stream import MAGIC
from schakel.store.sealed_tables import read_table
from schakel.verbs.chain_tables import chain_tables
from schakel_base.errors import ZoneError


def files_with(alliance: Path, word: str) -> list[str]:
    """The files in the workspace of an alliance that hold a text: as they are, decrypted, or in a table."""
    workspace = Workspace.of(alliance, read(alliance).name)
    files = [path for path in sorted(workspace.folder.rglob("*")) if path.is_file()]
    return [
        str(path.relative_to(workspace.folder))
        for path in files
        if any(word.encode() in content for content in _contents(workspace, path))
    ]


def _contents(workspace: Workspace, path: Path) -> Iterator[bytes]:
    content = path.read_bytes()
    yield content
    if content.startswith(MAGIC):
        content = decrypted(workspace, path)
        yield content
    if content.startswith(b"PAR1"):
        table = pq.read_table(pa.BufferReader(content))
        yield json.dumps(table.to_pylist(), default=str, ensure_ascii=False).encode()


def rows_in_force(alliance: Path, partner: str, edition: str) -> View:
    """The rows of a partner that are in force in an edition."""
    declared = read(alliance)
    return rows_of_edition(declared.partners[partner].contract, Workspace.of(alliance, declared.name), edition)


def content_of_edition(place: Folder) -> dict[str, list[str]]:
    """The rows of each table of the chain of an edition, whatever their order, and its base cells in theirs."""
    tables = chain_tables(place)
    with connect(tables) as connection:
        found = {name: sorted(map(repr, connection.execute(f'SELECT * FROM "{name}"').fetchall())) for name in tables}
    bases = {f"base {file.stem}": read_table(file) for file in inside(place, "bases").glob("*.parquet")}
    return found | {name: [repr(table.schema.names), *map(repr, table.to_pylist())] for name, table in bases.items()}


def decrypted(workspace: Workspace, path: Path) -> bytes:
    """Return what a file holds, decrypted with whichever key of the workspace it was encrypted under."""
    for seal in (workspace.seal, workspace.analysis_seal):
        with suppress(ZoneError):
            return SealedFile(path, seal).read_bytes()
    raise AssertionError(f"{path} is encrypted under a key that the workspace does not have")
