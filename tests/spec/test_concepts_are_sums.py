"""Concepts are sums of narrower ones

Each table shows some concepts of a scheme. Readers subtract those of one from a broader one of another, of the same
table, or of the edition before; what is left is a count too.

The attacker here shares nothing with ours: it looks for whole numbers of reports by single leaves that agree with every
printed count.
"""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
import small
from scipy.optimize import LinearConstraint, milp

from schakel.disclosure import ReleasedTable, protect_together
from schakel.indicators import tabulate
from schakel_base.errors import DisclosureError

SUPPRESSED, ROUNDED, WITHIN = "alliance", "round-5-additive", 6
LEAVES = ("a", "b", "c", "d", "e", "z")
HELD = {"total": "abcdez", "x": "abc", "y": "de"}
SCHEME = small.scheme("form", "x", "x/a", "x/b", "x/c", "y", "y/d", "y/e", "z")
ALLIANCE = replace(small.alliance(), schemes={"form": SCHEME, "yes-no": small.YES_NO})
TOPS = ("x", "y", "z")


def by_form(counts, show, name):
    """Reports by form, from the counts of the leaves."""
    base = pa.table({"form": [SCHEME.leaves_of(code).mask for code in LEAVES], "n": counts})
    base = base.filter(pa.compute.greater(base["n"], 0))
    rule = replace(small.BY_FORM, show=show)
    return ReleasedTable(tabulate(small.indicator(rule, name=name), ALLIANCE, base))


def drawn(seed):
    return np.random.default_rng(seed).choice([0, 1, 2, 5, 9, 15, 20], len(LEAVES)).tolist()


def of_leaves(code):
    return np.array([float(leaf in HELD.get(code, code)) for leaf in LEAVES])


def possible(tables, asked):
    """How many whole numbers stay possible for a sum of leaves, for whoever reads all tables."""
    rows, ends = [], []
    for table, cell in ((one, cell) for one in tables for cell in one.cells):
        rows.append(of_leaves(cell.coordinates[0]))
        off = WITHIN if table.profile.name == ROUNDED else 0
        # Zeros are shown, unless nothing is shown of a table.
        hidden = (float(not table.profile.withholds), np.inf)
        ends.append(hidden if cell.count.mark else (cell.count.lower - off, cell.count.upper + off))
    agrees = LinearConstraint(np.array(rows), *zip(*ends, strict=True))
    known = {"constraints": agrees, "integrality": np.ones(len(LEAVES)), "bounds": (0, 99)}
    return round(-milp(-asked, **known).fun - milp(asked, **known).fun) + 1


def fewest_open(tables, counts):
    """The same for the leaves with 1 or 2 reports, and for what a concept has beside a leaf."""
    small_counts = [of_leaves(leaf) for leaf in LEAVES]
    small_counts += [of_leaves(code) - of_leaves(leaf) for code in ("x", "y") for leaf in HELD[code]]
    shown = [one for one in small_counts if one @ counts in (1, 2)]
    return min((possible(tables, one) for one in shown), default=3)


@pytest.mark.parametrize("seed", range(12))
def test_two_tables_that_show_other_concepts_hide_the_same(seed):
    counts = drawn(seed)
    both = [by_form(counts, LEAVES, "leaves"), by_form(counts, TOPS, "tops")]
    assert fewest_open(list(protect_together(both, SUPPRESSED).tables.values()), counts) >= 3


@pytest.mark.parametrize("seed", range(12))
def test_so_do_two_editions(seed):
    counts = drawn(seed)
    first = protect_together([by_form(counts, LEAVES, "leaves")], SUPPRESSED)
    before = [first.release("monitor", "2020", ["leaves"])]
    try:
        second = protect_together([by_form(counts, TOPS, "tops")], SUPPRESSED, before)
    except DisclosureError:
        return  # nothing leaves
    assert fewest_open([first.tables["leaves"], second.tables["tops"]], counts) >= 3


@pytest.mark.parametrize(
    ("show", "counts"), [(("x", "a", "y", "z"), [20, 1, 0, 15, 9, 5]), (("a", "b", "c", "d"), [20, 15, 9, 15, 1, 1])]
)
def test_what_a_table_leaves_out_is_a_count_too(show, counts):
    """21 of x less 20 of a is one of b or c, which the table does not show."""
    cells = protect_together([by_form(counts, show, "some")], SUPPRESSED).tables["some"].cells
    assert any(cell.count.mark for cell in cells)


@pytest.mark.parametrize("seed", range(6))
def test_rounded_leaves_of_one_table_add_up_to_the_concepts_of_another(seed):
    counts = drawn(seed)
    both = [by_form(counts, LEAVES, "leaves"), by_form(counts, TOPS, "tops")]
    tables = protect_together(both, ROUNDED, seed=bytes([seed])).tables
    shown = {cell.coordinates[0]: cell.count.lower for one in tables.values() for cell in one.cells}
    assert shown["x"] == shown["a"] + shown["b"] + shown["c"]
    assert shown["y"] == shown["d"] + shown["e"]
