"""The main message of a table in one sentence, from its published figures only.

A sentence states nothing that the figures do not: of an uncertain group it says at least how many, never how many.
"""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from schakel.disclosure.protected import ProtectedCell, ProtectedTable
from schakel.model.figure import Figure
from schakel.model.indicator import Indicator, Status
from schakel.model.table import Category, Dimension
from schakel.publication.localisation import Localisation, capital
from schakel.publication.periods import covered_by, has_periods
from schakel.publication.series import Point, comparable, in_words, run_of
from schakel.publication.table_reader import TableReader


@dataclass(frozen=True)
class Headline:
    """The main figure of a table in words, the sentence that goes with it, and what was found without that figure.

    The finding is by itself, as the title of a chart; it is empty where there is nothing but the figure.
    """

    figure: str
    sentence: str
    finding: str = ""


def headline(table: ProtectedTable, unit: str, language: Localisation) -> Headline:
    """Return what a table says, by what its indicator declares; its unit is in the plural."""
    return _headline(TableReader(table, unit, language))


def _first(reader: TableReader) -> Headline:
    """The figure of the whole table, and its unit."""
    count = reader.whole.count
    return Headline(reader.language.figure(count), reader.language.counted(count, reader.units()))


def _headline(reader: TableReader) -> Headline:
    if not reader.table.is_told:
        whole, untold = _first(reader), reader.language.say("Nothing was delivered about them, so this says nothing.")
        return Headline(whole.figure, f"{whole.sentence}. {untold}")
    said = next((said for tell in _TELLERS if (said := tell(reader))), _first(reader))
    complete = reader.table.complete
    if complete is None or has_periods(reader.table.indicator):
        return said
    # Without periods nothing else says what time a count is of; units from outside the days covered are in it.
    period = reader.language.say(
        "Complete for {period}; other days can count too.", period=covered_by(complete, reader.language)
    )
    return replace(said, sentence=f"{said.sentence.removesuffix('.')}. {period}")


def cells_behind(table: ProtectedTable, unit: str, language: Localisation) -> tuple[ProtectedCell, ...]:
    """Return the cells whose figures the headline of a table says, in the order of the table."""
    reader = TableReader(table, unit, language)
    said = _headline(reader)
    read = {id(cell) for cell in reader.read}
    sentence = f"{said.figure} {said.sentence}"
    return tuple(cell for cell in table.cells if id(cell) in read and _says(sentence, cell, language))


def _says(sentence: str, cell: ProtectedCell, language: Localisation) -> bool:
    """Whether a sentence has a figure of a cell, by itself and not within a longer number."""
    written = [language.figure(one, kind) for kind, one in (("count", cell.count), *cell.statistics.items())]
    written += [language.number(end) for end in (cell.count.lower, cell.count.upper) if end is not None]
    return any(re.search(rf"(?<![\d.,]){re.escape(one)}(?!\d|[.,]\d)", sentence) for one in written)


def _median(reader: TableReader) -> Headline | None:
    declared = next((one for one in reader.table.indicator.statistics if one.kind == "median"), None)
    figure = reader.whole.statistics.get("median")
    if not declared or not figure or figure.mark:
        return None
    said, label = reader.language.figure(figure, "median"), reader.language.text(declared.label)
    finding = reader.language.say("{group}: {figure}.", group=reader.language.label(declared.label), figure=said)
    others = [one for one in reader.table.dimensions if one.name != declared.along]
    exactly = reader.language.say("is the {median}.")
    # Of two bounds neither is the median; "91 or more" is.
    is_one = figure.is_exact or math.isinf(figure.upper or 0)
    sentence = exactly if is_one else reader.language.say("is the range that holds the {median}.")
    return Headline(said, sentence.format(median=reader.narrowed(label, others)), finding)


