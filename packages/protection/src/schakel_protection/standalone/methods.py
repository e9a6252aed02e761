"""How tables of your own are protected: each method takes linked tables, and gives back the figure of every cell."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from schakel_base.errors import DisclosureError
from schakel_base.multiples import round_to_multiple
from schakel_protection.attack.audit import Audit, somebody_in
from schakel_protection.attack.requirements import Requirement, merged
from schakel_protection.attack.rests import with_rests, zeros_beside
from schakel_protection.profiles import Profile
from schakel_protection.releases.proposed import ProposedRelease
from schakel_protection.releases.rounded import round_release
from schakel_protection.rounding.cell_key import keyed_counts
from schakel_protection.rounding.controlled import round_controlled, word_for
from schakel_protection.rules import apply_rules, margins_that_tell
from schakel_protection.solver import Places
from schakel_protection.standalone.beforehand import Beforehand, beforehand
from schakel_protection.standalone.frames import count_up
from schakel_protection.standalone.linked import Linked, OwnTable
from schakel_protection.standalone.specification import Specification
from schakel_protection.suppression.attacked import suppress_and_attack
from schakel_protection.suppression.estimate import estimated_seconds
from schakel_protection.suppression.problem import Wishes, wish
from schakel_protection.tables.equations import Equations, Vector
from schakel_protection.thresholds import ATTACKED

_NOT_ATTACKED = (
    "Every figure is shown as a multiple of {base} that lies at most {reach} from it ({word}); "
    "no program has tried to compute small ones from everything that is shown."
)


@dataclass(frozen=True)
class Means:
    """What a method is given beside tables: what cell keys are made from, and how much work."""

    secret: bytes = b""
    steps: float | None = None


@dataclass(frozen=True, eq=False)
class Made:
    """The figure of every cell of linked tables, and how it came about.

    Parameters
    ----------
    values
        What is shown; not a number where it is suppressed.
    sentence
        How the figures are protected, in English, as all that this command says.
    failing
        The cells that failed a rule themselves.
    found
        The attack that all survived; None where there was none.
    """

    values: Vector
    sentence: str
    failing: Places = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    found: Audit | None = None


def suppressed(linked: Linked, profile: Profile, means: Means) -> Made:
    """Suppress what fails a rule in some table, and enough besides, in all tables together."""
    failing, guarded, wishes = _asked(linked, profile)
    exact = any(table.asked.exact for table in linked.tables)
    pattern, found = suppress_and_attack(guarded, wishes, exact, steps=means.steps)
    values = np.where(pattern[: len(linked.equations)], np.nan, linked.equations.values)
    return Made(values, usual(profile), failing.places, found)


def _asked(linked: Linked, profile: Profile) -> tuple[Requirement, Equations, Wishes]:
    """The cells that fail a rule, all cells with the rests of margins, and what is wished of them."""
    said = [beforehand(table) for table in linked.tables]
    failing = _failing(linked, profile, said)
    guarded = with_rests(linked.equations, _held(linked, profile))
    wishes = _wishes(linked, profile, said, guarded.equations, merged(failing, guarded.someone_else))
    return failing, guarded.equations, wishes


def estimate(linked: Linked, profile: Profile) -> tuple[int, float]:
    """Return how many cells fail a rule, and about how many seconds it takes to suppress and attack the tables."""
    failing, equations, wishes = _asked(linked, profile)
    return len(failing.places), estimated_seconds(equations, wishes)


def _failing(linked: Linked, profile: Profile, said: Sequence[Beforehand]) -> Requirement:
    """The cells that fail a rule in some table, and how far each must stay open."""
    found = []
    for (table, places), of_cells in zip(linked.by_table, said, strict=True):
        rules, _ = apply_rules(profile.rules, table.cube.equations, table.counted.facts)
        own = of_cells.adds_to(rules, table)
        found.append(replace(own, places=places[own.places]))
    return merged(*found)


def _held(linked: Linked, profile: Profile) -> list[tuple[int, int]]:
    """The pairs of a category and a margin whose zeros beside the category are suppressed too."""
    return sorted({(int(places[cell]), int(places[of])) for _, places, (cell, of) in _pairs_held(linked, profile)})


def _pairs_held(linked: Linked, profile: Profile) -> Iterable[tuple[OwnTable, Places, tuple[int, int]]]:
    for table, places in linked.by_table:
        for pair in margins_that_tell(table.cube.equations, profile.rules, table.counted.facts):
            yield table, places, pair


def _wishes(
    linked: Linked, profile: Profile, said: Sequence[Beforehand], equations: Equations, requirement: Requirement
) -> Wishes:
    cost, keep = np.zeros(len(equations)), set[int]()
    for (table, places), of_cells in zip(linked.by_table, said, strict=True):
        # A cell of several tables costs what it costs most in any of them: it is missed in all.
        cost[places] = np.maximum(cost[places], _cost(table))
        for place, price in of_cells.cost.items():
            cost[places[place]] = price
        keep |= {int(places[place]) for place in of_cells.keep}
        keep |= {int(places[table.cube.equations.index(tuple(sorted(cell.items())))]) for cell in table.asked.keep}
    beside = {
        int(places[zero])
        for table, places, pair in _pairs_held(linked, profile)
        for zero in zeros_beside(table.cube.equations, [pair])
    }
    respondents = linked.respondents if profile.singletons else ()
    least = somebody_in(equations, sorted(beside))
    return wish(equations, requirement, cost, keep, respondents=respondents, zeros=beside, least=least)


def _cost(table: OwnTable) -> Vector:
    equations, asked = table.cube.equations, table.asked
    if asked.cost == "value":
        return equations.values
    if asked.cost == "cells":
        return np.ones(len(equations))
    weights = Specification(asked.sides, asked.profile, magnitude=asked.cost, notation=asked.notation)
    return count_up(table.given, weights).cube.equations.values


def rounded(linked: Linked, profile: Profile, _: Means) -> Made:
    """Round all tables together, so that parts add up; counts are attacked, where their relations are not too many."""
    equations = linked.equations
    # Beyond this an attack takes minutes: then the sentence says that nobody attacked.
    if equations.integer and equations.relations.nnz <= ATTACKED:
        shown = round_release(ProposedRelease(equations), profile)
        return Made(shown.values, f"{usual(profile)} ({word_for(shown.additive)})", found=shown.audit)
    reach = profile.reach
    result = round_controlled(equations, profile.base, reach)
    word = word_for(result.additive)
    return Made(result.values, _NOT_ATTACKED.format(base=profile.base, reach=reach, word=word))


def each_rounded(linked: Linked, profile: Profile, means: Means) -> Made:
    """Round every figure by itself."""
    del means
    rounded = (float(round_to_multiple(int(value), profile.base)) for value in linked.equations.values)
    return Made(np.array([*rounded]), usual(profile))


def keyed(linked: Linked, profile: Profile, means: Means) -> Made:
    """Change counts by the keys of their records."""
    values = np.zeros(len(linked.equations))
    for table, places in linked.by_table:
        values[places] = _keyed(table, means.secret)
    return Made(values, usual(profile))


def _keyed(table: OwnTable, secret: bytes) -> Vector:
    asked, given = table.asked, table.given
    # A key is that of a record, and a row that counts several has none.
    if not asked.record or asked.count or asked.magnitude or asked.weight:
        raise DisclosureError("cell keys are for tables of records, with a column that names each: record")
    names = [str(name) for name in given.column(asked.record)]
    records = list(zip(*([str(code) for code in given.column(side.column)] for side in asked.sides), strict=True))
    return keyed_counts(table.cube, records, names, secret)


def usual(profile: Profile) -> str:
    """Return the sentence of a profile."""
    return profile.sentence.in_language("en")


SUPPRESSION = "suppression"
METHODS: dict[str, Callable[[Linked, Profile, Means], Made]] = {
    SUPPRESSION: suppressed,
    "controlled_rounding": rounded,
    "round_each": each_rounded,
    "cell_key": keyed,
}
