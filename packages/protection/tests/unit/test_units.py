"""One unit more somewhere keeps the relations of all tables that it is in."""

from collections import Counter
from itertools import combinations

import numpy as np
from disclosure_tables import square

from schakel_protection.attack.parts import connected
from schakel_protection.attack.solved_units import solved_units, units_with_each
from schakel_protection.attack.units import Units
from schakel_protection.releases import known_within
from schakel_protection.tables import cross, flat, link


def linked():
    """Two tables that share the totals of their rows."""
    one = square([[1, 2, 3], [4, 5, 6], [7, 8, 9]]).equations
    return link(one, square([[2, 4], [5, 10], [11, 13]], across="other").equations)


def many_tables():
    """Tables of each two of five answers, and one of three, over 300 units."""
    draws = np.random.default_rng(7).integers(6, size=(300, 5)).tolist()
    sides = [flat(f"answer {number}", [str(code) for code in range(6)]) for number in range(5)]
    tables = [
        cross([sides[at] for at in ats], Counter(tuple(str(draw[at]) for at in ats) for draw in draws)).equations
        for ats in [*combinations(range(5), 2), (0, 1, 2)]
    ]
    table = link(*tables)
    (part,) = connected(table, known_within(table.values, 6, 6))
    return part.unknowns


def unknowns():
    table = linked()
    (part,) = connected(table, known_within(table.values, 6, 6))
    return part.unknowns


def test_a_unit_is_found_for_every_cell_of_linked_tables_and_keeps_every_relation():
    found = unknowns()
    cells = np.arange(len(found.places))
    moves = Units(found).with_each(cells, np.random.default_rng(1), 5)
    assert set(moves.indices.tolist()) == set(cells.tolist())
    assert not abs(found.rows @ moves).sum()
    assert (moves.data == 1).all()


def test_without_a_draw_none_is_found():
    found = unknowns()
    cells = np.arange(len(found.places))
    assert Units(found).with_each(cells, np.random.default_rng(1), 0).shape[1] == 0


def test_units_are_found_where_many_tables_tell_of_the_same_answers():
    """Each answer is shared by several tables: a part that is taken in one closes parts of all the others."""
    found = many_tables()
    cells = np.arange(len(found.places))
    moves = Units(found).with_each(cells, np.random.default_rng(1), 5)
    assert set(moves.indices.tolist()) == set(cells.tolist())
    assert not abs(found.rows @ moves).sum()


def test_a_programme_finds_a_unit_for_every_cell_too():
    found = many_tables()
    moves = solved_units(found, np.arange(len(found.places)))
    assert set(moves.indices.tolist()) == set(range(len(found.places)))
    assert not abs(found.rows @ moves).sum()
    assert (moves.data == 1).all()


def test_there_are_none_where_a_relation_is_no_sum():
    """Suppressed cells under a shown total: one more in one of them is one fewer in another."""
    table = linked()
    known = known_within(table.values, 6, 6)
    (total,) = (place for place, key in enumerate(table.keys) if not key)
    known.lower[total] = known.upper[total] = table.values[total]
    (part, *_) = connected(table, known)
    assert units_with_each(part.unknowns, np.arange(len(part.unknowns.places))).shape[1] == 0
