"""What follows from counts that overlap

Phases, concepts of which a unit can have several, and what is known of units: of each a unit can be in more than one
category. Readers of a table under suppression compute from these who is in one and not in another, in both, or in none.

The attacker here shares nothing with ours: it looks for whole numbers of reports by all that can be true of one, which
agree with every printed count of all tables and editions. Every count of 1 or 2 must keep three numbers.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import combinations, product

import numpy as np
import pyarrow as pa
import pytest
import small
from examples import is_thorough
from scipy.optimize import LinearConstraint, milp

from schakel.disclosure import ReleasedTable, protect_together
from schakel.indicators import tabulate
from schakel.model.alliance import Attribute
from schakel.model.indicator import Condition, DimensionRule, Phase
from schakel_base.errors import DisclosureError

SUPPRESSED, MOST = "alliance", 99
FORMS = {"domestic": "sexual", "cross-border": "sexual", "labour": ""}
YEARS = ("2020", "2021")
EVENTS = ("report", "referral", "charge", "court", "appeal")
THEMES = small.scheme("theme", "work", "work/pay", "work/hours", "home")
WITH_THEMES = replace(
    small.alliance(),
    attributes={**small.alliance().attributes, "theme": Attribute("theme", "theme", small.text("theme"), many=True)},
    schemes={**small.alliance().schemes, "theme": THEMES},
)


@dataclass(frozen=True)
class Kind:
    """All that can be true of a report: the codes that it certainly has and may have, and what the engine answers."""

    sure: frozenset[str]
    may: frozenset[str]
    answers: Mapping[str, object]

    def __and__(self, other):
        return Kind(self.sure | other.sure, self.may | other.may, {**self.answers, **other.answers})


def kind(codes, answers, may=None):
    return Kind(frozenset(codes), frozenset(codes if may is None else may), answers)


def by_form():
    mask = {form: small.FORM.leaves_of(form).mask for form in FORMS}
    return [kind({form, above} - {""}, {"form": mask[form]}) for form, above in FORMS.items()]


def by_year():
    return [kind({year}, {"year": year}) for year in YEARS]


def by_phase(sets, may=None):
    """Reports by which events happened to them, and may have happened."""
    sets = [frozenset(one) for one in sets]
    return [kind(one, {"reached": (one, also)}, also) for one, also in zip(sets, may or sets, strict=True)]


def chain(events):
    return [events[: far + 1] for far in range(len(events))]


def subsets(things):
    return [some for size in range(len(things) + 1) for some in combinations(things, size)]


def by_theme():
    found = []
    # A report of which nobody says what it is about may be about anything.
    for some in subsets([leaf.notation for leaf in THEMES.leaves])[1:]:
        codes = {*some, *(above for leaf in some for above in THEMES.above[leaf])}
        sure = sum(1 << place for place, one in enumerate(THEMES.concepts) if one.notation in codes)
        mask = THEMES.leaves_of(*some).mask
        found.append(kind(codes, {"theme": mask, "theme sure": sure}))
    return found


def by_known():
    return [
        kind(some, {"known": sum(1 << ("form", "court").index(one) for one in some)})
        for some in subsets(("form", "court"))
    ]


def crossed(*sides):
    made = []
    for together in product(*sides):
        one = together[0]
        for other in together[1:]:
            one = one & other
        made.append(one)
    return made


def phases(*events, name="phase"):
    declared = tuple(Phase(event, small.text(event), event) for event in events)
    return DimensionRule("phase", name, small.text("phase"), phases=declared)


BY_YEAR = DimensionRule("period", "year", small.text("year"), event="report")
BY_THEME = DimensionRule("attribute", "theme", small.text("theme"), attribute="theme")
KNOWN = DimensionRule("decided", "known", small.text("known"), attributes=("form", "court"))


def of(kinds, counts, *rules, name="flow", population=()):
    """A table of reports, some of each kind."""
    rows = [(one, count) for one, count in zip(kinds, counts, strict=True) if count]
    columns = {"n": [count for _, count in rows]}
    for rule in rules:
        if rule.kind == "phase":
            for place, word in enumerate(("certain", "possible")):
                columns[f"{rule.name}_{word}"] = [
                    sum(1 << at for at, one in enumerate(rule.phases) if one.event in kind.answers["reached"][place])
                    for kind, _ in rows
                ]
        else:
            asked = (rule.name, "theme sure") if rule.name == "theme" else (rule.name,)
            columns |= {name: [kind.answers[name] for kind, _ in rows] for name in asked}
    for number, event in enumerate(population):
        for place, word in enumerate(("certain", "possible")):
            columns[f"population {number}_{word}"] = [int(event in kind.answers["reached"][place]) for kind, _ in rows]
    base = pa.table(columns)
    names = [one for one in base.column_names if one != "n"]
    base = base.group_by(names).aggregate([("n", "sum")]).rename_columns([*names, "n"])
    declared = small.indicator(*rules, name=name, population=tuple(Condition(event) for event in population))
    return ReleasedTable(tabulate(declared, WITH_THEMES, base))


def held(kinds, codes, possibly=False):
    """Which kinds a cell holds."""
    asked = frozenset(codes) - {"total"}
    return np.array([float(asked <= (one.may if possibly else one.sure)) for one in kinds])


class Attacker:
    """Knows what each cell counts, what is printed, and that counts are whole and not negative."""

    def __init__(self, kinds, editions):
        self.kinds, self.editions = kinds, editions
        rows, low, high = [], [], []
        for number, tables in enumerate(editions):
            for table, cell in ((one, cell) for one in tables for cell in one.cells):
                codes = {*cell.coordinates, *(one.event for one in table.indicator.population)}
                ends = [cell.count.lower, cell.count.upper]
                for possibly, end in enumerate(ends):
                    rows.append(self.row(number, held(kinds, codes, bool(possibly))))
                    # Zeros are shown, unless nothing is shown of a table, or a rule hides them.
                    low.append(0.0 if cell.count.mark else end)
                    high.append(np.inf if cell.count.mark else end)
        self.constraints = [LinearConstraint(np.array(rows), low, high)]

    def row(self, edition, units):
        row = np.zeros((len(self.editions), len(self.kinds)))
        row[edition] = units
        return row.ravel()

    def never_falls(self, units):
        """Of these no report goes from one edition to the next."""
        rows = [self.row(1, one) - self.row(0, one) for one in units]
        self.constraints.append(LinearConstraint(np.array(rows), 0.0, np.inf))

    def possible(self, asked):
        known = {
            "constraints": self.constraints,
            "integrality": np.ones(len(asked)),
            "bounds": (0, MOST),
        }
        return round(-milp(-asked, **known).fun - milp(asked, **known).fun) + 1


def asked_of(kinds, contexts, overlapping):
    """Everybody in a context who is in one of two overlapping categories or not, in the other or not."""
    for context in contexts:
        inside = held(kinds, context)
        has = {code: held(kinds, {code}) for code in overlapping}
        for one in overlapping:
            yield (*context, one), inside * has[one]
            yield (*context, f"not {one}"), inside * (1 - has[one])
        for one, other in combinations(overlapping, 2):
            for first, second in product((1, 0), repeat=2):
                both = (has[one] if first else 1 - has[one]) * (has[other] if second else 1 - has[other])
                yield (*context, ("" if first else "not ") + one, ("" if second else "not ") + other), inside * both


def readable(attacker, counts, asked):
    """The counts of 1 or 2 of which fewer than three numbers are possible, of the last edition."""
    last = len(attacker.editions) - 1
    found = {}
    for name, units in asked:
        key = tuple(units)
        if units @ counts in (1, 2) and key not in found:
            found[key] = (attacker.possible(attacker.row(last, units)), name)
    return [(name, number) for number, name in found.values() if number < 3], len(found)


MANY, FEW = (0, 1, 2, 5, 9, 15, 20), (0, 0, 0, 0, 0, 1, 1, 2, 9)


def drawn(seed, size, often=MANY):
    return np.random.default_rng(seed).choice(often, size).tolist()


FORM_CODES = ("total", "sexual", *FORMS)
YEAR_CODES = ("total", *YEARS)


def world_chain(seed):
    events = EVENTS[: 2 + seed % 4]
    kinds = crossed(by_phase(chain(events)), by_form(), by_year())
    counts = drawn(seed, len(kinds))
    tables = [of(kinds, counts, phases(*events), small.BY_FORM, BY_YEAR)]
    return kinds, counts, tables, list(product(FORM_CODES, YEAR_CODES)), events


def world_two_tables(seed):
    events = EVENTS[:4]
    kinds = crossed(by_phase(chain(events)), by_form(), by_year())
    counts = drawn(seed, len(kinds), FEW)
    tables = [
        of(kinds, counts, phases("report", "charge"), small.BY_FORM, name="forms"),
        of(kinds, counts, phases("referral", "court"), BY_YEAR, name="years"),
        of(kinds, counts, small.BY_FORM, BY_YEAR, name="charged", population=("charge",)),
    ]
    contexts = [*product(FORM_CODES, ("total",)), *product(("total",), YEARS)]
    return kinds, counts, tables, contexts, events


def world_independent(seed):
    events = EVENTS[:3]
    kinds = crossed(by_phase(subsets(events)), by_form())
    counts = drawn(seed, len(kinds), FEW)
    tables = [of(kinds, counts, phases(*events), small.BY_FORM), of(kinds, counts, small.BY_FORM, name="all")]
    return kinds, counts, tables, list(product(FORM_CODES)), events


def world_themes(seed):
    kinds = crossed(by_theme(), by_form())
    counts = drawn(seed, len(kinds), FEW)
    tables = [of(kinds, counts, BY_THEME, small.BY_FORM)]
    return kinds, counts, tables, list(product(FORM_CODES)), ("work", "pay", "hours", "home")


def world_themes_and_phases(seed):
    events = EVENTS[:3]
    kinds = crossed(by_theme(), by_phase(chain(events)))
    counts = drawn(seed, len(kinds), FEW)
    tables = [of(kinds, counts, BY_THEME, phases(*events))]
    return kinds, counts, tables, [("total",)], ("work", "pay", "hours", "home", *events)


def world_known(seed):
    kinds = crossed(by_known(), by_year())
    counts = drawn(seed, len(kinds), FEW)
    return kinds, counts, [of(kinds, counts, KNOWN, BY_YEAR)], list(product(YEAR_CODES)), ("form", "court")


def world_known_and_phases(seed):
    events = EVENTS[:3]
    kinds = crossed(by_known(), by_phase(chain(events)))
    counts = drawn(seed, len(kinds), FEW)
    tables = [of(kinds, counts, KNOWN, phases(*events))]
    return kinds, counts, tables, [("total",)], ("form", "court", *events)


def world_undated(seed):
    """Of some reports nobody knows the year."""
    events = EVENTS[:3]
    years = [*by_year(), kind((), {"year": None}, YEARS)]
    kinds = crossed(by_phase(chain(events)), years)
    counts = drawn(seed, len(kinds))
    return kinds, counts, [of(kinds, counts, phases(*events), BY_YEAR)], list(product(YEAR_CODES)), events


def world_unclear_forms(seed):
    """Of some reports it is open which form of sexual exploitation they are about, or of which form at all."""
    events = EVENTS[:3]
    masks = {"sexual": small.FORM.leaves_of("sexual").mask, "": small.FORM.anything.mask}
    may = {"sexual": ("sexual", "domestic", "cross-border"), "": ("sexual", *FORMS)}
    forms = [*by_form(), *(kind({one} - {""}, {"form": masks[one]}, may[one]) for one in masks)]
    kinds = crossed(by_phase(chain(events)), forms)
    counts = drawn(seed, len(kinds), FEW)
    return kinds, counts, [of(kinds, counts, phases(*events), small.BY_FORM)], list(product(FORM_CODES)), events


def world_unclear(seed):
    """To some reports an event may have happened: the next phase, which not all rows tell."""
    events = EVENTS[:3]
    sure = [events[:far] for far in (1, 1, 2, 2, 3)]
    may = [events[:far] for far in (1, 2, 2, 3, 3)]
    kinds = crossed(by_phase(sure, [frozenset(one) for one in may]), by_form())
    counts = drawn(seed, len(kinds))
    tables = [of(kinds, counts, phases(*events), small.BY_FORM)]
    return kinds, counts, tables, list(product(FORM_CODES)), events


WORLDS = {name.removeprefix("world_"): made for name, made in dict(globals()).items() if name.startswith("world_")}


def attacked(world, seed):
    kinds, counts, tables, contexts, overlapping = WORLDS[world](seed)
    made = protect_together(tables, SUPPRESSED).tables
    attacker = Attacker(kinds, [list(made.values())])
    return *readable(attacker, np.array(counts), asked_of(kinds, contexts, overlapping)), made


@pytest.mark.parametrize("seed", range(10) if is_thorough() else (0, 3))
@pytest.mark.parametrize("world", WORLDS)
def test_nobody_can_be_counted(world, seed):
    found, _, _ = attacked(world, seed)
    assert not found


def test_nor_who_has_two_of_the_concepts_that_a_broader_one_is_made_of():
    """Of 54 about work 30 are about pay and 25 about hours: one is about both."""
    kinds, counts = by_theme(), [20, 15, 20, 1, 9, 9, 0]
    made = protect_together([of(kinds, counts, BY_THEME)], SUPPRESSED).tables
    attacker = Attacker(kinds, [list(made.values())])
    found, asked = readable(attacker, np.array(counts), asked_of(kinds, [("total",)], ("pay", "hours")))
    assert asked and not found


CUT = EVENTS[:3]


def editions(seed, first, second):
    """Two editions of reports by form that came further since, and were added."""
    kinds = crossed(by_phase(chain(CUT)), by_form())
    before = np.array(drawn(seed, len(kinds)))
    draw = np.random.default_rng(1000 + seed)
    after = before + draw.choice([0, 0, 0, 0, 1, 2, 7], len(kinds))
    size = len(FORMS)
    for place in range(len(kinds) - size):
        moved = min(after[place], draw.choice([0, 0, 0, 1, 3]))
        after[place], after[place + size] = after[place] - moved, after[place + size] + moved
    made, released = [], []
    for number, (counts, shown) in enumerate(((before, first), (after, second))):
        tables = [of(kinds, counts.tolist(), phases(*events), small.BY_FORM, name="+".join(events)) for events in shown]
        together = protect_together(tables, SUPPRESSED, released)
        released.append(together.release("monitor", f"202{number}", list(together.tables)))
        made.append(list(together.tables.values()))
    attacker = Attacker(kinds, made)
    cells = [held(kinds, {event, form}) for event, form in product(CUT, FORM_CODES)]
    attacker.never_falls(cells)
    asked = list(asked_of(kinds, list(product(FORM_CODES)), CUT))
    found = [
        (number, *one) for number in (0, 1) for one in by_edition(attacker, (before, after)[number], number, asked)
    ]
    found += [("change", *one) for one in changes(attacker, after - before, cells)]
    return found, made


def by_edition(attacker, counts, number, asked):
    few = {tuple(units): name for name, units in asked if units @ counts in (1, 2)}
    return [(name, n) for units, name in few.items() if (n := attacker.possible(attacker.row(number, units))) < 3]


def changes(attacker, changed, cells):
    rows = [attacker.row(1, units) - attacker.row(0, units) for units in cells if units @ changed in (1, 2)]
    return [(n,) for row in rows if (n := attacker.possible(row)) < 3]


SHOWN = [
    ([CUT], [CUT]),
    ([CUT[:2]], [CUT]),
    ([CUT], [CUT[:2]]),
    ([CUT[::2]], [CUT[:2]]),
    ([CUT[:1]], [CUT[1:]]),
    ([CUT[:2], CUT[1:]], [CUT[::2]]),
]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(("first", "second"), SHOWN)
def test_nor_from_two_editions(first, second, seed):
    try:
        found, _ = editions(seed, first, second)
    except DisclosureError:
        return  # nothing leaves
    assert not found
