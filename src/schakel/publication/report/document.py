"""What a report says, in one language: every sentence and figure of it, as plain values for the typesetter.

The text comes from the views that the site uses too, so that page and paper say the same.
"""

from datetime import date

from schakel.publication.content import ReleaseContent
from schakel.publication.groups import groups_of
from schakel.publication.localisation import Localisation
from schakel.publication.report.background import facts, method, published, sources
from schakel.publication.report.essays import of_collections, research
from schakel.publication.report.numbering import number
from schakel.publication.report.opening import answers
from schakel.publication.report.printed import Described
from schakel.publication.report.sections import line, section
from schakel.publication.views.tables import TableView


def describe(content: ReleaseContent, language: Localisation) -> Described:
    """Return the report of a release in one language.

    Returns
    -------
    Described
        Plain texts, tables and drawings, for any writer of reports.
    """
    say, text = language.say, language.text
    views = [TableView(table, content, language) for table in content.tables]
    quality = [TableView(table, content, language) for table in content.quality]
    warning = say("These figures are made up by a simulator. They say nothing about the world.")
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
        "answers": answers(content, views, language),
        "chapters": chapters,
        "essays": [chapter for chapter in _essays(content, language) if chapter["essays"]],
        "published": published(content, language),
        "sources": sources(content, language),
        "quality": [section(view) for view in quality],
        "method": method(content, language),
    }
    number(report, language)
    return report


def _essays(content: ReleaseContent, language: Localisation) -> list[Described]:
    say = language.say
    return [
        {"title": say("Answers of research"), "said": "", "essays": research(content, language)},
        *of_collections(content, language),
    ]


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
        "breaks": say("Breaks in the series"),
        "certainly": say("certainly"),
        "possibly": say("possibly as well"),
        "not_known": say("not known which"),
        "not_published": say("not published"),
    }
