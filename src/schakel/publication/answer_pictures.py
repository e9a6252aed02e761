"""The picture that shows an answer at a glance: the declared one, that of the research, or that of a table.

Where research of another monitor decides the answer, its picture is shown with a link, if all that it rests on is
public: what is made of such data gives nothing away, wherever it stands.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from schakel.model.recommendation import DeclaredPicture, Recommendation
from schakel.publication.addresses import Reference
from schakel.publication.content import ReleaseContent
from schakel.publication.localisation import Localisation
from schakel.publication.rendering import macro
from schakel.publication.views.charts import DrawnPanel
from schakel.publication.views.research import ResearchView
from schakel.publication.views.tables import TableView
from schakel_base.errors import DeclarationError, Fault


@dataclass(frozen=True)
class AnswerPicture:
    """A small chart under its title, with its legend.

    `origin` is the page of the other monitor that it is from, if it is from one: then it says whether it is made up.
    """

    title: str
    drawing: Markup
    legend: Markup
    origin: Reference | None = None
    synthetic: bool = False


def declared_picture(
    asked: Recommendation, release: Sequence[TableView], language: Localisation
) -> Iterator[AnswerPicture]:
    """Yield the picture that a recommendation declares, if the release holds its table and it can be small.

    Raises
    ------
    DeclarationError
        If the table has no such category.
    """
    declared = asked.picture
    for view in (one for one in release if declared and one.name == declared.table):
        assert declared
        _check(declared, view, asked.file)
        yield from _small(view, view.small_chart_at(declared.at), language.text(declared.title) or view.title, asked)


def pictures_of_tables(asked: Recommendation, views: Sequence[TableView]) -> Iterator[AnswerPicture]:
    """Yield the pictures of the tables that have small ones."""
    for view in views:
        yield from _small(view, view.small_chart, view.title, asked)


def pictures_of_research(found: Sequence[ResearchView], origin: Reference | None = None) -> Iterator[AnswerPicture]:
    """Yield the pictures of answers of research that have one."""
    yield from (AnswerPicture(*view.picture, origin, view.answer.synthetic) for view in found if view.picture)


def lent_research(asked: Recommendation, content: ReleaseContent, language: Localisation) -> tuple[ResearchView, ...]:
    """Return the research that decides a recommendation and that another monitor beside this one lends."""
    lent = [one for one in content.lent if one.question.name in asked.decided_by]
    return tuple(ResearchView(one, language, content) for one in lent if content.together is not None)


def _small(view: TableView, panel: DrawnPanel | None, title: str, asked: Recommendation) -> Iterator[AnswerPicture]:
    """The same chart may be on the page a second time: in a picture its parts are named after the answer."""
    if panel:
        signs = macro("parts.html", "legend")(
            panel.has_ranges, False, False, view.language.say, has_open=panel.has_open
        )
        yield AnswerPicture(title, panel.drawing.replace(f"{view.name}-small", f"{asked.name}-small"), signs)


def _check(declared: DeclaredPicture, view: TableView, file: str) -> None:
    known = {one.name: {category.code for category in one.categories} for one in view.table.dimensions}
    for name, code in declared.at.items():
        if code not in known[name]:
            raise DeclarationError(Fault(f"The table `{declared.table}` has no category `{code}` of `{name}`.", file))