def _phases(reader: TableReader) -> Headline | None:
    """How many there are in the first phase, and how many of those in each later one."""
    phases = reader.of_kind("phase")
    if not phases:
        return None
    later = [_phase(reader, phases, category) for category in phases.categories[1:]]
    first = _first(reader)
    is_share = phases.name in [one.along for one in reader.table.indicator.statistics]
    # Else 895 before 1,080 seems a mistake.
    is_apart = not is_share or _has_more_later(reader, phases)
    apart = reader.language.say("Each phase is counted separately.") if is_apart else ""
    still = reader.language.say("Some may still get further.") if _may_get_further(reader, phases) else ""
    finding = f"{'. '.join(said for said in (f'{first.figure} {first.sentence}', *later[-1:]) if said)}."
    told = f"{first.sentence}. {'. '.join(said for said in later if said)}."
    return Headline(first.figure, *(" ".join(filter(None, (one, apart, still))) for one in (told, finding)))


def _may_get_further(reader: TableReader, phases: Dimension) -> bool:
    """Whether units may reach a phase after this edition: then its share is not that of all who will.

    A phase to be reached within some years has bounds that say so.
    """
    declared = reader.table.indicator
    steps = [phase for rule in declared.dimensions if rule.name == phases.name for phase in rule.phases]
    last, whole = reader.at(phases, phases.categories[-1]), reader.whole.count
    has_all = last is not None and last.count.lower == last.count.upper == whole.lower == whole.upper
    return declared.status is Status.PROVISIONAL and not has_all and not any(phase.within for phase in steps)


def _has_more_later(reader: TableReader, phases: Dimension) -> bool:
    """Whether some phase certainly counts more units than the one before it."""
    counts = [cell.count for one in phases.categories if (cell := reader.at(phases, one)) and not cell.count.mark]
    return any((later.lower or 0) > (earlier.upper or 0) for earlier, later in pairwise(counts))


def _phase(reader: TableReader, phases: Dimension, category: Category) -> str:
    cell = reader.at(phases, category)
    if not cell:
        return ""
    label, said = reader.language.label(category.label), reader.language.figure(cell.count)
    share = cell.statistics.get("share")
    shown = f" ({reader.language.figure(share, 'share')})" if share and not share.mark else ""
    return f"{label}: {said}{shown}"


def _periods(reader: TableReader) -> Headline | None:
    """From the first complete period to the last, or by way of a turn between them."""
    periods = reader.of_kind("period")
    if not periods or not (reader.table.indicator.chart == "trend" or periods is _main(reader.table)):
        return None
    compared = comparable(reader.table.indicator, periods, reader.table.complete)
    points = [Point(one, cell.count) for one in compared if (cell := reader.at(periods, one))]
    run = run_of(points, reader.reach)
    # From none to none there is no course.
    if run is None or not any(one.figure.upper or one.figure.mark for one in points):
        return None
    whole = _first(reader)
    finding = in_words(run, reader.language)
    return Headline(whole.figure, f"{whole.sentence}. {finding}", finding)


def _stock(reader: TableReader) -> Headline | None:
    """What was open at the last year's end, and how that came about."""
    ends = reader.of_kind("stock")
    cell = reader.at(ends, ends.categories[-1]) if ends else None
    if not ends or not cell:
        return None
    year = reader.language.label(ends.categories[-1].label)
    units = reader.language.counted(cell.count, reader.unit)
    said = reader.language.say("{units} at the end of {year}.", units=units, year=year)
    points = [Point(one, found.count) for one in ends.categories if (found := reader.at(ends, one))]
    run = run_of(points, reader.reach)
    # From none to none there is no course.
    is_any = any(one.figure.upper or one.figure.mark for one in points)
    finding = in_words(run, reader.language) if run and is_any else ""
    return Headline(reader.language.figure(cell.count), f"{said} {finding}".strip(), finding)


