"""Primary rules: which cells may not be published as they are, as declared data.

Each rule looks at the facts of every cell and answers how far an attacker's range must reach on either side of an
amount, or how wide it must be for a count, in halves: 0 where the rule is content. A cell must satisfy all rules of its
profile, so the widest range counts.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from schakel_base.errors import DisclosureError
from schakel_protection.attack.requirements import Requirement, around, sliding
from schakel_protection.tables.equations import RESERVED, CountBound, Equations, Key, Mask, Reserved, Vector
from schakel_protection.thresholds import ONE_UNIT, WIDTH_OF_MAGNITUDES

Number = float | int | bool
GROUP_DISCLOSURE = "group_disclosure"
_NOISE = 1e-9  # amounts are floats: a difference of this share of them is their rounding


@dataclass(frozen=True)
class DisclosureRule:
    """One declared rule: its kind, and its parameters by name.

    Parameters
    ----------
    kind
        A key of `RULES`.
    parameters
        Those that `PARAMETERS` lists for the kind: units, percent, or a number of contributors.
    """

    kind: str
    parameters: Mapping[str, Number] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Facts:
    """What rules look at, cell by cell, in the order of the equations.

    Parameters
    ----------
    persons
        The number of persons behind them: one person with three records (a holding) counts once.
    largest
        The largest contributions to a magnitude, largest first, one row per cell; None for counts.
    heaviest
        By how much one unit more or fewer changes each cell at most, where units of a sample have weights; None where
        each counts as 1, and for magnitudes.
    asked
        Whether the largest contributor to each cell asked for protection; None where nobody could.
    """

    records: Vector
    persons: Vector | None = None
    largest: Vector | None = None
    heaviest: Vector | None = None
    asked: Mask | None = None

    @property
    def units(self) -> Vector:
        """What a minimum frequency is counted in: persons, where they are known."""
        return self.records if self.persons is None else self.persons


def facts_of_counts(equations: Equations) -> Facts:
    """Return the facts of a table of counts of persons."""
    return Facts(equations.values)


def apply_rules(
    rules: Sequence[DisclosureRule], equations: Equations, facts: Facts
) -> tuple[Requirement, tuple[str, ...]]:
    """Apply all rules.

    Returns
    -------
    The required range of every cell that fails a rule, and per such cell the kinds of the rules it fails.

    Raises
    ------
    DisclosureError
        If a rule is unknown, lacks a parameter, or asks for facts that are not there.
    """
    widths = [_apply(rule, equations, facts) for rule in rules]
    widest = np.max(widths, axis=0, initial=0.0) if widths else np.zeros(len(equations))
    places = np.flatnonzero((widest > 0) & ~equations.hidden)
    reasons = tuple(
        ", ".join(rule.kind for rule, width in zip(rules, widths, strict=True) if width[place] > 0) for place in places
    )
    wide = widest[places]
    if equations.integer:
        # As wide as one unit fewer and one more, but wherever the count lies: else the range would tell where.
        return sliding(places, 2 * wide), reasons
    return around(places, np.minimum(wide, equations.values[places]), wide), reasons


def _apply(rule: DisclosureRule, equations: Equations, facts: Facts) -> Vector:
    if rule.kind not in RULES:
        raise DisclosureError(f"no disclosure rule is called {rule.kind}; known are {', '.join(sorted(RULES))}")
    try:
        return RULES[rule.kind](rule.parameters, equations, facts)
    except KeyError as missing:
        raise DisclosureError(f"the rule {rule.kind} lacks its parameter {missing.args[0]}") from None


def _minimum_frequency(parameters: Mapping[str, Number], equations: Equations, facts: Facts) -> Vector:
    """Too few units: fewer than `minimum`. Zeros are safe unless `zeros` is set."""
    units = facts.units
    # An empty cell names nobody; where its emptiness tells something, the profile says so by `zeros`.
    few = (units < parameters["minimum"]) & ((units > 0) | bool(parameters.get("zeros", False)))
    return np.where(few, _width(equations, parameters, facts), 0.0)


def _dominance(parameters: Mapping[str, Number], equations: Equations, facts: Facts) -> Vector:
    """The `n` largest contributors hold more than `k` percent of the cell."""
    most = int(parameters["n"])
    top = _largest(equations, facts, most)[:, :most].sum(axis=1)
    dominated = (top > equations.values * (parameters["k"] / 100 + _NOISE)) & (equations.values > 0)
    return np.where(dominated, _width(equations, parameters, facts), 0.0)


def _request(parameters: Mapping[str, Number], equations: Equations, facts: Facts) -> Vector:
    """The largest contributor asked for protection and holds more than `k` percent: passive confidentiality."""
    if facts.asked is None:
        raise DisclosureError("the rule request needs a column that says who asked for protection (`request`)")
    holds = _largest(equations, facts, 1)[:, 0] > equations.values * (parameters["k"] / 100 + _NOISE)
    return np.where(facts.asked & holds, _width(equations, parameters, facts), 0.0)


def _p_percent(parameters: Mapping[str, Number], equations: Equations, facts: Facts) -> Vector:
    """The second largest contributor can estimate the largest to within `p` percent.

    The range must be wide enough that he no longer can: p percent of the largest, less what the others hide already.
    """
    largest = _largest(equations, facts, 2)
    first, second = largest[:, 0], largest[:, 1] if largest.shape[1] > 1 else np.zeros(len(equations))
    lacking = first * parameters["p"] / 100 - (equations.values - first - second)
    least = _one_unit(equations, facts)
    return np.where((lacking > first * _NOISE) & (first > 0), np.maximum(lacking, least), 0.0)


def _group_disclosure(parameters: Mapping[str, Number], equations: Equations, facts: Facts) -> Vector:
    """One category holds `share` percent or more of a known margin: who is in the margin is in the category."""
    width, wide = np.zeros(len(equations)), _width(equations, parameters, facts)
    for place, _ in _held_margins(equations, parameters["share"]):
        width[place] = wide[place]
    return width


def shares_that_tell(equations: Equations, rules: Sequence[DisclosureRule]) -> list[tuple[int, int]]:
    """Return the pairs of a category and a margin for which a rule against group disclosure holds."""
    shares = [rule.parameters["share"] for rule in rules if rule.kind == GROUP_DISCLOSURE]
    return sorted({pair for share in shares for pair in _held_margins(equations, share)})


def margins_that_tell(equations: Equations, rules: Sequence[DisclosureRule], facts: Facts) -> list[tuple[int, int]]:
    """Return the pairs of rules that ask for `zeros` to be suppressed too, so that not all of the margin shows.

    Margins that another rule hides are left out: nobody knows how many are in those.
    """
    telling = [rule for rule in rules if rule.kind == GROUP_DISCLOSURE and rule.parameters.get("zeros")]
    others = [rule for rule in rules if rule.kind != GROUP_DISCLOSURE]
    # The other rules are applied first, and alone: asked of all rules together the answer would depend on itself.
    hidden = set(apply_rules(others, equations, facts)[0].places.tolist())
    return [(cell, margin) for cell, margin in shares_that_tell(equations, telling) if margin not in hidden]


def _held_margins(equations: Equations, share: Number) -> Iterator[tuple[int, int]]:
    """Yield each published cell that holds so large a share of a margin, and that margin.

    The margins of a cell are the cells with one of its codes left out; a variable of one code alone tells nothing. Of
    a count with two bounds the lower one tells: so many are certainly in the category.
    """
    asked = Counter((unit, variable) for unit, variable, _ in _codes(equations))
    for place, key in enumerate(equations.keys):
        if equations.hidden[place] or dict(key).get(Reserved.BOUND, CountBound.LOWER) != CountBound.LOWER:
            continue
        for margin in _margins(key, asked):
            if margin in equations:
                whole = equations.index(margin)
                value = equations.values[whole]
                # Of a margin of nobody every category holds all.
                if value >= 1 and equations.values[place] >= value * share / 100 and not equations.hidden[whole]:
                    yield place, whole


def _codes(equations: Equations) -> set[tuple[str, str, str]]:
    """The codes of each variable, apart for each kind of unit counted."""
    return {(dict(key).get(Reserved.UNIT, ""), *pair) for key in equations.keys for pair in key}


def _margins(key: Key, asked: Mapping[tuple[str, str], int]) -> Iterator[Key]:
    unit = dict(key).get(Reserved.UNIT, "")
    for pair in key:
        if pair[0] not in RESERVED and asked[unit, pair[0]] > 1:
            margin = tuple(other for other in key if other != pair)
            yield margin
            if (Reserved.BOUND, CountBound.LOWER) in margin:
                yield tuple(other for other in margin if other != (Reserved.BOUND, CountBound.LOWER))


def _width(equations: Equations, parameters: Mapping[str, Number], facts: Facts) -> Vector:
    """The range asked for: `width` percent of the value if declared, and never less than one unit for counts."""
    least = _one_unit(equations, facts)
    return np.maximum(
        equations.values * parameters.get("width", 0.0 if equations.integer else WIDTH_OF_MAGNITUDES) / 100, least
    )


def _one_unit(equations: Equations, facts: Facts) -> Vector | float:
    """By how much one unit changes a count; nothing is known about magnitudes."""
    if facts.heaviest is not None:
        return facts.heaviest
    return ONE_UNIT if equations.integer else 0.0


def contributors_looked_at(rules: Sequence[DisclosureRule]) -> int:
    """Return how many of the largest contributions to a cell some rules look at: two at least, as p% does."""
    return max([2, *(int(rule.parameters.get("n", 0)) for rule in rules)])


def _largest(equations: Equations, facts: Facts, most: int) -> Vector:
    """A number of the largest contributions; in a table of counts every unit contributes 1."""
    if facts.largest is not None:
        kept = facts.largest.shape[1]
        # Where the last of those kept is nothing there are no more: then fewer do.
        if kept < most and (facts.largest[:, -1] > 0).any():
            raise DisclosureError(f"a rule looks at the {most} largest contributions; of a cell only {kept} are known")
        return facts.largest
    if not equations.integer:
        raise DisclosureError("a rule needs the largest contributions, which the table does not have")
    # In a cell of one unit the second largest contribution is 0.
    return np.array([np.minimum(1.0, np.maximum(0.0, equations.values - rank)) for rank in range(most)]).T


RULES: dict[str, Callable[[Mapping[str, Number], Equations, Facts], Vector]] = {
    "minimum_frequency": _minimum_frequency,
    "dominance": _dominance,
    "p_percent": _p_percent,
    "request": _request,
    GROUP_DISCLOSURE: _group_disclosure,
}


PARAMETERS: dict[str, tuple[str, ...]] = {
    "minimum_frequency": ("minimum", "zeros", "width"),
    "dominance": ("n", "k", "width"),
    "p_percent": ("p",),
    "request": ("k", "width"),
    GROUP_DISCLOSURE: ("share", "zeros", "width"),
}
