"""What linking leaves open in a count of persons: said beside the count, with how much it was found to matter.

Bounds hold as persons are linked, and most counts of persons are one number. A link that was missed is in no bound.
"""

from schakel.disclosure.protected import ProtectedTable
from schakel.model.figure import Figure
from schakel.publication.arrangement import Cells
from schakel.publication.content import ReleaseContent
from schakel.publication.localisation import Localisation

_FIGURES, _HIDDEN = "linked-figures", "names-alone"
_READINGS, _DRAWN = ("numbers-alone", "counted", "all-joined"), ("draws-low", "draws-high")


def counts_linked(table: ProtectedTable, content: ReleaseContent) -> bool:
    """Whether what a table counts follows from linking; tables about linking itself tell of nothing else."""
    return table.indicator.unit in content.linked_units and table not in content.quality


def in_short(language: Localisation) -> str:
    """Return what linking leaves open, as a headline ends with it."""
    return language.say("Persons are linked: some may count twice, or two as one.")


def linkage_note(content: ReleaseContent, language: Localisation) -> str:
    """Return what linking leaves open, and every published figure of how much that is."""
    say = language.say
    what = say(
        "Who is one person was decided by linking registrations. Where a link is missed one person counts twice; where "
        "a link is wrong two persons count as one."
    )
    said = (what, _other_links(content, language), _range(content, language), _missed(content, language))
    return " ".join(filter(None, said))


def notes_of(table: ProtectedTable, content: ReleaseContent, language: Localisation) -> tuple[str, ...]:
    """Return what readers keep in mind: what is declared with the indicator, after what linking leaves open."""
    linked = [linkage_note(content, language)] if counts_linked(table, content) else []
    return (*linked, *map(language.text, table.indicator.notes))


def _table(content: ReleaseContent, name: str) -> ProtectedTable | None:
    return next((one for one in content.quality if one.indicator.name == name), None)


def _figure(content: ReleaseContent, name: str, reading: str, kind: str = "") -> Figure | None:
    """A published figure of linking as a whole; None where it is not there or not published."""
    table = _table(content, name)
    cell = Cells(table).get({table.dimensions[-1].name: reading}) if table else None
    figure = (cell.statistics.get(kind) if kind else cell.count) if cell else None
    return figure if figure and not figure.mark else None


def _other_links(content: ReleaseContent, language: Localisation) -> str:
    found = [_figure(content, _FIGURES, reading) for reading in _READINGS]
    apart, counted, joined = (language.figure(one) if one else "" for one in found)
    if not (apart and counted and joined):
        return ""
    return language.say(
        "All registrations together are of {counted} persons as they are linked, of {joined} with every plausible pair "
        "joined, and of {apart} with none joined by name.",
        counted=counted,
        joined=joined,
        apart=apart,
    )


def _range(content: ReleaseContent, language: Localisation) -> str:
    low, high = (_figure(content, _FIGURES, reading) for reading in _DRAWN)
    if not low or not high:
        return ""
    drawn = {"low": language.figure(low), "high": language.figure(high)}
    return language.say(
        "With links by name right as often as numbers show, 19 of 20 draws give {low} to {high} persons.", **drawn
    )


def _missed(content: ReleaseContent, language: Localisation) -> str:
    if not _table(content, _HIDDEN):
        unknown = language.say("How many links were missed is not known, because no number shows it.")
        # An answer to a question comes without the tables about linking, which may tell it.
        return unknown if _table(content, _FIGURES) else ""
    recall = _figure(content, _HIDDEN, "found", "recall")
    share = language.figure(recall, "share") if recall else ""
    told = language.say(
        "Where a number shows who is one person, names alone found {share} of the pairs of registrations; without a "
        "number it can be less.",
        share=share,
    )
    return told if share else ""
