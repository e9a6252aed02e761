"""What looks wrong with the lists of a table: it is reported, and never silently corrected."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, permutations

from schakel_base.text import say
from schakel_prevalence.table import CaptureTable, TableFinding

Lists = tuple[str, ...]
"""The names of the one or two lists that look wrong."""
NAMES = ("one", "other")
"""What stands for these names in a sentence."""


@dataclass(frozen=True)
class ListCheck:
    """Which lists look wrong, and the sentence about them, with their `NAMES`."""

    find: Callable[[CaptureTable], Iterator[Lists]]
    english: str
    dutch: str


def examine(table: CaptureTable) -> tuple[TableFinding, ...]:
    """Return everything worth knowing about the lists of a table before an estimate is made."""
    return tuple(
        TableFinding(kind, lists, say(check.english, check.dutch, **dict(zip(NAMES, lists, strict=False))))
        for kind, check in CHECKS.items()
        for lists in check.find(table)
    )


def _empty(table: CaptureTable) -> Iterator[Lists]:
    return ((name,) for name in table.lists if not table.on_all(name))


def _full(table: CaptureTable) -> Iterator[Lists]:
    return ((name,) for name in table.lists if table.observed and table.on_all(name) == table.observed)


def _identical(table: CaptureTable) -> Iterator[Lists]:
    for one, other in combinations(table.lists, 2):
        both = table.on_all(one, other)
        if both and table.on_all(one) == both == table.on_all(other):
            yield one, other


def _contained(table: CaptureTable) -> Iterator[Lists]:
    for inner, outer in permutations(table.lists, 2):
        both, size = table.on_all(inner, outer), table.on_all(inner)
        if size and both == size < table.on_all(outer):
            yield inner, outer


def _empty_pairs(table: CaptureTable) -> Iterator[Lists]:
    return iter(table.without_empty_lists().empty_pairs)


CHECKS: Mapping[str, ListCheck] = {
    "empty list": ListCheck(
        _empty, "List {one} has no persons; it is left out.", "Lijst {one} telt niemand; zij blijft weg."
    ),
    "full list": ListCheck(
        _full,
        "List {one} has everybody who was seen; nothing is left to estimate.",
        "Op lijst {one} staat iedereen die gezien is; er valt niets te schatten.",
    ),
    "identical lists": ListCheck(
        _identical,
        "Lists {one} and {other} have the same persons: they are one list.",
        "Lijsten {one} en {other} tellen dezelfde personen: het is één lijst.",
    ),
    "contained list": ListCheck(
        _contained,
        "Everybody on list {one} is on list {other} too.",
        "Iedereen op lijst {one} staat ook op lijst {other}.",
    ),
    "empty pair": ListCheck(
        _empty_pairs,
        "Lists {one} and {other} share nobody. If they cannot, say so; else it is chance, or one keeps people off the "
        "other.",
        "Lijsten {one} en {other} delen niemand. Kunnen zij dat niet, zeg het dan; anders is het toeval, of houdt de "
        "ene mensen van de andere af.",
    ),
}
"""By the kind of what is found."""
