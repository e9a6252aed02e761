"""Of each atom some leaves are chosen by lot, so that no table holds a sum of which none is drawn anew."""

from collections import Counter
from itertools import combinations, product

import numpy as np
import pyarrow as pa
import pytest

from schakel.indicators.atoms import ALWAYS, Atoms

COLUMNS = {ALWAYS: ["met"], "form": ["form"], "place": ["place", "sure"], "year": ["year"]}
FAMILIES = [frozenset(pair) for size in (0, 1, 2) for pair in combinations(["form", "place", "year"], size)]


def many_leaves():
    """Hundreds of leaves, some combinations of two dimensions in many of them and others in one."""
    said = product([True, False], [None, "a", "b"], range(6), [0, 1], [*[1] * 12, *[2] * 6, 3])
    met, form, place, sure, year = zip(*list(said)[::2], strict=True)
    columns = {"met": met, "form": form, "place": place, "sure": sure, "year": year, "n": [1] * len(met)}
    return pa.table(columns)


def said_by(leaves, family):
    names = [column for name in (ALWAYS, *sorted(family)) for column in COLUMNS[name]]
    return list(zip(*(leaves[name].to_pylist() for name in names), strict=True))


@pytest.mark.parametrize("least", [1, 4])
def test_of_each_atom_so_many_are_chosen_or_all(least):
    leaves = many_leaves()
    chosen = Atoms(leaves, COLUMNS).chosen_by_lot(FAMILIES, least, 1)
    assert 0 < chosen.sum() < len(leaves)
    for family in FAMILIES:
        said = said_by(leaves, family)
        inside = Counter(one for one, is_chosen in zip(said, chosen, strict=True) if is_chosen)
        assert all(inside[one] >= min(least, size) for one, size in Counter(said).items())


def test_the_lot_decides_which():
    atoms = Atoms(many_leaves(), COLUMNS)
    first, again, other = (atoms.chosen_by_lot(FAMILIES, 1, seed) for seed in (1, 1, 2))
    assert np.array_equal(first, again) and not np.array_equal(first, other)


def test_an_atom_has_all_units_of_its_leaves():
    leaves, family = many_leaves(), frozenset(["form"])
    found, atom = Atoms(leaves, COLUMNS).of(family)
    assert {(one["met"], one["form"]): one["n"] for one in found.to_pylist()} == Counter(said_by(leaves, family))
    assert [said_by(found, family)[place] for place in atom] == said_by(leaves, family)


def test_units_can_be_others_than_were_counted():
    leaves = many_leaves()
    found, _ = Atoms(leaves, COLUMNS).of([], np.full(len(leaves), 3))
    assert sum(found["n"].to_pylist()) == 3 * len(leaves)


def test_where_nobody_is_there_are_no_atoms():
    found, atom = Atoms(many_leaves().slice(0, 0), COLUMNS).of(["form"])
    assert len(found) == 0 and len(atom) == 0
