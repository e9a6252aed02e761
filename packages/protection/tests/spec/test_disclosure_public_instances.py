"""Public test tables of disclosure control

Known solutions are reached or improved on, and every pattern of suppression is attacked.
"""

import numpy as np
import pytest
from disclosure_tables import mask, small_counts
from public_instances import linked, norway, three_singletons, turnover

from schakel_protection import audit
from schakel_protection.attack import publish, require
from schakel_protection.suppression import singletons, suppress, suppress_exactly, wish


def secondary(table, pattern, small):
    """The number and the value of what is suppressed for the sake of other cells; nothing may be exposed."""
    assert not audit(table, publish(table, pattern), require(small)).exposed
    others = pattern & ~mask(table, small)
    return others.sum(), table.values[others].sum()


@pytest.mark.parametrize(
    ("name", "cells", "fast", "proven"), [("z1", 45, (3, 29), (3, 29)), ("z2", 100, (15, 293), (15, 293))]
)
def test_the_optimum_of_small_tables_of_statistics_norway(name, cells, fast, proven):
    table = norway(name)
    small = small_counts(table, 3)
    assert len(table) == cells
    assert secondary(table, suppress_exactly(table, wish(table, require(small))), small) == proven
    count, value = secondary(table, suppress(table, wish(table, require(small))), small)
    assert (count, value) <= fast


def test_a_table_of_three_dimensions_with_two_hierarchies_of_regions():
    table = norway("z3")
    small = small_counts(table, 3)
    assert (len(table), len(small)) == (1350, 350)
    count, value = secondary(table, suppress(table, wish(table, require(small))), small)
    assert (count, value) <= (150, 1300)


def test_turnover_keeps_every_sum_ten_percent_open_with_fewer_cells_than_the_known_solution():
    """tau-ARGUS publishes 64 secondary suppressions for this table."""
    cube, required = turnover()
    table = cube.equations
    pattern = suppress(table, wish(table, required, np.ones(len(table))))
    assert not audit(table, publish(table, pattern), required).exposed
    assert (pattern & ~mask(table, required.places)).sum() <= 62


def test_two_linked_tables_protected_one_by_one_expose_what_one_more_region_hides():
    table = linked()
    small = small_counts(table, 3)
    assert audit(table, publish(table, mask(table, small)), require(small)).exposed
    pattern = suppress(table, wish(table, require(small)))
    secondary(table, pattern, small)
    regions = {dict(table.keys[place]).get("region") for place in np.flatnonzero(pattern & ~mask(table, small))}
    assert len(regions) == 1


def test_three_singletons_in_one_row_learn_nothing_of_each_other():
    table = three_singletons()
    small = small_counts(table, 1)
    own = singletons(table, table.values)
    plain, aware = (suppress(table, wish(table, require(small), respondents=who)) for who in ((), own))
    assert audit(table, publish(table, plain), require(small), respondents=own).exposed
    assert not audit(table, publish(table, aware), require(small), respondents=own).exposed
    assert aware.sum() == plain.sum() + 1
