"""People who come back: after a first appearance somebody may be registered again, weeks or years later.

Who will return, and when, is drawn at each appearance and kept until that year. Then the earliest opening on or after
that day is theirs; only openings that nobody waits for bring in somebody new.
"""

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

DUE = "returns on"
TO_THEME = "returns to the theme"

Positions = npt.NDArray[np.int64]


class Waiting:
    """Those who will be back, by what is known of them."""

    def __init__(self) -> None:
        self._tables: list[pa.Table] = []

    def add(self, people: pa.Table) -> None:
        """Let people wait; two columns say from which day, and whether for the theme."""
        self._tables.append(people)

    def until(self, day: int, theme: bool) -> pa.Table | None:
        """Take out those due up to a day (since 1970), the earliest first."""
        if not self._tables:
            return None
        everybody = pa.concat_tables(self._tables, promote_options="permissive").unify_dictionaries()
        due = pc.and_(pc.less_equal(everybody[DUE], day), pc.equal(everybody[TO_THEME], theme))
        self._tables = [everybody.filter(pc.invert(due))]
        return everybody.filter(due).sort_by(DUE)


def openings(days: Positions, due: Positions) -> Positions:
    """Return for each due day the position of the opening that is theirs, both in ascending order.

    The earliest opening on or after the day that nobody before has taken; positions past the end mean that there is
    none any more.
    """
    wished = np.searchsorted(days, due, side="left")
    turn = np.arange(len(due))
    taken: Positions = np.maximum.accumulate(wished - turn) + turn if len(due) else wished
    return taken
