"""What an alliance keeps in its analysis zone, decrypted for tests."""

from pathlib import Path

import pyarrow as pa

from schakel.store.sealed_tables import read_table
from schakel.store.workspace import Workspace


def kept(alliance: Path, file: str) -> pa.Table:
    """Return a table of the only edition that was built."""
    [found] = Workspace.of(alliance).analysis_editions.glob(f"*/{file}")
    return read_table(found)
