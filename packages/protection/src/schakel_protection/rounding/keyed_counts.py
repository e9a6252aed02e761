"""A table of records under cell keys: only a cell's own records decide how it changes."""

from collections.abc import Sequence

import numpy as np

from schakel_protection.rounding.cell_key import Perturbation, cell_key, record_key
from schakel_protection.tables.cubes import Cube
from schakel_protection.tables.equations import Vector


def keyed_counts(cube: Cube, records: Sequence[tuple[str, ...]], names: Sequence[str], secret: bytes) -> Vector:
    """Return the changed count of every cell.

    Parameters
    ----------
    records
        The code of each record per variable.
    names
        What names each record, the same in every table.
    secret
        What keys are made from; it never leaves the secured zone.

    Raises
    ------
    DisclosureError
        If the secret is too short to be one.
    """
    keys: list[list[int]] = [[] for _ in range(len(cube.equations))]
    for at, name in zip(records, names, strict=True):
        key = record_key(secret, name)
        for place in cube.holding(at):
            keys[place].append(key)
    change = Perturbation()
    return np.array([change.changed(len(found), cell_key(found)) for found in keys], dtype=float)
