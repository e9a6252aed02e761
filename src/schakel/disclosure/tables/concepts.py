"""A concept is the sum of the narrower ones under it, whichever table or edition shows them.

A table shows some concepts of a scheme (`show`). Readers subtract those of one table from a broader one of another, or
of the same: what is left is a count of units too, though no table names it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from schakel.disclosure.tables.gathering import Gathered, add_beside, growing, grown
from schakel.disclosure.tables.naming import ATTRIBUTE
from schakel.model.concept import ConceptScheme
from schakel.model.table import TOTAL
from schakel_protection.releases import ReleaseRecord
from schakel_protection.tables import CountBound, Key, Reserved

Schemes = Mapping[str, ConceptScheme]
"""By attribute, for those of which a unit has one concept."""
_Line = tuple[str, frozenset[tuple[str, str]]]
"""An attribute, and all else that is asked."""
_UNCLEAR = (str(Reserved.BESIDE), "those of which it is open")
_OF_COUNTS = frozenset(Reserved) - {Reserved.UNIT, Reserved.BOUND}


@dataclass(frozen=True)
class _Parts:
    """Narrower concepts that share no leaf, as masks, and whether they have all leaves of what they are parts of."""

    masks: tuple[int, ...]
    covering: bool


class _Lines:
    """The certain counts of each concept, by its leaves; all leaves are those of the total."""

    def __init__(self, keys: Iterable[Key], schemes: Schemes) -> None:
        self.at: dict[_Line, dict[int, Key]] = {}
        for key in keys:
            for line, mask in _lines_of(key, schemes):
                self.at.setdefault(line, {}).setdefault(mask, key)

    def parts_of(self, line: _Line, whole: int) -> _Parts:
        """Return what a concept is the sum of, as far as it is shown."""
        return _parts(whole, tuple(sorted(self.at.get(line, ()))))

    def sum_of(self, whole: Key, schemes: Schemes) -> tuple[Key, ...]:
        """Return the counts that a count without bounds is the sum of; empty if not all of these are known."""
        for line, mask in _lines_of(whole, schemes):
            parts = self.parts_of(line, mask)
            keys = tuple(self.at[line][one] for one in parts.masks)
            if keys and parts.covering and not any(Reserved.BOUND in dict(key) for key in (whole, *keys)):
                return keys
        return ()


@cache
def _parts(whole: int, shown: tuple[int, ...]) -> _Parts:
    taken, found = 0, list[int]()
    # The broadest first: what is under these is in them.
    for mask in sorted(shown, key=int.bit_count, reverse=True):
        if mask != whole and mask and not mask & ~whole and not mask & taken:
            taken |= mask
            found.append(mask)
    return _Parts(tuple(found), taken == whole)


def _lines_of(key: Key, schemes: Schemes) -> Iterable[tuple[_Line, int]]:
    said = dict(key)
    if _OF_COUNTS & said.keys() or said.get(Reserved.BOUND) not in (None, CountBound.LOWER):
        return
    asked = frozenset(pair for pair in key if pair[0] != Reserved.BOUND)
    for attribute, scheme in schemes.items():
        question = f"{ATTRIBUTE}{attribute}"
        code = said.get(question)
        if code is None:
            yield (question, asked), scheme.anything.mask
        elif code in scheme.by_notation:
            yield (question, asked - {(question, code)}), scheme.leaves_of(code).mask


def add_sums_of_concepts(
    gathered: Gathered, cells: Mapping[str, frozenset[int]], before: Iterable[Sequence[Key]], schemes: Schemes
) -> dict[str, frozenset[int]]:
    """Tie concepts to the narrower ones that they are the sum of, and return the cells of each table with those added.

    Parameters
    ----------
    before
        The counts of each release before: of one that no table has any more, readers compute what it is now.
    schemes
        Of the attributes of all tables.
    """
    lines, more = _Lines(gathered.places, schemes), growing(cells)
    for line, mask, whole in [(line, *one) for line, shown in lines.at.items() for one in shown.items()]:
        parts = lines.parts_of(line, mask)
        narrower = [lines.at[line][one] for one in parts.masks]
        inside = [gathered.places[key] for key in narrower]
        row = [gathered.places[whole], *inside]
        # A table that has all of them is written over its base cells, which say the same.
        if inside and not (parts.covering and any(own.issuperset(row) for own in cells.values())):
            add_beside(more, _rest(gathered, line, whole, narrower, parts.covering), row)
    for whole in dict.fromkeys(key for keys in before for key in keys if key not in gathered.places):
        if inside := [gathered.places[key] for key in lines.sum_of(whole, schemes)]:
            added = gathered.read_off(whole, sum(gathered.values[place] for place in inside))
            gathered.defines(added, inside)
            add_beside(more, [added], inside)
    return grown(more)


def _rest(gathered: Gathered, line: _Line, whole: Key, narrower: Sequence[Key], covering: bool) -> list[int]:
    """Say that a count is the sum of others and of what it holds beside them; return the place of that, if any."""
    question, others = line
    parts = [gathered.places[key] for key in narrower]
    rest = gathered.values[gathered.places[whole]] - sum(gathered.values[part] for part in parts)
    named = [dict(key) for key in (whole, *narrower)]
    bounds = any(Reserved.BOUND in one for one in named)
    added = list[int]()
    # Counts that were not counted alike tell nothing of each other.
    if rest < 0 or (rest and covering and not bounds):
        return added
    # Of concepts that have all leaves of another nothing is left, unless it is open in which of them some units are.
    if bounds or not covering:
        code = f"{named[0].get(question, TOTAL)} less {'+'.join(one[question] for one in named[1:])}"
        key = tuple(sorted([*others, (question, code), *([_UNCLEAR] if bounds else [])]))
        # How many are open is protected where counts are printed as they are, category by category (`half_open`).
        added = [gathered.cell(key, rest, hidden=True) if bounds else gathered.read_off(key, rest)]
    gathered.defines(gathered.places[whole], [*parts, *added])
    return added


def with_sums_of_concepts(release: ReleaseRecord, wholes: Iterable[Key], schemes: Schemes) -> ReleaseRecord:
    """Return what an earlier release gave away, with broader concepts as sums of those that it had.

    Parameters
    ----------
    release
        What left before; of an epoch, whose cells are sums of leaves, nothing is added.
    """
    if release.drawn or not schemes:
        return release
    lines = _Lines(release.equations.keys, schemes)
    sums = {key: lines.sum_of(key, schemes) for key in wholes if key not in release.equations}
    return release.with_sums({key: parts for key, parts in sums.items() if parts})
