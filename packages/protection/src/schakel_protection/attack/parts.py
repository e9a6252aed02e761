"""What an attacker knows, what follows directly from it, and the separate parts of the rest."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sparse

from schakel_protection.attack.attacker import Unknowns, cap
from schakel_protection.attack.ties import Tied, tie
from schakel_protection.solver import Places
from schakel_protection.tables.equations import Equations, Vector


@dataclass(frozen=True, eq=False)
class Knowledge:
    """What an attacker reads of each cell: its value (`lower` equals `upper`), a range, or nothing (0 to infinity).

    Parameters
    ----------
    lower, upper
        In the unit of the values, one per cell; infinity where nothing is known above.
    """

    lower: Vector
    upper: Vector

    def among(self, cells: Sequence[int]) -> "Knowledge":
        """Return the same for some cells."""
        return Knowledge(self.lower[list(cells)], self.upper[list(cells)])

    def and_also(self, other: "Knowledge") -> "Knowledge":
        """Return what somebody knows who knows both."""
        return Knowledge(np.maximum(self.lower, other.lower), np.minimum(self.upper, other.upper))


def settle(equations: Equations, knowledge: Knowledge) -> Knowledge:
    """Work out what follows at once: a relation with one unknown, or unknowns that must all be zero.

    Parameters
    ----------
    equations, knowledge
        The table, and what is published of it.

    Returns
    -------
    Knowledge
        With equal ends for each cell that one relation after the other gives away. It is not all that follows: the
        solver finds the rest.
    """
    lower, upper = knowledge.lower.copy(), knowledge.upper.copy()
    weights = equations.relations
    absolute = abs(weights)
    while True:
        unknown = lower < upper
        alone = absolute @ unknown.astype(float) > 0
        alone &= np.asarray((weights != 0).astype(float) @ unknown.astype(float)) == 1
        if not alone.any():
            return Knowledge(lower, upper)
        entries = weights[alone].tocoo()
        # What is found out can leave another relation with one unknown, so that this goes on until nothing changes.
        found = np.unique(entries.col[unknown[entries.col]])
        lower[found] = upper[found] = equations.values[found]


def connected(equations: Equations, knowledge: Knowledge) -> list[Tied]:
    """Return what is unknown, tied together, and split into parts that share no relation."""
    settled = settle(equations, knowledge)
    unknown = np.flatnonzero(settled.lower < settled.upper)
    values = equations.values[unknown]
    # A solver needs an end to every range; this one is so far off that no requirement comes near it.
    upper = np.minimum(settled.upper[unknown], cap(equations.values))
    bounds = settled.lower[unknown], upper
    return tie(Unknowns(unknown, values, *bounds, *_rows(equations, unknown), equations.integer)).parts()


def with_shares(parts: Sequence[Tied]) -> Iterator[tuple[Tied, float, float]]:
    """Yield each part, with the shares of all cells that are done before it and after it."""
    cells, done = sum(len(part.cells) for part in parts), 0
    for part in parts:
        before, done = done, done + len(part.cells)
        yield part, before / cells, done / cells


def _rows(equations: Equations, unknown: Places) -> tuple[sparse.csr_array, Vector, Vector]:
    """The relations and inequalities over the unknown cells, the known ones moved to the other side."""
    relations = sparse.csr_array(equations.relations[:, unknown])
    side = np.asarray(relations @ equations.values[unknown])
    low, high = side, side.copy()
    if equations.inequalities is not None:
        given = equations.inequalities
        weights = sparse.csr_array(given.weights[:, unknown])
        rest = np.asarray(given.weights @ equations.values - weights @ equations.values[unknown])
        relations = sparse.csr_array(sparse.vstack([relations, weights]))
        low, high = np.concatenate([low, given.lower - rest]), np.concatenate([high, given.upper - rest])
    keep = np.diff(relations.indptr) > 0
    return relations[keep], low[keep], high[keep]
