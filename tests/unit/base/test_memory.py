"""What one process may hold is declared; a query that needs more, and cannot spill it, ends in one sentence."""

import subprocess
import sys

from schakel_base.errors import MemoryLimitError

# One row is one list: it cannot be spilled in part.
PROGRAM = """
from schakel_base import database
database.limit_memory(64 << 20)
with database.connect() as connection:
    connection.execute("SELECT len(list(hash(range)::VARCHAR || repeat('x', 100))) FROM range(3_000_000)").fetchall()
"""


def test_a_query_that_does_not_fit_ends_in_one_sentence() -> None:
    """A process of its own, since the limit belongs to the one engine of a process."""
    ended = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False)
    assert ended.stderr.splitlines()[-1] == (
        f"{MemoryLimitError.__module__}.MemoryLimitError: the engine may hold 48.0 MiB in memory, and a step needs "
        "more than that at once; declare more `memory` under `engine` in alliance.yaml"
    )
