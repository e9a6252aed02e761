"""Concepts of which a unit can have several count it several times, and how often is a count too.

Of 54 units about work 30 are about pay and 25 about hours: one is about both.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import takewhile

from schakel.disclosure.tables.concepts import Schemes
from schakel.disclosure.tables.naming import ATTRIBUTE, ReleasedTable
from schakel.disclosure.tables.overlapping import AskedCount, Named, Pair, places_of
from schakel.model.table import TOTAL, Category, Cell
from schakel_protection.tables import CountBound

Covered = tuple[int, AskedCount, tuple[int, ...], str]
"""The place of a count and what it asks, the places of narrower ones that have all its units, and their concepts."""


def covered(counts: Mapping[int, Named], tables: Iterable[ReleasedTable], schemes: Schemes) -> Iterator[Covered]:
    """Yield the counts whose units are all in one or more of narrower ones.

    Parameters
    ----------
    schemes
        Of the attributes of which a unit has one concept: these count no unit twice.
    """
    at = places_of(counts)
    made_of = dict(one for table in tables for one in _made_of(table, schemes))
    for (whole, bound), place in at.items():
        # Of two bounds the upper one: a unit that may have any of the concepts may have one of the narrower ones.
        for rest, question, codes in _made_up(whole, made_of) if bound != CountBound.LOWER else ():
            narrow = [rest.asking((question, code)) for code in codes]
            parts = [at.get((one, CountBound.UPPER), at.get((one, ""))) for one in narrow]
            known = tuple(one for one in parts if one is not None)
            if len(known) == len(parts):
                yield place, whole, known, "+".join(codes)


def _made_up(
    whole: AskedCount, made_of: Mapping[Pair, Sequence[str]]
) -> Iterator[tuple[AskedCount, str, Sequence[str]]]:
    """Yield what a count asks beside a concept or a total that narrower ones make up, with the question and these."""
    for (question, code), codes in made_of.items():
        pair = {(question, code)} if code else set()
        if {one for one in whole.overlapping if one[0] == question} == pair:
            yield AskedCount(whole.overlapping - pair, whole.others), question, codes


def _made_of(one: ReleasedTable, schemes: Schemes) -> Iterator[tuple[Pair, tuple[str, ...]]]:
    """Yield the concepts of which all units have a narrower one, of attributes of which a unit can have several."""
    for at, (rule, side) in enumerate(zip(one.table.indicator.dimensions, one.table.dimensions, strict=True)):
        if rule.kind == "attribute" and rule.attribute not in schemes:
            for whole, parts in _directly_under(side.categories):
                if _have_all(one, at, whole, parts):
                    yield (f"{ATTRIBUTE}{rule.attribute}", "" if whole == TOTAL else whole), parts


def _directly_under(categories: Sequence[Category]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for place, whole in enumerate(categories, start=1):
        under = takewhile(partial(_is_under, whole), categories[place:])
        parts = tuple(one.code for one in under if one.level == whole.level + 1)
        if len(parts) > 1:
            yield whole.code, parts


def _is_under(whole: Category, part: Category) -> bool:
    return part.level > whole.level


def _have_all(one: ReleasedTable, at: int, whole: str, parts: Sequence[str]) -> bool:
    """Whether some categories of the dimension at a place have all units that another has, in each row of a table."""
    rows: dict[tuple[str, ...], dict[str, Cell]] = {}
    for cell in one.table.cells:
        others = cell.coordinates[:at] + cell.coordinates[at + 1 :]
        rows.setdefault(others, {})[cell.coordinates[at]] = cell
    return all({*row[whole].upper} <= {place for part in parts for place in row[part].upper} for row in rows.values())
