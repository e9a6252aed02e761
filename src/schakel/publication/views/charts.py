"""The charts of a table as pages and the report show them: drawn, with a title that says what was found."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import count

from markupsafe import Markup

from schakel.publication.charts.drawing import draw
from schakel.publication.charts.kinds import Chart
from schakel.publication.charts.layers import CERTAIN, MARKED, POSSIBLE
from schakel.publication.charts.panels import Panel, PanelGroup
from schakel.publication.charts.sheet import ChartSheet, SheetPanel, sheet
from schakel.publication.headlines import Headline
from schakel.publication.localisation import Localisation, capital

_MOST_IN_SMALL = 8  # bars of a chart in a card
_MOST_SAID = 12  # a description is listened to: a longer list is left to the table


@dataclass(frozen=True)
class DrawnPanel:
    """A panel with its heading, the total that belongs to it, its drawing, and what its legend must explain."""

    title: str
    total: str
    drawing: Markup
    has_ranges: bool
    has_open: bool


@dataclass(frozen=True)
class DrawnGroup:
    """Panels under one heading (empty where there is one group)."""

    title: str
    panels: tuple[DrawnPanel, ...]


@dataclass(frozen=True)
class DrawnChart:
    """A chart with its panels drawn, and what its legend must explain.

    The title says what was found, `measure` what is counted, which is the caption where a headline says what was found;
    `name` is part of addresses. Panels differ in what `beside` names, bars within a panel in what `along` does.
    """

    name: str
    title: str
    measure: str
    along: str
    beside: str
    groups: tuple[DrawnGroup, ...]
    has_ranges: bool
    has_open: bool
    has_marks: bool
    has_breaks: bool


@dataclass(frozen=True, eq=False)
class ChartDrawer:
    """Draws the charts of the table of that name and title."""

    name: str
    title: str
    headline: Headline
    charts: Sequence[Chart]
    language: Localisation

    @cached_property
    def drawn(self) -> tuple[DrawnChart, ...]:
        """The charts, each panel drawn."""
        return tuple(self._drawn(chart, number) for number, chart in enumerate(self.charts, start=1))

    @cached_property
    def small(self) -> DrawnPanel | None:
        """The first panel of the first chart, if it is small enough to stand beside others."""
        chart = next(iter(self.charts), None)
        if chart is None or len(chart.panels[0].bars) > _MOST_IN_SMALL:
            return None
        return self._panel(chart, chart.groups[0], chart.panels[0].made_small, "small")

    @cached_property
    def alone(self) -> DrawnPanel:
        """The first panel of the first chart, under a caption that says what is measured."""
        chart = self.charts[0]
        # Whether it has a scale of its own says nothing where no other panel is near.
        return self._panel(chart, chart.groups[0], replace(chart.panels[0], measure=""), "alone")

    def title_of(self, chart: Chart) -> str:
        """Return what a chart says: its own finding, else that of the table, else what the table is about.

        Of a table with a chart that has a finding of its own, the finding is that.
        """
        of_table = "" if any(one.finding for one in self.charts) else self.headline.finding
        return chart.finding or of_table or self.title

    def sheets(self, notes: Sequence[str], stamp: str) -> Iterator[tuple[str, Markup]]:
        """Yield the name of each chart and its drawing as a sheet of its own, under which the notes stand."""
        for number, chart in enumerate(self.charts, start=1):
            layout = sheet(self._sheet(chart, notes, stamp))
            described = self._description(chart.panels[0])
            title = ". ".join(filter(None, (stamp, self.title, self.title_of(chart))))
            yield f"{self.name}-{number}", draw(layout, title, described, f"{self.name}-{number}")

    def _measure(self, chart: Chart) -> str:
        """What is measured, and by what its panels differ: "yes" and "no" above them alone say nothing."""
        beside = chart.groups[0].beside if chart.groups else ""
        by = self.language.say("{measure}, by {dimension}")
        return by.format(measure=chart.measure, dimension=beside) if beside else chart.measure

    def _sheet(self, chart: Chart, notes: Sequence[str], stamp: str) -> ChartSheet:
        say = self.language.say
        possible = say("not known which") if chart.has_open else say("possibly as well")
        title = self.title_of(chart)
        return ChartSheet(
            title=title,
            subtitle=". ".join(filter(None, (self.title if title != self.title else "", self._measure(chart)))),
            signs=(
                *(((CERTAIN, say("certainly")), (POSSIBLE, possible)) if chart.has_ranges else ()),
                *(((MARKED, say("not published")),) if chart.has_marks else ()),
            ),
            groups=tuple((group.title, tuple(_on_sheet(chart, one) for one in group.panels)) for group in chart.groups),
            notes=(*(f"{one.number}. {one.said}." for one in chart.panels[0].breaks), *notes),
            stamp=stamp,
        )

    def _drawn(self, chart: Chart, number: int) -> DrawnChart:
        numbers = count(1)
        groups = tuple(
            DrawnGroup(
                group.title,
                tuple(self._panel(chart, group, panel, f"{number}-{next(numbers)}") for panel in group.panels),
            )
            for group in chart.groups
        )
        return DrawnChart(
            name=f"{self.name}-{number}",
            title=self.title_of(chart),
            measure=self._measure(chart),
            along=chart.panels[0].along if chart.panels else "",
            beside=capital(chart.groups[0].beside) if chart.groups else "",
            groups=groups,
            has_ranges=chart.has_ranges,
            has_open=chart.has_open,
            has_marks=chart.has_marks,
            has_breaks=any(panel.breaks for panel in chart.panels),
        )

    def _panel(self, chart: Chart, group: PanelGroup, panel: Panel, number: str) -> DrawnPanel:
        of_panel = ": ".join(filter(None, (capital(group.beside), panel.title)))
        title = ". ".join(part for part in (self.title, chart.measure, group.title, of_panel) if part)
        drawing = draw(chart.lay_out(panel), title, self._description(panel), f"{self.name}-{number}")
        return DrawnPanel(panel.title, panel.total, drawing, panel.has_ranges, panel.has_open)

    def _description(self, panel: Panel) -> str:
        said = "; ".join(f"{bar.label}: {bar.value}" for bar in panel.bars[:_MOST_SAID])
        elsewhere = self.language.say("All figures are in the table of this indicator.")
        return f"{said}. {elsewhere}"


def _on_sheet(chart: Chart, panel: Panel) -> SheetPanel:
    title = " · ".join(filter(None, (panel.title, panel.total))) if panel.title else ""
    return SheetPanel(title, chart.lay_out(panel))
