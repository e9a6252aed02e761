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


ALL = tuple(row + column for row in "123" for column in "123")


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


def test_a_table_seen_with_the_eyes_of_one_respondent_is_possible_for_all_others():
    _, (part,) = hidden(square([[3, 4, 5], [5, 6, 7], [6, 7, 8]]), *ALL)
    unknowns, ones = part.unknowns, np.ones(len(part.unknowns.places))
    reach = Reach(unknowns, ones.copy(), ones.copy(), remember=True)
    first, last = (part.unknown[part.cells == cell][0] for cell in (part.cells.min(), part.cells.max()))
    moves = exchanges(unknowns, np.zeros(0, dtype=np.int64), np.random.default_rng(1)).toarray().T
    move = next(one for one in moves if one[last] and not one[first])
    seen = reach.known_to(np.array([first]), ones.copy(), ones.copy())
    assert seen.lacks(last, 1)
    seen.see(unknowns.values + move)
    reach.learn(seen)
    assert not reach.known_to(np.array([first]), ones.copy(), ones.copy()).lacks(last, 1)
    assert reach.known_to(np.flatnonzero(move)[:1], ones.copy(), ones.copy()).lacks(last, 1)


def test_a_wide_move_that_touches_what_a_respondent_knows_says_nothing_against_him():
    _, (part,) = hidden(square([[3, 4, 5], [5, 6, 7], [6, 7, 8]]), *ALL)
    ones = np.ones(len(part.unknowns.places))
    reach = Reach(part.unknowns, ones.copy(), ones.copy(), remember=True)
    reach.accept(0, 1, np.array([0, 1, 2]))
    assert not reach.lacks(0, 1) and reach.lacks(0, -1)
    assert reach.known_to(np.array([1]), ones.copy(), ones.copy()).lacks(0, 1)
    assert not reach.known_to(np.array([3]), ones.copy(), ones.copy()).lacks(0, 1)
