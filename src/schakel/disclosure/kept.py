"""How much one table keeps under a profile, for the people who design it. Not for publication."""

import numpy as np
from numpy.typing import NDArray

from schakel.disclosure.tables.naming import ReleasedTable
from schakel.disclosure.tables.table_equations import TableEquations, equations_of
from schakel.model.table import Table
from schakel_protection import InformationKept, Profile, find_profile


def kept_of(table: Table, profile: str) -> InformationKept | None:
    """Return what a table keeps once it is protected under a profile; None where it cannot be.

    Of a count with two bounds the lower one counts: so many are certainly in the cell.

    Returns
    -------
    InformationKept or None
        How much of what the table tells is left, in cells, units and bits.

    Raises
    ------
    DisclosureError
        If there is no such profile, or it is not for tables of bounds.
    """
    rules = find_profile(profile)
    tables, cells = _by_itself(table, rules)
    # Earlier releases are left out: whoever compares classes asks what a table can tell, not what an edition of it may.
    return InformationKept.under(rules, tables.proposed(), cells)


def in_full(table: Table) -> InformationKept:
    """Return what a table tells with nothing hidden.

    Returns
    -------
    InformationKept
        Its cells, units and bits: what is kept of it when protected is a share of these.
    """
    tables, cells = _by_itself(table)
    return InformationKept.of(tables.equations, cells, cells)


def _by_itself(table: Table, rules: Profile | None = None) -> tuple[TableEquations, NDArray[np.bool_]]:
    """The equations of a table, and which cells readers have of it: of two bounds the lower one."""
    own = ReleasedTable(table)
    tables = equations_of(own) if rules is None else equations_of(own).printed_under(rules)
    cells = np.zeros(len(tables.equations), dtype=bool)
    # Behind the cells stand the counts that shares are drawn with; nobody reads these as cells.
    cells[[places[0] for places in tables.printed[own.name][: len(table.cells)]]] = True
    return tables, cells
