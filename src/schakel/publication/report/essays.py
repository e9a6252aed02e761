"""What a report says beside its tables: answers of research, figures that differ, and what public bodies say of
themselves. All of it has one shape, and every sentence is that of a page.
"""

from schakel.model.assessment import Reply
from schakel.publication.content import ReleaseContent
from schakel.publication.localisation import Localisation, capital
from schakel.publication.report.essay import essay, part
from schakel.publication.report.printed import Described
from schakel.publication.report.printed_answers import printed_answer
from schakel.publication.views.assessment import AssessmentView, RegionView
from schakel.publication.views.comparison import ComparisonView, DifferenceView
from schakel.publication.views.research import ResearchView


def research(content: ReleaseContent, language: Localisation) -> list[Described]:
    """Return the answers of research: verdicts with their reasons, and refusals as what they are."""
    return [printed_answer(ResearchView(one, language, content)) for one in content.answers]


def differences(content: ReleaseContent, language: Localisation) -> list[Described]:
    """Return why figures differ: one sentence, the steps and their drawing for each pair."""
    views = [DifferenceView(one, content, language) for one in content.differences]
    return [essay(view.title, parts=[_walk(one) for one in view.views]) for view in views]


def profiles(content: ReleaseContent, language: Localisation) -> list[Described]:
    """Return how many answers stood at each reply, by region and theme; single bodies have their pages in the site."""
    if content.assessment is None:
        return []
    view = AssessmentView(content.assessment, language)
    mark = language.say("synthetic") if content.assessment.synthetic else ""
    return [_region(region, view, mark) for region in view.regions]


def _walk(view: ComparisonView) -> Described:
    say = view.language.say
    start, end = view.end_names
    steps = [[capital(step.name), step.change, step.count] for step in view.steps]
    unexplained = [[say("Not explained"), view.remainder, ""]] if view.has_remainder else []
    rows = [
        [start, "", view.first],
        *steps,
        *unexplained,
        [end, "", view.last],
    ]
    header = [say("What is replaced"), say("Change"), say("Count")]
    mark = say("synthetic") if view.comparison.synthetic else say("published figures")
    title = f"{view.first} → {view.last} ({mark})"
    drawing = view.drawing if view.is_counted else None  # of words alone there is nothing to draw
    return part(title, (view.sentence,), drawing, table={"header": header, "rows": rows})


def _region(region: RegionView, view: AssessmentView, mark: str) -> Described:
    say, number = view.language.say, view.language.number
    ended = [(theme, years[-1]) for theme, years in region.development if years]
    if not ended:
        return essay(region.name, (say("Nobody answered."),), mark)
    said = say(
        "{answered} of {number} answered; this is how their answers stood at the end of {year}.",
        answered=number(sum(1 for one in region.profiles if one.years)),
        number=number(len(region.profiles)),
        year=ended[0][1][0],
    )
    words = {one.sign: one.word for one in view.replies}
    rows = [[theme, *map(number, counts)] for theme, (_, counts) in ended]
    table = {"header": [say("Theme"), *(words[reply] for reply in Reply)], "rows": rows}
    return essay(region.name, (said,), mark, [part(table=table)])
