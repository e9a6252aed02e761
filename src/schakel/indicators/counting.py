"""A declared count becomes a table: units are grouped into base cells, base cells sorted into categories.

A base cell holds all units about which exactly the same is known. There are few of them, whatever the number of units,
so the engine groups once and everything after that is arithmetic on a handful of rows: every published bound is the
sum of the base cells that certainly (lower) or possibly (upper) belong to its categories.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from schakel.chain.columns import wide_columns
from schakel.chain.wide import wide
from schakel.indicators.dimensions import KINDS
from schakel.indicators.kind import Answers, Context, Flags, Membership
from schakel.indicators.population import in_population, not_before, population_rules
from schakel.indicators.told import told_by_statistics
from schakel.model.alliance import Alliance
from schakel.model.concept import ConceptScheme
from schakel.model.delivery import Coverage
from schakel.model.indicator import Indicator
from schakel.model.table import Cell, Dimension, Table
from schakel_base.database import Step, quote_name

COUNT = "n"


@dataclass(frozen=True)
class IndicatorQuery:
    """A query with a row for each unit: other columns, and those that the dimensions ask. It reads `table` alone."""

    sql: str
    columns: tuple[str, ...]
    table: str


Columns = tuple[tuple[str, str], ...]
"""Names, each with its expression over a row of the wide table."""


@dataclass(frozen=True)
class _Asked:
    """What an indicator asks of each unit; `first` is worked out before, `limit` says which units are counted."""

    columns: Columns
    first: Columns
    limit: str

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its columns, as SQL has them."""
        return tuple(quote_name(name) for name, _ in self.columns)


def _asked(indicator: Indicator, alliance: Alliance) -> _Asked:
    context = Context(alliance, indicator.unit)
    # The conditions of the population are asked beside the dimensions and not as a filter: a unit that only possibly
    # meets one belongs to the upper bounds.
    rules = (*indicator.dimensions, *population_rules(indicator))
    questions = [KINDS[rule.kind].ask(rule, context) for rule in rules]
    columns = tuple(column for question in questions for column in question.columns)
    first = tuple(column for question in questions for column in question.first)
    return _Asked(columns, first, not_before(indicator, context))


def _units(unit: str, first: Columns) -> str:
    """The units of a kind, each with what is worked out first of it."""
    source = quote_name(wide(unit))
    return f"(SELECT *{''.join(f', {_named(*one)}' for one in first)} FROM {source} AS units)" if first else source


def _named(name: str, expression: str) -> str:
    return f"{expression} AS {quote_name(name)}"


def units_query(indicator: Indicator, alliance: Alliance, others: Sequence[str] = ("units.unit_id",)) -> IndicatorQuery:
    """Return the query of the units of an indicator: one scan of their wide table, with other columns of it."""
    asked = _asked(indicator, alliance)
    selected = ", ".join([*others, *(_named(*one) for one in asked.columns)])
    query = f"SELECT {selected}\nFROM {_units(indicator.unit, asked.first)} AS units"
    if asked.limit:
        query += f"\nWHERE {asked.limit}"
    return IndicatorQuery(query, tuple(name for name, _ in asked.columns), wide(indicator.unit))


def base_step(indicator: Indicator, alliance: Alliance) -> Step:
    """Return the step that groups the units of an indicator into base cells: its answers, and `n` units."""
    asked = units_query(indicator, alliance, ())
    names = tuple(quote_name(name) for name in asked.columns)
    grouped = f"SELECT {', '.join(names)}, count(*) AS {COUNT}\nFROM ({asked.sql})\nGROUP BY {', '.join(names)}"
    return Step(f"base_{indicator.name}", (asked.table,), names, (), grouped)


@dataclass(frozen=True)
class ChangeSteps:
    """The steps that make base cells from those of an edition before, by indicator, and the tables that they read.

    The cells before are in `before`. In the wide table is what changed: units as they were known, with a negative
    number of them in `change`, and units as they are, with a positive one.
    """

    answers: Mapping[str, str]
    """The queries of what all indicators ask of these units, by the name of the table: a question is asked once."""
    columns: tuple[str, ...]
    """The columns of the wide table that these read."""
    steps: Mapping[str, Step]


