"""Maps and charts of research for use elsewhere, each with its source, edition and mark.

Those of tables are made with their pages (`views/charts.py`); these stand on a sheet and in a frame in the same way.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from schakel.model.blocks import Block, ChartBlock, LegendSample, PartsBlock
from schakel.publication.charts.drawing import draw
from schakel.publication.charts.layers import BREAK, CERTAIN, INK, MARKED, POSSIBLE
from schakel.publication.charts.of_answers import LAYOUTS
from schakel.publication.charts.sheet import ChartSheet, SheetPanel, Sign, sheet
from schakel.publication.content import ReleaseContent
from schakel.publication.localisation import Localisation
from schakel.publication.views.blocks import BlockDrawer
from schakel.publication.views.research import ResearchView
from schakel.publication.views.tables import TableView
from schakel_base.drawing import Layout, Paint

_SIGNS: Mapping[LegendSample, Paint] = {
    LegendSample.LINE: Paint("none", "var(--chart-certain)", 3),
    LegendSample.DASHED_LINE: Paint("none", INK, 1.5, (4, 3)),
    LegendSample.BAR: CERTAIN,
    LegendSample.RANGE: POSSIBLE,
    LegendSample.OUTLINE: MARKED,
    LegendSample.TICK: Paint("none", INK, 3),
    LegendSample.HELD: Paint("none", BREAK, 1.5, (4, 3)),
}


@dataclass(frozen=True)
class LoneChart:
    """A chart by itself: its name in addresses, what it says and of what, its drawing, and what belongs to it.

    `page` is where it is from, in the folder of the language; `notes` are its numbered places and its source.
    """

    name: str
    title: str
    about: str
    layout: Layout
    described: str
    signs: Sequence[Sign]
    legend: Markup
    notes: Sequence[str]
    page: str
    synthetic: bool

    @property
    def drawing(self) -> Markup:
        """The chart as an element of a page."""
        return draw(self.layout, self.title, self.described, self.name)

    def on_sheet(self, edition: str, stamp: str) -> Markup:
        """Return it on a sheet of its own, with the edition below it, and the stamp if it is invented."""
        marked = stamp if self.synthetic else ""
        panels = (("", (SheetPanel("", self.layout),)),)
        whole = sheet(ChartSheet(self.title, self.about, self.signs, panels, (*self.notes, edition), marked))
        title = ". ".join(filter(None, (marked, self.about, self.title)))
        return draw(whole, title, self.described, self.name)


def lone_charts(content: ReleaseContent, language: Localisation, views: Iterable[TableView]) -> Iterator[LoneChart]:
    """Yield the maps of tables, and the charts of the research that a recommendation shows."""
    yield from (_of_map(view) for view in views if view.map)
    # Reversed, so that research of several recommendations leads to the first.
    pages = {name: one.name for one in reversed(content.recommendations) for name in one.research}
    for view in (ResearchView(one, language, content) for one in content.answers):
        if view.name in pages:
            page = f"recommendations/{pages[view.name]}.html#research-{view.name}"
            yield from (_of_research(chart, view, page) for chart in charts_in(view.commentary.blocks))


def charts_in(blocks: Iterable[Block]) -> Iterator[ChartBlock]:
    """Yield the charts among blocks, those of parts too."""
    for block in blocks:
        if isinstance(block, ChartBlock):
            yield block
        elif isinstance(block, PartsBlock):
            yield from (chart for part in block.parts for chart in charts_in(part.blocks))


def _of_map(view: TableView) -> LoneChart:
    assert view.map
    say = view.language.say
    signs = (
        *(((CERTAIN, say("certainly")), (POSSIBLE, say("possibly as well"))) if view.map.has_ranges else ()),
        *(((MARKED, say("not published")),) if view.map.has_marks else ()),
    )
    places = "; ".join(f"{one.number}. {one.label}: {one.value}" for one in view.map.places)
    elsewhere = "; ".join(f"{label}: {value}" for label, value in view.map.elsewhere)
    source = _source(view.language.text(view.table.indicator.source), view.language)
    return LoneChart(
        name=f"{view.name}-map",
        title=say("Map: {title}", title=view.title),
        about=say("Number of {units}", units=view.unit),
        layout=view.map.layout,
        described=places,
        signs=signs,
        legend=Markup(),
        notes=tuple(filter(None, (places, elsewhere, *source, f"{say('Boundaries:')} {view.map.source}"))),
        page=f"indicators/{view.name}.html",
        synthetic=view.table.synthetic,
    )


def _source(source: str, language: Localisation) -> tuple[str, ...]:
    return (f"{language.say('Source:')} {source}",) if source else ()


def _of_research(chart: ChartBlock, view: ResearchView, page: str) -> LoneChart:
    speak = view.speak
    return LoneChart(
        name=chart.name,
        title=speak(chart.caption),
        about=view.title,
        layout=LAYOUTS[type(chart.drawing)](chart.drawing, speak),
        described=speak(chart.described),
        signs=tuple((_SIGNS[one.sample], speak(one.said)) for one in chart.legend),
        legend=BlockDrawer(speak).legend(chart),
        notes=_source(view.rests_on, view.language),
        page=page,
        synthetic=view.answer.synthetic,
    )
