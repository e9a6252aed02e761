"""Answers in the report: on their own, or in the chapters of their collections.

All of it has one shape, and every sentence is that of a page.
"""

from collections.abc import Iterator

from schakel.publication.content import ReleaseContent
from schakel.publication.localisation import Localisation
from schakel.publication.report.printed import Described
from schakel.publication.report.printed_answers import printed_answer, printed_essay
from schakel.publication.views.collections import CollectionView, collections_of
from schakel.publication.views.research import ResearchView


def research(content: ReleaseContent, language: Localisation) -> list[Described]:
    """Return the answers of research: verdicts with their reasons, and refusals as what they are."""
    return [printed_answer(ResearchView(one, language, content)) for one in content.answers if not one.commentary.own]


def of_collections(content: ReleaseContent, language: Localisation) -> list[Described]:
    """Return a chapter for each collection of answers: its title, what it opens with, and its essays."""
    return [
        {"title": one.label, "said": one.speak(one.collection.printed_lead), "essays": list(_essays(one))}
        for one in collections_of(content, language)
    ]


def _essays(view: CollectionView) -> Iterator[Described]:
    for one in view.answers:
        is_marked = view.collection.is_marked and one.answer.synthetic
        yield from (printed_essay(shown, one.draw.speak, is_marked) for shown in one.own.essays)
