"""Shares, quantiles, means, diversity and link quality, computed only from published counts.

A percentage of unrounded counts beside rounded counts gives the counts away (the audit of CBS table 80344NED shows
how), so nothing here sees an unprotected number. Bounds of a share are bounds over every way in which the unclear
units may fall, not the quotient of two bounds: a unit in the numerator is in the denominator too.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TypeAlias

from schakel.disclosure.diversity import SHANNON, SIMPSON, Index, Whole, bounds, interval
from schakel.disclosure.quantities import Class, before_rounding, class_of, mean, quantile, total
from schakel.model.figure import Figure, Mark, as_printed
from schakel.model.indicator import Statistic
from schakel.model.table import AT_HIGHEST, AT_LOWEST, Dimension
from schakel_protection import Profile

Coordinates = tuple[str, ...]
Counts = Mapping[Coordinates, Figure]
Statistics = dict[Coordinates, Figure]
Told = Mapping[str, Counts]
"""What bounds of statistics tell beside the counts of cells, by its name (`Table.told_by_statistics`)."""
Drawing: TypeAlias = Callable[[int, tuple[Dimension, ...], Counts, Profile, Told], Statistics]
NOTHING_TOLD: Told = {}

_Distribution: TypeAlias = Sequence[tuple[str, Figure]]
"""The classes of a quantity by their codes, each with how many units are in it."""
_Measure: TypeAlias = Callable[[Sequence[Class], Sequence[Class]], Figure]

TOO_SMALL = Figure(None, None, Mark.BASE_TOO_SMALL)
PROTECTED = Figure(None, None, Mark.PROTECTED)
OPEN = Figure(None, None, Mark.OPEN)
_NONE = Figure(0.0, 0.0)


def draw(
    statistic: Statistic,
    dimensions: tuple[Dimension, ...],
    counts: Counts,
    profile: Profile,
    told: Told = NOTHING_TOLD,
) -> Statistics:
    """Return a declared statistic for the cells that have it, by coordinates.

    Parameters
    ----------
    counts
        The published count of each cell, by coordinates.
    profile
        How the counts are protected: how far they may lie from the true ones, and the fewest units that a statistic may
        rest on.
    told
        As published: of the units that can be in the whole of a cell but need not, how many are in the cell if so, and
        how many can be; and of a quantity how many are in each class at their lowest and at their highest.

    Raises
    ------
    KeyError
        If the kind of statistic is unknown, or `along` names no dimension.
    """
    side = next(index for index, dimension in enumerate(dimensions) if dimension.name == statistic.along)
    return _KINDS[statistic.kind](side, dimensions, counts, profile, told)


def _shares(side: int, dimensions: tuple[Dimension, ...], counts: Counts, profile: Profile, told: Told) -> Statistics:
    """The share of each cell in the first category of a dimension (its total, or the first phase of a chain)."""
    first, *others = dimensions[side].categories
    # What is left out of the first category is no part of it.
    parts, first_code = {one.code for one in others if one.level}, first.code
    unclear = told.get(dimensions[side].name, {})
    return {
        at: _share(count, counts[_at(at, side, first_code)], unclear.get(at, _NONE), profile.minimum_base)
        for at, count in counts.items()
        if at[side] in parts
    }


def _share(part: Figure, whole: Figure, in_unclear_whole: Figure, minimum_base: int) -> Figure:
    """The least and the most of part/whole in percent, over every way in which the unclear units may fall.

    Raising or lowering both of part and whole by a unit moves a ratio under 1 in the same direction. So the least has
    in the whole every unit that can be in it without being in the part, and the most every unit of the part.
    """
    if part.mark or whole.mark:
        return PROTECTED
    assert part.lower is not None and part.upper is not None and whole.lower is not None and whole.upper is not None
    if absent := _base(whole.lower, whole.upper, minimum_base):
        return absent
    # Where these are protected by leaving them out, none are known: the bounds are wider, and still true.
    with_it, with_part = in_unclear_whole.lower or 0.0, in_unclear_whole.upper or 0.0
    # Under rounding a part can be printed as more than the whole that is left.
    least = part.lower / max(whole.upper - with_it, part.lower, 1)
    most = part.upper / max(whole.lower + with_part, 1)
    return _percent(least, most)


def _base(least: float, most: float, minimum_base: int) -> Figure | None:
    """Why no statistic is given for a number of units between two bounds, if there is a reason."""
    if most < max(minimum_base, 1):
        return TOO_SMALL
    return OPEN if least < minimum_base else None


def _percent(least: float, most: float) -> Figure:
    # Part and whole are rounded apart, so a part can be printed as more than its whole.
    return as_printed(100 * min(least, 1.0), 100 * min(most, 1.0), 1)


def _quantile(below: int, of: int) -> Drawing:
    """A quantile of the counts before rounding: one unit more or less can put it in the next class."""
    return _of_classes(partial(quantile, below=below, of=of), is_before_rounding=True)


def _of_classes(measure: _Measure, is_before_rounding: bool = False) -> Drawing:
    """What follows from the published counts of the classes of a quantity, given at the first category."""

    def draw_each(
        side: int, dimensions: tuple[Dimension, ...], counts: Counts, profile: Profile, told: Told
    ) -> Statistics:
        first, *others = dimensions[side].categories
        classes = [one.code for one in others if one.level]
        ends = [told.get(f"{dimensions[side].name}{end}", counts) for end in (AT_LOWEST, AT_HIGHEST)]

        def distributed(over: Counts, at: Coordinates) -> _Distribution:
            return [(code, over[_at(at, side, code)]) for code in classes]

        return {
            at: _on_enough(
                distributed(counts, at),
                [distributed(one, at) for one in ends],
                measure,
                profile.minimum_base,
                profile.reach if is_before_rounding else 0,
            )
            for at in counts
            if at[side] == first.code
        }

    return draw_each


def _on_enough(
    distribution: _Distribution, ends: Sequence[_Distribution], measure: _Measure, minimum_base: int, reach: int
) -> Figure:
    if any(figure.mark for _, figure in distribution):
        return PROTECTED
    # Where the ends are protected by leaving them out, the classes themselves give bounds that are wider, and true.
    shown = [distribution if any(figure.mark for _, figure in end) else end for end in ends]
    lowest, highest = ([class_of(code, figure) for code, figure in one] for one in shown)
    absent = _base(sum(one.least for one in lowest), sum(one.most for one in lowest), minimum_base)
    return absent or measure(before_rounding(lowest, reach), before_rounding(highest, reach))


def _diversity(measure: Callable[[Index, Sequence[Figure], int, Sequence[Whole]], Figure], index: Index) -> Drawing:
    """An index of the distribution over the finest categories of a dimension, given at its first category."""

    def draw_each(
        side: int, dimensions: tuple[Dimension, ...], counts: Counts, profile: Profile, _: Told
    ) -> Statistics:
        first, *others = dimensions[side].categories
        finest = [one.code for one in others if one.made_of == (one.code,)]
        made = [
            (one.code, [finest.index(part) for part in one.made_of])
            for one in (first, *others)
            if one.made_of and {*one.made_of} <= {*finest}
        ]
        return {
            at: measure(
                index,
                [counts[_at(at, side, code)] for code in finest],
                profile.minimum_base,
                [(counts[_at(at, side, code)], places) for code, places in made],
            )
            for at in counts
            if at[side] == first.code
        }

    return draw_each


def _right(wrong: str, *between: str) -> Drawing:
    """The share of the first category in it and what is `wrong`, given at the first: recall, or precision.

    With the names of the most and the least that may be wrong it is the interval of that share.
    """

    def draw_each(
        side: int, dimensions: tuple[Dimension, ...], counts: Counts, profile: Profile, _: Told
    ) -> Statistics:
        first = dimensions[side].categories[0].code
        return {
            at: _right_of_all(right, [counts[_at(at, side, code)] for code in (wrong, *between)], profile.minimum_base)
            for at, right in counts.items()
            if at[side] == first
        }

    return draw_each


def _right_of_all(right: Figure, wrong: Sequence[Figure], minimum_base: int) -> Figure:
    """What is right in percent, by the largest and the smallest of what may be wrong; the first of it counts."""
    if right.mark or any(one.mark for one in wrong):
        return PROTECTED
    # What was found and what was missed make up a whole only for the figure itself; the ends of its interval are of
    # that whole.
    numbers = [one.upper or 0.0 for one in wrong]
    together = (right.upper or 0.0) + numbers[0]
    if together < max(minimum_base, 1):
        return TOO_SMALL
    least, most = (max(1 - number / together, 0.0) for number in (max(numbers), min(numbers)))
    return _percent(least, most)


def _at(coordinates: Coordinates, side: int, code: str) -> Coordinates:
    return (*coordinates[:side], code, *coordinates[side + 1 :])


_KINDS: dict[str, Drawing] = {
    "share": _shares,
    "median": _quantile(1, 2),
    "first-decile": _quantile(1, 10),
    "first-quartile": _quantile(1, 4),
    "third-quartile": _quantile(3, 4),
    "ninth-decile": _quantile(9, 10),
    "sum": _of_classes(total),
    "mean": _of_classes(mean),
    "shannon": _diversity(bounds, SHANNON),
    "shannon-interval": _diversity(interval, SHANNON),
    "simpson": _diversity(bounds, SIMPSON),
    "simpson-interval": _diversity(interval, SIMPSON),
    "recall": _right("missed"),
    "recall-interval": _right("missed", "missed-most", "missed-least"),
    "precision": _right("wrong"),
    "precision-interval": _right("wrong", "wrong-most", "wrong-least"),
}
