"""What is shown of profiles: the regions, who answered and when, and each profile on a page of its own.

Names are in the order of the alphabet. Nothing here ranks, and nothing adds the answers of a body up to one number.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from schakel.model.answer import Commentary, Conclusion, OpenList, Record
from schakel.model.answer_pages import AnswerPage, Collection, OwnPages, PrintedEssay, SearchEntry
from schakel.model.assessment import Assessment, Reply
from schakel.model.assessment_profile import AssessmentProfile
from schakel.model.blocks import (
    Block,
    FactsBlock,
    NamedFact,
    ParagraphBlock,
    SectionBlock,
    TableBlock,
    TableColumn,
    VerdictBlock,
)
from schakel.model.drawings import PartBar, PartDrawing
from schakel.model.figure import Figures
from schakel.model.naming import anchor
from schakel.model.page_blocks import (
    AreaKind,
    GroupedTableBlock,
    JumpsBlock,
    LinesBlock,
    LinkBlock,
    LinksBlock,
    MapBlock,
    PageLink,
    ProfileBlock,
    ProfilesBlock,
    SignsLegendBlock,
    SourcedNote,
    SourcedNotesBlock,
)
from schakel.model.sentence import Capital, Joined, Value
from schakel.research.self_assessment.profiles import ProfileMaker, path_of
from schakel.research.self_assessment.regions import Region, RegionPage, regions_of
from schakel.research.self_assessment.words import say
from schakel.research.words import bar_chart
from schakel_base.text import NOTHING

PATH = "profiles.html"
_OF_THEMSELVES = say(
    "This is what public bodies say about themselves, shown as they delivered it. It counts no persons, so no "
    "number is rounded."
)


def comment(assessment: Assessment, profiles: tuple[AssessmentProfile, ...], _: Figures) -> Commentary:
    """Return what is shown of profiles; there are no figures."""
    regions = tuple(regions_of(assessment, profiles))
    collection = Collection(
        path=PATH,
        after="indicators.html",
        label=say("Profiles"),
        title=assessment.title,
        lead=assessment.summary,
        printed_lead=_OF_THEMSELVES,
        is_marked=True,
    )
    own = OwnPages(
        collection=collection,
        pages=(
            *(_page(page, assessment) for region in regions for page in region.pages),
            *(
                _body(one, page, assessment)
                for region in regions
                for page in region.pages
                for one in page.profiles
                if one.years
            ),
        ),
        essays=tuple(_essay(region, assessment) for region in regions),
        front=(_about(assessment), _regions(assessment, profiles, regions), _questions(assessment)),
        first=(_first(assessment, profiles, regions),),
    )
    listed = OpenList(
        "answers-of-public-bodies", say("What public bodies say about themselves"), tuple(_records(profiles))
    )
    return Commentary(Conclusion(assessment.title), (), open_lists=(listed,), own=own)


def _about(assessment: Assessment) -> SectionBlock:
    framework, wording = assessment.framework, assessment.wording
    worded = "" if wording.note else say("The questions are worded by {whom}.", whom=wording.by)
    notes = (
        SourcedNote(_OF_THEMSELVES),
        SourcedNote(
            say("A profile is a starting point for a conversation. Names are in alphabetical order; nothing is ranked.")
        ),
        SourcedNote(say("“Unknown” is an answer. It does not mean “no”.")),
        SourcedNote(say("Themes and levels:"), source=framework.source, verified=framework.verified),
        SourcedNote(worded, wording.note, verified=wording.verified),
    )
    return SectionBlock((SourcedNotesBlock(notes),), is_text=True)


def _regions(assessment: Assessment, profiles: Sequence[AssessmentProfile], regions: Sequence[Region]) -> SectionBlock:
    blocks: tuple[Block, ...] = (*_map(assessment, profiles), *map(_links_of, regions))
    return SectionBlock(blocks, "regions", _groups(assessment), is_tinted=True)


def _groups(assessment: Assessment) -> Capital:
    """What the groups of bodies are called: they need not be regions."""
    return Capital(assessment.profiles.regions if assessment.profiles else NOTHING)


def _links_of(region: Region) -> LinksBlock:
    links = (
        PageLink(_address(one, page), one.subject.name, str(one.years[-1]) if one.years else "")
        for page in region.pages
        for one in page.profiles
    )
    return LinksBlock(tuple(links), PageLink(region.pages[0].path, region.name))


def _address(profile: AssessmentProfile, page: RegionPage) -> str:
    return path_of(profile) or f"{page.path}#{anchor(profile.subject.code)}"


def _questions(assessment: Assessment) -> SectionBlock:
    levels = tuple(NamedFact(Capital(level.label), level.meaning) for level in assessment.levels)
    themes = (
        LinesBlock(Capital(theme.title), tuple((question.id, question.question) for question in theme.questions))
        for theme in assessment.themes
    )
    return SectionBlock((FactsBlock("", levels), *themes), "questions", say("Questions"), is_text=True)


def _first(assessment: Assessment, profiles: Sequence[AssessmentProfile], regions: Sequence[Region]) -> SectionBlock:
    blocks: tuple[Block, ...] = (
        *_who_answered(assessment, profiles, regions),
        ParagraphBlock(assessment.summary),
        *_map(assessment, profiles),
        LinksBlock(tuple(PageLink(region.pages[0].path, region.name) for region in regions)),
        LinkBlock(PageLink(PATH, say("All profiles, with how to read them"))),
    )
    return SectionBlock(blocks, "profiles", assessment.title)


def _who_answered(
    assessment: Assessment, profiles: Sequence[AssessmentProfile], regions: Sequence[Region]
) -> Iterator[Block]:
    """From how many of those who were asked there are answers, in all and by region."""
    if not profiles:
        return
    called = (assessment.profiles.plural if assessment.profiles else NOTHING) or say("public bodies")
    years = [one.years[-1] for one in profiles if one.years]
    last = say("{bodies} have answered, the latest in {year}.", bodies=called, year=str(max(years, default="")))
    none = say("{bodies} have answered.", bodies=called)
    yield VerdictBlock(_of(profiles), last if years else none)
    bars = tuple(
        PartBar(one.name, _of(one.profiles), sum(1 for body in one.profiles if body.years), len(one.profiles))
        for one in regions
    )
    yield bar_chart("who-answered", say("How many {bodies} have answered", bodies=called), PartDrawing(bars), {})


def _of(profiles: Sequence[AssessmentProfile]) -> Value:
    answered = sum(1 for one in profiles if one.years)
    return say("{answered} of {number}", answered=answered, number=len(profiles))


def _map(assessment: Assessment, profiles: Sequence[AssessmentProfile]) -> Iterator[MapBlock]:
    """Who answered when, as a map, if there are boundaries: no area is coloured by what it answered."""
    source = assessment.profiles
    if source is None or source.boundaries is None:
        return
    last = max((one.years[-1] for one in profiles if one.years), default=0)
    said = {"is-silent": say("has not answered")}
    if last:
        answered = {
            "is-certain": say("answered in {year}", year=str(last)),
            "is-possible": say("answered before {year}", year=str(last)),
        }
        said = answered | said
    kinds = {one.subject.code: _kind(one, last) for one in profiles}
    areas = {
        one.subject.code: (
            kinds[one.subject.code],
            Joined((one.subject.name, str(one.years[-1]) if one.years else said["is-silent"]), ": "),
        )
        for one in profiles
    }
    numbers = Counter(kinds.values())
    shown = tuple(AreaKind(kind, words, numbers[kind]) for kind, words in said.items())
    yield MapBlock("answered-map", say("Who answered, and when"), areas, shown, source.boundaries)


def _kind(profile: AssessmentProfile, last: int) -> str:
    if not profile.years:
        return "is-silent"
    return "is-certain" if profile.years[-1] == last else "is-possible"


def _page(page: RegionPage, assessment: Assessment) -> AnswerPage:
    maker = ProfileMaker(assessment)
    profiles = ProfilesBlock(tuple(map(maker.profile, page.profiles)))
    others = (PageLink(one.path, one.title) for one in page.region.pages if one.number != page.number)
    return AnswerPage(
        path=page.path,
        title=page.title,
        opening=(
            SignsLegendBlock(tuple(maker.words.items())),
            JumpsBlock(say("On this page"), tuple(PageLink(f"#{one.anchor}", one.name) for one in profiles.profiles)),
            JumpsBlock(say("Other pages of this region"), tuple(others)),
        ),
        sections=(
            _about(assessment),
            SectionBlock((profiles,), is_tinted=True),
            *(_development(page.region, assessment) if page.number == 1 else ()),
        ),
        entries=tuple(SearchEntry(one.name, page.region.name, one.anchor) for one in profiles.profiles if not one.path),
    )


def _body(profile: AssessmentProfile, page: RegionPage, assessment: Assessment) -> AnswerPage:
    """The page of one body, with the figures under which tables count it, if they do."""
    maker, subject = ProfileMaker(assessment), profile.subject
    return AnswerPage(
        path=path_of(profile),
        title=subject.name,
        opening=(
            JumpsBlock(_groups(assessment), (PageLink(page.path, page.region.name),)),
            SignsLegendBlock(tuple(maker.words.items())),
        ),
        sections=(SectionBlock((ProfileBlock(maker.profile(profile)),)), _about(assessment)),
        entries=(SearchEntry(subject.name, page.region.name),),
        counted_as=subject.concept,
    )


def _development(region: Region, assessment: Assessment) -> Iterator[SectionBlock]:
    groups = tuple((Capital(title), years) for title, years in region.development)
    if not groups[0][1]:
        return
    replies: list[Value] = [assessment.replies[reply] for reply in Reply]
    caption = say("Number of questions, by the answer in force at the end of each year")
    table = GroupedTableBlock("region-table", caption, say("Theme and year"), tuple(replies), groups)
    yield SectionBlock((table,), "region", say("{region} over the years", region=region.name))


def _essay(region: Region, assessment: Assessment) -> PrintedEssay:
    """The number of answers of each kind, by theme; single bodies have their pages in the site."""
    ended = [(Capital(theme), years[-1]) for theme, years in region.development if years]
    if not ended:
        return PrintedEssay(region.name, (), (say("Nobody answered."),))
    said = say(
        "{answered} of {number} answered; these are the answers in force at the end of {year}.",
        answered=sum(1 for one in region.profiles if one.years),
        number=len(region.profiles),
        year=ended[0][1][0],
    )
    columns = (TableColumn(say("Theme")), *(TableColumn(assessment.replies[reply]) for reply in Reply))
    rows: tuple[tuple[Value, ...], ...] = tuple((theme, *counts) for theme, (_, counts) in ended)
    return PrintedEssay(region.name, (TableBlock(anchor(region.name), "", columns, rows),), (said,))


def _records(profiles: Sequence[AssessmentProfile]) -> Iterator[Record]:
    for profile in profiles:
        for answer in profile.answers:
            yield {
                "body": profile.subject.code,
                "name": profile.subject.name,
                "question": answer.question,
                "reply": answer.reply.value,
                "given_on": answer.given_on,
                "evidence": answer.evidence,
            }
