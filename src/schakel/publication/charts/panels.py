"""What a chart shows, before it is drawn: bars in panels, panels in groups, each bar a figure with its bounds.

The dimension in which a chart is read makes its bars; the others make panels beside each other (small multiples)
and, from the third on, groups of panels. Panels of one group have one scale, so that they can be compared.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

from schakel.disclosure.protected import ProtectedCell, ProtectedTable
from schakel.model.figure import Figure
from schakel.model.table import Category, Dimension
from schakel.publication.arrangement import Cells, codes, combinations
from schakel.publication.localisation import Localisation
from schakel.publication.periods import BreakOnAxis, breaks_on
from schakel.publication.tabulation import heading

MOST_PANELS = 24  # more than these cannot be taken in: then only the panel of the totals is drawn
_PARTS_OF_THE_TOTAL = ("decided", "conflict")  # kinds of dimension whose bars are read against the total

Reading = Callable[[ProtectedCell], tuple[Figure, str]]


@dataclass(frozen=True)
class Bar:
    """One figure: `value` is what it says in words, `level` the depth of its category under the total."""

    code: str
    label: str
    value: str
    figure: Figure
    level: int = 1

    @property
    def reach(self) -> float:
        """How far the bar reaches: its upper bound, or its lower one where there is none."""
        bounds = [bound for bound in (self.figure.lower, self.figure.upper) if bound is not None]
        return max((bound for bound in bounds if math.isfinite(bound)), default=0)


@dataclass(frozen=True)
class Panel:
    """Bars under one title, on a scale from 0 to `maximum`; `along` is what the bars differ in."""

    title: str
    total: str
    bars: tuple[Bar, ...]
    maximum: float
    breaks: tuple[BreakOnAxis, ...] = ()
    along: str = ""

    @property
    def has_ranges(self) -> bool:
        """Whether any figure has a lower and a different upper bound."""
        return any(not bar.figure.is_exact and not bar.figure.mark for bar in self.bars)


@dataclass(frozen=True)
class PanelGroup:
    """Panels that belong together, and what they differ in; `title` is empty where there is one group."""

    title: str
    panels: tuple[Panel, ...]
    beside: str = ""


def panel_groups(
    table: ProtectedTable, along: Dimension, others: tuple[Dimension, ...], read: Reading, language: Localisation
) -> tuple[PanelGroup, ...]:
    """Return the figures that `read` takes from the cells, with `along` as bars and `others` as panels and groups."""
    if math.prod(len(dimension.categories) for dimension in others) > MOST_PANELS:
        others = ()
    grouping, side = others[:-1], others[-1:]
    maker = _PanelMaker(table, along, read, language)
    groups = []
    for group in combinations(grouping):
        panels = [maker.make(group | one, _title(one, side, language)) for one in combinations(side)]
        maximum = max(panel.maximum for panel in panels)
        scaled = tuple(replace(panel, maximum=maximum) for panel in panels)
        beside = ", ".join(language.text(dimension.label) for dimension in side)
        groups.append(PanelGroup(heading(group, grouping, language), scaled, beside))
    return tuple(groups)


def _title(one: dict[str, Category], side: tuple[Dimension, ...], language: Localisation) -> str:
    return ", ".join(language.label(one[dimension.name].label) for dimension in side)


class _PanelMaker:
    """Makes the panels of one chart: what they have in common is given once."""

    def __init__(self, table: ProtectedTable, along: Dimension, read: Reading, language: Localisation) -> None:
        self._cells, self._along, self._read, self._language = Cells(table), along, read, language
        self._breaks = breaks_on(table.indicator, along)
        rule = next(rule for rule in table.indicator.dimensions if rule.name == along.name)
        self._is_part_of_total = rule.kind in _PARTS_OF_THE_TOTAL

    def make(self, at: dict[str, Category], title: str) -> Panel:
        """Return the panel at some categories of the other dimensions; its total is not a bar but a number."""
        found = [bar for category in self._along.categories if (bar := self._bar(at, category))]
        total = next((bar for bar in found if bar.level == 0), None)
        bars = tuple(bar for bar in found if bar is not total)
        scale = found if self._is_part_of_total else bars
        maximum = max((bar.reach for bar in scale), default=0)
        return Panel(
            title, total.value if total else "", bars, maximum, self._breaks, self._language.text(self._along.label)
        )

    def _bar(self, at: dict[str, Category], category: Category) -> Bar | None:
        cell = self._cells.get(codes(at) | {self._along.name: category.code})
        if cell is None:
            return None
        figure, value = self._read(cell)
        return Bar(category.code, self._language.label(category.label), value, figure, category.level)
