"""What a count asks of its units, and apart what a unit can meet several of: phases, what is known, some attributes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from schakel.disclosure.tables.concepts import Schemes
from schakel.disclosure.tables.naming import PHASE, conditions_of, overlaps
from schakel_protection.tables import CountBound, Key, Reserved

_NOT = "not "
_OF_COUNTS = frozenset(Reserved) - {Reserved.UNIT, Reserved.BOUND}
Pair = tuple[str, str]
"""A question and a code."""
Implied = Mapping[Pair, frozenset[Pair]]
"""By what is asked of a unit, what all units of which that is true are as well."""


@dataclass(frozen=True)
class AskedCount:
    """What a count asks: of this what units can meet beside other such things (`overlapping`), and all else."""

    overlapping: frozenset[Pair]
    others: frozenset[Pair]

    def wholes(self, implied: Implied) -> Iterator[tuple["AskedCount", "AskedCount"]]:
        """Yield the counts that this one is part of, each with what it holds beside this one.

        They are without one thing that this one asks, or with what that implies instead.
        """
        for one in sorted(self.overlapping):
            left = self.overlapping - {one}
            for whole in (left, *(left | {other} for other in sorted(implied.get(one, frozenset()) - left))):
                yield (
                    AskedCount(whole, self.others),
                    AskedCount(_said_once(whole | {_denied(one)}, implied), self.others),
                )

    def asking(self, *pairs: Pair) -> "AskedCount":
        """Return the count that asks this beside all else."""
        return AskedCount(self.overlapping | {*pairs}, self.others)

    def beside(self, said: str) -> Key:
        """Return a name among the cells for what readers compute of it."""
        return tuple(sorted([*self.overlapping, *self.others, *([(str(Reserved.BESIDE), said)] if said else [])]))


Named = tuple[AskedCount, str]
"""A count, and which bound of it a cell is; no bound where it has one number."""


def named(key: Key, schemes: Schemes) -> Named | None:
    """Return what a count of units asks, and which bound of it a cell is; None of what is no such count."""
    said = dict(key)
    bound = said.get(Reserved.BOUND, "")
    if said.keys() & _OF_COUNTS or bound == CountBound.UNCLEAR or Reserved.UNIT not in said:
        return None
    unit, conditions = conditions_of(key)
    pairs = {pair for pair in key if pair[0] not in (Reserved.UNIT, Reserved.BOUND)}
    overlapping = {pair for pair in pairs if overlaps(pair[0], schemes)}
    met = frozenset([*overlapping, *((PHASE, one) for one in conditions)])
    return AskedCount(met, frozenset([*(pairs - overlapping), (str(Reserved.UNIT), unit)])), bound


def places_of(counts: Mapping[int, Named]) -> dict[Named, int]:
    """Return the place of each count, the first if it has several."""
    return {count: place for place, count in reversed(list(counts.items()))}


def _denied(pair: Pair) -> Pair:
    """The opposite of what is asked."""
    question, code = pair
    return question, code.removeprefix(_NOT) if code.startswith(_NOT) else f"{_NOT}{code}"


def _said_once(asked: frozenset[Pair], implied: Implied) -> frozenset[Pair]:
    """Leave out what follows from the rest: who was convicted was charged, and who was not charged not convicted."""
    left = asked
    for one in sorted(asked):
        others = left - {one}
        follows = any(one in implied.get(other, ()) for other in others)
        if follows or any(_denied(broader) in others for broader in implied.get(_denied(one), ())):
            left = others
    return left
