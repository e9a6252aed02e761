"""What a chart shows, before it is drawn: bars in panels, panels in groups, each bar a figure with its bounds.

The dimension in which a chart is read makes its bars; the others make panels beside each other (small multiples)
and, from the third on, groups of panels. Panels of one group have one scale, so that they can be compared. What is
empty stands behind the rest, unless the order of categories says something.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from schakel.disclosure.protected import ProtectedCell
from schakel.model.figure import Figure
from schakel.model.indicator import Indicator
from schakel.model.table import Category, Dimension
from schakel.publication.arrangement import Cells, codes, combinations
from schakel.publication.charts.once import Charted, is_open
from schakel.publication.localisation import Localisation
from schakel.publication.periods import BreakOnAxis, breaks_on
from schakel.publication.tabulation import heading

MOST_PANELS = 24  # more than these cannot be taken in: then only the panel of the totals is drawn
FAR_ABOVE = 2  # so many times the highest part, and the total leaves the scale of its parts
_PARTS_OF_THE_TOTAL = ("decided", "conflict")  # kinds of dimension whose bars are read against the total

Reading = Callable[[ProtectedCell], tuple[Figure, str]]


@dataclass(frozen=True)
class BarMeasure:
    """What the bars of a chart show: its name with its unit, and how it is read from a cell."""

    name: str
    read: Reading


@dataclass(frozen=True)
class Bar:
    """One figure: `value` is what it says in words, `level` the depth of its category under the total.

    One that `is_open` counts what is not known, and is drawn as what is possible.
    """

    code: str
    label: str
    value: str
    figure: Figure
    level: int = 1
    is_open: bool = False

    @property
    def drawn(self) -> Figure:
        """The figure as it is drawn: solid to the lower bound, hatched to the upper one."""
        # Nobody knows that any of these belongs here: it begins at nought, so that no solid part claims so.
        return Figure(0, self.reach) if self.is_open and not self.figure.mark else self.figure

    @property
    def is_nothing(self) -> bool:
        """Whether it is certainly nought as published, so that there is nothing to draw."""
        return not self.figure.mark and self.reach == 0

    @property
    def reach(self) -> float:
        """How far the bar reaches: its upper bound, or its lower one where there is none."""
        bounds = [bound for bound in (self.figure.lower, self.figure.upper) if bound is not None]
        # Of "40 or more" the bar ends where knowledge does.
        return max((bound for bound in bounds if math.isfinite(bound)), default=0)


@dataclass(frozen=True)
class Panel:
    """Bars under one title, on a scale from 0 to `maximum`.

    `along` is what the bars differ in, and `measure` what their figures are: the titles of the two axes. One that
    `is_small` is among others on a first screen.
    """

    title: str
    total: str
    bars: tuple[Bar, ...]
    maximum: float
    breaks: tuple[BreakOnAxis, ...] = ()
    along: str = ""
    measure: str = ""
    is_small: bool = False

    @property
    def made_small(self) -> "Panel":
        """The same on a first screen, where the caption says what is measured and along what."""
        return replace(self, along="", measure="", is_small=True)

    @property
    def has_ranges(self) -> bool:
        """Whether any bar has a hatched part."""
        drawn = [bar.drawn for bar in self.bars if not bar.figure.mark]
        return any(not one.is_exact and one.upper != math.inf for one in drawn)

    @property
    def is_nothing(self) -> bool:
        """Whether there is nothing to draw."""
        return bool(self.bars) and all(bar.is_nothing for bar in self.bars)

    @property
    def has_open(self) -> bool:
        """Whether any bar counts what is not known."""
        return any(bar.is_open for bar in self.bars)


@dataclass(frozen=True)
class PanelGroup:
    """Panels that belong together, and what they differ in; `title` is empty where there is one group."""

    title: str
    panels: tuple[Panel, ...]
    beside: str = ""


def panel_groups(
    table: Charted, along: Dimension, others: tuple[Dimension, ...], measured: BarMeasure, language: Localisation
) -> tuple[PanelGroup, ...]:
    """Return what is measured in the cells, with `along` as bars and `others` as panels and groups."""
    # The table below the chart has all of them.
    if math.prod(len(dimension.categories) for dimension in others) > MOST_PANELS:
        others = ()
    grouping, side = others[:-1], others[-1:]
    are_kept = any(_keeps_its_order(table.indicator, dimension) for dimension in side)
    maker = _PanelMaker(table, along, measured, language)
    groups = []
    for group in combinations(grouping):
        panels = [maker.make(group | one, _title(one, side, language)) for one in combinations(side)]
        if not are_kept:
            # Sorting is stable: apart from what is empty the order of the declaration stays.
            panels.sort(key=lambda panel: panel.is_nothing)
        # One scale for a group, and not for the chart: groups may differ by a hundredfold, and small ones would show
        # nothing.
        has_total = any(dimension.categories[0].level == 0 for dimension in side)
        scaled = tuple(_on_one_scale(panels, has_total, language))
        beside = ", ".join(language.text(dimension.label) for dimension in side)
        groups.append(PanelGroup(heading(group, grouping, language), scaled, beside))
    return tuple(groups)


def _keeps_its_order(indicator: Indicator, dimension: Dimension) -> bool:
    """Whether the order of categories says something: they form a scale, or some have others under them."""
    kind = next(rule.kind for rule in indicator.dimensions if rule.name == dimension.name)
    below = [category for category in dimension.categories if category.level > 0]
    return kind != "attribute" or any(one.level > 1 or one.code[:1].isdigit() for one in below)


def _on_one_scale(panels: list[Panel], has_total: bool, language: Localisation) -> Iterator[Panel]:
    """The panels on one scale; the first, where it is the total and far above its parts, on its own."""
    total, *parts = panels
    highest = max((panel.maximum for panel in parts), default=0)
    if has_total and 0 < highest * FAR_ABOVE < total.maximum:
        yield replace(total, measure=language.say("{measure} (own scale)", measure=total.measure))
    else:
        highest = max(highest, total.maximum)
        yield replace(total, maximum=highest)
    yield from (replace(panel, maximum=highest) for panel in parts)


def _title(one: dict[str, Category], side: tuple[Dimension, ...], language: Localisation) -> str:
    return ", ".join(language.label(one[dimension.name].label) for dimension in side)


class _PanelMaker:
    """Makes the panels of one chart: what they have in common is given once."""

    def __init__(self, table: Charted, along: Dimension, measured: BarMeasure, language: Localisation) -> None:
        self._cells, self._along, self._measured, self._language = Cells(table), along, measured, language
        self._breaks = breaks_on(table.indicator, along, language)
        self._is_kept = _keeps_its_order(table.indicator, along)
        self._kind = next(rule.kind for rule in table.indicator.dimensions if rule.name == along.name)

    def make(self, at: dict[str, Category], title: str) -> Panel:
        """Return the panel at some categories of the other dimensions; its total is not a bar but a number."""
        found = [bar for category in self._along.categories if (bar := self._bar(at, category))]
        total = next((bar for bar in found if bar.level == 0), None)
        bars = [bar for bar in found if bar.level]
        if not self._is_kept:
            bars.sort(key=lambda bar: bar.is_nothing)
        # Elsewhere the total would make every bar short, and is told in words.
        scale = found if self._kind in _PARTS_OF_THE_TOTAL else bars
        return Panel(
            title=title,
            total=total.value if total else "",
            bars=tuple(bars),
            maximum=max((bar.reach for bar in scale), default=0),
            breaks=self._breaks,
            along=self._language.label(self._along.label),
            measure=self._measured.name,
        )

    def _bar(self, at: dict[str, Category], category: Category) -> Bar | None:
        chosen = codes(at) | {self._along.name: category.code}
        cell = self._cells.get(chosen)
        if cell is None:
            return None
        figure, value = self._measured.read(cell)
        opened = any(map(is_open, chosen.values()))
        return Bar(category.code, self._language.label(category.label), value, figure, category.level, opened)
