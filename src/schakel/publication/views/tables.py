"""What the templates are given of one table in one language: everything said, drawn and laid out."""

from dataclasses import dataclass
from functools import cached_property
from itertools import count

from markupsafe import Markup

from schakel.disclosure.protected import ProtectedTable
from schakel.model.boundaries import Boundaries
from schakel.model.concept import ConceptScheme
from schakel.model.table import Dimension
from schakel.publication.arrangement import Cells
from schakel.publication.charts.drawing import draw, shell
from schakel.publication.charts.kinds import Chart, charts_of
from schakel.publication.charts.layers import stamped
from schakel.publication.charts.maps import DrawnMap, MapArea, draw_map
from schakel.publication.charts.panels import Panel, PanelGroup
from schakel.publication.content import ReleaseContent
from schakel.publication.headlines import Headline, headline
from schakel.publication.localisation import Localisation
from schakel.publication.tabulation import ReadTable, address_of, marks_of, read_tables
from schakel.publication.vocabulary_links import scheme_of


@dataclass(frozen=True)
class DrawnPanel:
    """A panel with its heading, the total that belongs to it, and its drawing."""

    title: str
    total: str
    drawing: Markup
    has_ranges: bool


@dataclass(frozen=True)
class DrawnGroup:
    """Panels under one heading (empty where there is one group)."""

    title: str
    panels: tuple[DrawnPanel, ...]


@dataclass(frozen=True)
class DrawnChart:
    """A chart with its panels drawn, and what its legend must explain.

    Panels differ in what `beside` names, bars within a panel in what `along` does.
    """

    title: str
    along: str
    beside: str
    groups: tuple[DrawnGroup, ...]
    has_ranges: bool
    has_marks: bool
    has_breaks: bool


