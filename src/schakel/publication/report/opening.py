"""The first page of a report: what was asked, the answer in one line, its status, and one small chart each."""

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from schakel.model.blocks import ChartBlock
from schakel.publication.answers import AnswerView
from schakel.publication.content import ReleaseContent
from schakel.publication.localisation import Localisation
from schakel.publication.quotations import in_one_line
from schakel.publication.report.printed import Described, printed
from schakel.publication.views.blocks import BlockDrawer
from schakel.publication.views.tables import TableView


def answers(content: ReleaseContent, views: Sequence[TableView], language: Localisation) -> list[Described]:
    """Return the recommendations and what this release answers to each."""
    return [_answer(AnswerView(one, content, language, views)) for one in content.recommendations]


def _answer(view: AnswerView) -> Described:
    return {
        "title": view.title,
        "short": in_one_line(view.short),
        "status": view.status,
        "said": view.said,
        "chart": next(_charts(view), None),
    }


def _charts(view: AnswerView) -> Iterator[Described]:
    """What can be drawn of an answer: a table that it quotes, research behind it, or a table that belongs to it."""
    yield from _of_tables(view.quotes)
    for found in view.findings:
        for block in found.commentary.blocks:
            if isinstance(block, ChartBlock):
                yield _chart(found.title, BlockDrawer(found.speak).drawing(block))
    yield from _of_tables(view.views)


def _of_tables(views: Sequence[TableView]) -> Iterator[Described]:
    for view in views:
        if panel := view.small_chart:
            yield _chart(view.title, panel.drawing)


def _chart(title: str, drawing: Markup) -> Described:
    return {"title": title} | printed(drawing)