def _decided(reader: TableReader) -> Headline | None:
    """Of what least is known."""
    attributes = reader.of_kind("decided")
    if not attributes:
        return None
    known = [(category, cell) for category in attributes.categories[1:] if (cell := reader.at(attributes, category))]
    known = [(category, cell) for category, cell in known if (share := cell.statistics.get("share")) and not share.mark]
    if not known:
        return None
    # By its code where several are as low, so that the sentence is the same in every build.
    category, cell = min(known, key=lambda one: (one[1].count.lower or 0, one[0].code))
    others = [one.count for other, one in known if other is not category]
    least = reader.language.say(
        "is the share of {units} for which “{attribute}” is decided, lower than for anything else."
    )
    some = reader.language.say("is the share of {units} for which “{attribute}” is decided.")
    sentence = least if others and reader.is_below(cell.count, others) else some
    said = sentence.format(units=reader.units(), attribute=reader.language.text(category.label))
    known_of = reader.language.figure(cell.statistics["share"], "share")
    finding = reader.language.say("{group}: {figure}.", group=reader.language.label(category.label), figure=known_of)
    return Headline(known_of, said, finding)


def _decided_by(reader: TableReader) -> Headline | None:
    """The share that all partners decide together, the second category after the total."""
    groups = reader.of_kind("decided-by")
    cell = reader.at(groups, groups.categories[1]) if groups else None
    if not groups or not cell:
        return None
    share = cell.statistics.get("share")
    if (share or cell.count).mark:
        return _first(reader)
    figure = reader.language.figure(share, "share") if share else reader.language.figure(cell.count)
    label = groups.categories[1].label
    finding = reader.language.say("{group}: {figure}.", group=reader.language.label(label), figure=figure)
    part = reader.language.say("is the share of {units} for which this is decided with the data of {group}.")
    number = reader.language.say("{units} for which this is decided with the data of {group}.")
    units = reader.units() if share else reader.language.counted(cell.count, reader.units())
    sentence = (part if share else number).format(units=units, group=reader.language.text(label))
    return Headline(figure, sentence, finding)


def _gain(reader: TableReader) -> Headline | None:
    """How many are not decided, and the attribute that would decide most of them: the first, as they are ranked."""
    extra = reader.of_kind("gain")
    cell = reader.at(extra, extra.categories[1]) if extra else None
    if not extra or not cell or cell.count.mark:
        return None
    undecided, first, *rest = extra.categories
    others = [other.count for one in rest if (other := reader.at(extra, one))]
    most = reader.language.say("What would decide most: “{attribute}”, {figure}.")
    some = reader.language.say("“{attribute}” would decide {figure}.")
    message = most if others and reader.is_above(cell.count, others) else some
    figure, whole = reader.language.in_words(cell.count), _first(reader)
    open_ = f"{whole.sentence}: {reader.language.text(undecided.label)}."
    if not cell.count.upper:
        return Headline(whole.figure, open_)
    said = message.format(attribute=reader.language.text(first.label), figure=figure)
    return Headline(whole.figure, f"{open_} {said}", said)


def _conflict(reader: TableReader) -> Headline | None:
    """What is contradicted most, or that nothing is shown to be."""
    attributes = reader.of_kind("conflict")
    if not attributes:
        return None
    known = [(category, cell) for category in attributes.categories[1:] if (cell := reader.at(attributes, category))]
    contradicted = [(category, cell.count) for category, cell in known if reader.is_some(cell.count)]
    if not contradicted:
        whole = _first(reader)
        # What is not published can be a contradiction, and so can what rounding may have made of none.
        if any(cell.count.mark or cell.count.lower for _, cell in known):
            return whole
        none = reader.language.say("No contradictions between the sources are visible.")
        return Headline(whole.figure, f"{whole.sentence}. {none}", none)
    category, figure = max(contradicted, key=lambda one: (one[1].lower or 0, one[0].code))
    others = [cell.count for other, cell in known if other is not category]
    most = reader.language.say(
        "{units} on which the sources contradict each other about “{attribute}”, more than about anything else."
    )
    some = reader.language.say("{units} on which the sources contradict each other about “{attribute}”.")
    sentence = most if reader.is_above(figure, others) else some
    said = sentence.format(
        units=reader.language.counted(figure, reader.unit), attribute=reader.language.text(category.label)
    )
    shown = reader.language.figure(figure)
    return Headline(shown, said, f"{shown} {said}")


