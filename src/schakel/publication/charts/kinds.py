"""The kinds of chart that an indicator can ask for, each a function from a protected table to panels and a drawing.

A new kind is a new function in `CHARTS`.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from schakel.disclosure.protected import ProtectedCell, ProtectedTable
from schakel.model.figure import NO_FIGURE, Figure
from schakel.model.indicator import Statistic
from schakel.model.table import Dimension
from schakel.publication.charts.bars import bars, steps
from schakel.publication.charts.columns import columns
from schakel.publication.charts.flow import flow
from schakel.publication.charts.panels import Panel, PanelGroup, panel_groups
from schakel.publication.localisation import Localisation
from schakel_base.drawing import Layout


@dataclass(frozen=True)
class Chart:
    """Panels of figures, and the function that lays one panel out. `title` says which figures."""

    title: str
    groups: tuple[PanelGroup, ...]
    lay_out: Callable[[Panel], Layout]

    @property
    def panels(self) -> tuple[Panel, ...]:
        """All panels, group after group."""
        return tuple(panel for group in self.groups for panel in group.panels)

    @property
    def has_ranges(self) -> bool:
        """Whether any figure has a lower and a different upper bound."""
        return any(panel.has_ranges for panel in self.panels)

    @property
    def has_marks(self) -> bool:
        """Whether any figure is not published."""
        return any(bar.figure.mark for panel in self.panels for bar in panel.bars)


def charts_of(table: ProtectedTable, unit: str, language: Localisation) -> tuple[Chart, ...]:
    """Return the charts of a table: those of the declared kind, none for an unknown one."""
    make = CHARTS.get(table.indicator.chart)
    return make(table, unit, language) if make else ()


def _bars(table: ProtectedTable, unit: str, language: Localisation) -> tuple[Chart, ...]:
    """Bars along the dimension of the shares, else the first; medians, if any, have a chart of their own."""
    medians = [statistic for statistic in table.indicator.statistics if statistic.kind == "median"]
    along = _along(table)
    others = () if medians else _without(table, along)
    groups = panel_groups(table, along, others, _read_count(language), language)
    return (*(_medians(table, one, language) for one in medians), Chart(_number_of(unit, language), groups, bars))


def _funnel(table: ProtectedTable, unit: str, language: Localisation) -> tuple[Chart, ...]:
    along = _of_kind(table, "phase")
    groups = panel_groups(table, along, _without(table, along), _read_count_and_share(language), language)
    return (Chart(_number_of(unit, language), groups, steps),)


def _flow(table: ProtectedTable, unit: str, language: Localisation) -> tuple[Chart, ...]:
    """As a funnel, with bands between the phases: each of them is declared to lie within the one before."""
    (funnel,) = _funnel(table, unit, language)
    return (replace(funnel, lay_out=lambda panel: flow(panel, language)),)


def _trend(table: ProtectedTable, unit: str, language: Localisation) -> tuple[Chart, ...]:
    along = _of_kind(table, "period")
    groups = panel_groups(table, along, _without(table, along), _read_count(language), language)
    return (Chart(_number_of(unit, language), groups, lambda panel: columns(panel, language)),)


def _medians(table: ProtectedTable, statistic: Statistic, language: Localisation) -> Chart:
    """The medians by the dimensions that are left, as columns where these are periods."""
    along, *others = _without(table, _named(table, statistic.along)) or (_named(table, statistic.along),)
    groups = panel_groups(table, along, tuple(others), _read_statistic(statistic, language), language)
    is_period = any(rule.name == along.name and rule.kind == "period" for rule in table.indicator.dimensions)
    lay_out = (lambda panel: columns(panel, language)) if is_period else bars
    return Chart(language.label(statistic.label), groups, lay_out)


CHARTS: dict[str, Callable[[ProtectedTable, str, Localisation], tuple[Chart, ...]]] = {
    "bars": _bars,
    "flow": _flow,
    "funnel": _funnel,
    "map": _bars,  # below the map (see views/tables.py), which has no scale to read a number from
    "trend": _trend,
}


def _number_of(unit: str, language: Localisation) -> str:
    return language.say("Number of {units}", units=unit)


def _read_count(language: Localisation) -> Callable[[ProtectedCell], tuple[Figure, str]]:
    return lambda cell: (cell.count, language.figure(cell.count))


def _read_count_and_share(language: Localisation) -> Callable[[ProtectedCell], tuple[Figure, str]]:
    def read(cell: ProtectedCell) -> tuple[Figure, str]:
        share = cell.statistics.get("share")
        said = language.figure(cell.count)
        return cell.count, f"{said} ({language.figure(share, 'share')})" if share and not share.mark else said

    return read


def _read_statistic(statistic: Statistic, language: Localisation) -> Callable[[ProtectedCell], tuple[Figure, str]]:
    def read(cell: ProtectedCell) -> tuple[Figure, str]:
        figure = cell.statistics.get(statistic.kind, NO_FIGURE)
        return figure, language.figure(figure, statistic.kind)

    return read


def _along(table: ProtectedTable) -> Dimension:
    declared = next((statistic.along for statistic in table.indicator.statistics), table.dimensions[0].name)
    return _named(table, declared)


def _named(table: ProtectedTable, name: str) -> Dimension:
    return next(dimension for dimension in table.dimensions if dimension.name == name)


def _of_kind(table: ProtectedTable, kind: str) -> Dimension:
    """Return the first dimension of a kind, or the first of all where the table has none."""
    names = [rule.name for rule in table.indicator.dimensions if rule.kind == kind]
    return _named(table, names[0]) if names else table.dimensions[0]


def _without(table: ProtectedTable, along: Dimension) -> tuple[Dimension, ...]:
    return tuple(dimension for dimension in table.dimensions if dimension is not along)
