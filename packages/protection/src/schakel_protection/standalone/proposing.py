"""A table and its specification in, the smallest declared merge that lets the table pass out."""

from itertools import product
from typing import Any

from schakel_base.errors import DisclosureError
from schakel_protection.standalone.coarsening import Proposal, propose
from schakel_protection.standalone.frames import count_up
from schakel_protection.standalone.given_table import table_of
from schakel_protection.standalone.specification import Specification
from schakel_protection.tables.cubes import Cube


def propose_for(data: Any, asked: Specification) -> Proposal:
    """Return the smallest of the merges that a specification declares after which no cell fails a rule.

    Raises
    ------
    DisclosureError
        If none is declared or none is coarse enough, if the table is no table of counts, or if its data are at fault.
    """
    if asked.magnitude or asked.weight or asked.person:
        raise DisclosureError("merges are proposed for plain counts, not of magnitudes, weights or records of persons")
    if not asked.coarser:
        raise DisclosureError("the specification declares no coarser alternatives")
    found = smallest_merge(count_up(table_of(data), asked).cube, asked)
    if found is None:
        raise DisclosureError("none of the declared alternatives is coarse enough: some cell fails a rule in each")
    return found


def smallest_merge(cube: Cube, asked: Specification) -> Proposal | None:
    """Return the smallest declared merge of a table of counts after which no cell fails a rule, if there is one."""
    equations = cube.equations
    leaves = {
        at: float(equations.values[equations.index(cube.key(at))])
        for at in product(*(variable.leaves for variable in cube.variables))
    }
    return propose(cube.variables, leaves, asked.profile.rules, asked.coarser)
