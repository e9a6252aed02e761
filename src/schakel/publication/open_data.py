"""What every open format says about a table: its quantities and their bounds, why a number is absent, and the facts.

A count is two measures, its lower and its upper bound; so is every statistic. Where there is no number stands why,
and never 0 in its place.
"""

import json
import math
from dataclasses import dataclass
from typing import Any

from schakel.disclosure.protected import ProtectedCell, ProtectedTable
from schakel.model.figure import NO_FIGURE, Figure, Mark
from schakel.model.indicator import Status
from schakel.model.table import TOTAL, Dimension
from schakel.publication.content import ReleaseContent
from schakel.publication.linkage_notes import notes_of
from schakel.publication.localisation import Localisation, capital, localise
from schakel_base.text import Text

BOUNDS = ("lower", "upper")
NO_UPPER_BOUND = "no upper bound"
TOTAL_CODE = "_T"
"""The code of a total where a format wants one: that of the cross-domain code lists of SDMX."""


@dataclass(frozen=True)
class Value:
    """A number, or why there is none."""

    number: float | None
    absence: str = ""


@dataclass(frozen=True)
class Quantity:
    """What a cell gives two bounds of: the count (`statistic` is empty), or a statistic by its kind."""

    statistic: str
    label: Text

    def column(self, part: str) -> str:
        """Return the name of the column for `lower`, `upper` or `mark`."""
        return f"{self.statistic}_{part}" if self.statistic else part

    def mark(self, cell: ProtectedCell) -> Mark | None:
        """Return why a cell does not publish it, if so."""
        return self._figure(cell).mark

    def value(self, cell: ProtectedCell, bound: str) -> Value:
        """Return one bound of it in a cell."""
        figure = self._figure(cell)
        if figure.mark:
            return Value(None, figure.mark.value)
        number = figure.lower if bound == "lower" else figure.upper
        assert number is not None
        # JSON knows no infinity, and a large number in its place would be added up.
        return Value(None, NO_UPPER_BOUND) if math.isinf(number) else Value(number)

    def _figure(self, cell: ProtectedCell) -> Figure:
        return cell.statistics.get(self.statistic, NO_FIGURE) if self.statistic else cell.count


@dataclass(frozen=True)
class Measure:
    """One bound of a quantity. `name` is that of its column in CSV."""

    quantity: Quantity
    bound: str
    label: Text

    @property
    def name(self) -> str:
        """Its name in every format."""
        return self.quantity.column(self.bound)

    def value(self, cell: ProtectedCell) -> Value:
        """Return what a cell says about it."""
        return self.quantity.value(cell, self.bound)


def quantities(table: ProtectedTable, content: ReleaseContent) -> tuple[Quantity, ...]:
    """Return what the cells of a table give: the count, then its statistics in their order."""
    units = content.counted(table.indicator)
    counted = {
        tag: localise(tag).say("Number of {units}", units=localise(tag).text(units))
        if units
        else localise(tag).say("Number")
        for tag in content.languages
    }
    return (Quantity("", Text(counted)), *(Quantity(one.kind, one.label) for one in table.indicator.statistics))


def measures(table: ProtectedTable, content: ReleaseContent) -> tuple[Measure, ...]:
    """Return the two bounds of every quantity."""
    return tuple(
        Measure(quantity, bound, _bound_label(quantity, bound, content))
        for quantity in quantities(table, content)
        for bound in BOUNDS
    )


def _bound_label(quantity: Quantity, bound: str, content: ReleaseContent) -> Text:
    def say(language: Localisation) -> str:
        measure = language.label(quantity.label)
        if bound == "lower":
            return language.say("{measure}: lower bound", measure=measure)
        return language.say("{measure}: upper bound", measure=measure)

    return Text({tag: say(localise(tag)) for tag in content.languages})


def absence_text(absence: str, language: Localisation) -> str:
    """Return why there is no number, as a cell of a table shows it."""
    if absence == NO_UPPER_BOUND:
        return language.say("no upper bound")
    return language.mark(Mark(absence))


def facts(table: ProtectedTable, content: ReleaseContent, language: Localisation) -> list[tuple[str, str]]:
    """Return what a reader must know of a table, as pairs of a label and a text; a label may return."""
    say, text, indicator = language.say, language.text, table.indicator
    # What is not declared final may change: the careful one of the two is said where nothing is known.
    status = say("Provisional: these figures may still change.")
    if indicator.status == Status.FINAL:
        status = say("Final: these figures will not change.")
    synthetic = say("These figures are invented. They say nothing about the real world.")
    found = [
        (say("Title"), text(indicator.title)),
        (say("Synthetic data"), synthetic if table.synthetic else ""),
        (say("Definition"), text(indicator.definition)),
        (say("Status"), status),
        (say("Source"), text(indicator.source)),
        *((say("What to keep in mind"), note) for note in notes_of(table, content, language)),
        *((say("Break in the series"), f"{language.date(one.on)}: {text(one.label)}") for one in indicator.breaks),
        (say("Protection"), text(table.profile.sentence)),
        *((capital(language.mark(mark)), language.mark_meaning(mark)) for mark in Mark),
        (say("Edition"), content.edition),
        (say("Reference date"), content.as_of.isoformat()),
        *_terms(content, language),
    ]
    # What nobody declared is left out, and not filled in with a dash.
    return [(label, said) for label, said in found if said]


def _terms(content: ReleaseContent, language: Localisation) -> list[tuple[str, str]]:
    if content.reuse is None:
        return []
    publisher, licence = language.text(content.reuse.publisher), content.reuse.licence
    return [(language.say("Publisher"), publisher), (language.say("Licence"), licence)]


def code_of(code: str) -> str:
    """Return the code of a category, and of a total the one that a format gives it."""
    return TOTAL_CODE if code == TOTAL else code


def is_of_years(dimension: Dimension) -> bool:
    """Tell whether the categories of a dimension, totals apart, are whole years: then its codes are numbers."""
    codes = [one.code for one in dimension.categories if one.code != TOTAL]
    return bool(codes) and all(len(code) == 4 and code.isdigit() for code in codes)


def parents(dimension: Dimension) -> dict[str, str]:
    """Return the category that each is under, by code; those at the top have none."""
    # Categories are in the order of a tree read from above: the parent is the last one before with a smaller depth.
    found, above = {}, list[tuple[int, str]]()
    for category in dimension.categories:
        above = [(level, code) for level, code in above if level < category.level]
        if above:
            found[category.code] = above[-1][1]
        above.append((category.level, category.code))
    return found


def texts(text: Text, content: ReleaseContent) -> dict[str, str]:
    """Return a text in the languages of the release; languages that it lacks are left out."""
    return {language: localise(language).text(text) for language in content.languages if language in text.by_language}


def to_json(value: Any) -> bytes:
    """Return JSON that is the same for the same value; it refuses numbers that JSON does not know."""
    return (json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()
