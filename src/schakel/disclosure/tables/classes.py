"""A class is the sum of the narrower ones that make it up, whichever table or edition shows them.

A table by year and one by quarter show no count that is the same, nor do two editions that cut days into other classes.
But readers add quarters up to a year: so a hidden year could be computed from the quarters of another table, and a
hidden class from the classes of the edition before.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, combinations, pairwise, product
from math import inf

from schakel.disclosure.tables.gathering import Gathered, add_beside, growing, grown
from schakel_protection.releases import ReleaseRecord
from schakel_protection.tables import CountBound, Key, Reserved

MONTHS = 12
_PERIOD, _NUMBERS = "period", ("duration", "magnitude")
_UNTIED = (Reserved.BASE, Reserved.TABLE, Reserved.EDITION)
Parts = tuple[Key, ...]


@dataclass(frozen=True)
class _Class:
    """A class on a line: from a number up to, not including, another."""

    lower: float
    upper: float
    key: Key

    def holds(self, other: "_Class") -> bool:
        """Whether another class lies in this one, and is not all of it."""
        return self.lower <= other.lower and other.upper <= self.upper and self != replace(other, key=self.key)


@dataclass(frozen=True)
class _Line:
    """What classes have in common: the question, and all else that is asked."""

    question: str
    others: frozenset[tuple[str, str]]

    @property
    def is_of_periods(self) -> bool:
        """Whether no class at an end means nobody: tables have periods from the first to the last with somebody."""
        return self.question.startswith(_PERIOD)

    def named(self, lower: float, upper: float) -> Key | None:
        """Return the name of a class on this line; None of a period that no table can have."""
        said = _period(int(lower), int(upper)) if self.is_of_periods else (self.question, _numbers(lower, upper))
        if said is None:
            return None
        question, code = said
        return tuple(sorted([*self.others, (f"{self.question}{question}" if self.is_of_periods else question, code)]))


class _Lines:
    """The classes of some counts, by the line on which they lie."""

    def __init__(self, keys: Iterable[Key]) -> None:
        self._classes: dict[_Line, set[_Class]] = {}
        for key in keys:
            for line, one in _lines_of(key):
                self._classes.setdefault(line, set()).add(one)

    def parts_of(self, whole: Key) -> Iterator[Parts]:
        """Yield the ways in which a count is the sum of narrower classes: one for each class that can come first."""
        for line, one in _lines_of(whole):
            inside = [other for other in self._classes.get(line, ()) if one.holds(other)]
            if inside:
                start = min(other.lower for other in inside) if line.is_of_periods else one.lower
                end = max(other.upper for other in inside) if line.is_of_periods else one.upper
                firsts = sorted((other for other in inside if other.lower == start), key=lambda other: other.upper)
                rows = (_row(first, inside, end) for first in firsts)
                yield from (tuple(other.key for other in row) for row in rows if row)

    def also_in(self, other: "_Lines") -> Iterator[Key]:
        """Yield the classes that are sums of others both here and there: from each end that they share to the next."""
        for line, here in self._classes.items():
            there = other._classes.get(line, here)
            if here != there:
                shared = sorted(_ends_of(here) & _ends_of(there))
                yield from (key for pair in pairwise(shared) if (key := line.named(*pair)))

    def rests(self) -> Iterator[tuple[Key, Key, Parts]]:
        """Yield what is left of a class beside narrower ones at its ends, then the class, and these."""
        for line, classes in self._classes.items():
            known = {(one.lower, one.upper) for one in classes}
            for whole in sorted(classes, key=lambda one: (one.lower, one.upper)) if not line.is_of_periods else ():
                inside = [one for one in classes if whole.holds(one)]
                for first, last in combinations(sorted({whole.lower, whole.upper} | _ends_of(inside)), 2):
                    before, after = _filled(inside, whole.lower, first), _filled(inside, last, whole.upper)
                    rest = line.named(first, last)
                    if rest and before is not None and after is not None and (first, last) not in known:
                        known.add((first, last))
                        yield rest, whole.key, tuple(one.key for one in (*before, *after))


def _filled(classes: Collection[_Class], start: float, end: float) -> list[_Class] | None:
    """Classes without a gap from one number to another; None if there are none."""
    if start == end:
        return []
    firsts = sorted((one for one in classes if one.lower == start), key=lambda one: -one.upper)
    return next((row for first in firsts if (row := _row(first, classes, end))), None)


def _row(first: _Class, inside: Collection[_Class], end: float) -> list[_Class]:
    """The first class and those that follow it to the end without a gap, the longest first; empty if there are none."""
    if first.upper == end:
        return [first]
    following = sorted((one for one in inside if one.lower == first.upper), key=lambda one: -one.upper)
    rows = (_row(one, inside, end) for one in following)
    return next(([first, *row] for row in rows if row), [])


def _lines_of(key: Key) -> Iterator[tuple[_Line, _Class]]:
    said = dict(key)
    if any(name in said for name in _UNTIED) or said.get(Reserved.BOUND) == CountBound.UNCLEAR:
        return
    for question, code in key:
        kind, _, rest = question.partition(" ")
        ends = _ends_of_period(code) if kind == _PERIOD else _ends_of_class(code) if kind in _NUMBERS else None
        if ends:
            event = rest.split(" by=")[0] if kind == _PERIOD else rest
            others = frozenset(pair for pair in key if pair != (question, code))
            yield _Line(f"{kind} {event}", others), _Class(*ends, key)


def _ends_of(classes: Iterable[_Class]) -> set[float]:
    return {end for one in classes for end in (one.lower, one.upper)}


def _period(lower: int, upper: int) -> tuple[str, str] | None:
    """What the question of a period ends in, and its code; None of one that is no year, years or quarter."""
    year, month = divmod(lower, MONTHS)
    years, rest = divmod(upper - lower, MONTHS)
    if not month and not rest:
        return (" by=year", f"{year}") if years == 1 else (" by=years", f"{year}-{year + years - 1}")
    return (" by=quarter", f"{year}-Q{month // 3 + 1}") if upper - lower == 3 and not month % 3 else None


def _numbers(lower: float, upper: float) -> str:
    if upper == inf:
        return f"{lower:.0f}+"
    return f"{lower:.0f}" if upper == lower + 1 else f"{lower:.0f}-{upper - 1:.0f}"


def _ends_of_period(code: str) -> tuple[float, float] | None:
    """Months, of `2020`, `2020-Q1`, `2020-01` or `2020-2024`."""
    first, _, part = code.partition("-")
    if not (first.isdigit() and part.removeprefix("Q").isdigit() | (not part)):
        return None
    start = MONTHS * int(first)
    if not part:
        return start, start + MONTHS
    if part.startswith("Q"):
        return start + 3 * int(part[1:]) - 3, start + 3 * int(part[1:])
    return (
        (start, MONTHS * int(part) + MONTHS) if len(part) == len(first) else (start + int(part) - 1, start + int(part))
    )


def _ends_of_class(code: str) -> tuple[float, float] | None:
    """Whole numbers, of `8`, `1-7` or `8+`."""
    if code.removesuffix("+").isdigit():
        number = int(code.removesuffix("+"))
        return number, inf if code.endswith("+") else number + 1
    first, _, last = code.partition("-")
    return (int(first), int(last) + 1) if first.isdigit() and last.isdigit() else None


def add_sums_of_classes(
    gathered: Gathered, cells: Mapping[str, frozenset[int]], before: Iterable[Sequence[Key]]
) -> dict[str, frozenset[int]]:
    """Tie classes to the narrower ones that they are the sum of, and return the cells of each table with those added.

    Parameters
    ----------
    before
        The counts of each release before: of one that no table has any more, readers compute what it is now.
    """
    keys, more = tuple(gathered.places), growing(cells)
    tables, left = [_Lines(keys[place] for place in own) for own in cells.values()], [_Lines(one) for one in before]
    shared = (key for here, there in [*combinations(tables, 2), *product(tables, left)] for key in here.also_in(there))
    for rest, whole, parts in _Lines(keys).rests():
        _add_rest(gathered, more, rest, (whole, parts))
    lines = _Lines(gathered.places)
    for whole in dict.fromkeys(chain(keys, chain.from_iterable(before), shared)):
        for parts in lines.parts_of(whole):
            places = [gathered.places[part] for part in parts]
            total = sum(gathered.values[place] for place in places)
            if whole not in gathered.places and Reserved.BOUND not in dict(whole):
                added = gathered.read_off(whole, total)
                add_beside(more, [added], places)
            # A class with units of which nobody knows in which narrower one they are is more than the sum of these.
            if whole in gathered.places and gathered.values[gathered.places[whole]] == total:
                gathered.defines(gathered.places[whole], places)
    return grown(more)


def _add_rest(gathered: Gathered, cells: Mapping[str, set[int]], rest: Key, of: tuple[Key, Parts]) -> None:
    """Add what a class holds beside others as a cell, and that they make it up; also to what tables with these have."""
    whole, places = gathered.places[of[0]], [gathered.places[part] for part in of[1]]
    left = gathered.values[whole] - sum(gathered.values[place] for place in places)
    # Of units that can be in several classes no rest follows.
    if Reserved.BOUND in dict(rest) or rest in gathered.places or left < 0:
        return
    added = gathered.read_off(rest, left)
    gathered.defines(whole, [*places, added])
    add_beside(cells, [added], places)


def with_sums_of_classes(release: ReleaseRecord, wholes: Iterable[Key]) -> ReleaseRecord:
    """Return what an earlier release gave away, with wider classes as sums of those that it had.

    Parameters
    ----------
    release
        What left before; of an epoch, whose cells are sums of leaves, nothing is added.
    """
    if release.drawn:
        return release
    lines = _Lines(release.equations.keys)
    new = (key for key in wholes if key not in release.equations and Reserved.BOUND not in dict(key))
    return release.with_sums({key: parts for key in new for parts in lines.parts_of(key)})