@dataclass(frozen=True, eq=False)
class TableView:
    """One table in one language. Its drawings are made once, on whichever pages they stand."""

    table: ProtectedTable
    content: ReleaseContent
    language: Localisation

    @property
    def name(self) -> str:
        """The name of the indicator: part of addresses."""
        return self.table.indicator.name

    @property
    def title(self) -> str:
        """The title of the indicator."""
        return self.language.text(self.table.indicator.title)

    @property
    def unit(self) -> str:
        """What is counted, in the plural."""
        name, say = self.table.indicator.unit, self.language.say
        if counted := self.content.counted(self.table.indicator):
            return self.language.text(counted)
        return {"pair": say("pairs of rows"), "doubt": say("doubts")}.get(name, say("rows"))

    @cached_property
    def headline(self) -> Headline:
        """What the table says in one sentence."""
        return headline(self.table, self.unit, self.language)

    @property
    def first_address(self) -> str:
        """The address of the first figure within its page, as an example of all."""
        return address_of(self.table, self.table.cells[0])

    @cached_property
    def reading(self) -> tuple[ReadTable, ...]:
        """The table as tables to read."""
        return read_tables(self.table, self.unit, self.language)

    @property
    def marks(self) -> tuple[tuple[str, str], ...]:
        """The marks that stand in the table, each with its meaning."""
        return tuple((self.language.mark(mark), self.language.mark_meaning(mark)) for mark in marks_of(self.table))

    @property
    def has_ranges(self) -> bool:
        """Whether any count has a lower and a different upper bound."""
        return any(not cell.count.mark and not cell.count.is_exact for cell in self.table.cells)

    @cached_property
    def is_compact(self) -> bool:
        """Whether its charts leave room for the table beside them."""
        return bool(self.charts) and all(len(group.panels) == 1 for chart in self.charts for group in chart.groups)

    @property
    def phases(self) -> int:
        """How many phases of the chain it follows."""
        rules = zip(self.table.indicator.dimensions, self.table.dimensions, strict=True)
        return sum(len(dimension.categories) for rule, dimension in rules if rule.kind == "phase")

    @property
    def schemes(self) -> tuple[tuple[str, ConceptScheme], ...]:
        """The dimensions whose categories are defined in a concept scheme: their label, and that scheme."""
        rules = self.table.indicator.dimensions
        found = [(self.language.text(rule.label), scheme_of(rule, self.content)) for rule in rules]
        return tuple((label, scheme) for label, scheme in found if scheme)

    @cached_property
    def charts(self) -> tuple[DrawnChart, ...]:
        """The charts, drawn."""
        charts = charts_of(self.table, self.unit, self.language)
        return tuple(self._drawn(chart, number) for number, chart in enumerate(charts, start=1))

    @cached_property
    def map(self) -> DrawnMap | None:
        """The map, if the indicator asks for one and the boundaries of its places are known."""
        found = self._mapped if self.table.indicator.chart == "map" else None
        if found is None:
            return None
        dimension, boundaries = found
        cells = Cells(self.table)
        shown = [category for category in dimension.categories if category.code in boundaries.areas]
        places = tuple(
            MapArea(number, one.code, self.language.label(one.label), self.language.figure(cell.count), cell.count)
            for number, one in enumerate(shown, start=1)
            if (cell := cells.get({dimension.name: one.code}))
        )
        stamp = self.language.say("Synthetic data") if self.table.synthetic else ""
        said = ". ".join(f"{one.number}. {one.label}: {one.value}" for one in places)
        title = self.language.say("Map: {title}", title=self.title)
        drawing = shell(*draw_map(places, boundaries, stamp), title, said, f"{self.name}-map")
        ranges = any(not one.figure.mark and not one.figure.is_exact for one in places)
        marks = any(one.figure.mark for one in places)
        return DrawnMap(drawing, places, ranges, marks, self.language.text(boundaries.source))

    @property
    def _mapped(self) -> tuple[Dimension, Boundaries] | None:
        """The first dimension whose categories have boundaries, and those that hold most of them."""
        for rule, dimension in zip(self.table.indicator.dimensions, self.table.dimensions, strict=True):
            attribute = self.content.attributes.get(rule.attribute)
            if attribute and attribute.boundaries:
                codes = {category.code for category in dimension.categories}
                return dimension, max(attribute.boundaries, key=lambda one: len(codes & one.areas.keys()))
        return None

    @cached_property
    def small_chart(self) -> DrawnPanel | None:
        """The first panel of the first chart, if it is small enough to stand beside others."""
        chart = next(iter(charts_of(self.table, self.unit, self.language)), None)
        if chart is None or len(chart.panels[0].bars) > _MOST_IN_SMALL:
            return None
        return self._panel(chart, chart.groups[0], chart.panels[0], "small")

    def _drawn(self, chart: Chart, number: int) -> DrawnChart:
        numbers = count(1)
        groups = tuple(
            DrawnGroup(
                group.title,
                tuple(self._panel(chart, group, panel, f"{number}-{next(numbers)}") for panel in group.panels),
            )
            for group in chart.groups
        )
        has_breaks = any(panel.breaks for panel in chart.panels)
        along = chart.panels[0].along if chart.panels else ""
        beside = chart.groups[0].beside if chart.groups else ""
        return DrawnChart(chart.title, along, beside, groups, chart.has_ranges, chart.has_marks, has_breaks)

    def _panel(self, chart: Chart, group: PanelGroup, panel: Panel, number: str) -> DrawnPanel:
        layout = chart.lay_out(panel)
        if self.table.synthetic:
            layout = stamped(layout, self.language.say("Synthetic data"))
        title = ". ".join(part for part in (self.title, chart.title, group.title, panel.title) if part)
        drawing = draw(layout, title, self._description(panel), f"{self.name}-{number}")
        return DrawnPanel(panel.title, panel.total, drawing, panel.has_ranges)

    def _description(self, panel: Panel) -> str:
        said = "; ".join(f"{bar.label}: {bar.value}" for bar in panel.bars[:_MOST_SAID])
        elsewhere = self.language.say("All figures are in the table of this indicator.")
        return f"{said}. {elsewhere}"


_MOST_IN_SMALL = 8  # bars of a chart that stands in a card
_MOST_SAID = 12  # a description is listened to: a longer list is left to the table
