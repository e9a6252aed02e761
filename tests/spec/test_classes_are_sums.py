"""Classes are sums of narrower ones

Two tables, or two editions, that cut days or years into other classes are read together. Readers add quarters up to a
year and narrow classes up to a wide one, so a count that one of them hides could be computed from the other.

The attacker here shares nothing with ours: it looks for whole numbers of reports by single classes that agree with
every printed count.
"""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pyarrow as pa
import pytest
import small
from scipy.optimize import LinearConstraint, milp

from schakel.disclosure import ReleasedTable, protect_together, read_ledger
from schakel.indicators import tabulate
from schakel.model import Asked, DimensionRule
from schakel_base.chained_file import ChainedFile
from schakel_protection.releases import ReleaseLedger
from schakel_protection.tables import Reserved

SUPPRESSED, ROUNDED = "alliance", "round-5-additive"
DAYS = DimensionRule("duration", "days", small.text("days"), start="report", end="referral")
ENDS = (0, 1, 2, 4, 8, 15)
QUARTERS = tuple(f"{year}-Q{quarter}" for year in (2020, 2021) for quarter in (1, 2, 3, 4))


def by_days(counts, classes, name="days"):
    """Reports by days in some classes, from the counts of the narrowest ones."""
    rule = replace(DAYS, classes=classes)
    return table_of(rule, name, [max(start for start in classes if start <= day) for day in ENDS], counts)


def by_period(counts, by):
    """Reports by year or quarter, from the counts of eight quarters."""
    rule = DimensionRule("period", "days", small.text(by), event="report", by=by)
    return table_of(rule, by, [code[: 4 if by == "year" else None] for code in QUARTERS], counts)


def table_of(rule, name, codes, counts):
    base = pa.table({"days": codes, "n": counts}).group_by("days").aggregate([("n", "sum")])
    base = base.rename_columns(["days", "n"])
    return ReleasedTable(tabulate(small.indicator(rule, name=name), small.alliance(), base))


def parts_of(code):
    """Which of the narrowest classes a class of days holds, or which quarters a period does."""
    if code == "total":
        return slice(None)
    if inside := [at for at, quarter in enumerate(QUARTERS) if quarter.startswith(code) and len(code) >= len("2020")]:
        return slice(inside[0], inside[-1] + 1)
    first, _, last = code.removesuffix("+").partition("-")
    until = len(ENDS) if code.endswith("+") else ENDS.index(int(last or first) + 1)
    return slice(ENDS.index(int(first)), until)


def fewest_open(editions, counts):
    """How many whole numbers stay possible for a hidden count of 1 or 2, for whoever reads all editions; the fewest.

    What several of them say of a class, or of classes together, can have grown from one to the next, and never shrunk.
    """
    size, rows, lower, upper, hidden = len(counts), [], [], [], []
    ends = []
    for number, tables in enumerate(editions):
        ends.append(set())
        for table, cell in ((one, cell) for one in tables for cell in one.cells):
            inside = parts_of(cell.coordinates[0])
            row = np.zeros((len(editions), size))
            row[number, inside] = 1.0
            rows.append(row.ravel())
            # Zeros are shown, unless nothing is shown of a table.
            lower.append(float(not table.profile.withholds) if cell.count.mark else cell.count.lower)
            upper.append(np.inf if cell.count.mark else cell.count.upper)
            ends[-1] |= {inside.start or 0, size if inside.stop is None else inside.stop}
            if cell.count.mark and not table.profile.withholds and sum(counts[inside]) in (1, 2):
                hidden.append(row.ravel())
    for (one, these), (other, those) in combinations(enumerate(ends), 2):
        for first, last in combinations(sorted(these & those), 2):
            row = np.zeros((len(editions), size))
            row[one, first:last], row[other, first:last] = -1.0, 1.0
            rows.append(row.ravel())
            lower.append(0.0)
            upper.append(np.inf)
    known = {
        "constraints": LinearConstraint(np.array(rows), lower, upper),
        "integrality": np.ones(len(rows[0])),
        "bounds": (0, 99),
    }
    return min((round(-milp(-row, **known).fun - milp(row, **known).fun) + 1 for row in hidden), default=3)


CUTS = ((0, 1, 8), (0, 1, 4, 8), (0, 2, 8, 15), (0, 1, 2, 4, 8, 15))


def drawn(seed, size):
    draw = np.random.default_rng(seed)
    return draw.choice([0, 1, 2, 5, 9, 15, 20], size).tolist()


@pytest.mark.parametrize("seed", range(12))
def test_two_tables_of_other_classes_hide_the_same(seed):
    counts = drawn(seed, 6)
    both = [by_days(counts, CUTS[(seed + more) % 4], f"days {more}") for more in (0, 1)]
    shown = protect_together(both, SUPPRESSED).tables
    assert fewest_open([shown.values()], counts) >= 3


