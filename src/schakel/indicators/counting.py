"""A declared count becomes a table: units are grouped into base cells, base cells sorted into categories.

A base cell holds all units about which exactly the same is known. There are few of them, whatever the number of units,
so the engine groups once and everything after that is arithmetic on a handful of rows: every published bound is the
sum of the base cells that certainly (lower) or possibly (upper) belong to its categories.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

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


@dataclass(frozen=True)
class CountSteps:
    """What makes the base cells of indicators of one kind of unit: what several of them ask is counted together.

    Parameters
    ----------
    answers
        The steps that count what is known of units, as far as any of some indicators asks: `n` units.
        Each is by its name an input of steps of these.
    steps
        The step of each indicator, by its name: a sum of such counts, or of an indicator alone a count of units.
    """

    answers: tuple[Step, ...]
    steps: Mapping[str, Step]


def count_steps(unit: str, indicators: Iterable[Indicator], alliance: Alliance) -> CountSteps:
    """Return what makes the base cells of indicators of one kind of unit: what `base_step` makes of each."""
    declared, answers, steps = {one.name: one for one in indicators}, list[Step](), dict[str, Step]()
    for number, group in enumerate(_together(declared.values(), alliance)):
        if len(group.asked) == 1:
            steps |= {name: base_step(declared[name], alliance) for name in group.asked}
            continue
        table = f"answers_{unit}_{number}"
        answers.append(_answers_step(table, unit, group))
        steps |= {name: _sum_step(name, asked, table, group) for name, asked in group.asked.items()}
    return CountSteps(tuple(answers), steps)


def _answers_step(table: str, unit: str, group: "_Together") -> Step:
    names = ", ".join(map(quote_name, group.places.values()))
    rows = f"SELECT {group.selected}\nFROM {group.units(unit)} AS units"
    return Step(table, (wide(unit),), (), (), f"SELECT {names}, count(*) AS {COUNT}\nFROM ({rows})\nGROUP BY {names}")


def _sum_step(indicator: str, asked: _Asked, table: str, group: "_Together") -> Step:
    grouped = ", ".join(asked.names)
    rows = f"SELECT {group.answers_of(asked)}, {COUNT}\nFROM {quote_name(table)}\nWHERE {group.limit_of(asked)}"
    query = f"SELECT {grouped}, CAST(sum({COUNT}) AS BIGINT) AS {COUNT}\nFROM ({rows})\nGROUP BY {grouped}"
    return Step(f"base_{indicator}", (table,), asked.names, (), query)


def change_steps(unit: str, indicators: Iterable[Indicator], alliance: Alliance) -> ChangeSteps:
    """Return what makes the base cells of indicators of one kind of unit from those of an edition before."""
    answers, steps = dict[str, str](), dict[str, Step]()
    for number, group in enumerate(_together(indicators, alliance)):
        table = f"answers {number}"
        answers[table] = f"SELECT units.change, {group.selected} FROM {group.units(unit)} AS units"
        steps |= {name: _change_step(name, asked, table, group) for name, asked in group.asked.items()}
    queries = "".join(answers.values())
    # A column is named in quotation marks wherever it is, so this finds all that are asked for.
    columns = tuple(name for name in wide_columns(unit, alliance) if quote_name(name) in queries)
    return ChangeSteps(answers, columns, steps)


@dataclass(frozen=True)
class _Together:
    """What some indicators ask of one kind of unit; none works out first what another has another expression for."""

    first: Mapping[str, str]
    asked: Mapping[str, _Asked]

    def has_room_for(self, asked: _Asked) -> bool:
        """Whether all that an indicator works out first is the same here, or not there."""
        return all(self.first.get(name, expression) == expression for name, expression in asked.first)

    def with_one(self, indicator: str, asked: _Asked) -> "_Together":
        """Return these and one indicator more."""
        return _Together({**self.first, **dict(asked.first)}, {**self.asked, indicator: asked})

    @cached_property
    def places(self) -> dict[str, str]:
        """The column of each question, asked once however many indicators ask it."""
        expressions = (expression for one in self.asked.values() for _, expression in (*one.columns, ("", one.limit)))
        return {expression: f"answer {place}" for place, expression in enumerate(dict.fromkeys(expressions))}

    @property
    def selected(self) -> str:
        """All questions, each under the name of its column."""
        return ", ".join(_named(name, expression or "true") for expression, name in self.places.items())

    def units(self, unit: str) -> str:
        """Return the units of a kind, each with what is worked out first of it."""
        return _units(unit, tuple(self.first.items()))

    def answers_of(self, asked: _Asked) -> str:
        """Return the answers to an indicator, under the names that it has for them."""
        return ", ".join(
            f"{quote_name(self.places[expression])} AS {quote_name(name)}" for name, expression in asked.columns
        )

    def limit_of(self, asked: _Asked) -> str:
        """Return the column that tells which units an indicator counts."""
        return quote_name(self.places[asked.limit])


def _together(indicators: Iterable[Indicator], alliance: Alliance) -> list[_Together]:
    found = list[_Together]()
    for one in indicators:
        asked = _asked(one, alliance)
        place = next((place for place, group in enumerate(found) if group.has_room_for(asked)), len(found))
        group = found[place] if place < len(found) else _Together({}, {})
        found[place : place + 1] = [group.with_one(one.name, asked)]
    return found


def _change_step(indicator: str, asked: _Asked, table: str, group: _Together) -> Step:
    grouped = ", ".join(asked.names)
    both = (
        f"SELECT {grouped}, {COUNT} FROM before UNION ALL SELECT {group.answers_of(asked)}, change AS {COUNT} "
        f"FROM {quote_name(table)} WHERE {group.limit_of(asked)}"
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
