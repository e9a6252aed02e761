"""What the templates are given of one table in one language: everything said, drawn and laid out."""

from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup

from schakel.disclosure.protected import ProtectedTable
from schakel.model.concept import ConceptScheme
from schakel.publication.charts import Chart, charts_of
from schakel.publication.content import ReleaseContent
from schakel.publication.drawing import draw
from schakel.publication.headlines import Headline, headline
from schakel.publication.localisation import Localisation
from schakel.publication.tabulation import ReadTable, marks_of, read_tables
from schakel.publication.vocabulary_links import scheme_of


@dataclass(frozen=True)
class DrawnPanel:
    """A panel with its heading, the total that belongs to it, and its drawing."""

    title: str
    total: str
    drawing: Markup


@dataclass(frozen=True)
class DrawnGroup:
    """Panels under one heading (empty where there is one group)."""

    title: str
    panels: tuple[DrawnPanel, ...]


@dataclass(frozen=True)
class DrawnChart:
    """A chart with its panels drawn, and what its legend must explain."""

    title: str
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
        unit = self.content.units.get(self.table.indicator.unit)
        return self.language.text(unit.plural) if unit else self.language.say("rows")

    @cached_property
    def headline(self) -> Headline:
        """What the table says in one sentence."""
        return headline(self.table, self.unit, self.language)

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

    def _drawn(self, chart: Chart, number: int) -> DrawnChart:
        groups, count = [], 0
        for group in chart.groups:
            panels = []
            for panel in group.panels:
                count += 1
                title = ". ".join(part for part in (self.title, chart.title, group.title, panel.title) if part)
                said = "; ".join(f"{bar.label}: {bar.value}" for bar in panel.bars[:_MOST_SAID])
                description = f"{said}. {self.language.say('All figures are in the table on this page.')}"
                drawing = draw(chart.specify(panel), title, description, f"{self.name}-{number}-{count}")
                panels.append(DrawnPanel(panel.title, panel.total, drawing))
            groups.append(DrawnGroup(group.title, tuple(panels)))
        has_breaks = any(panel.breaks for panel in chart.panels)
        return DrawnChart(chart.title, tuple(groups), chart.has_ranges, chart.has_marks, has_breaks)


_MOST_SAID = 12  # a description is listened to: a longer list is left to the table
