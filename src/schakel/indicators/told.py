"""What a statistic tells beside the cells of its table: counts that its exact bounds need and no cell has.

A share needs to know of the units that may be in its whole which are then in the part. A quantile, a sum and a mean
need to know of a unit that can be in several classes which is the lowest and which the highest: the counts of classes
alone would put it in two of them.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from schakel.indicators.kind import Flags, Membership
from schakel.model.indicator import OF_QUANTITIES, Indicator
from schakel.model.table import AT_HIGHEST, AT_LOWEST, Cell


def told_by_statistics(
    indicator: Indicator, sides: Sequence[list[Membership]], cells: Sequence[Cell]
) -> Iterator[tuple[str, tuple[Cell, ...]]]:
    """Yield what the statistics of an indicator tell, each with the name by which `Table.told_by_statistics` has it.

    Parameters
    ----------
    sides
        The memberships of base cells in the categories of each dimension.
    """
    for place, (rule, side) in enumerate(zip(indicator.dimensions, sides, strict=True)):
        kinds = {one.kind for one in indicator.statistics if one.along == rule.name}
        if "share" in kinds:
            yield rule.name, tuple(_in_unclear_wholes(place, side, cells))
        if kinds.intersection(OF_QUANTITIES):
            yield from _at_their_ends(rule.name, place, side, cells)


def _in_unclear_wholes(place: int, side: list[Membership], cells: Sequence[Cell]) -> Iterator[Cell]:
    """Of the units that can be in the whole of each cell but need not, those that are in the cell if so, or can be."""
    first = side[0].category.code
    at = {cell.coordinates: cell for cell in cells}
    answered = {member.category.code: frozenset(np.flatnonzero(member.certain).tolist()) for member in side}
    for cell in cells:
        code = cell.coordinates[place]
        whole = at[(*cell.coordinates[:place], first, *cell.coordinates[place + 1 :])]
        unclear = frozenset(whole.upper).difference(whole.lower)
        if unclear and code != first:
            possible = unclear.intersection(cell.upper)
            certain = (possible & answered[code]).difference(cell.lower)
            yield Cell(cell.coordinates, tuple(sorted(certain)), tuple(sorted(possible)))


def _at_their_ends(
    name: str, place: int, side: list[Membership], cells: Sequence[Cell]
) -> Iterator[tuple[str, tuple[Cell, ...]]]:
    """The units of each class if each is in the lowest that it can be in, and if each is in the highest.

    Where no unit can be in two classes these are the classes themselves, and nothing is told.
    """
    classes = [member for member in side[1:] if member.category.level]
    possible = np.array([member.possible for member in classes])
    if not (possible.sum(axis=0) > 1).any():
        return
    lowest, highest = possible.argmax(axis=0), len(classes) - 1 - possible[::-1].argmax(axis=0)
    wholes = [cell for cell in cells if cell.coordinates[place] == side[0].category.code]
    for end, chosen in ((AT_LOWEST, lowest), (AT_HIGHEST, highest)):
        yield (
            f"{name}{end}",
            tuple(
                _in_class(place, one.category.code, chosen == number, whole)
                for whole in wholes
                for number, one in enumerate(classes)
            ),
        )


def _in_class(place: int, code: str, chosen: Flags, whole: Cell) -> Cell:
    """The base cells of a whole for which one class was chosen."""
    lower, upper = (tuple(one for one in ends if chosen[one]) for ends in (whole.lower, whole.upper))
    return Cell((*whole.coordinates[:place], code, *whole.coordinates[place + 1 :]), lower, upper)
