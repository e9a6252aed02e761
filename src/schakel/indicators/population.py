"""Which units an indicator counts at all: those that meet every condition of its population.

A condition is asked and answered as a dimension is, so what is unclear stays unclear: a unit that possibly meets it
is counted in upper bounds and not in lower ones.
"""

import numpy as np

from schakel.indicators.dimensions import KINDS
from schakel.indicators.ends import end
from schakel.indicators.kind import Answers, Context, Flags
from schakel.model.indicator import Condition, DimensionRule, Indicator, Phase
from schakel_base.text import NOTHING


def population_rules(indicator: Indicator) -> tuple[DimensionRule, ...]:
    """Return the conditions of an indicator as dimensions that ask what they need."""
    return tuple(_rule(condition, number) for number, condition in enumerate(indicator.population))


def in_population(indicator: Indicator, context: Context, answers: Answers, size: int) -> tuple[Flags, Flags]:
    """Return, per base cell, whether its units are certainly and whether they possibly are in the population."""
    certain, possible = np.ones(size, bool), np.ones(size, bool)
    for condition, rule in zip(indicator.population, population_rules(indicator), strict=True):
        met = KINDS[rule.kind].sort(rule, context, answers)[-1]
        if condition.excluded:
            # Certainly not in the condition is not possibly in it, so the bounds change sides.
            certain, possible = certain & ~met.possible, possible & ~met.certain
        else:
            certain, possible = certain & met.certain, possible & met.possible
    return certain, possible


def not_before(indicator: Indicator, context: Context) -> str:
    """Return a condition that leaves out units before the `since` of a population: what is zero is not listed then."""
    # The last day that it can have been: where rows say a year alone, it may have happened in time.
    days = [
        (end(one.event, True, context), one.since) for one in indicator.population if one.since and not one.excluded
    ]
    return " AND ".join(f"coalesce({day} >= DATE '{since}', true)" for day, since in days)


def _rule(condition: Condition, number: int) -> DimensionRule:
    """A condition is a dimension whose last category is the one that counts."""
    name = f"population {number}"
    if condition.event:
        phase = Phase(name, NOTHING, condition.event, condition.attribute, condition.concept, condition.since)
        return DimensionRule("phase", name, NOTHING, phases=(phase,))
    return DimensionRule("attribute", name, NOTHING, attribute=condition.attribute, show=(condition.concept,))
