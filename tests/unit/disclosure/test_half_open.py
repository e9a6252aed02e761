"""A reader who subtracts what is printed of two open attributes finds nobody who is sure of one and open of the other.

Nor who is open between two of three categories, of an attribute or of a quantity.

The reader knows all of a table that is printed, and no more: any units may be open between any forms.
"""

from dataclasses import replace
from itertools import combinations, product

import numpy as np
import pyarrow as pa
import pytest
import small
from scipy.optimize import LinearConstraint, milp

from schakel.disclosure import ReleasedTable, protect, protect_together
from schakel.indicators import tabulate
from schakel.model import Magnitude
from schakel.model.indicator import DimensionRule

BY_COURT = DimensionRule("attribute", "court", small.text("court"), attribute="court")
FORMS = {"total": small.FORM.anything.mask} | {
    code: small.FORM.leaves_of(code).mask for code in ("sexual", "domestic", "cross-border", "labour")
}
COURT = {"total": small.YES_NO.anything.mask} | {code: small.YES_NO.leaves_of(code).mask for code in ("yes", "no")}
KINDS = [*product(range(1, FORMS["total"] + 1), COURT.values())]
"""All that can be known of a unit: the forms and the courts that it may be of, as sets of leaves."""
MOST = 99
FEW = (0, 1, 2, 5, 9, 15, 20)
TELLING = (1, 2, 5, 11)
"""Seeds of tables of which such a reader found somebody before these counts were protected."""


def delivered(seed):
    """How many units there are of each kind; in a register most are of one form, or open between two of them."""
    chance, domestic, labour = np.random.default_rng(seed), FORMS["domestic"], FORMS["labour"]
    forms = [domestic, FORMS["cross-border"], labour, domestic | labour, FORMS["sexual"]]
    kinds = [*product(forms, [COURT["yes"], COURT["no"], COURT["total"]])]
    numbers = dict(zip(kinds, chance.choice(FEW, len(kinds)).tolist(), strict=True))
    return np.array([numbers.get(kind, 0) for kind in KINDS])


def table_of(counts):
    rows = [(*kind, count) for kind, count in zip(KINDS, counts.tolist(), strict=True) if count]
    columns = [pa.array(column, pa.int64()) for column in zip(*rows, strict=True)]
    base = pa.table(dict(zip(("form", "court", "n"), columns, strict=True)))
    return tabulate(small.indicator(small.BY_FORM, BY_COURT), small.alliance(), base)


def asked(form, court):
    """Which kinds are counted if both are sure or may be, and which if one is sure and the other open."""
    may, sure, open_ = {}, {}, {}
    for place, (name, wanted) in enumerate((("form", FORMS[form]), ("court", COURT[court]))):
        may[name] = np.array([bool(kind[place] & wanted) for kind in KINDS])
        sure[name] = np.array([not kind[place] & ~wanted for kind in KINDS])
        open_[name] = may[name] & ~sure[name]
    printed = sure["form"] & sure["court"], may["form"] & may["court"]
    return printed, (open_["form"] & sure["court"], sure["form"] & open_["court"], may["form"] & sure["court"])


def possible(known, row):
    """How many numbers a count may have for all that a reader knows."""
    rows, numbers = zip(*known, strict=True)
    given = {
        "constraints": [LinearConstraint(np.array(rows, float), numbers, numbers)],
        "integrality": np.ones(len(row)),
        "bounds": (0, MOST),
    }
    return round(-milp(-row.astype(float), **given).fun - milp(row.astype(float), **given).fun) + 1


@pytest.mark.parametrize("seed", TELLING)
def test_nobody_is_found_who_is_sure_of_one_attribute_and_open_of_the_other(seed):
    counts = delivered(seed)
    cells = protect(table_of(counts), "alliance").cells
    known = []
    for cell in cells:
        if not cell.count.mark:
            known += zip(asked(*cell.coordinates)[0], (cell.count.lower, cell.count.upper), strict=True)
    few = {tuple(row): row for cell in cells for row in asked(*cell.coordinates)[1] if row @ counts in (1, 2)}
    assert few and known, "there is somebody to be found, and something is printed"
    assert [possible(known, row) for row in few.values() if possible(known, row) < 3] == []


WITH_MONTHS = replace(small.alliance(), magnitudes={"months": Magnitude("months", small.text("months"))})
MONTHS = DimensionRule("magnitude", "months", small.text("months"), magnitude="months", classes=(1, 4, 7))
LEAVES = ("domestic", "cross-border", "labour")
OF_MONTHS = {"1-3": {0}, "4-6": {1}, "7+": {2}}
OF_FORM = {code: {place} for place, code in enumerate(LEAVES)} | {"sexual": {0, 1}}
OPEN = [{*some} for size in (1, 2, 3) for some in combinations(range(3), size)]
"""All that can be known of a unit that is in one of three finest categories."""


def of_one_side(side, counts, name="reports"):
    if side is MONTHS:
        columns = {"months": [3 * min(one) + 1 for one in OPEN], "months most": [3 * max(one) + 1 for one in OPEN]}
    else:
        columns = {"form": [sum(FORMS[LEAVES[place]] for place in one) for one in OPEN]}
    base = pa.table({**columns, "n": counts})
    return tabulate(small.indicator(side, name=name), WITH_MONTHS, base.filter(pa.compute.greater(base["n"], 0)))


def printed_of(table, codes):
    """Which kinds each printed bound counts, and the number."""
    for cell in table.cells:
        if not cell.count.mark:
            asked = codes.get(cell.coordinates[0], {0, 1, 2})
            rows = np.array([one <= asked for one in OPEN]), np.array([bool(one & asked) for one in OPEN])
            yield from zip(rows, (cell.count.lower, cell.count.upper), strict=True)


def fewest_possible(known, counts):
    few = [row for row, count in zip(np.eye(len(OPEN)), counts, strict=True) if count in (1, 2)]
    assert few and known, "there is somebody to be found, and something is printed"
    return min(possible(known, row) for row in few)


@pytest.mark.parametrize("seed", (1, 6, 15, 17))
@pytest.mark.parametrize(("side", "codes"), [(small.BY_FORM, OF_FORM), (MONTHS, OF_MONTHS)])
def test_nobody_is_found_who_is_open_between_two_of_three_categories(side, codes, seed):
    counts = np.random.default_rng(seed).choice(FEW, len(OPEN))
    if side is MONTHS:
        counts[OPEN.index({0, 2})] = 0
    known = [*printed_of(protect(of_one_side(side, counts), "alliance"), codes)]
    assert fewest_possible(known, counts) >= 3


@pytest.mark.parametrize("seed", (1, 3, 10))
def test_nor_beside_a_table_of_the_broader_concepts(seed):
    counts = np.random.default_rng(seed).choice(FEW, len(OPEN))
    shows = {"broad": ("sexual", "labour"), "narrow": LEAVES}
    tables = [of_one_side(replace(small.BY_FORM, show=show), counts, name) for name, show in shows.items()]
    left = protect_together([*map(ReleasedTable, tables)], "alliance").tables.values()
    assert fewest_possible([one for table in left for one in printed_of(table, OF_FORM)], counts) >= 3
