"""Reads a published table for a sentence: which cells it looks at, what is certainly larger, and what the units are.

It keeps the cells that it looked at, so that a page can say on which figures a sentence rests.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from schakel.disclosure.protected import ProtectedCell, ProtectedTable
from schakel.model.figure import Figure
from schakel.model.table import Category, Dimension
from schakel.publication.arrangement import Cells
from schakel.publication.localisation import Localisation
from schakel.publication.periods import over, span
from schakel.publication.series import range_of

_OF_THE_KNOWN = frozenset({"duration", "magnitude"})
"""The kinds of dimension whose first category has the units with a known number alone."""


@dataclass(frozen=True)
class TableReader:
    """Reads one table, with all but one dimension at their first category; `read` are the cells that it looked at."""

    table: ProtectedTable
    unit: str
    language: Localisation
    read: list[ProtectedCell] = field(default_factory=list)

    @property
    def whole(self) -> ProtectedCell:
        """The cell of the whole table."""
        self.read.append(self.table.cells[0])
        return self.table.cells[0]

    @property
    def reach(self) -> float:
        """How far a published count may lie from the true one."""
        return self.table.profile.reach

    def is_some(self, figure: Figure) -> bool:
        """Whether a figure certainly counts any unit: rounding can make a few of none."""
        return (figure.lower or 0) > self.reach

    def is_above(self, figure: Figure, others: Sequence[Figure]) -> bool:
        """Whether a figure is certainly larger than each of some others; one that is not published can be larger."""
        return all(self._surely(other, figure) for other in others)

    def is_below(self, figure: Figure, others: Sequence[Figure]) -> bool:
        """Whether a figure is certainly smaller than each of some others."""
        return all(self._surely(figure, other) for other in others)

    def _surely(self, smaller: Figure, larger: Figure) -> bool:
        low, high = range_of(smaller, self.reach), range_of(larger, self.reach)
        # Not by the published counts: rounding alone may have put two of them in this order.
        return low is not None and high is not None and low.upper < high.lower

    def at(self, dimension: Dimension, category: Category) -> ProtectedCell | None:
        """The cell of a category of one dimension."""
        found = Cells(self.table).get({dimension.name: category.code})
        self.read.extend([found] if found else [])
        return found

    def of_kind(self, kind: str) -> Dimension | None:
        """The first dimension of a kind."""
        names = [rule.name for rule in self.table.indicator.dimensions if rule.kind == kind]
        return next((one for one in self.table.dimensions if one.name in names), None)

    def units(self, within: Mapping[str, Category] = MappingProxyType({})) -> str:
        """What is counted within a category of some dimensions, by name, and in the first category of the others."""
        return self.narrowed(self.unit, self.table.dimensions, within)

    def narrowed(
        self, what: str, sides: Sequence[Dimension], within: Mapping[str, Category] = MappingProxyType({})
    ) -> str:
        """A noun with what some dimensions leave out of it, in brackets."""
        said = [self._narrower(one, within.get(one.name, one.categories[0])) for one in sides]
        narrower = ", ".join(filter(None, said))
        if not narrower:
            return what
        # No second pair of brackets behind a unit that has one.
        return f"{what}, {narrower}" if ")" in what else f"{what} ({narrower})"

    def _narrower(self, dimension: Dimension, category: Category) -> str:
        """What a category leaves out, in words: where it is the total, other periods, or units without a number."""
        label = self.language.text(category.label)
        if category.level > 0:
            return label
        rules = [one.kind for one in self.table.indicator.dimensions if one.name == dimension.name]
        if "period" in rules:
            return self._periods(dimension)
        return f"{self.language.text(dimension.label)}: {label}" if _OF_THE_KNOWN.intersection(rules) else ""

    def _periods(self, dimension: Dimension) -> str:
        """From which period to which the total counts; nothing where it surely counts units of no period as well."""
        cells = Cells(self.table)
        counts = [cell.count for one in dimension.categories[1:] if (cell := cells.get({dimension.name: one.code}))]
        whole = self.table.cells[0].count
        most = sum(math.inf if one.upper is None else one.upper + self.reach for one in counts)
        if (whole.lower or 0) - self.reach > most:
            return ""
        periods, complete = over(dimension, self.language, self.unit), self.table.complete
        spans = [span(one.code) for one in dimension.categories if one.level > 0]
        # "2018-2022" in a table whose deliveries end in 2019 would promise three years more than it counts.
        is_partial = complete is not None and not all(complete.holds(*one) for one in spans)
        return self.language.say("{periods}, partly incomplete", periods=periods) if is_partial else periods
