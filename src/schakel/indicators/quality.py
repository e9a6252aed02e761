"""The quality of deliveries as ordinary tables: rows accepted and refused, and what the checks noticed.

A number of rows is a number of reports or of persons, so it is protected as they are.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from types import MappingProxyType

from babel.dates import format_date

from schakel.indicators.labels import word
from schakel.indicators.link_tables import Links, link_tables, quality_indicator
from schakel.model.alliance import Alliance
from schakel.model.delivery import Delivery, Note, Receipt
from schakel.model.table import TOTAL, Category, Cell, Dimension, Grounding, Table
from schakel_base.text import Text, locale_of

ROW = "row"
NOTHING_LINKED: Links = MappingProxyType({})
NONE: Mapping[tuple[str, str], int] = MappingProxyType({})
_OUTCOMES = ("accepted", "refused", "erased")
_FOR_INTAKE_ALONE = ("quasi-identifier",)
"""Notes that say how a column is kept, and nothing of the quality of its rows."""


def quality_tables(
    alliance: Alliance,
    receipts: Sequence[Receipt],
    synthetic: bool = False,
    relations: Mapping[tuple[str, str], int] = NONE,
    links: Links = NOTHING_LINKED,
) -> tuple[Table, ...]:
    """Return the tables of quality of deliveries: after the first, only those that have something to tell.

    Parameters
    ----------
    relations
        The rows that state relations, by kind of unit and kind of relation or what is wrong with it.
    links
        What was measured of the linking of persons.
    """
    found = [_delivered(alliance, receipts, synthetic)]
    if any(_is_public(note) for receipt in receipts for note in receipt.notes):
        found.append(_noticed(alliance, receipts, synthetic))
    if relations:
        found.append(_related(alliance, relations, synthetic))
    return (*found, *link_tables(alliance, links, synthetic))


def _delivered(alliance: Alliance, receipts: Sequence[Receipt], synthetic: bool) -> Table:
    """Base cells of delivery i are its accepted and refused rows, and if any delivery lost rows, its erased ones."""
    outcomes = _OUTCOMES if any(one.remaining < one.accepted for one in receipts) else _OUTCOMES[:2]
    base = [count for receipt in receipts for count in _outcomes_of(receipt)[: len(outcomes)]]
    deliveries = {TOTAL: range(len(receipts))} | {
        str(receipt.delivery.number): range(index, index + 1) for index, receipt in enumerate(receipts)
    }
    units = dict(_units_of_rows(alliance, receipts))
    named = (Category(str(number), name) for number, name in _names(alliance, receipts).items())
    cells = []
    for code, indices in deliveries.items():
        for offset, outcome in enumerate(outcomes):
            parts = tuple(len(outcomes) * index + offset for index in indices)
            cells.append(Cell((code, outcome), parts, parts, units.get((code, outcome), "")))
    return Table(
        indicator=quality_indicator("delivered-rows", ROW, "delivery", "outcome"),
        dimensions=(
            Dimension("delivery", word("delivery"), (_total(), *named)),
            Dimension("outcome", word("outcome"), tuple(map(_outcome, outcomes))),
        ),
        cells=tuple(cells),
        base=tuple(base),
        synthetic=synthetic,
    )


def _outcome(code: str) -> Category:
    """What can happen to a row: erased ones are shown only where there are some."""
    return Category(code, word(code), grounding=Grounding.FOUND if code == _OUTCOMES[-1] else Grounding.DECLARED)


def _outcomes_of(receipt: Receipt) -> tuple[int, int, int]:
    return receipt.remaining, receipt.refused, receipt.accepted - receipt.remaining


def _units_of_rows(alliance: Alliance, receipts: Sequence[Receipt]) -> Iterator[tuple[tuple[str, str], str]]:
    """Where each row is a unit of its own, the accepted rows are a number that is in other tables too."""
    for receipt in receipts:
        yield (
            (str(receipt.delivery.number), "accepted"),
            alliance.partners[receipt.delivery.partner].contract.unit_of_a_row,
        )


def _is_public(note: Note) -> bool:
    return note.kind not in _FOR_INTAKE_ALONE


def _noticed(alliance: Alliance, receipts: Sequence[Receipt], synthetic: bool) -> Table:
    """The notes of several deliveries overlap in rows, so they have no total."""
    # All notes are base cells, also those that are not shown: the place of a note must not depend on what readers see.
    noticed = [(receipt, number, note) for receipt in receipts for number, note in enumerate(receipt.notes)]
    shown = [place for place, (_, _, note) in enumerate(noticed) if _is_public(note)]
    names = _names(alliance, receipts)
    categories = tuple(
        Category(
            f"{receipt.delivery.number}-{number}",
            _describe(alliance, receipt, note, names[receipt.delivery.number]),
            grounding=Grounding.FOUND,
        )
        for receipt, number, note in (noticed[place] for place in shown)
    )
    return Table(
        indicator=quality_indicator("noticed-rows", ROW, "check"),
        dimensions=(Dimension("check", word("check"), categories),),
        cells=tuple(
            Cell((category.code,), (place,), (place,)) for category, place in zip(categories, shown, strict=True)
        ),
        base=tuple(note.rows for _, _, note in noticed),
        synthetic=synthetic,
    )


def _related(alliance: Alliance, relations: Mapping[tuple[str, str], int], synthetic: bool) -> Table:
    """A row can state several relations, so they have no total."""

    def label(unit: str, what: str) -> Text:
        plural, relation = alliance.units[unit].plural, word(what)
        return _each(alliance, lambda language: f"{plural.in_language(language)} – {relation.in_language(language)}")

    categories = tuple(
        Category(f"{unit}-{what}", label(unit, what), grounding=Grounding.FOUND) for unit, what in relations
    )
    return Table(
        indicator=quality_indicator("related-rows", ROW, "relation"),
        dimensions=(Dimension("relation", word("relation"), categories),),
        cells=tuple(Cell((category.code,), (i,), (i,)) for i, category in enumerate(categories)),
        base=tuple(relations.values()),
        synthetic=synthetic,
    )


def _total() -> Category:
    return Category(TOTAL, word(TOTAL), 0)


def _names(alliance: Alliance, receipts: Iterable[Receipt]) -> dict[int, Text]:
    """What each delivery is called: as its partner, with the day where that partner delivered more than once."""
    deliveries = [receipt.delivery for receipt in receipts]
    times = Counter(one.partner for one in deliveries)

    def name(one: Delivery, language: str) -> str:
        # Only where it tells deliveries apart: one delivery of a partner is called as the partner is.
        day = f", {format_date(one.delivered, 'medium', locale=locale_of(language))}" if times[one.partner] > 1 else ""
        return f"{alliance.partners[one.partner].title.in_language(language)}{day}"

    return {one.number: _each(alliance, partial(name, one)) for one in deliveries}


def _describe(alliance: Alliance, receipt: Receipt, note: Note, name: Text) -> Text:
    """Say which delivery, which column, and what was noticed: a declared sentence where the contract has one."""
    partner = alliance.partners[receipt.delivery.partner]
    declared = {rule.name: rule.sentence for rule in partner.contract.rules if rule.sentence}
    said = declared.get(note.rule) or word(note.kind)
    column = f"{note.column}: " if note.column else ""
    return _each(alliance, lambda language: f"{name.in_language(language)} – {column}{said.in_language(language)}")


def _each(alliance: Alliance, say: Callable[[str], str]) -> Text:
    return Text({language: say(language) for language in alliance.languages})
