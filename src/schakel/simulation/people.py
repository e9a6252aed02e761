"""People who come back: after an appearance somebody may be registered again, weeks or years later.

When each appearance is followed by another one is drawn beforehand. Then the openings of a year are filled week by
week: the earliest on or after the day that somebody is due is theirs, and only openings that nobody waits for bring
in somebody new. Whoever is due after the year waits for it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from schakel.simulation.declaration import Field, Returns, WorldTable
from schakel.simulation.fields import Columns, Fields
from schakel.simulation.origins import taken

AFTER, TO_THEME, DUE = "returns after", "returns to the theme", "returns on"
WEEK = 7
NEVER = -1

Positions = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Newcomers = Callable[[pa.Table], pa.Table]
"""Makes new people from the rows that they are wanted for."""


def no_positions() -> Positions:
    """No positions."""
    return np.empty(0, dtype=np.int64)


@dataclass
class Line:
    """Those who are due some day; an owner is a number that tells who it is."""

    due: Positions = field(default_factory=no_positions)
    theme: Flags = field(default_factory=lambda: np.empty(0, dtype=np.bool_))
    owner: Positions = field(default_factory=no_positions)

    def add(self, due: Positions, theme: Flags, owner: Positions) -> None:
        """Let people join."""
        self.due, self.theme = np.concatenate([self.due, due]), np.concatenate([self.theme, theme])
        self.owner = np.concatenate([self.owner, owner])

    def take(self, until: int, theme: bool) -> tuple[Positions, Positions]:
        """Take out those due up to a day, the earliest first: their days and who they are."""
        ready = (self.due <= until) & (self.theme == theme)
        due, owner = self.due[ready], self.owner[ready]
        self.due, self.theme, self.owner = self.due[~ready], self.theme[~ready], self.owner[~ready]
        order = np.argsort(due, kind="stable")
        return due[order], owner[order]


@dataclass(frozen=True)
class Openings:
    """The rows that want a person: the day and the side of each, and when (or never) and where its person returns."""

    day: Positions
    theme: Flags
    after: Positions
    to_theme: Flags

    def fill(self, line: Line, end: int) -> Positions:
        """Return the owner of each opening: one who was due, or minus its own number and 1 for somebody new."""
        owner = -np.arange(len(self.day)) - 1
        for start, until in _weeks(self.day, end):
            now = (self.day >= start) & (self.day <= until)
            for theme in (True, False):
                self._seat(owner, np.flatnonzero(now & (self.theme == theme)), line, min(until, end), theme)
            back = np.flatnonzero(now & (self.after != NEVER))
            # At the end of the week and a day later at least: nobody fills two openings of one day.
            line.add(self.day[back] + self.after[back] + 1, self.to_theme[back], owner[back])
        return owner

    def _seat(self, owner: Positions, slots: Positions, line: Line, until: int, theme: bool) -> None:
        slots = slots[np.argsort(self.day[slots], kind="stable")]
        due, waiting = line.take(until, theme)
        places = first_free(self.day[slots], due)
        fits = places < len(slots)
        owner[slots[places[fits]]] = waiting[fits]
        line.add(due[~fits], np.full(np.count_nonzero(~fits), theme), waiting[~fits])


@dataclass
class People:
    """Those who will be back in a later year, by what is known about them."""

    fields: Fields
    theme_only: bool
    _waiting: pa.Table | None = None

    def find(self, table: WorldTable, wanted: Field, block: pa.Table, year: int, newcomers: Newcomers) -> Columns:
        """Give each row of a table a person: the one who is due first, or somebody new."""
        openings = self._openings(table, wanted, block, year)
        known = [] if self._waiting is None else [self._waiting.select(list(wanted.takes))]
        line = self._line()
        # Owners are numbers, not rows, so that new people are made all at once, when it is known how many there are.
        owner = openings.fill(line, (date(year, 12, 31) - date(1970, 1, 1)).days)
        new = np.flatnonzero(owner == -np.arange(len(owner)) - 1)
        everybody = _together([*known, taken(newcomers(block.take(new)), wanted.takes)])
        before = sum(people.num_rows for people in known)

        def places(owners: Positions) -> Positions:
            # Owners from 0 on waited already and come first in the table; the others are the new ones, in the order of
            # their openings.
            return np.where(owners >= 0, owners, before + np.searchsorted(new, -owners - 1))

        later = everybody.take(places(line.owner)).append_column(DUE, pa.array(line.due))
        self._waiting = later.append_column(TO_THEME, pa.array(line.theme))
        found = everybody.take(places(owner))
        return {name: found[name] for name in wanted.takes}

    def _openings(self, table: WorldTable, wanted: Field, block: pa.Table, year: int) -> Openings:
        day = np.asarray(pc.cast(pc.cast(block[wanted.on], pa.date32()), pa.int32()), dtype=np.int64)
        theme = np.asarray(block["theme"])
        if table.returns is None:
            return Openings(day, theme, np.full(len(day), NEVER), theme)
        drawn = self.fields.complete(f"{table.name}.returns", _draws(table, table.returns), block, year)
        after, to_theme = np.asarray(pc.fill_null(drawn[AFTER], NEVER)), np.asarray(drawn[TO_THEME])
        return Openings(day, theme, np.where(self.theme_only & ~to_theme, NEVER, after), to_theme)

    def _line(self) -> Line:
        if self._waiting is None:
            return Line()
        owners = np.arange(self._waiting.num_rows)
        return Line(np.asarray(self._waiting[DUE]), np.asarray(self._waiting[TO_THEME]), owners)


def first_free(days: Positions, due: Positions) -> Positions:
    """Return for each due day the position of the opening that is theirs, both in ascending order.

    The earliest opening on or after the day that nobody before has taken; positions past the end mean that there is
    none any more.
    """
    turn = np.arange(len(due))
    # Each takes one opening, so the i-th comes at least i places after the first. Without its turn that is a running
    # maximum, and no loop over persons is needed.
    found: Positions = np.maximum.accumulate(np.searchsorted(days, due, side="left") - turn) + turn
    return found


def _draws(table: WorldTable, returns: Returns) -> tuple[Field, Field]:
    return (
        Field(AFTER, "curve", returns.curve, table.place, returns.by),
        Field(TO_THEME, "chance", returns.theme, table.place, returns.by),
    )


def _weeks(days: Positions, end: int) -> list[tuple[int, int]]:
    """Return the first and last days of the weeks up to the end of a year, and of all that comes after it as one."""
    if len(days) == 0:
        return []
    first, last = int(days.min()), int(days.max())
    starts = [*range(first, min(last, end) + 1, WEEK)]
    weeks = [(start, min(start + WEEK - 1, end)) for start in starts]
    return [*weeks, (end + 1, last)] if last > end else weeks


def _together(tables: list[pa.Table]) -> pa.Table:
    return pa.concat_tables(tables, promote_options="permissive").unify_dictionaries().combine_chunks()