@pytest.mark.parametrize("seed", range(12))
def test_so_do_two_editions_that_declare_other_classes(seed):
    counts, before, shown = drawn(seed, 6), [], []
    for number in range(3):
        table = by_days(counts, CUTS[(seed + number) % 4])
        together = protect_together([table], SUPPRESSED, before)
        before = [*before, together.release("monitor", f"202{number}", ["days"])]
        shown.append(together.tables["days"])
    assert fewest_open([[one] for one in shown], counts) >= 3


@pytest.mark.parametrize("seed", range(12))
def test_and_a_table_by_year_beside_one_by_quarter(seed):
    counts = drawn(seed, 8)
    shown = protect_together([by_period(counts, "year"), by_period(counts, "quarter")], SUPPRESSED).tables
    assert fewest_open([shown.values()], counts) >= 3


def as_shown(table):
    return {cell.coordinates[0]: cell.count.lower for cell in table.cells}


@pytest.mark.parametrize("seed", range(6))
def test_a_count_keeps_its_figure_whatever_classes_are_declared_beside_it(seed):
    counts = drawn(seed, 6)
    one, other = by_days(counts, (0, 1, 8)), by_days(counts, (0, 1, 4, 8, 15))
    first = protect_together([one], ROUNDED, seed=b"2020")
    released = first.release("monitor", "2020", ["days"])
    second = protect_together([other], ROUNDED, [released], seed=b"2021").tables["days"]
    before, after = as_shown(first.tables["days"]), as_shown(second)
    assert before.items() & after.items() >= {("total", before["total"]), ("0", before["0"])}
    assert (after["1-3"] + after["4-7"], after["8-14"] + after["15+"]) == (before["1-7"], before["8+"])


@pytest.mark.parametrize("seed", range(6))
def test_rounded_quarters_add_up_to_the_year_of_another_table(seed):
    counts = drawn(seed, 8)
    both = [by_period(counts, "year"), by_period(counts, "quarter")]
    tables = protect_together(both, ROUNDED, seed=bytes([seed])).tables
    years, quarters = as_shown(tables["year"]), as_shown(tables["quarter"])
    for year in years.keys() - {"total"}:
        assert sum(quarters.get(f"{year}-Q{number}", 0) for number in (1, 2, 3, 4)) == years[year]


def test_a_release_of_an_earlier_version_has_its_names_of_today(tmp_path):
    """They named all classes of a table. Under other names no count would keep its figure."""
    table = by_days(drawn(1, 6), (0, 1, 8))
    released = protect_together([table], SUPPRESSED).release("monitor", "2020", ["days"])
    question, classes = "duration start=report end=referral", " classes=0+1+8"
    older = [
        tuple((name + classes if name == question else name, code) for name, code in key)
        for key in released.equations.keys
    ]
    ledger = ChainedFile(tmp_path / "ledger.jsonl")
    ReleaseLedger(ledger).append(replace(released, equations=replace(released.equations, keys=tuple(older))))
    (read,) = read_ledger(ledger)
    assert older != list(released.equations.keys) == list(read.equations.keys)


def test_a_count_outside_tables_keeps_its_name_and_an_earlier_day_is_not_named_after_its_edition(tmp_path):
    released = protect_together([by_days(drawn(1, 6), (0, 1, 8))], SUPPRESSED).release("monitor", "2020", ["days"])
    today = Asked("report", frozenset({"handed over", "subject=work"}), frozenset({"police"}), "2019-03-31-65e37e93")
    earlier = str(today).replace("as known on 2019-03-31", "as known in 2019-03-31-65e37e93")
    keys = [((Reserved.STATED, said), (Reserved.UNIT, "report")) for said in (str(today), earlier)]
    ledger = ChainedFile(tmp_path / "ledger.jsonl")
    for key in keys:
        (_, *others) = released.equations.keys
        ReleaseLedger(ledger).append(replace(released, equations=replace(released.equations, keys=(key, *others))))
    assert keys[0] != keys[1]
    assert [read.equations.keys[0] for read in read_ledger(ledger)] == [keys[0], keys[0]]


def test_what_one_class_holds_beside_another_is_a_count_too():
    """22 in 0 to 1 day less 20 in 0 days are 2 in 1 day, a class that no table has."""
    counts = [20, 2, 1, 15, 20, 9]
    both = [by_days(counts, (0, 2, 8), "one"), by_days(counts, (0, 1, 8), "other")]
    shown = protect_together(both, SUPPRESSED).tables
    readable = as_shown(shown["one"]).items() | as_shown(shown["other"]).items()
    assert not {("0-1", 22.0), ("0", 20.0)} <= readable
