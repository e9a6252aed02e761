"""What a report says beside its tables: answers of research, figures that differ, and what public bodies say of
themselves. All of it has one shape, and every sentence is that of a page.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from markupsafe import Markup

from schakel.model.assessment import Reply
from schakel.publication.content import ReleaseContent
from schakel.publication.localisation import Localisation, capital
from schakel.publication.report.printed import alternative, svg
from schakel.publication.views.adequacy import AdequacyView
from schakel.publication.views.assessment import AssessmentView, RegionView
from schakel.publication.views.comparison import ComparisonView, DifferenceView
from schakel.publication.views.finding import FindingView
from schakel.publication.views.recidivism import RecidivismKindView, RecidivismView, view_of

Described = dict[str, Any]


def research(content: ReleaseContent, language: Localisation) -> list[Described]:
    """Return the answers of research: verdicts with their reasons, and refusals as what they are."""
    found = [_answer(view_of(one, content, language)) for one in content.research]
    if content.adequacy:
        found.append(_adequacy(AdequacyView(content.adequacy, language, content)))
    return found


def differences(content: ReleaseContent, language: Localisation) -> list[Described]:
    """Return why figures differ: one sentence, the steps and their drawing for each pair."""
    views = [DifferenceView(one, content, language) for one in content.differences]
    return [_essay(view.title, parts=[_walk(one) for one in view.views]) for view in views]


def profiles(content: ReleaseContent, language: Localisation) -> list[Described]:
    """Return how many answers stood at each reply, by region and theme; single bodies have their pages in the site."""
    if content.assessment is None:
        return []
    view = AssessmentView(content.assessment, language)
    mark = language.say("synthetic") if content.assessment.synthetic else ""
    return [_region(region, view, mark) for region in view.regions]


def _essay(title: str, said: Iterable[str] = (), flag: str = "", parts: Sequence[Described] = ()) -> Described:
    return {"title": title, "flag": flag, "said": [one for one in said if one], "parts": parts}


def _part(
    title: str = "",
    said: Iterable[str] = (),
    drawing: Markup | None = None,
    lists: Iterable[tuple[str, Sequence[str]]] = (),
    table: Described | None = None,
) -> Described:
    return {
        "title": title,
        "said": [one for one in said if one],
        "drawing": {"svg": svg(drawing), "alternative": alternative(drawing)} if drawing else None,
        "lists": [{"title": heading, "items": list(items)} for heading, items in lists if items],
        "table": table,
    }


def _answer(view: FindingView | RecidivismView) -> Described:
    language, question = view.language, view.answer.question
    parts = _kinds(view) if isinstance(view, RecidivismView) else _verdicts(view)
    flag = language.say("synthetic") if view.answer.synthetic else language.say("real data")
    source = f"{language.say('Source:')} {language.text(question.source)}"
    return _essay(view.title, (language.text(question.question),), flag, [*parts, _part(said=[source])])


def _verdicts(view: FindingView) -> Iterator[Described]:
    say, whole = view.language.say, view.whole
    yield _part(
        said=(whole.said, whole.seen),
        lists=(
            (say("What the data show against it"), whole.shown),
            (say("What is declared against it"), whole.declared),
            (say("With caution"), whole.cautions),
            (say("What would be needed for an estimate"), whole.needed),
            (say("For each part"), [f"{one.title}: {one.said} {one.seen}" for one in view.parts]),
            (say("What was assumed"), [f"{one.name}: {one.status}. {one.reason}" for one in view.assumed]),
        ),
    )


def _kinds(view: RecidivismView) -> Iterator[Described]:
    for kind in view.kinds:
        yield _kind(kind, view)
    yield _part(view.language.say("Definition"), [f"{name}: {said}" for name, said in view.definition])


def _kind(kind: RecidivismKindView, view: RecidivismView) -> Described:
    say, whole = view.language.say, kind.whole
    header = [say("Within years"), say("Share"), say("Interval"), say("At liberty alone")]
    rows = [[str(one.year), one.share, one.interval, one.at_liberty] for one in whole.years]
    return _part(
        kind.title,
        (whole.said, whole.persons),
        whole.drawing,
        (
            (say("What stands in the way"), whole.reasons),
            (say("With caution"), whole.cautions),
            (say("For each part"), [f"{one.title}: {one.said} {one.persons}" for one in kind.parts[1:]]),
        ),
        {"header": header, "rows": rows} if rows else None,
    )


def _adequacy(view: AdequacyView) -> Described:
    say, text, question = view.language.say, view.language.text, view.answer.question
    header = [say("Factor"), say("Verdict"), say("Can be shown"), say("Sentences needed")]
    rows = [[one.label, one.said, one.detectable, one.needed] for one in view.points]
    chosen = f"{say('How the judgments were chosen:')} {text(question.selection)}"
    flag = say("synthetic") if view.answer.synthetic else say("real data")
    return _essay(
        view.title,
        (text(question.question),),
        flag,
        [
            _part(said=(view.headline, view.seen), drawing=view.drawing, table={"header": header, "rows": rows}),
            _part(said=(chosen, f"{say('Source:')} {text(question.source)}")),
        ],
    )


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
    return _part(title, (view.sentence,), drawing, table={"header": header, "rows": rows})


def _region(region: RegionView, view: AssessmentView, mark: str) -> Described:
    say, number = view.language.say, view.language.number
    ended = [(theme, years[-1]) for theme, years in region.development if years]
    if not ended:
        return _essay(region.name, (say("Nobody answered."),), mark)
    said = say(
        "{answered} of {number} answered; this is how their answers stood at the end of {year}.",
        answered=number(sum(1 for one in region.profiles if one.years)),
        number=number(len(region.profiles)),
        year=ended[0][1][0],
    )
    words = {one.sign: one.word for one in view.replies}
    rows = [[theme, *map(number, counts)] for theme, (_, counts) in ended]
    table = {"header": [say("Theme"), *(words[reply] for reply in Reply)], "rows": rows}
    return _essay(region.name, (said,), mark, [_part(table=table)])