def _largest(reader: TableReader) -> Headline | None:
    """The whole, and the group with the most certain units: the largest, where no other can be as large."""
    dimension, whole = _main(reader.table), _first(reader)
    # The largest of some years is no finding: a series speaks by its course or not at all.
    if dimension is reader.of_kind("period"):
        return whole
    if dimension.categories[0].level > 0:
        return _largest_of_all(reader, dimension) or whole
    found = _most(reader, dimension, _parts(reader, dimension))
    if not found:
        return whole
    said = _group(reader.language, dimension, *found)
    return Headline(whole.figure, f"{whole.sentence}. {said}", said)


def _largest_of_all(reader: TableReader, dimension: Dimension) -> Headline | None:
    """The largest group of a table without a total, whose first category is a group as any other."""
    found = _most(reader, dimension, dimension.categories)
    if not found:
        return None
    category, figure, is_largest = found
    units = reader.units({dimension.name: category})
    said = reader.language.say("{units}, more than in any other group.", units=units) if is_largest else units
    return Headline(reader.language.figure(figure), said)


def _most(
    reader: TableReader, dimension: Dimension, categories: Sequence[Category]
) -> tuple[Category, Figure, bool] | None:
    """The category with the most certain units, and whether no other can have as many; none where all may be 0."""
    groups = [(category, cell.count) for category in categories if (cell := reader.at(dimension, category))]
    shown = [(category, figure) for category, figure in groups if reader.is_some(figure)]
    if not shown:
        return None
    category, figure = max(shown, key=lambda one: (one[1].lower or 0, one[0].code))
    others = [other for one, other in groups if one is not category]
    return category, figure, bool(others) and reader.is_above(figure, others)


def _group(language: Localisation, dimension: Dimension, category: Category, figure: Figure, is_largest: bool) -> str:
    """A group with its figure: called the largest where it is, and of two by what they differ in."""
    by, group = language.text(dimension.label), language.text(category.label)
    if len(_siblings(dimension)) > 2:
        largest = language.say("Largest group by {dimension}: {group}, {figure}.")
        said = largest if is_largest else language.say("{group}: {figure}.")
    elif group.casefold() == by.casefold():
        said = language.say("{group}: {figure}.")
    else:
        # "Largest group by community service: no" is no finding, and "no" alone says nothing.
        said = language.say("{dimension}: {group}, {figure}.")
    return capital(said.format(dimension=by, group=group, figure=language.in_words(figure)))


# The first that applies speaks: what a table was made for (a median, a series, who decides) goes before what every
# table has, its largest group.
_TELLERS: tuple[Callable[[TableReader], Headline | None], ...] = (
    _median,
    _periods,
    _stock,
    _decided_by,
    _gain,
    _decided,
    _conflict,
    _phases,
    _largest,
)


def _main(table: ProtectedTable) -> Dimension:
    indicator: Indicator = table.indicator
    along = next((statistic.along for statistic in indicator.statistics), table.dimensions[0].name)
    return next(dimension for dimension in table.dimensions if dimension.name == along)


def _siblings(dimension: Dimension) -> list[Category]:
    """The categories of one level: those directly under the total, or under the only one there.

    A parent holds its parts, so that it is never compared with them.
    """
    below = dimension.categories[1:]
    for level in sorted({category.level for category in below}):
        siblings = [category for category in below if category.level == level]
        if len(siblings) > 1:
            return siblings
    return list(below)


def _parts(reader: TableReader, dimension: Dimension) -> list[Category]:
    """The groups that a table was made to tell apart: the one part of its total, or else siblings.

    "Cases outside the sex industry apart" is about these, not about the larger of their two kinds.
    """
    below = dimension.categories[1:]
    first = [one for one in below if one.level == min(one.level for one in below)]
    found = reader.at(dimension, first[0]) if len(first) == 1 else None
    return first if found and found.count != reader.whole.count else _siblings(dimension)
