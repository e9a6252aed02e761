"""The first page of a report: what was asked, the answer in one line, its status, and one small chart each."""

from collections.abc import Sequence

from schakel.publication.answer_pictures import AnswerPicture
from schakel.publication.answers import AnswerView
from schakel.publication.content import ReleaseContent
from schakel.publication.localisation import Localisation
from schakel.publication.quotations import in_one_line
from schakel.publication.report.printed import Described, printed
from schakel.publication.views.tables import TableView


def answers(content: ReleaseContent, views: Sequence[TableView], language: Localisation) -> list[Described]:
    """Return the recommendations and what this release answers to each."""
    return [_answer(AnswerView(one, content, language, views), language) for one in content.recommendations]


def _answer(view: AnswerView, language: Localisation) -> Described:
    return {
        "title": view.title,
        "short": in_one_line(view.short),
        "status": view.status,
        "said": view.said,
        "chart": _chart(view.picture, language) if view.picture else None,
    }


def _chart(picture: AnswerPicture, language: Localisation) -> Described:
    """The picture of an answer, in its title the other publication that it is from, if it is from one."""
    origin = f" ({language.say('From:')} {picture.origin.label})" if picture.origin else ""
    return {"title": f"{picture.title}{origin}"} | printed(picture.drawing)
