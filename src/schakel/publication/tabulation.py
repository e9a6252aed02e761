"""A protected table for reading: rows, columns, groups of rows, and every figure in words."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from schakel.disclosure.protected import ProtectedCell, ProtectedTable
from schakel.model.figure import NO_FIGURE, Mark
from schakel.model.indicator import AMOUNT, OF_QUANTITIES, Statistic
from schakel.model.naming import anchor
from schakel.model.table import Category, Dimension
from schakel.publication.arrangement import Cells, Places, codes, combinations, places
from schakel.publication.localisation import Localisation

_OF_A_DISTRIBUTION = (*OF_QUANTITIES, AMOUNT, "shannon", "shannon-interval", "simpson", "simpson-interval")
_OF_A_LINKAGE = ("recall", "precision")
_INTERVAL = "{}-interval"


@dataclass(frozen=True)
class ReadCell:
    """A figure in words, and below it, smaller, the share that belongs to it; `address` is its own within the page."""

    text: str
    is_marked: bool = False
    share: str = ""
    is_share_marked: bool = False
    address: str = ""


@dataclass(frozen=True)
class ReadRow:
    """A row: its header, the depth of that header under the total, and its cells."""

    header: str
    level: int
    cells: tuple[ReadCell, ...]


@dataclass(frozen=True)
class ReadGroup:
    """Rows under one heading; a table without groups has one group without a heading."""

    header: str
    rows: tuple[ReadRow, ...]


@dataclass(frozen=True)
class ReadTable:
    """A table as it is on a page. `corner` names what the row headers are, `columns` are the column headers."""

    caption: str
    explanation: str
    corner: str
    columns: tuple[str, ...]
    groups: tuple[ReadGroup, ...]


def read_tables(table: ProtectedTable, unit: str, language: Localisation) -> tuple[ReadTable, ...]:
    """Return the table of counts (with shares), one for each median and index of diversity, and one of a linkage.

    They are in the order in which a page shows them. The unit is in the plural and the language of the page.
    """
    others = [statistic for statistic in table.indicator.statistics if statistic.kind in _OF_A_DISTRIBUTION]
    return (
        _counts(table, unit, language),
        *(_of_distributions(table, statistic, language) for statistic in others),
        *_of_linkages(table, language),
    )


def address_of(table: ProtectedTable, cell: ProtectedCell) -> str:
    """Return the anchor of a cell: the name of its table and its codes, which stay the same between editions."""
    return anchor(table.indicator.name, *cell.coordinates)


def marks_of(table: ProtectedTable) -> tuple[Mark, ...]:
    """Return the marks in a table, in the order of their declaration."""
    found = {figure.mark for cell in table.cells for figure in (cell.count, *cell.statistics.values()) if figure.mark}
    # Combinations that cannot be have no cell, and are empty places in what readers see: the mark is explained too.
    if len(table.cells) < math.prod(len(dimension.categories) for dimension in table.dimensions):
        found.add(Mark.NOT_APPLICABLE)
    return tuple(mark for mark in Mark if mark in found)


def _counts(table: ProtectedTable, unit: str, language: Localisation) -> ReadTable:
    shares = [statistic for statistic in table.indicator.statistics if statistic.kind == "share"]
    explanation = language.say("Number of {units}.", units=unit)
    if shares:
        explanation += " " + language.say("Below it, smaller: {share}.", share=language.text(shares[0].label))

    def read(cell: ProtectedCell) -> ReadCell:
        share = cell.statistics.get("share")
        said = language.figure(share, "share") if share else ""
        marked = share is not None and share.mark is not None
        return ReadCell(language.figure(cell.count), cell.count.mark is not None, said, marked, address_of(table, cell))

    header = language.say("Number")
    return _lay_out(table, table.dimensions, language.text(table.indicator.title), explanation, header, read, language)


def _of_distributions(table: ProtectedTable, statistic: Statistic, language: Localisation) -> ReadTable:
    """It is at the first category of the dimension that it is drawn over: that dimension falls away."""
    # A statistic over a dimension is one number for all its categories, kept at the first of them.
    along = next(dimension for dimension in table.dimensions if dimension.name == statistic.along)
    rest = tuple(dimension for dimension in table.dimensions if dimension is not along)
    first = replace(along, categories=along.categories[:1])

    def read(cell: ProtectedCell) -> ReadCell:
        figure = cell.statistics.get(statistic.kind, NO_FIGURE)
        return ReadCell(language.figure(figure, statistic.kind), figure.mark is not None)

    caption = language.label(statistic.label)
    header = language.say("Median") if statistic.kind == "median" else caption
    return _lay_out(table, rest or (first,), caption, _of_sums(table, statistic, language), header, read, language)


def _of_sums(table: ProtectedTable, statistic: Statistic, language: Localisation) -> str:
    """How sums of amounts are rounded, and by which rules some are left out; nothing of other statistics."""
    marks = {cell.statistics.get(statistic.kind, NO_FIGURE).mark for cell in table.cells}
    if statistic.kind != AMOUNT:
        return ""
    rounded = language.say("A sum is rounded to the nearest whole number, the ends of a range outwards.")
    left_out = language.say(
        "A sum is left out if fewer than ten contribute to it, if two of them contribute most of it, or if it would "
        "reveal what one of them contributes, or counts more precisely than they are shown."
    )
    return " ".join([rounded] * (None in marks) + [left_out] * (Mark.PROTECTED in marks))


def _of_linkages(table: ProtectedTable, language: Localisation) -> Iterator[ReadTable]:
    """How well records are linked: recall and precision beside each other, and the interval of each below it."""
    known = {statistic.kind: statistic for statistic in table.indicator.statistics}
    drawn = [known[kind] for kind in _OF_A_LINKAGE if kind in known]
    if not drawn:
        return
    # The other dimension is the group of which the linkage is judged.
    place = next(n for n, dimension in enumerate(table.dimensions) if dimension.name != drawn[0].along)
    of_group = {cell.coordinates[place]: cell for cell in table.cells if drawn[0].kind in cell.statistics}
    rows = tuple(
        ReadRow(
            language.label(one.label),
            one.level,
            tuple(_with_interval(of_group[one.code], kind.kind, language) for kind in drawn),
        )
        for one in table.dimensions[place].categories
    )
    intervals = ", ".join(language.text(known[_INTERVAL.format(one.kind)].label) for one in drawn)
    yield ReadTable(
        caption=", ".join((language.label(drawn[0].label), *(language.text(one.label) for one in drawn[1:]))),
        explanation=language.say("Below it, smaller: {share}.", share=intervals),
        corner=language.label(table.dimensions[place].label),
        columns=tuple(language.label(one.label) for one in drawn),
        groups=(ReadGroup("", rows),),
    )


def _with_interval(cell: ProtectedCell, kind: str, language: Localisation) -> ReadCell:
    figure, interval = cell.statistics[kind], cell.statistics[_INTERVAL.format(kind)]
    # An interval without bounds says nothing that the mark above it does not say.
    below = "" if interval.mark else language.figure(interval, "share")
    return ReadCell(language.figure(figure, "share"), figure.mark is not None, below)


def _lay_out(
    table: ProtectedTable,
    dimensions: tuple[Dimension, ...],
    caption: str,
    explanation: str,
    header: str,
    read: Callable[[ProtectedCell], ReadCell],
    language: Localisation,
) -> ReadTable:
    cells, place = Cells(table), places(dimensions)
    absent = ReadCell(language.figure(NO_FIGURE), is_marked=True)
    # A table without a dimension to the right still has one column: that of the number.
    columns: list[Category | None] = list(place.columns.categories) if place.columns else [None]

    def row(group: dict[str, Category], category: Category) -> ReadRow:
        at = codes(group) | {place.rows.name: category.code}
        found = [cells.get(at | _column(place, column)) for column in columns]
        return ReadRow(
            language.label(category.label), category.level, tuple(read(cell) if cell else absent for cell in found)
        )

    return ReadTable(
        caption=caption,
        explanation=" ".join(filter(None, (explanation, _of_columns(place, language)))),
        corner=language.label(place.rows.label),
        columns=tuple(language.label(column.label) if column else header for column in columns),
        groups=tuple(
            ReadGroup(heading(group, place.groups, language), tuple(row(group, one) for one in place.rows.categories))
            for group in combinations(place.groups)
        ),
    )


def _of_columns(place: Places, language: Localisation) -> str:
    """What the columns differ in: "yes" and "no" alone say nothing."""
    return language.say("Columns: {dimension}.", dimension=language.text(place.columns.label)) if place.columns else ""


def _column(place: Places, column: Category | None) -> dict[str, str]:
    return {place.columns.name: column.code} if place.columns and column else {}


def heading(group: dict[str, Category], dimensions: tuple[Dimension, ...], language: Localisation) -> str:
    """Return the heading of a group of rows or panels: `role: victim`, several of them with commas."""
    return ", ".join(f"{language.label(one.label)}: {language.text(group[one.name].label)}" for one in dimensions)
