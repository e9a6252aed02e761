"""A code is a set of concepts.

Registrations do not carry the breakdown that a monitor asks for. A register that writes "sexual exploitation"
leaves open whether the victim was brought over a border: the honest translation is not one concept but the set
of all that it may be. A concept scheme therefore numbers its leaves, the concepts with nothing narrower, and a
`ConceptSet` is a subset of them, held as a bit mask so that an engine can intersect millions of them.

From such sets follow exact bounds: a unit is *certainly* in a category when its set lies inside the category,
and *possibly* when the two meet.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from schakel.model.mapping import Match
from schakel_base.text import NOTHING, Text

WORD = 63
"""The bits in a word of a mask: those of a signed 64-bit integer that is not negative, on every engine."""


@dataclass(frozen=True)
class Concept:
    """One meaning of a scheme.

    `broader` are the notations of the concepts directly above it: a place lies in a police unit and in a province.
    `matches` are the concepts of other schemes that it stands for, by kind and URI. A concept that is not `verified`
    was not seen in a source; its note says what is missing, and pages show it.

    Parameters
    ----------
    notation
        A code that is unique in its scheme.
    uri
        The address of the concept, for SKOS.
    source
        Where the meaning is defined.
    matches
        Pairs of a kind of match and the URI of a concept elsewhere.
    """

    notation: str
    uri: str
    label: Text
    definition: Text
    broader: tuple[str, ...] = ()
    note: Text = NOTHING
    source: Text = NOTHING
    verified: bool = True
    matches: tuple[tuple[Match, str], ...] = ()


@dataclass(frozen=True, eq=False)
class ConceptScheme:
    """One edition of a list of concepts, valid between two dates (either may be open).

    Parameters
    ----------
    concepts
        In the order of display.
    valid_from, valid_until
        From the first of these days up to, not including, the second.
    """

    name: str
    uri: str
    title: Text
    concepts: tuple[Concept, ...]
    edition: str = ""
    valid_from: date | None = None
    valid_until: date | None = None

    @cached_property
    def by_notation(self) -> dict[str, Concept]:
        """The concepts by their notation."""
        return {concept.notation: concept for concept in self.concepts}

    @cached_property
    def leaves(self) -> tuple[Concept, ...]:
        """The concepts that nothing is narrower than, in the order of the scheme: the bits of a mask."""
        # A concept that has narrower ones is no bit of its own: "other" has to be a concept if a unit can be that.
        parents = {notation for concept in self.concepts for notation in concept.broader}
        return tuple(concept for concept in self.concepts if concept.notation not in parents)

    @property
    def words(self) -> int:
        """How many words a mask of its leaves has."""
        # One at least: of an empty scheme there would be no column, and its attribute would fall out of the tables.
        return max(1, -(-len(self.leaves) // WORD))

    @property
    def sure_words(self) -> int:
        """How many words a mask of all its concepts has, broader ones included."""
        return max(1, -(-len(self.concepts) // WORD))

    @cached_property
    def above(self) -> dict[str, frozenset[str]]:
        """By notation, those of all concepts above it, at whatever distance. A scheme has no circles."""
        found: dict[str, frozenset[str]] = {}

        def look(notation: str) -> frozenset[str]:
            if notation not in found:
                broader = self.by_notation[notation].broader
                found[notation] = frozenset(broader).union(*map(look, broader))
            return found[notation]

        for notation in self.by_notation:
            look(notation)
        return found

    def finest(self, show: Collection[str] = ()) -> tuple[str, ...]:
        """Return the notations to show (all by default) that have none of the others below them."""
        shown = [one.notation for one in self.concepts if not show or one.notation in show]
        broader = {above for one in shown for above in self.above[one]}
        return tuple(one for one in shown if one not in broader)

    def made_of(self, parts: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Return, by notation, which of some concepts make up each: whatever is in it is in exactly one of them.

        The empty notation stands for the whole scheme; what they do not make up is left out.
        """
        inside: dict[str, list[str]] = {"": [*parts]}
        for part in parts:
            for whole in (part, *self.above[part]):
                inside.setdefault(whole, []).append(part)
        return {whole: tuple(found) for whole, found in inside.items() if self._make_up(whole, found)}

    def _make_up(self, whole: str, parts: Sequence[str]) -> bool:
        leaves = len(self.leaves_of(whole) if whole else self.anything)
        together = self.leaves_of(*parts)
        return leaves == len(together) == sum(len(self.leaves_of(part)) for part in parts)

    @cached_property
    def anything(self) -> "ConceptSet":
        """The set of all leaves: nothing is known."""
        return ConceptSet(self, (1 << len(self.leaves)) - 1)

    @cached_property
    def _masks(self) -> dict[str, int]:
        masks = dict.fromkeys(self.by_notation, 0)
        for bit, leaf in enumerate(self.leaves):
            # A leaf has its bit in each concept above it: of a place those are a police unit and a province, which do
            # not lie in each other.
            for notation in {leaf.notation, *self.above[leaf.notation]}:
                masks[notation] |= 1 << bit
        return masks

    def leaves_of(self, *notations: str) -> "ConceptSet":
        """Return the set of all leaves under any of the concepts named.

        Raises
        ------
        KeyError
            If the scheme has no such notation.
        """
        mask = 0
        for notation in notations:
            mask |= self._masks[notation]
        return ConceptSet(self, mask)


@dataclass(frozen=True)
class ConceptSet:
    """What a unit may be: a non-negative mask over the leaves of one scheme. The empty set is a conflict.

    Parameters
    ----------
    scheme
        The scheme whose leaves are the bits.
    mask
        Bit i for leaf i of the scheme, from 0. Sets of different schemes are not combined: nothing checks it.
    """

    scheme: ConceptScheme
    mask: int

    @classmethod
    def of_words(cls, scheme: ConceptScheme, words: Iterable[int]) -> "ConceptSet":
        """Return the set that a mask in words says."""
        return cls(scheme, sum(word << WORD * place for place, word in enumerate(words)))

    @property
    def words(self) -> tuple[int, ...]:
        """The mask in words, the lowest bits first, as a table holds it."""
        return tuple(self.mask >> WORD * place & (1 << WORD) - 1 for place in range(self.scheme.words))

    @property
    def sure(self) -> tuple[int, ...]:
        """The concepts that whatever is in the set certainly is, broader ones included, as a mask in words."""
        masks = self.scheme._masks
        lies_in = (not self.mask & ~masks[one.notation] for one in self.scheme.concepts)
        mask = sum(1 << bit for bit, inside in enumerate(lies_in) if inside)
        return tuple(mask >> WORD * place & (1 << WORD) - 1 for place in range(self.scheme.sure_words))

    def __and__(self, other: "ConceptSet") -> "ConceptSet":
        return ConceptSet(self.scheme, self.mask & other.mask)

    def __or__(self, other: "ConceptSet") -> "ConceptSet":
        return ConceptSet(self.scheme, self.mask | other.mask)

    def __invert__(self) -> "ConceptSet":
        # Within the leaves of the scheme: Python's complement has no highest bit.
        return ConceptSet(self.scheme, self.scheme.anything.mask & ~self.mask)

    def __len__(self) -> int:
        return self.mask.bit_count()

    def __iter__(self) -> Iterator[Concept]:
        return (leaf for bit, leaf in enumerate(self.scheme.leaves) if self.mask >> bit & 1)
