"""People who come back: after a first appearance somebody may be registered again, weeks or years later.

Who will return, and when, is drawn at each appearance and kept until that year. Then the earliest opening on or after
that day is theirs; only openings that nobody waits for bring in somebody new.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from schakel.simulation.declaration import Field, Table
from schakel.simulation.fields import Columns, Fields
from schakel.simulation.origins import taken

AFTER, DUE, TO_THEME = "returns after", "returns on", "returns to the theme"

Positions = npt.NDArray[np.int64]
Newcomers = Callable[[pa.Table], pa.Table]
"""Makes new people from the rows that they are wanted for."""


@dataclass
class People:
    """Those who will be back, by what is known of them."""

    theme_only: bool
    _waiting: list[pa.Table] = field(default_factory=list)

    def find(self, wanted: Field, block: pa.Table, year: int, newcomers: Newcomers) -> Columns:
        """Give each row a person: whoever is due first, and somebody new where nobody is."""
        found = [self._returning(wanted, block, year, theme) for theme in (True, False)]
        known = np.concatenate([rows for rows, _ in found])
        new = np.setdiff1d(np.arange(block.num_rows), known)
        made = taken(newcomers(block.take(new)), wanted.takes)
        everybody = _together([*(people for _, people in found if people.num_rows), made])
        order = np.argsort(np.concatenate([known, new]), kind="stable")
        return dict(zip(wanted.takes, everybody.take(order).select(list(wanted.takes)).columns, strict=True))

    def let_wait(self, table: Table, block: pa.Table, fields: Fields, year: int) -> None:
        """Draw who of a table returns, and when."""
        wanted = next(declared for declared in table.fields if declared.process == "someone")
        returns, place = table.returns, table.place
        assert returns is not None
        day = f'cast("{wanted.on}" as date) - date \'1970-01-01\' + "{AFTER}" + 1'
        draws = (
            Field(AFTER, "curve", returns.curve, place, returns.by),
            Field(TO_THEME, "chance", returns.theme, place, returns.by),
            Field(DUE, "sql", day, place),
        )
        block = fields.complete(f"{table.name}.returns", draws, block, year)
        keep = pc.is_valid(block[DUE])
        if self.theme_only:
            keep = pc.and_(keep, block[TO_THEME])
        self._waiting.append(block.select([*wanted.takes, DUE, TO_THEME]).filter(keep))

    def _returning(self, wanted: Field, block: pa.Table, year: int, theme: bool) -> tuple[Positions, pa.Table]:
        """Return the rows that those who are due take, and those people in the same order."""
        days = np.asarray(pc.cast(pc.cast(block[wanted.on], pa.date32()), pa.int32()))
        slots = np.flatnonzero(np.asarray(block["theme"]) == theme)
        slots = slots[np.argsort(days[slots], kind="stable")]
        people = self._due((date(year, 12, 31) - date(1970, 1, 1)).days, theme)
        if people.num_rows == 0:
            return np.empty(0, dtype=np.int64), people
        places = openings(days[slots], np.asarray(people[DUE]))
        fits = places < len(slots)
        self._waiting.append(people.filter(pa.array(~fits)))
        return slots[places[fits]], people.filter(pa.array(fits)).drop_columns([DUE, TO_THEME])

    def _due(self, until: int, theme: bool) -> pa.Table:
        """Take out those due up to a day (since 1970), the earliest first."""
        if not self._waiting:
            return pa.table({})
        everybody = _together(self._waiting)
        due = pc.and_(pc.less_equal(everybody[DUE], until), pc.equal(everybody[TO_THEME], theme))
        self._waiting = [everybody.filter(pc.invert(due))]
        return everybody.filter(due).sort_by(DUE)


def openings(days: Positions, due: Positions) -> Positions:
    """Return for each due day the position of the opening that is theirs, both in ascending order.

    The earliest opening on or after the day that nobody before has taken; positions past the end mean that there is
    none any more.
    """
    turn = np.arange(len(due))
    taken_from: Positions = np.maximum.accumulate(np.searchsorted(days, due, side="left") - turn) + turn
    return taken_from


def _together(tables: list[pa.Table]) -> pa.Table:
    return pa.concat_tables(tables, promote_options="permissive").unify_dictionaries().combine_chunks()
