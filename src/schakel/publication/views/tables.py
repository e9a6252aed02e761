"""The view of one table in one language: all its text, charts and layout."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from schakel.disclosure.protected import ProtectedTable
from schakel.model.alliance import Attribute
from schakel.model.concept import ConceptScheme
from schakel.model.figure import Figure
from schakel.model.places import Boundaries, Inhabitants
from schakel.model.table import Dimension
from schakel.publication.addresses import scheme_of
from schakel.publication.arrangement import Cells
from schakel.publication.charts.drawing import shell
from schakel.publication.charts.kinds import Chart, ChartSource, chart_at, charts_of
from schakel.publication.charts.maps import DrawnMap, MapArea, draw_map, map_layout, ranked
from schakel.publication.charts.once import Charted, as_published, units_once
from schakel.publication.content import ReleaseContent
from schakel.publication.headlines import Headline, headline
from schakel.publication.linkage_notes import counts_linked, in_short, notes_of
from schakel.publication.localisation import Localisation
from schakel.publication.periods import has_periods, over
from schakel.publication.rates import inhabitants_of, rate_of
from schakel.publication.tabulation import ReadTable, address_of, marks_of, read_tables
from schakel.publication.views.charts import ChartDrawer, DrawnChart, DrawnPanel
from schakel.publication.views.place import of_places, place_page

_MOST_BESIDE = 6  # columns of a table that fit beside a chart on a screen of 1280 pixels


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
        said = headline(self.table, self.unit, self.language)
        if not counts_linked(self.table, self.content):
            return said
        return replace(said, sentence=f"{said.sentence.removesuffix('.')}. {in_short(self.language)}")

    @property
    def notes(self) -> tuple[str, ...]:
        """What readers keep in mind."""
        return notes_of(self.table, self.content, self.language)

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
        """The marks in the table, each with its meaning."""
        return tuple((self.language.mark(mark), self.language.mark_meaning(mark)) for mark in marks_of(self.table))

    @property
    def has_ranges(self) -> bool:
        """Whether any count has a lower and a different upper bound."""
        return any(not cell.count.mark and not cell.count.is_exact for cell in self.table.cells)

    @property
    def breaks_heading(self) -> str:
        """What the breaks are called: those of a series, or what changed where the table is no series."""
        if has_periods(self.table.indicator):
            return self.language.say("Breaks in the series")
        return self.language.say("What changed over time")

    @property
    def followed(self) -> str:
        """What keeps units from having been followed long enough for a phase, where that makes bounds wide."""
        say, complete = self.language.say, self.table.complete
        limited = any(phase.within for rule in self.table.indicator.dimensions for phase in rule.phases)
        if not limited or not self.has_ranges:
            return ""
        if complete is None:
            return say(
                "The deliveries do not say up to which day they are complete. So {units} that are not known to have "
                "reached a phase within its number of years may still do so; they count in the upper bound.",
                units=self.unit,
            )
        return say(
            "The deliveries are complete up to {day}. Any {units} that had not been followed for the number of years "
            "of a phase by then may still reach it; they count in the upper bound.",
            day=self.language.date(complete.last_day),
            units=self.unit,
        )

    @cached_property
    def is_compact(self) -> bool:
        """Whether its charts leave room for the table beside them, and the table needs no more."""
        return self.has_lone_panels and all(len(table.columns) <= _MOST_BESIDE for table in self.reading)

    @cached_property
    def has_lone_panels(self) -> bool:
        """Whether it has charts, and no two panels of one stand beside each other."""
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
    def once(self) -> Charted:
        """The figures of its charts and its map, in which each unit occurs once."""
        return units_once(self.table, self.language, tuple(self._incomplete))

    @cached_property
    def drawer(self) -> ChartDrawer:
        """What draws its charts."""
        return self._drawing(charts_of(self._asked))

    @property
    def _asked(self) -> ChartSource:
        return ChartSource(as_published(self.table), self.once, self.unit, self.language)

    def _drawing(self, charts: tuple[Chart, ...]) -> ChartDrawer:
        return ChartDrawer(self.name, self.title, self.headline, charts, self.language)

    @property
    def _incomplete(self) -> Iterator[str]:
        """The dimensions that show a part of their scheme."""
        for rule in self.table.indicator.dimensions:
            scheme = scheme_of(rule, self.content) if rule.show else None
            if scheme and scheme.leaves_of(*rule.show).mask != scheme.anything.mask:
                yield rule.name

    @cached_property
    def charts(self) -> tuple[DrawnChart, ...]:
        """The charts, drawn."""
        return self.drawer.drawn

    @cached_property
    def map(self) -> DrawnMap | None:
        """The map, if the indicator asks for one and the boundaries of its places are known."""
        found = self._mapped if self.table.indicator.chart == "map" else None
        if found is None:
            return None
        _, dimension, boundaries = found
        listed = tuple(self._listed(dimension))
        places = ranked(one for one in listed if one.code in boundaries.areas)
        rated = self._rated(dimension, places)
        if not rated:
            places = tuple(replace(one, rate="") for one in places)
        said = ". ".join(f"{one.number}. {one.label}: {one.value}" for one in places)
        title = self.language.say("Map: {title}", title=self.title)
        box, inside = draw_map(places, boundaries)
        return DrawnMap(
            drawing=shell(box, inside, title, said, f"{self.name}-map"),
            layout=map_layout(box, inside),
            places=places,
            elsewhere=tuple((one.label, one.value) for one in listed if one.code not in boundaries.areas),
            has_ranges=any(one.figure.upper not in (one.figure.lower, math.inf) for one in places),
            has_marks=any(one.figure.mark for one in places),
            source=self.language.text(boundaries.source),
            rated=rated,
        )

    def _rated(self, dimension: Dimension, places: Sequence[MapArea]) -> str:
        """What the rates are: the inhabitants they are per, and where these figures come from, if all from one."""
        known = inhabitants_of(self.table, dimension, self.content)
        found = {known[one.code] for one in places if one.rate}
        if not found or len({(one.on, one.source) for one in found}) > 1:
            return ""
        one = next(iter(found))
        rules = zip(self.table.indicator.dimensions, self.table.dimensions, strict=True)
        periods = next((over(side, self.language) for rule, side in rules if rule.kind == "period"), "")
        say = self.language.say
        return say(
            "In brackets: {what}, per 100,000 inhabitants of {date}. Inhabitants: {source}.",
            # A rate of seven years together is easily taken for that of one.
            what=say("the number over {periods}", periods=periods) if periods else say("the number"),
            date=self.language.date(one.on),
            source=self.language.text(one.source),
        )

    def _rate(self, figure: Figure, people: Inhabitants | None) -> str:
        rate = rate_of(figure, people)
        return self.language.figure(rate, "rate") if rate else ""

    def place_page(self, code: str) -> str:
        """Return the page of a place on the map, from the folder of the language."""
        assert self._mapped, "a table without places has no map"
        return place_page(self._mapped[0].scheme, code)

    def _listed(self, dimension: Dimension) -> Iterator[MapArea]:
        """All places of a dimension, and behind them what is not known."""
        cells, people = Cells(self.once), inhabitants_of(self.table, dimension, self.content)
        for category in next(one for one in self.once.dimensions if one.name == dimension.name).categories[1:]:
            if cell := cells.get({dimension.name: category.code}):
                value = self.language.figure(cell.count)
                rate = self._rate(cell.count, people.get(category.code))
                yield MapArea(0, category.code, self.language.label(category.label), value, cell.count, rate)

    @cached_property
    def _mapped(self) -> tuple[Attribute, Dimension, Boundaries] | None:
        """The first dimension whose categories have boundaries, and those that hold most of them."""
        for dimension, attribute in of_places(self.table, self.content):
            codes = {category.code for category in dimension.categories}
            return attribute, dimension, max(attribute.boundaries, key=lambda one: len(codes & one.areas.keys()))
        return None

    @cached_property
    def small_chart(self) -> DrawnPanel | None:
        """The first panel of the first chart, if it is small enough to be beside others."""
        return self.drawer.small

    def chart_at(self, at: Mapping[str, str]) -> DrawnChart:
        """Return a chart of its figures at a category of some dimensions."""
        # Hundreds of pages may show the one of a group of theirs.
        key = tuple(at.items())
        if key not in self._charts_at:
            self._charts_at[key] = self._drawing((chart_at(self._asked, at),)).drawn[0]
        return self._charts_at[key]

    @cached_property
    def _charts_at(self) -> dict[tuple[tuple[str, str], ...], DrawnChart]:
        return {}

    def small_chart_at(self, at: Mapping[str, str]) -> DrawnPanel | None:
        """The same of its figures at a category of some dimensions."""
        return self._drawing((chart_at(self._asked, at),)).small if at else self.small_chart
