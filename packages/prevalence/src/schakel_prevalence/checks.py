"""What looks wrong with the lists of a table: it is reported, and never silently corrected."""

from collections.abc import Callable, Iterator
from itertools import permutations

from schakel_base.text import say
from schakel_prevalence.table import CaptureTable, TableFinding


def examine(table: CaptureTable) -> tuple[TableFinding, ...]:
    """Return everything worth knowing about the lists of a table before an estimate is made."""
    return tuple(finding for check in CHECKS for finding in check(table))


def _empty_lists(table: CaptureTable) -> Iterator[TableFinding]:
    for name in table.lists:
        if not table.on_all(name):
            yield TableFinding(
                "empty list",
                (name,),
                say(
                    "List {name} has no persons; it is left out.",
                    "Lijst {name} telt niemand; zij blijft weg.",
                    name=name,
                ),
            )


def _full_lists(table: CaptureTable) -> Iterator[TableFinding]:
    for name in table.lists:
        if table.observed and table.on_all(name) == table.observed:
            yield TableFinding(
                "full list",
                (name,),
                say(
                    "List {name} has everybody who was seen; nothing is left to estimate.",
                    "Op lijst {name} staat iedereen die gezien is; er valt niets te schatten.",
                    name=name,
                ),
            )


def _contained_lists(table: CaptureTable) -> Iterator[TableFinding]:
    for inner, outer in permutations(table.lists, 2):
        both, size = table.on_all(inner, outer), table.on_all(inner)
        if size and both == size < table.on_all(outer):
            yield TableFinding(
                "contained list",
                (inner, outer),
                say(
                    "Everybody on list {inner} is on list {outer} too.",
                    "Iedereen op lijst {inner} staat ook op lijst {outer}.",
                    inner=inner,
                    outer=outer,
                ),
            )


def _identical_lists(table: CaptureTable) -> Iterator[TableFinding]:
    for i, first in enumerate(table.lists):
        for second in table.lists[i + 1 :]:
            size = table.on_all(first)
            if size and size == table.on_all(second) == table.on_all(first, second):
                yield TableFinding(
                    "identical lists",
                    (first, second),
                    say(
                        "Lists {first} and {second} have the same persons: they are one list.",
                        "Lijsten {first} en {second} tellen dezelfde personen: het is één lijst.",
                        first=first,
                        second=second,
                    ),
                )


def _empty_pairs(table: CaptureTable) -> Iterator[TableFinding]:
    for first, second in table.without_empty_lists().empty_pairs:
        yield TableFinding(
            "empty pair",
            (first, second),
            say(
                "Lists {first} and {second} share nobody. If they cannot, say so; else it is chance.",
                "Lijsten {first} en {second} delen niemand. Kunnen zij dat niet, zeg het dan; anders is het toeval.",
                first=first,
                second=second,
            ),
        )


CHECKS: tuple[Callable[[CaptureTable], Iterator[TableFinding]], ...] = (
    _empty_lists,
    _full_lists,
    _identical_lists,
    _contained_lists,
    _empty_pairs,
)
