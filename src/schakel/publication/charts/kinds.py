"""The kinds of chart that an indicator can ask for, each a function from a protected table to panels and a drawing.

A new kind is a new function in `CHARTS`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from schakel.disclosure.protected import ProtectedCell
from schakel.model.figure import NO_FIGURE, Figure
from schakel.model.indicator import IN_TIME, Statistic
from schakel.model.table import Dimension
from schakel.publication.charts.bars import bars
from schakel.publication.charts.columns import columns
from schakel.publication.charts.flow import flow
from schakel.publication.charts.once import Charted
from schakel.publication.charts.panels import BarMeasure, Panel, PanelGroup, Reading, panel_groups
from schakel.publication.localisation import Localisation
from schakel_base.drawing import Layout

_KNOWN = ("decided", "decided-by")  # kinds of dimension whose bars are parts of a whole that is no bar beside them


@dataclass(frozen=True)
class Chart:
    """Panels of figures, and the function that lays one panel out.

    `measure` says which figures, and `finding` what they say, where that follows from the figures of this chart alone.
    """

    measure: str
    groups: tuple[PanelGroup, ...]
    lay_out: Callable[[Panel], Layout]
    finding: str = ""

    @property
    def panels(self) -> tuple[Panel, ...]:
        """All panels, group after group."""
        return tuple(panel for group in self.groups for panel in group.panels)

    @property
    def has_ranges(self) -> bool:
        """Whether any bar has a hatched part."""
        return any(panel.has_ranges for panel in self.panels)

    @property
    def has_open(self) -> bool:
        """Whether any bar counts what is not known."""
        return any(panel.has_open for panel in self.panels)

    @property
    def has_marks(self) -> bool:
        """Whether any figure is not published."""
        return any(bar.figure.mark for panel in self.panels for bar in panel.bars)


@dataclass(frozen=True)
class ChartSource:
    """What charts are made of: the table as published, what it counts once, its unit, and the language."""

    published: Charted
    once: Charted
    unit: str
    language: Localisation


def charts_of(asked: ChartSource) -> tuple[Chart, ...]:
    """Return the charts of a table: those of the declared kind, none for an unknown one."""
    make = CHARTS.get(asked.once.indicator.chart)
    return make(asked) if make else ()


def chart_at(asked: ChartSource, at: Mapping[str, str]) -> Chart:
    """Return one panel: the figures as published at a category of some dimensions, along the period if that is left."""
    sides = tuple(_only(one, at[one.name]) if one.name in at else one for one in asked.published.dimensions)
    table = replace(asked.published, dimensions=sides)
    # As published: what is open of a category is in its own range, and no category beside it.
    left = [one for one in sides if one.name not in at]
    along = next((one for one in left if _is_period(table, one)), left[0])
    lay_out = _upright_where_periods(table, along, asked.language)
    return _counts(replace(asked, once=table), along, (), lay_out, _read_count(asked.language))


def _only(dimension: Dimension, code: str) -> Dimension:
    """A dimension at one of its categories; without any where it has no such category."""
    return replace(dimension, categories=tuple(one for one in dimension.categories if one.code == code))


def _bars(asked: ChartSource) -> tuple[Chart, ...]:
    """Bars along the dimension of the shares, else the first; medians, if any, have a chart of their own."""
    medians = [statistic for statistic in asked.once.indicator.statistics if statistic.kind == "median"]
    along = _along(asked.once)
    # Beside medians the counts are the background: in one panel, so that they do not draw the eye from the medians.
    others = () if medians else _without(asked.once, along)
    read = _read_count_and_share if _is_of_kind(asked.once, along, _KNOWN) else _read_count
    return (*(_medians(asked, one) for one in medians), _counts(asked, along, others, bars, read(asked.language)))


def _funnel(asked: ChartSource) -> tuple[Chart, ...]:
    along = _of_kind(asked.once, ("phase",))
    return (_counts(asked, along, _without(asked.once, along), bars, _read_count_and_share(asked.language)),)


def _flow(asked: ChartSource) -> tuple[Chart, ...]:
    """As a funnel, with bands between the phases: each of them is declared to lie within the one before."""
    (funnel,) = _funnel(asked)
    return (replace(funnel, lay_out=lambda panel: flow(panel, asked.language)),)


def _trend(asked: ChartSource) -> tuple[Chart, ...]:
    along = _of_kind(asked.once, IN_TIME)
    others, read = _without(asked.once, along), _read_count(asked.language)
    return (_counts(asked, along, others, lambda panel: columns(panel, asked.language), read),)


def _counts(
    asked: ChartSource,
    along: Dimension,
    others: tuple[Dimension, ...],
    lay_out: Callable[[Panel], Layout],
    read: Reading,
) -> Chart:
    name = asked.language.say("Number of {units}", units=asked.unit)
    measured = BarMeasure(name, read)
    return Chart(measured.name, panel_groups(asked.once, along, others, measured, asked.language), lay_out)


def _medians(asked: ChartSource, statistic: Statistic) -> Chart:
    """The medians by the dimensions that are left, as columns where these are periods."""
    table, language = asked.published, asked.language
    # The dimension that the median is of has no bars, unless it is the only one.
    along, *others = _without(table, _named(table, statistic.along)) or (_named(table, statistic.along),)
    measured = BarMeasure(language.label(statistic.label), _read_statistic(statistic, language))
    groups = panel_groups(table, along, tuple(others), measured, language)
    # The first cell is that of all totals.
    overall, said = measured.read(table.cells[0])
    finding = "" if overall.mark else language.say("{group}: {figure}.", group=measured.name, figure=said)
    return Chart(measured.name, groups, _upright_where_periods(table, along, language), finding)


def _upright_where_periods(table: Charted, along: Dimension, language: Localisation) -> Callable[[Panel], Layout]:
    return (lambda panel: columns(panel, language)) if _is_period(table, along) else bars


def _is_period(table: Charted, dimension: Dimension) -> bool:
    return _is_of_kind(table, dimension, IN_TIME)


def _is_of_kind(table: Charted, dimension: Dimension, kinds: tuple[str, ...]) -> bool:
    return any(rule.name == dimension.name and rule.kind in kinds for rule in table.indicator.dimensions)


CHARTS: dict[str, Callable[[ChartSource], tuple[Chart, ...]]] = {
    "bars": _bars,
    "flow": _flow,
    "funnel": _funnel,
    "map": _bars,  # below the map (see views/tables.py), which has no scale to read a number from
    "trend": _trend,
}


def _read_count(language: Localisation) -> Reading:
    return lambda cell: (cell.count, language.figure(cell.count))


def _read_count_and_share(language: Localisation) -> Reading:
    def read(cell: ProtectedCell) -> tuple[Figure, str]:
        share = cell.statistics.get("share")
        said = language.figure(cell.count)
        return cell.count, f"{said} ({language.figure(share, 'share')})" if share and not share.mark else said

    return read


def _read_statistic(statistic: Statistic, language: Localisation) -> Reading:
    def read(cell: ProtectedCell) -> tuple[Figure, str]:
        figure = cell.statistics.get(statistic.kind, NO_FIGURE)
        return figure, language.figure(figure, statistic.kind)

    return read


def _along(table: Charted) -> Dimension:
    declared = next((statistic.along for statistic in table.indicator.statistics), table.dimensions[0].name)
    return _named(table, declared)


def _named(table: Charted, name: str) -> Dimension:
    return next(dimension for dimension in table.dimensions if dimension.name == name)


def _of_kind(table: Charted, kinds: tuple[str, ...]) -> Dimension:
    """Return the first dimension of some kinds, or the first of all where the table has none."""
    names = [rule.name for rule in table.indicator.dimensions if rule.kind in kinds]
    return _named(table, names[0]) if names else table.dimensions[0]


def _without(table: Charted, along: Dimension) -> tuple[Dimension, ...]:
    return tuple(dimension for dimension in table.dimensions if dimension is not along)
