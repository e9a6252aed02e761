"""The background of a report: facts, figures of others, sources, and how the figures are made."""

from collections.abc import Iterator

from schakel.model.figure import Mark
from schakel.model.published_figure import PublishedFigure
from schakel.model.target import TargetEdition
from schakel.publication.content import Protection, ReleaseContent
from schakel.publication.localisation import Localisation, capital
from schakel.publication.report.printed import Described
from schakel.publication.views.published_figure import PublishedFigureView, by_phase
from schakel.publication.views.target import targets_of


def facts(content: ReleaseContent, language: Localisation) -> list[list[str]]:
    """Return what the cover says about the release: pairs of a label and a text."""
    say = language.say
    found = [
        [say("With what was known on"), language.date(content.as_of)],
        [say("Edition"), content.edition],
        [say("Purpose"), language.text(content.product.purpose)],
        [say("Legal ground"), language.text(content.product.legal_ground)],
    ]
    if content.reuse:
        found += [
            [say("Publisher"), language.text(content.reuse.publisher)],
            [say("Licence"), content.reuse.licence],
        ]
    return found


def published(content: ReleaseContent, language: Localisation) -> list[Described]:
    """Return the norms and the figures of others, as tables."""
    return [*_targets(content, language), *_figures(content, language)]


def _targets(content: ReleaseContent, language: Localisation) -> Iterator[Described]:
    say = language.say
    for view in targets_of(content, language):
        rows = [
            [
                str(year),
                line.norm,
                line.realised,
                line.status,
                line.edition.edition,
                line.decided,
                _sourced(line.edition, language),
            ]
            for year, lines in view.lines
            for line in lines
        ]
        header = [say("Year"), say("Norm"), say("Result"), say("Status"), say("Edition"), say("Decided")]
        yield {"title": view.title, "header": [*header, say("Source")], "rows": rows}


def _figures(content: ReleaseContent, language: Localisation) -> Iterator[Described]:
    say = language.say
    for group in by_phase(content.published_figures, language):
        rows = [
            [one.figure.years, one.measure, _with_status(one), one.unit, _sourced(one.figure, language)]
            for one in group.figures
        ]
        header = [say("Year"), say("What was counted"), say("Number"), say("Unit"), say("Source")]
        yield {"title": group.title, "header": header, "rows": rows}


def _with_status(one: PublishedFigureView) -> str:
    return f"{one.value} ({one.status})" if one.status else one.value


def _sourced(one: PublishedFigure | TargetEdition, language: Localisation) -> str:
    """The source of somebody else's number, whether it was seen there, and what readers must know about it."""
    seen = one.source if one.verified else f"{one.source} ({language.say('not verified')})"
    return ". ".join(filter(None, (seen, language.text(one.note))))


def sources(content: ReleaseContent, language: Localisation) -> Described:
    """Return the files that the figures are based on, as a table."""
    say, text = language.say, language.text
    rows = [
        [
            text(one.partner),
            one.name,
            language.date(one.delivered),
            say("synthetic") if one.synthetic else say("real data"),
            one.sha256[:12],
        ]
        for one in content.deliveries
    ]
    return {
        "title": say("Sources"),
        "header": [say("Partner"), say("File"), say("Delivered"), say("Data"), "SHA-256"],
        "rows": rows,
    }


def method(content: ReleaseContent, language: Localisation) -> list[Described]:
    """Return how the figures are made: titles, each with its paragraphs."""
    say = language.say
    protections = [_protection(one, language) for one in content.protections]
    marks = [f"{capital(language.mark(mark))}: {language.mark_meaning(mark)}" for mark in Mark]
    edition = say(
        "An edition is made from the deliveries known on its date, the declarations and the version of the code. The "
        "same input gives the same edition, byte for byte."
    )
    made_of = [f"{label}: {said}" for label, said in _origin(content, language)]
    return [
        {"title": say("Ranges"), "paragraphs": [language.ranges(content.reach, content.links_persons)]},
        {"title": say("How figures are protected"), "paragraphs": [*protections, *marks]},
        {"title": say("This edition"), "paragraphs": [edition, *made_of]},
    ]


def _protection(one: Protection, language: Localisation) -> str:
    """How figures are protected; the tables come first that are protected otherwise than most."""
    said = language.text(one.profile.sentence)
    return f"{'; '.join(language.text(title) for title in one.tables)}: {said}" if one.tables else said


def _origin(content: ReleaseContent, language: Localisation) -> list[tuple[str, str]]:
    say = language.say
    return [
        (say("Edition"), content.edition),
        (say("Declarations"), content.declarations),
        (say("Code"), content.code),
    ]
