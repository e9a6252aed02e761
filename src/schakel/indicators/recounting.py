"""Count again under other definitions: one table, with a cell for each definition on the way between two figures.

Units of one kind in several stages are the same units, so the cells share their base cells, and disclosure
control sees the comparison as it sees any table.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa

from schakel.chain.columns import names_it, names_parent
from schakel.indicators.counting import tidied, units_query
from schakel.indicators.dimensions import KINDS, undated
from schakel.indicators.kind import Answers, Context, Flags, column
from schakel.indicators.labels import is_several_years
from schakel.model.alliance import Alliance
from schakel.model.definition import Criterion, Definition
from schakel.model.indicator import DimensionRule, Indicator
from schakel.model.table import Category, Cell, Dimension, Table
from schakel.store.engine import Input, connect
from schakel_base.database import read_step
from schakel_base.text import NOTHING


def recount(
    definitions: Sequence[Definition],
    alliance: Alliance,
    chains: Mapping[str, Mapping[str, Input]],
    synthetic: bool = False,
) -> Table:
    """Return the table of the counts under each definition, in units; `chains` are the tables of the chain by edition.

    Its one dimension has the categories `0`, `1`, ... in the order of the definitions.

    Parameters
    ----------
    definitions
        At least one, all of one kind of unit; units that several of them count are the same units.
    """
    found = [_members(one, number, alliance, chains[one.moment]) for number, one in enumerate(definitions)]
    with connect({"memberships": pa.concat_tables(found)}) as connection:
        base = connection.execute(read_step("schakel.indicators", "stages").sql).fetchall()
    codes = [str(number) for number in range(len(definitions))]
    return Table(
        indicator=Indicator(
            "comparison", NOTHING, NOTHING, definitions[0].unit, (DimensionRule("stage", "stage", NOTHING),)
        ),
        dimensions=(Dimension("stage", NOTHING, tuple(Category(code, NOTHING) for code in codes)),),
        cells=tuple(
            Cell(
                (code,),
                tuple(index for index, row in enumerate(base) if row[1] >> number & 1),
                tuple(index for index, row in enumerate(base) if row[2] >> number & 1),
            )
            for number, code in enumerate(codes)
        ),
        base=tuple(row[3] for row in base),
        base_keys=tuple(tuple(row[:3]) for row in base),
        synthetic=synthetic,
    )


def _members(definition: Definition, number: int, alliance: Alliance, chain: Mapping[str, Input]) -> pa.Table:
    """The units that a definition counts: `unit`, `unit_id`, `stage` (a bit), `certain`."""
    criteria = _criteria(definition)
    asked = Indicator("stage", NOTHING, NOTHING, definition.unit, tuple(one.rule for one in criteria))
    query, context = units_query(asked, alliance), Context(alliance, definition.unit)
    with connect({query.table: chain[query.table]}) as connection:
        rows = connection.sql(
            f"{query.sql}\nWHERE {_named_by(definition, Context(alliance, definition.unit))}"
        ).to_arrow_table()
    answers = tidied({name: rows[name].to_numpy(zero_copy_only=False) for name in query.columns})
    certain, possible = _sorted(criteria, context, answers, rows.num_rows)
    # Units that cannot meet the criteria belong to no cell of this stage, and are left out before anything is joined.
    kept = rows["unit_id"].filter(pa.array(possible))
    stage = pa.array(np.full(len(kept), 1 << number, np.int64))
    unit = pa.array([definition.unit] * len(kept), pa.string())
    return pa.table({"unit": unit, "unit_id": kept, "stage": stage, "certain": pa.array(certain[possible])})


def _criteria(definition: Definition) -> list[Criterion]:
    # Sets have no order, and the names of the columns follow from the places.
    criteria = sorted(definition.population | definition.classification, key=repr)
    if definition.date:
        criteria.append(Criterion(period_rule(definition.date, definition.period), definition.period))
    return [replace(one, rule=replace(one.rule, name=f"criterion {number}")) for number, one in enumerate(criteria)]


def period_rule(event: str, period: str) -> DimensionRule:
    """Return the dimension of a period, whose length shows in its code: 2020, 2020-Q1, 2020-01, 2020-2024."""
    if is_several_years(period):
        first, last = (int(year) for year in period.split("-"))
        return DimensionRule("period", "", NOTHING, event=event, by="years", years=last - first + 1, since=first)
    by = "year" if len(period) == 4 else "quarter" if "Q" in period else "month"
    return DimensionRule("period", "", NOTHING, event=event, by=by)


def _named_by(definition: Definition, context: Context) -> str:
    """The condition that a partner names the unit in its rows, or the one that it belongs to."""
    names = (of(partner) for partner in sorted(definition.source) for of in (names_it, names_parent))
    return f"coalesce({', '.join([*(column(name, context) for name in names), 'false'])})"


def _sorted(criteria: Sequence[Criterion], context: Context, answers: Answers, size: int) -> tuple[Flags, Flags]:
    """Whether each unit certainly and whether it possibly meets all criteria."""
    certain, possible = np.ones(size, bool), np.ones(size, bool)
    for one in criteria:
        is_met, may_be_met = _met(one, context, answers, size)
        # Not to meet what is possible is possible; certainly not to meet it takes that it is not even possible.
        certain &= ~may_be_met if one.excluded else is_met
        possible &= ~is_met if one.excluded else may_be_met
    return certain, possible


def _met(criterion: Criterion, context: Context, answers: Answers, size: int) -> tuple[Flags, Flags]:
    for side in KINDS[criterion.rule.kind].sort(criterion.rule, context, answers):
        if side.category.code == criterion.code:
            return side.certain, side.possible
    # The category may be absent because the units that would be in it have no date; they can be in any.
    return np.zeros(size, bool), undated(criterion.rule, answers)
