"""What the attack works out without a solver: cells that move in step, and exchanges that keep every relation."""

import numpy as np
from disclosure_tables import instance, key_of, mask, read, square

from schakel_protection.attack import publish
from schakel_protection.attack.attacker import Reach
from schakel_protection.attack.exchanges import exchanges
from schakel_protection.attack.parts import connected


def hidden(cube, *cells):
    """The parts of a square table of which some cells, named by row and column, are suppressed."""
    table = cube.equations
    places = np.array([table.index(key_of(row=cell[0], column=cell[1])) for cell in cells])
    return table, connected(table, publish(table, mask(table, places)))


def test_four_corners_are_one_unknown_two_up_and_two_down():
    table, (part,) = hidden(square([[3, 4], [5, 6]]), "11", "12", "21", "22")
    assert len(part.unknowns.places) == 1
    signs = {table.keys[cell]: sign for cell, sign in zip(part.cells, part.sign, strict=True)}
    assert signs[key_of(row="1", column="1")] == signs[key_of(row="2", column="2")]
    assert signs[key_of(row="1", column="1")] == -signs[key_of(row="1", column="2")]
    low, high = part.ranges(table.values[part.cells], part.unknowns.lower, part.unknowns.upper)
    at = part.cells.tolist().index(table.index(key_of(row="1", column="1")))
    assert (low[at], high[at]) == (0, 7)


def test_a_cell_that_moves_against_itself_does_not_move():
    """Three corners of a triangle: x = y, y = z and x + z = 2 leave nothing open."""
    table = square([[1, 2, 1], [2, 1, 9], [9, 9, 1]]).equations
    inside = [table.index(key_of(row=cell[0], column=cell[1])) for cell in ("11", "13", "22", "33")]
    assert connected(table, publish(table, mask(table, np.array(inside)))) == []


def test_exchanges_keep_every_relation_and_stay_within_bounds():
    cube = instance("M")
    table = cube.equations
    rows = read("M_unsafe_pattern_9exposed.csv")
    pattern = mask(table, np.array([table.index(cube.key((r["year"], r["region"], r["form"]))) for r in rows]))
    for part in connected(table, publish(table, pattern)):
        unknowns = part.unknowns
        moves = exchanges(unknowns, np.zeros(0, dtype=np.int64), np.random.default_rng(1))
        assert not (unknowns.rows @ moves).count_nonzero()
        often = unknowns.times(moves)
        for column in range(moves.shape[1]):
            made = unknowns.values + often[column] * moves[:, [column]].toarray()[:, 0]
            assert unknowns.is_possible(made)
        reach = Reach(unknowns, np.zeros(len(made)), np.zeros(len(made)))
        reach.see_exchanges(moves)
        assert (reach.low >= unknowns.lower).all() and (reach.high <= unknowns.upper).all()
