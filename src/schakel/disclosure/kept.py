"""What a table keeps under a profile, by itself: for its maker, who compares ways to count it. Not for publication."""

import numpy as np

from schakel.disclosure.proposed import propose
from schakel.disclosure.tables.naming import ReleasedTable
from schakel.disclosure.tables.table_equations import equations_of
from schakel.model.table import Table
from schakel_protection import (
    EffortError,
    ExposureError,
    InformationKept,
    find_profile,
    information_kept,
    protect_release,
)


def kept_of(table: Table, profile: str) -> InformationKept | None:
    """Return what a table keeps once it is protected under a profile; None where it cannot be.

    Of a count with two bounds the lower one counts: so many are certainly in the cell.

    Raises
    ------
    DisclosureError
        If there is no such profile, or it is not for tables of bounds.
    """
    own = ReleasedTable(table)
    tables = equations_of(own)
    try:
        shown = protect_release(propose(tables, ()), find_profile(profile))
    except (ExposureError, EffortError):
        return None
    cells = np.zeros(len(tables.equations), dtype=bool)
    cells[[places[0] for places in tables.printed[own.name]]] = True
    return information_kept(tables.equations, cells, ~np.isnan(shown.values))


def in_full(table: Table) -> InformationKept:
    """Return what a table tells with nothing hidden."""
    own = ReleasedTable(table)
    tables = equations_of(own)
    cells = np.zeros(len(tables.equations), dtype=bool)
    cells[[places[0] for places in tables.printed[own.name]]] = True
    return information_kept(tables.equations, cells, cells)