def change_steps(unit: str, indicators: Iterable[Indicator], alliance: Alliance) -> ChangeSteps:
    """Return what makes the base cells of indicators of one kind of unit from those of an edition before."""
    together = dict[Columns, dict[str, _Asked]]()
    for one in indicators:
        asked = _asked(one, alliance)
        together.setdefault(asked.first, {})[one.name] = asked
    answers, steps = dict[str, str](), dict[str, Step]()
    for number, (first, group) in enumerate(together.items()):
        table = f"answers {number}"
        expressions = (expression for one in group.values() for _, expression in (*one.columns, ("", one.limit)))
        places = {expression: f"answer {place}" for place, expression in enumerate(dict.fromkeys(expressions))}
        selected = ", ".join(_named(name, expression or "true") for expression, name in places.items())
        answers[table] = f"SELECT units.change, {selected} FROM {_units(unit, first)} AS units"
        steps |= {name: _change_step(name, asked, table, places) for name, asked in group.items()}
    queries = "".join(answers.values())
    # A column is named in quotation marks wherever it is, so this finds all that are asked for.
    columns = tuple(name for name in wide_columns(unit, alliance) if quote_name(name) in queries)
    return ChangeSteps(answers, columns, steps)


def _change_step(indicator: str, asked: _Asked, table: str, places: Mapping[str, str]) -> Step:
    grouped = ", ".join(asked.names)
    answers = ", ".join(f"{quote_name(places[expression])} AS {quote_name(name)}" for name, expression in asked.columns)
    both = (
        f"SELECT {grouped}, {COUNT} FROM before UNION ALL SELECT {answers}, change AS {COUNT} "
        f"FROM {quote_name(table)} WHERE {quote_name(places[asked.limit])}"
    )
    query = (
        f"SELECT {grouped}, CAST(sum({COUNT}) AS BIGINT) AS {COUNT} FROM ({both}) GROUP BY {grouped} "
        f"HAVING sum({COUNT}) <> 0"
    )
    return Step(f"base_{indicator}", ("before", table), asked.names, (f"{COUNT} > 0",), query)


def tabulate(
    indicator: Indicator, alliance: Alliance, base: pa.Table, synthetic: bool = False, complete: Coverage | None = None
) -> Table:
    """Make the table of an indicator from its base cells; `complete` are the days that its deliveries cover.

    Parameters
    ----------
    base
        Its answers and `n`, a row for each base cell, as `base_step` makes them.
    complete
        None where a sender does not say which days its file covers.

    Returns
    -------
    Table
        A cell for each combination of categories, unprotected.
    """
    columns = tuple(name for name in base.column_names if name != COUNT)
    answers: Answers = {name: base[name].to_numpy(zero_copy_only=False) for name in columns}
    context = Context(alliance, indicator.unit, complete)
    tidy = tidied(answers)
    sides = [KINDS[rule.kind].sort(rule, context, tidy) for rule in indicator.dimensions]
    cells = tuple(_cells(sides, *in_population(indicator, context, tidy, base.num_rows)))
    return Table(
        indicator=indicator,
        dimensions=tuple(
            Dimension(rule.name, rule.label, tuple(member.category for member in side))
            for rule, side in zip(indicator.dimensions, sides, strict=True)
        ),
        cells=cells,
        base=tuple(base[COUNT].to_pylist()),
        base_keys=tuple(zip(*(base[name].to_pylist() for name in columns), strict=True)),
        synthetic=synthetic,
        complete=complete,
        told_by_statistics=dict(told_by_statistics(indicator, sides, cells)),
        schemes=_schemes(indicator, alliance),
    )


def _schemes(indicator: Indicator, alliance: Alliance) -> dict[str, ConceptScheme]:
    """The schemes of the attributes of which a unit has one concept: concepts without a common leaf share no unit."""
    asked = {rule.attribute for rule in indicator.dimensions if rule.kind == "attribute"}
    return {name: alliance.scheme_of(name) for name in sorted(asked) if not alliance.attributes[name].many}


def tidied(answers: Answers) -> Answers:
    """Nullable integers reach numpy as floats with NaN; give those back as integers and None."""
    return {
        # Only days can be empty; masks never are, so that none is cut to the 53 bits of a float.
        name: np.array([None if value != value else int(value) for value in values], object)
        if values.dtype.kind == "f"
        else values
        for name, values in answers.items()
    }


def _cells(sides: list[list[Membership]], certain: Flags, possible: Flags) -> Iterator[Cell]:
    def walk(depth: int, codes: tuple[str, ...], certain: Flags, possible: Flags) -> Iterator[Cell]:
        if depth == len(sides):
            yield Cell(codes, _indices(certain), _indices(possible))
            return
        for member in sides[depth]:
            code = member.category.code
            yield from walk(depth + 1, (*codes, code), certain & member.certain, possible & member.possible)

    return walk(0, (), certain, possible)


def _indices(flags: Flags) -> tuple[int, ...]:
    return tuple(np.flatnonzero(flags).tolist())
