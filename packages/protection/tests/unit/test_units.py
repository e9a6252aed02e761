"""One unit more somewhere keeps the relations of all tables that it is in."""

import numpy as np
from disclosure_tables import square

from schakel_protection import link
from schakel_protection.attack.parts import connected
from schakel_protection.attack.units import Units
from schakel_protection.releases import known_within


def linked():
    """Two tables that share the totals of their rows."""
    one = square([[1, 2, 3], [4, 5, 6], [7, 8, 9]]).equations
    return link(one, square([[2, 4], [5, 10], [11, 13]], across="other").equations)


def unknowns():
    table = linked()
    (part,) = connected(table, known_within(table.values, 6, 6))
    return part.unknowns


def test_a_unit_is_found_for_every_cell_of_linked_tables_and_keeps_every_relation():
    found = unknowns()
    cells = np.arange(len(found.places))
    moves = Units(found).with_each(cells, np.random.default_rng(1), 60)
    assert set(moves.indices.tolist()) == set(cells.tolist())
    assert not abs(found.rows @ moves).sum()
    assert (moves.data == 1).all()


def test_with_too_few_tries_none_is_found():
    found = unknowns()
    cells = np.arange(len(found.places))
    assert Units(found).with_each(cells, np.random.default_rng(1), 1).shape[1] < len(cells)
    assert Units(found).with_each(cells, np.random.default_rng(1), 0).shape[1] == 0
