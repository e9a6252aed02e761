"""What a part leaves of its whole is a count too

Of 21 reports received 20 went to court: one did not. Readers of a table under suppression subtract one phase from
another, what is known from all, and one concept from all units where a unit can have several.

The attacker here shares nothing with ours: it looks for whole numbers of reports by what is true of them that agree
with every printed count.
"""

from dataclasses import replace
from itertools import product

import numpy as np
import pyarrow as pa
import pytest
import small
from scipy.optimize import LinearConstraint, milp

from schakel.disclosure import ReleasedTable, protect_together
from schakel.indicators import tabulate
from schakel.model.indicator import Condition, DimensionRule, Phase
from schakel_base.errors import DisclosureError

SUPPRESSED = "alliance"
FORMS = ("domestic", "cross-border", "labour")
EVENTS = ("report", "referral", "court")
FAR = range(1, len(EVENTS) + 1)
"""How many of the events happened to a report, one after the other."""
GROUPS = list(product(FORMS, FAR))


def phases(*events):
    declared = tuple(Phase(event, small.text(event), event) for event in events)
    return DimensionRule("phase", "phase", small.text("phase"), phases=declared)


def reached(counts, name="flow", events=EVENTS, population=()):
    """Reports by form and by how far they came, from the counts of each form and how far."""
    bits = [sum(1 << place for place, event in enumerate(events) if EVENTS.index(event) < far) for _, far in GROUPS]
    masks = [small.FORM.leaves_of(form).mask for form, _ in GROUPS]
    answers = {"phase_certain": bits, "phase_possible": bits, "form": masks, "n": counts}
    base = pa.table(answers)
    base = base.filter(pa.compute.greater(base["n"], 0))
    declared = small.indicator(phases(*events), small.BY_FORM, name=name, population=population)
    return ReleasedTable(tabulate(declared, small.alliance(), base))


def drawn(seed):
    return np.random.default_rng(seed).choice([0, 1, 2, 5, 9, 15, 20], len(GROUPS)).tolist()


def units(form, event):
    """Which groups are in a cell."""
    inside = {"sexual": FORMS[:2], "total": FORMS}.get(form, (form,))
    return np.array([float(one in inside and far > EVENTS.index(event)) for one, far in GROUPS])


def possible(tables, asked):
    """How many whole numbers stay possible for a sum of groups, for whoever reads all tables."""
    rows, ends = [], []
    for table, cell in ((one, cell) for one in tables for cell in one.cells):
        event, form = cell.coordinates
        rows.append(units(form, event))
        # Zeros are shown, unless nothing is shown of a table.
        hidden = (float(not table.profile.withholds), np.inf)
        ends.append(hidden if cell.count.mark else (cell.count.lower, cell.count.upper))
    agrees = LinearConstraint(np.array(rows), *zip(*ends, strict=True))
    known = {"constraints": agrees, "integrality": np.ones(len(GROUPS)), "bounds": (0, 99)}
    return round(-milp(-asked, **known).fun - milp(asked, **known).fun) + 1


def rests(counts):
    """All counts of 1 or 2 that one cell leaves of another, a later phase of an earlier one."""
    pairs = [(a, b) for place, a in enumerate(EVENTS) for b in EVENTS[place + 1 :]]
    found = [units(form, a) - units(form, b) for form in ("total", "sexual", *FORMS) for a, b in pairs]
    return [one for one in found if one @ counts in (1, 2)]


def fewest_open(tables, counts):
    return min((possible(tables, one) for one in rests(counts)), default=3)


@pytest.mark.parametrize("seed", range(8))
def test_who_did_not_come_as_far_cannot_be_counted(seed):
    counts = drawn(seed)
    table = protect_together([reached(counts)], SUPPRESSED).tables["flow"]
    assert fewest_open([table], counts) >= 3


@pytest.mark.parametrize("seed", range(4))
def test_nor_from_two_tables_that_show_other_phases(seed):
    counts = drawn(seed)
    both = [reached(counts), reached(counts, "ends", (EVENTS[0], EVENTS[2]))]
    made = protect_together(both, SUPPRESSED).tables
    assert fewest_open(list(made.values()), counts) >= 3


@pytest.mark.parametrize("seed", range(4))
def test_nor_from_two_editions(seed):
    counts = drawn(seed)
    first = protect_together([reached(counts, "flow", EVENTS[:2])], SUPPRESSED)
    try:
        second = protect_together([reached(counts)], SUPPRESSED, [first.release("monitor", "2020", ["flow"])])
    except DisclosureError:
        return  # nothing leaves
    assert fewest_open([first.tables["flow"], second.tables["flow"]], counts) >= 3


def hides_something(table):
    return any(cell.count.mark for cell in table.cells)


def of_rows(rule, name, alliance, population=(), **columns):
    base = pa.table(columns)
    base = base.filter(pa.compute.greater(base["n"], 0))
    return ReleasedTable(tabulate(small.indicator(rule, name=name, population=population), alliance, base))


@pytest.mark.parametrize("without", [1, 2])
def test_nor_who_is_not_of_a_concept_where_a_unit_can_be_of_several(without):
    """Of 21 or 22 reports 20 are about labour: so one or two are not."""
    alliance = small.alliance()
    many = {**alliance.attributes, "form": replace(alliance.attributes["form"], many=True)}
    masks = [small.FORM.leaves_of(code).mask for code in ("labour", "domestic")]
    sure = [1 << place for place, one in enumerate(small.FORM.concepts) if one.notation in ("labour", "domestic")]
    columns = {"form": [masks[0] | masks[1], masks[1]], "form sure": [sum(sure), sure[0]], "n": [20, without]}
    declared = replace(small.BY_FORM, show=("labour",))
    table = of_rows(declared, "many", replace(alliance, attributes=many), **columns)
    assert hides_something(protect_together([table], SUPPRESSED).tables["many"])


@pytest.mark.parametrize(
    "rule_and_columns",
    [
        (DimensionRule("decided", "known", small.text("known"), attributes=("form",)), {"known": [1, 0]}),
        (DimensionRule("period", "year", small.text("year"), event="court", by="year"), {"year": ["2019", "never"]}),
    ],
    ids=["of which nothing is known", "to which the event did not happen"],
)
def test_nor_the_units(rule_and_columns):
    rule, columns = rule_and_columns
    table = of_rows(rule, "some", small.alliance(), **columns, n=[20, 1])
    assert hides_something(protect_together([table], SUPPRESSED).tables["some"])


def test_nor_the_units_that_a_narrower_population_leaves_out():
    masks = [small.FORM.leaves_of(form).mask for form in FORMS]
    of_all = of_rows(small.BY_FORM, "all", small.alliance(), form=masks, n=[21, 9, 30])
    answers = {"population 0_certain": [1, 1, 1], "population 0_possible": [1, 1, 1], "form": masks}
    at_court = of_rows(small.BY_FORM, "court", small.alliance(), (Condition("court"),), **answers, n=[20, 9, 30])
    made = protect_together([of_all, at_court], SUPPRESSED).tables
    shown = [made[name].at(form="domestic").count.mark for name in ("all", "court")]
    assert any(shown)
