"""The rows of a table depend only on its figures: otherwise a row would reveal that somebody was counted.

A remark of the intake is found in the data, and so are the first and the last year of a series. Whoever reads 0 beside
one knows that it is not none. So they are listed only where a figure says that somebody is there; then a reader of the
figures learns nothing from the list.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from schakel.model.figure import Figure
from schakel.model.table import Dimension, Grounding

Coordinates = tuple[str, ...]
_ByCode = Mapping[str, Mapping[Coordinates, Figure]]
"""The figures of each category, by the codes of the other dimensions."""
_NOBODY: Mapping[Coordinates, float] = {}


def listed(dimensions: Sequence[Dimension], counts: Mapping[Coordinates, Figure]) -> tuple[Dimension, ...]:
    """Return the dimensions with the categories that are listed."""
    return tuple(_listed(side, _by_code(place, counts)) for place, side in enumerate(dimensions))


def _listed(side: Dimension, figures: _ByCode) -> Dimension:
    kept = {one.code for one in side.categories if one.grounding is Grounding.DECLARED}
    for grounding, telling in _LISTED.items():
        kept |= {*telling([one.code for one in side.categories if one.grounding is grounding], figures)}
    return replace(side, categories=tuple(one for one in side.categories if one.code in kept))


def _by_code(place: int, counts: Mapping[Coordinates, Figure]) -> _ByCode:
    found: dict[str, dict[Coordinates, Figure]] = {}
    for at, figure in counts.items():
        found.setdefault(at[place], {})[(*at[:place], *at[place + 1 :])] = figure
    return found


def _found(codes: Sequence[str], figures: _ByCode) -> Collection[str]:
    return {code for code in codes if _tells(figures[code], _NOBODY)}


def _from_first_to_last(codes: Sequence[str], figures: _ByCode) -> Collection[str]:
    """Leave out periods at the ends in which, as printed, nobody need be; the empty ones between stay."""
    least = _least(codes, figures)
    telling = [place for place, code in enumerate(codes) if _tells(figures[code], least)]
    if telling:
        return codes[telling[0] : telling[-1] + 1]
    # Somebody is in one of these periods, and it is not known in which: all of them are as possible.
    return codes if any(most > 0 for most in least.values()) else ()


def _least(codes: Sequence[str], figures: _ByCode) -> Mapping[Coordinates, float]:
    """The most that is printed for a period that may be empty: a unit without a date can be in any period."""
    found: dict[Coordinates, float] = {}
    for code in codes:
        for at, figure in figures[code].items():
            most = float("inf") if figure.upper is None else figure.upper
            found[at] = min(most, found.get(at, most))
    return found


def _tells(figures: Mapping[Coordinates, Figure], anybody: Mapping[Coordinates, float]) -> bool:
    """Whether figures say by themselves that somebody is there, or are not shown; `anybody` may be there anyway."""
    return any(
        one.mark is not None or bool(one.lower) or (one.upper or 0.0) > anybody.get(at, 0.0)
        for at, one in figures.items()
    )


def _after_a_change(codes: Sequence[str], figures: _ByCode) -> Collection[str]:
    """Leave out the last periods if their figures are those of the one before."""
    last = len(codes)
    while last > 1 and figures[codes[last - 1]] == figures[codes[last - 2]]:
        last -= 1
    return codes[:last]


_LISTED = {Grounding.FOUND: _found, Grounding.IN_A_ROW: _from_first_to_last, Grounding.AFTER_A_CHANGE: _after_a_change}
"""Which of the categories that are there for a reason other than a declaration are listed."""
