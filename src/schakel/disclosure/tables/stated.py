"""Counts published outside tables: the steps between compared figures, and the persons behind answers.

They are in no table, so no total says what they are parts of. But each asks something of the units that it counts: a
count that asks the same as a cell of a table is that cell, and one that asks more is a part of it. What a count leaves
out of another is a count too, and whoever reads both can work it out.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from schakel.disclosure.tables.gathering import Gathered
from schakel.disclosure.tables.naming import asked_by_key
from schakel.model.asked import Asked
from schakel_protection.releases import CountShare
from schakel_protection.tables import CountBound, Key, Reserved, name_of


@dataclass(frozen=True)
class StatedCount:
    """A count of units by what it asks of them, with both its bounds."""

    asked: Asked
    lower: int
    upper: int


@dataclass(frozen=True)
class StatedShare:
    """A share: `part` of the count at the place `whole`; no percentage. The part itself is not printed.

    It is rounded once the whole has its figure, so that a step of it is `base` units at least.
    """

    part: StatedCount
    whole: int
    value: float
    base: float


@dataclass(frozen=True)
class PartsOfWhole:
    """The places of a whole, and of counts in it that share no unit."""

    whole: int
    parts: tuple[int, ...]


@dataclass(frozen=True)
class Statement:
    """Counts and shares that leave together, under one name."""

    name: str
    counts: tuple[StatedCount, ...]
    shares: tuple[StatedShare, ...] = ()
    parts: tuple[PartsOfWhole, ...] = ()


@dataclass(frozen=True)
class PlacedStatement:
    """Where the counts of a statement are: those printed, all that are its own, and its shares between them.

    `then` are those that were counted as known in an earlier edition, with what they ask.
    """

    printed: tuple[tuple[int, ...], ...]
    cells: frozenset[int]
    shares: tuple[CountShare, ...]
    then: tuple[tuple[tuple[int, ...], Asked], ...] = ()


Places = dict[Asked, tuple[int, ...]]
"""The numbers printed for each count: one, or its two bounds."""
Rest = tuple[int, int, int]
"""A part, a whole, and what the whole has beside the part."""


def add_statements(gathered: Gathered, statements: Sequence[Statement]) -> dict[str, PlacedStatement]:
    """Add what is stated to the tables that were gathered, with what it is a part of, and what is a part of it."""
    if not statements:
        return {}
    known = counts_by_what_they_ask(gathered.places)
    shown = dict(known)
    placed = [_placed(gathered, one, known) for one in statements]
    # Statements add to what is known: these are the counts that no table had, or had with another value.
    new = [asked for asked in known if known[asked] != shown.get(asked)]
    keys = tuple(gathered.places)
    pairs = dict.fromkeys(_pairs(new, known))
    rests = [rest for part, whole in pairs for rest in _rests(gathered, keys, known[part], known[whole])]
    return {one.name: _with_rests(found, rests) for one, found in zip(statements, placed, strict=True)}


def counts_by_what_they_ask(keys: Iterable[Key]) -> Places:
    """Return the places of all counts of tables by what they ask, one or its two bounds each."""
    found: Places = {}
    for place, key in enumerate(keys):
        bound = dict(key).get(Reserved.BOUND, "")
        if bound != CountBound.UNCLEAR and (asked := asked_by_key(key)):
            found[asked] = (
                (place, *found.get(asked, ())) if bound == CountBound.LOWER else (*found.get(asked, ()), place)
            )
    return found


def _placed(gathered: Gathered, one: Statement, known: Places) -> PlacedStatement:
    size = len(gathered.values)
    printed = tuple(_place(gathered, one.name, count, known) for count in one.counts)
    shares = tuple(_share(gathered, one, share, printed[share.whole], known) for share in one.shares)
    for split in one.parts:
        _add_parts(gathered, one.name, printed[split.whole], [printed[part] for part in split.parts])
    own = frozenset([*(place for places in printed for place in places), *range(size, len(gathered.values))])
    asked = ((places, count.asked) for places, count in zip(printed, one.counts, strict=True))
    return PlacedStatement(printed, own, shares, tuple((places, one) for places, one in asked if one.moment))


def _place(gathered: Gathered, name: str, count: StatedCount, known: Places) -> tuple[int, ...]:
    """A cell that asks the same is the same, unless it holds something else."""
    places = known.get(count.asked, ())
    # The same question with other numbers was counted otherwise: both are printed, so both are cells.
    if {gathered.values[place] for place in places} == {count.lower, count.upper}:
        return places
    known[count.asked] = gathered.bounds(_key(name, count.asked), count.lower, count.upper)
    return known[count.asked]


def _key(name: str, asked: Asked) -> Key:
    return (Reserved.STATED, str(asked)), (Reserved.TABLE, name), (Reserved.UNIT, asked.unit)


def _share(gathered: Gathered, one: Statement, share: StatedShare, whole: tuple[int, ...], known: Places) -> CountShare:
    key = _key(one.name, share.part.asked)
    known[share.part.asked] = (gathered.read_off(key, share.part.lower),)
    return CountShare(key, tuple(gathered.places)[whole[0]], share.value, share.base)


def _add_parts(gathered: Gathered, name: str, whole: tuple[int, ...], parts: Sequence[tuple[int, ...]]) -> None:
    """What a whole holds beside all of its parts; of a whole with two bounds nothing is known about the sum."""
    inside = [part[0] for part in parts]
    rest = gathered.values[whole[0]] - sum(gathered.values[part] for part in inside)
    # Parts that overlap after all add up to more than the whole: then no rest ties them together.
    if len(whole) == 1 and parts and rest >= 0:
        key = ((Reserved.BESIDE, f"all parts of {name_of(tuple(gathered.places)[whole[0]])}"), (Reserved.TABLE, name))
        gathered.defines(whole[0], (*inside, gathered.read_off(key, rest)))


def _pairs(new: Iterable[Asked], known: Places) -> Iterator[tuple[Asked, Asked]]:
    """Pairs of a part and a whole, one of them in no table; with nothing between them, since the rest follows."""
    for asked in new:
        # A part of a part is tied by way of what lies between: fewer relations, and the same is known.
        wholes = [other for other in known if asked.is_part_of(other)]
        yield from ((asked, one) for one in wholes if not any(other.is_part_of(one) for other in wholes))
        parts = [other for other in known if other.is_part_of(asked)]
        yield from ((one, asked) for one in parts if not any(one.is_part_of(other) for other in parts))


def _rests(gathered: Gathered, keys: Sequence[Key], part: tuple[int, ...], whole: tuple[int, ...]) -> Iterator[Rest]:
    """What the whole has beside the part, of both bounds; nothing where the two were not counted alike."""
    for inside, outside in dict.fromkeys([(part[0], whole[0]), (part[-1], whole[-1])]):
        more = gathered.values[outside] - gathered.values[inside]
        # A part that is larger than its whole was counted otherwise; a relation between them would be false.
        if more >= 0:
            beside = gathered.read_off(((Reserved.BESIDE, f"in {name_of(keys[outside])}"), *keys[inside]), more)
            gathered.defines(outside, (inside, beside))
            yield inside, outside, beside


def _with_rests(one: PlacedStatement, rests: Iterable[Rest]) -> PlacedStatement:
    own = (beside for inside, outside, beside in rests if {inside, outside} & one.cells)
    return replace(one, cells=one.cells | {*own})
