"""At which level two written texts agree: DuckDB compares them, many pairs at once.

A process opens DuckDB once. Texts are names of people, so nothing is spilled to a disk and no file is within reach.
"""

from collections.abc import Mapping
from contextlib import closing
from functools import cache

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

Levels = npt.NDArray[np.int8]


def first_levels(left: pa.Array, right: pa.Array, conditions: Mapping[int, str], otherwise: int) -> Levels:
    """Return for each pair of texts the level of the first condition that holds.

    Parameters
    ----------
    left, right
        Texts, none of them null; shape (pairs,).
    conditions
        Conditions over `l.text` and `r.text` in DuckDB's dialect, by the number of their level.
    otherwise
        The level of pairs for which none holds.
    """
    cases = " ".join(f"WHEN {_on_sides(condition)} THEN {level}" for level, condition in conditions.items())
    with closing(_instance().cursor()) as connection:
        connection.execute("SET enable_progress_bar = false")
        connection.register("text_pairs", pa.table({"l": left, "r": right, "place": np.arange(len(left))}))
        levels = connection.sql(
            f"SELECT (CASE {cases} ELSE {otherwise} END)::TINYINT AS level FROM text_pairs ORDER BY place"
        ).to_arrow_table()
    found: Levels = levels["level"].to_numpy()
    return found


def _on_sides(condition: str) -> str:
    return condition.replace("l.text", "l").replace("r.text", "r")


@cache
def _instance() -> duckdb.DuckDBPyConnection:
    instance = duckdb.connect(":memory:")
    # Names must not reach a disk, and nothing in a text may make the engine read a file.
    for setting in ("temp_directory = ''", "enable_external_access = false"):
        instance.execute(f"SET {setting}")
    return instance
