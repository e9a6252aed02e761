"""What a report says beside its tables: answers of research, figures that differ, and what public bodies say
about themselves. All of it has one shape, and every sentence is that of a page.
"""

from schakel.model.assessment import Reply
from schakel.publication.content import ReleaseContent
from schakel.publication.localisation import Localisation
from schakel.publication.report.essay import essay, part
from schakel.publication.report.printed import Described
from schakel.publication.report.printed_answers import printed_answer, printed_essay
from schakel.publication.views.assessment import AssessmentView, RegionView
from schakel.publication.views.collections import collections_of
from schakel.publication.views.research import ResearchView


def research(content: ReleaseContent, language: Localisation) -> list[Described]:
    """Return the answers of research: verdicts with their reasons, and refusals as what they are."""
    return [printed_answer(ResearchView(one, language, content)) for one in content.answers if not one.commentary.own]


def of_collections(content: ReleaseContent, language: Localisation) -> list[Described]:
    """Return a chapter for each collection of answers: its title, what it opens with, and its essays."""
    return [
        {
            "title": one.label,
            "said": one.speak(one.collection.printed_lead),
            "essays": [
                printed_essay(shown, answer.draw.speak) for answer in one.answers for shown in answer.own.essays
            ],
        }
        for one in collections_of(content, language)
    ]


def profiles(content: ReleaseContent, language: Localisation) -> list[Described]:
    """Return the number of answers of each kind, by region and theme; single bodies have their pages in the site."""
    if content.assessment is None:
        return []
    view = AssessmentView(content.assessment, language)
    mark = language.say("synthetic") if content.assessment.synthetic else ""
    return [_region(region, view, mark) for region in view.regions]


def _region(region: RegionView, view: AssessmentView, mark: str) -> Described:
    say, number = view.language.say, view.language.number
    ended = [(theme, years[-1]) for theme, years in region.development if years]
    if not ended:
        return essay(region.name, (say("Nobody answered."),), mark)
    said = say(
        "{answered} of {number} answered; these are the answers in force at the end of {year}.",
        answered=number(sum(1 for one in region.profiles if one.years)),
        number=number(len(region.profiles)),
        year=ended[0][1][0],
    )
    words = {one.sign: one.word for one in view.replies}
    rows = [[theme, *map(number, counts)] for theme, (_, counts) in ended]
    table = {"header": [say("Theme"), *(words[reply] for reply in Reply)], "rows": rows}
    return essay(region.name, (said,), mark, [part(table=table)])
