"""What a report says, in one language: every sentence and figure of it, as plain values for the typesetter.

The text comes from the views that the site uses too, so that page and paper say the same.
"""

from collections.abc import Iterator
from datetime import date

from schakel.publication.answer_pictures import AnswerPicture
from schakel.publication.answers import AnswerView
from schakel.publication.content import ReleaseContent
from schakel.publication.groups import groups_of
from schakel.publication.localisation import Localisation
from schakel.publication.quotations import in_one_line
from schakel.publication.report.background import facts, method, published, sources
from schakel.publication.report.numbering import number
from schakel.publication.report.printed import Described, printed
from schakel.publication.report.printed_answers import printed_answer, printed_essay
from schakel.publication.report.sections import line, section
from schakel.publication.views.collections import CollectionView, collections_of
from schakel.publication.views.research import ResearchView
from schakel.publication.views.tables import TableView


def describe(content: ReleaseContent, language: Localisation) -> Described:
    """Return the report of a release in one language: plain texts, tables and drawings, for any writer of reports."""
    say, text = language.say, language.text
    views = [TableView(table, content, language) for table in content.tables]
    quality = [TableView(table, content, language) for table in content.quality]
    warning = say("These figures are invented. They say nothing about the real world.")
    chapters = [
        {"title": group.title or say("Indicators"), "sections": [section(view) for view in group.views]}
        for group in groups_of(content, views, language)
    ]
    report = {
        "language": language.language,
        "title": text(content.product.title),
        "alliance": text(content.title),
        "summary": text(content.product.summary),
        "synthetic": say("Synthetic data") if content.synthetic else "",
        "warning": warning if content.synthetic else "",
        "day": [content.as_of.year, content.as_of.month, content.as_of.day],
        "facts": facts(content, language),
        "words": _words(language, content.as_of),
        "main": [line(view) for view in views],
        "answers": [_answer(AnswerView(one, content, language, views), language) for one in content.recommendations],
        "chapters": chapters,
        "essays": [chapter for chapter in _essays(content, language) if chapter["essays"]],
        "published": published(content, language),
        "sources": sources(content, language),
        "quality": [section(view) for view in quality],
        "method": method(content, language),
    }
    number(report, language)
    return report


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


def _essays(content: ReleaseContent, language: Localisation) -> Iterator[Described]:
    """Answers in chapters, all of one shape: of research on their own, and of each collection, with what opens it."""
    title = language.say("Answers of research")
    on_their_own = (one for one in content.answers if not one.commentary.own)
    essays = [printed_answer(ResearchView(one, language, content)) for one in on_their_own]
    yield {"title": title, "said": "", "essays": essays}
    for one in collections_of(content, language):
        essays = list(_of_collection(one))
        yield {"title": one.label, "said": one.speak(one.collection.printed_lead), "essays": essays}


def _of_collection(view: CollectionView) -> Iterator[Described]:
    for one in view.answers:
        is_marked = view.collection.is_marked and one.answer.synthetic
        yield from (printed_essay(shown, one.draw.speak, is_marked) for shown in one.own.essays)


def _words(language: Localisation, as_of: date) -> dict[str, str]:
    say = language.say
    return {
        "contents": say("Contents"),
        "figures": say("List of figures"),
        "tables": say("List of tables"),
        "in_short": say("In short"),
        "answers": say("Recommendations and their answers"),
        "published": say("What others published"),
        "published_note": say("These figures are not counted from the deliveries: others published them."),
        "published_since": say(
            "Norms and figures published by others may be more recent than this edition, which counts what was known "
            "on {date}.",
            date=language.date(as_of),
        ),
        "sources": say("Sources"),
        "quality": say("Deliveries and quality"),
        "method": say("How the figures are made"),
        "certainly": say("certainly"),
        "possibly": say("possibly as well"),
        "not_known": say("not known which"),
        "not_published": say("not published"),
    }
