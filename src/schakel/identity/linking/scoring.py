"""The weight of a pair of records, as SQL over two joined rows.

The weights are those of Splink for the same model: the same conditions, the same adjustment for frequent values. The
*highest weight* is what a pair could still reach before any written text is looked at, so that most pairs need none.
"""

from collections.abc import Sequence

from schakel.identity.linking.declared import Comparison, Level, LinkModel
from schakel.identity.linking.levels import OTHERWISE, needs_text, on_joined


def weight_sql(model: LinkModel) -> str:
    """Return the weight of a pair of rows `l` and `r` in bits, without the prior."""
    return " + ".join(_cases(model, one, one.levels, _weight(model, one, OTHERWISE)) for one in model.comparisons)


def self_weight_sql(model: LinkModel) -> str:
    """Return the weight of a row `l` beside another that says the same: what is known of a person, in bits."""
    known = []
    for one in model.comparisons:
        vague = one.attribute if "same and vague" in one.levels else ""
        same = _weight(model, one, "same")
        if vague:
            same = f"CASE WHEN l.{vague}_vague THEN {_weight(model, one, 'same and vague')} ELSE {same} END"
        known.append(f"CASE WHEN l.{one.attribute}_value IS NULL THEN 0 ELSE {same} END")
    return " + ".join(known)


def highest_weight_sql(model: LinkModel) -> str:
    """Return the most that a pair of rows `l` and `r` can weigh, told without their texts."""
    return " + ".join(_highest(model, one) for one in model.comparisons)


def level_of(model: LinkModel, comparison: Comparison, level: str) -> Level:
    """Return what training gave for a level."""
    assert model.trained is not None, "a model is trained before it weighs"
    return model.trained.levels[comparison.attribute][level]


def _cases(model: LinkModel, comparison: Comparison, levels: Sequence[str], rest: str) -> str:
    name = comparison.attribute
    conditions = model.attribute(name).rules.levels
    cases = [f"WHEN l.{name}_value IS NULL OR r.{name}_value IS NULL THEN 0"]
    for level in levels:
        holds = on_joined(conditions[level], name, comparison.swapped_with)
        cases.append(f"WHEN {holds} THEN {_weight(model, comparison, level)}")
    return f"CASE {' '.join(cases)} ELSE {rest} END"


def _weight(model: LinkModel, comparison: Comparison, level: str) -> str:
    weight = _number(level_of(model, comparison, level).weight)
    return f"({weight} + l.{comparison.attribute}_rarity)" if comparison.frequency and level == "same" else weight


def _highest(model: LinkModel, comparison: Comparison) -> str:
    """Decide by the levels before the first that needs a text; what gets that far may have the best of the rest."""
    conditions = model.attribute(comparison.attribute).rules.levels
    sure: list[str] = []
    for level in comparison.levels:
        if needs_text(conditions[level]):
            break
        sure.append(level)
    rest = [*comparison.levels[len(sure) :], OTHERWISE]
    best = max(level_of(model, comparison, level).weight for level in rest)
    return _cases(model, comparison, sure, _number(best))


def _number(weight: float) -> str:
    return f"{weight!r}::DOUBLE"
