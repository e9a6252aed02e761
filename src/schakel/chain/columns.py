"""The columns of the wide table of a kind of unit: what is known of each unit, a row each.

Which partners name it; what each of them says that it may be, as the intersection and the union of its claims; when
each event happened to it first, and whether one was of a concept that an indicator asks for. A unit has the attributes
that it inherits from the units that it belongs to, and the events of those. Everything here combines by an operation
that can be repeated without harm (and, or, the first), so it makes no difference how often a thing is said, or by
which way it reaches a unit.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache

from schakel.model.alliance import Alliance
from schakel.model.indicator import Condition, Phase
from schakel.vocabulary.masks import SURE, Mask, chosen, columns_in, is_empty, mask_columns


class Combined(Enum):
    """How values of a column become one: the aggregate function of SQL, the type, and the same of two values."""

    INTERSECTION = ("bit_and", "BIGINT", "{} & {}")
    UNION = ("bit_or", "BIGINT", "{} | {}")
    FIRST = ("min", "DATE", "least({}, {})")
    ANY = ("bool_or", "BOOLEAN", "{} OR {}")
    LEAST = ("min", "DOUBLE", "least({}, {})")
    MOST = ("max", "DOUBLE", "greatest({}, {})")

    @property
    def type(self) -> str:
        """The type of the column."""
        return self.value[1]

    def all(self, values: str) -> str:
        """Return the expression that combines the values of a column in a group of rows."""
        return f"{self.value[0]}({values})"

    def two(self, one: str, other: str) -> str:
        """Return the expression that combines two values; either can be empty."""
        both = self.value[2].format(one, other)
        # `least` of DuckDB and of Spark leaves out what is empty, the other operators do not: `coalesce` gives all of
        # them the same sense.
        return f"coalesce({both}, {one}, {other})"


@dataclass(frozen=True)
class WideColumn:
    """A column: how it is combined, whether the unit's own rows fill it, and which columns of its parents do."""

    name: str
    combined: Combined
    is_own: bool = False
    inherited: Mapping[str, str] = field(default_factory=dict)
    """The column that it inherits, by the kind of parent."""
    of_children: str = ""
    """The event of children that fills it, if one does."""


def names_it(partner: str) -> str:
    """Whether a partner names the unit."""
    return f"named by {partner}"


def names_parent(partner: str) -> str:
    """Whether a partner names a unit that it belongs to."""
    return f"parent named by {partner}"


def speaks_of(attribute: str, partner: str) -> str:
    """Whether a partner names the unit, or one from which it has an attribute."""
    return f"{attribute} through {partner}"


def intersection(attribute: str, partner: str) -> str:
    """What all claims of a partner about an attribute have in common: none, if it contradicts itself."""
    return f"{attribute} of {partner}"


def union(attribute: str, partner: str) -> str:
    """What any claim of a partner about an attribute allows."""
    return f"any {attribute} of {partner}"


def sure(attribute: str, partner: str) -> str:
    """Of an attribute with many values, the concepts that any claim of a partner certainly says."""
    return f"{SURE} {attribute} of {partner}"


def least(magnitude: str) -> str:
    """The smallest number that any row states of a magnitude."""
    return f"least {magnitude}"


def most(magnitude: str) -> str:
    """The largest."""
    return f"most {magnitude}"


def has(event: str) -> str:
    """Whether an event happened to the unit: empty where no row says that it did or did not."""
    return f"has {event}"


def first(event: str) -> str:
    """The first day on which it happened."""
    return f"first {event}"


def first_in_time(event: str) -> str:
    """The first day on which it happened that is not before what it comes after."""
    return f"first {event} in time"


def latest_first(event: str) -> str:
    """The last possible day of the first event, if some rows give no day."""
    return f"latest first {event}"


def latest_first_in_time(event: str) -> str:
    """The same of those that are not before what they come after."""
    return f"latest first {event} in time"


def certainly(event: str, attribute: str, concept: str) -> str:
    """Whether an event happened to the unit that was certainly of a concept."""
    return f"{event} is {attribute} {concept}"


def possibly(event: str, attribute: str, concept: str) -> str:
    """Whether an event happened to the unit that can have been of a concept."""
    return f"{event} may be {attribute} {concept}"


def concepts_asked(event: str, alliance: Alliance) -> tuple[tuple[str, str], ...]:
    """Return the concepts, each with its attribute, that indicators ask about an event."""
    asked: list[Phase | Condition] = []
    events = {event, *(one.name for one in alliance.events_of_children.values() if one.event == event)}
    for indicator in alliance.indicators.values():
        asked += [phase for rule in indicator.dimensions for phase in rule.phases]
        asked += indicator.population
    return tuple(dict.fromkeys((one.attribute, one.concept) for one in asked if one.event in events and one.attribute))


@lru_cache(maxsize=256)  # each indicator asks for them again, and each kind for those of all above it
def wide_columns(unit: str, alliance: Alliance) -> Mapping[str, WideColumn]:
    """Return the columns of the wide table of a kind of unit besides its id, by name."""
    return {one.name: one for one in _columns(unit, alliance)}


def _columns(unit: str, alliance: Alliance) -> Iterator[WideColumn]:
    declared = alliance.units[unit]
    # The declarations are checked to have no kind of unit that belongs to itself by way of others, so this ends.
    parents = {parent: wide_columns(parent, alliance) for parent in declared.belongs_to}
    for partner in naming(unit, alliance):
        yield WideColumn(names_it(partner), Combined.ANY, is_own=True)
    for partner in alliance.partners:
        if above := _in_parents(names_it(partner), parents):
            yield WideColumn(names_parent(partner), Combined.ANY, inherited=above)
    for attribute in alliance.attributes:
        yield from _of_attribute(parents, unit, attribute, alliance)
    for magnitude in _magnitudes(unit, alliance):
        yield WideColumn(least(magnitude), Combined.LEAST, is_own=True)
        yield WideColumn(most(magnitude), Combined.MOST, is_own=True)
    for event, happens_to in _events(alliance).items():
        if happens_to in (unit, *declared.belongs_to) and event not in (one.name for one in declared.events):
            own = happens_to == unit
            for name, combined in of_event(event, alliance):
                yield WideColumn(name, combined, is_own=own, inherited={} if own else {happens_to: name})
    for one in declared.events:
        for name, combined in of_event(one.name, alliance):
            yield WideColumn(name, combined, of_children=one.name)


Parents = Mapping[str, Mapping[str, WideColumn]]
"""The columns of the kinds of unit that one belongs to, by kind."""


def _in_parents(name: str, parents: Parents) -> dict[str, str]:
    """A column of parents, by those that have it."""
    return {parent: name for parent, columns in parents.items() if name in columns}


def _of_attribute(parents: Parents, unit: str, attribute: str, alliance: Alliance) -> Iterator[WideColumn]:
    inherits = attribute in alliance.units[unit].inherits
    own = _claiming(unit, attribute, alliance)
    for partner in alliance.partners:
        above = _in_parents(union(attribute, partner), parents) if inherits else {}
        for name, combined in _of_claims(attribute, partner, alliance) if partner in own or above else ():
            yield WideColumn(name, combined, is_own=partner in own, inherited=dict.fromkeys(above, name))
        if inherits:
            # What a parent has from its own parent counts too; where it inherits nothing, its being named is all there
            # is.
            speaks, own_name = speaks_of(attribute, partner), partner in naming(unit, alliance)
            through = _in_parents(names_it(partner), parents) | _in_parents(speaks, parents)
            if own_name or through:
                yield WideColumn(speaks, Combined.ANY, is_own=own_name, inherited=through)


def _of_claims(attribute: str, partner: str, alliance: Alliance) -> Iterator[tuple[str, Combined]]:
    scheme = alliance.scheme_of(attribute)
    every, some = mask_columns(intersection(attribute, partner), scheme.words), union(attribute, partner)
    if not alliance.attributes[attribute].many:
        yield from ((one, Combined.INTERSECTION) for one in every)
    yield from ((one, Combined.UNION) for one in mask_columns(some, scheme.words))
    if alliance.attributes[attribute].many:
        yield from ((one, Combined.UNION) for one in mask_columns(sure(attribute, partner), scheme.sure_words))


def of_event(event: str, alliance: Alliance) -> Iterator[tuple[str, Combined]]:
    """Return the columns that say about a unit what is known of an event."""
    yield has(event), Combined.ANY
    yield first(event), Combined.FIRST
    yield first_in_time(event), Combined.FIRST
    contracts = [partner.contract for partner in alliance.partners.values()]
    if any(rule.event == event and one.span_of(rule) for one in contracts for rule in one.events):
        yield latest_first(event), Combined.FIRST
        yield latest_first_in_time(event), Combined.FIRST
    for attribute, concept in concepts_asked(event, alliance):
        yield certainly(event, attribute, concept), Combined.ANY
        yield possibly(event, attribute, concept), Combined.ANY


def naming(unit: str, alliance: Alliance) -> tuple[str, ...]:
    """Return the partners whose rows name a kind of unit."""
    return tuple(
        name for name, partner in alliance.partners.items() if any(key.unit == unit for key in partner.contract.units)
    )


def _claiming(unit: str, attribute: str, alliance: Alliance) -> frozenset[str]:
    return frozenset(
        name
        for name, partner in alliance.partners.items()
        for column in partner.contract.columns
        if column.attribute == attribute and unit in column.units
    )


def _magnitudes(unit: str, alliance: Alliance) -> tuple[str, ...]:
    """The magnitudes that some partner states of a kind of unit."""
    contracts = [partner.contract for partner in alliance.partners.values()]
    return tuple(
        name
        for name in alliance.magnitudes
        if any(one.stated and one.stated.unit == unit for each in contracts for one in each.columns_stating(name))
    )


def _events(alliance: Alliance) -> dict[str, str]:
    """The kind of unit to which each event happens."""
    stated = {rule.event: rule.unit for one in alliance.partners.values() for rule in one.contract.events}
    return stated | {one.name: unit.name for unit in alliance.units.values() for one in unit.events}


# -- what a wide table says, as expressions -------------------------------------------------------------------------


def known(
    columns: Collection[str], attribute: str, partners: Iterable[str], words: int, precedence: Sequence[str] = ()
) -> Mask:
    """Return what a unit may be, as an expression over its row in `units`; empty where nobody says anything.

    What all say in common. If they contradict each other, what the first in `precedence` says who says anything, or
    else what any of them says. A partner says what its own claims have in common, or, if these contradict each other,
    what any of them allows.

    Parameters
    ----------
    columns
        The columns of the wide table.
    partners
        Those whose claims are taken.
    words
        How many the masks of the attribute have.
    precedence
        The partners who are believed where partners contradict each other, the first before the next.
    """
    speaking = _speaking(columns, attribute, partners)
    if not speaking:
        return ("CAST(NULL AS BIGINT)",) * words
    if not _contradicts_itself(columns, attribute, speaking):
        allowed = _said([union(attribute, partner) for partner in speaking], words)
        return tuple(_or_silent(some, "|", 0) for some in zip(*allowed, strict=True))
    in_common = _in_common(speaking, attribute, words)
    said = {partner: _said_by(partner, attribute, words) for partner in speaking}
    in_conflict = said[speaking[0]] if len(said) == 1 else _any_of(list(said.values()))
    for partner in reversed([one for one in precedence if one in said]):
        in_conflict = chosen(f"{said[partner][0]} IS NOT NULL", said[partner], in_conflict)
    return chosen(is_empty(in_common), in_conflict, in_common)


def conflict(columns: Collection[str], attribute: str, partners: Iterable[str], words: int) -> str:
    """Return whether what partners say about a unit contradicts itself, as an expression over its row in `units`."""
    speaking = _speaking(columns, attribute, partners)
    if not speaking or not _contradicts_itself(columns, attribute, speaking):
        return "false"
    return f"coalesce({is_empty(_in_common(speaking, attribute, words))}, false)"


def surely(columns: Collection[str], attribute: str, partners: Iterable[str], words: int) -> Mask:
    """Return which concepts a unit certainly is of an attribute with many values; none where nobody says anything.

    `words` are those of all concepts of its scheme, broader ones included.
    """
    speaking = _speaking(columns, attribute, partners)
    said = _said([sure(attribute, partner) for partner in speaking], words)
    if not said:
        return ("CAST(0 AS BIGINT)",) * words
    return _any_of(said)


def _contradicts_itself(columns: Collection[str], attribute: str, speaking: Sequence[str]) -> bool:
    """Whether claims of an attribute can contradict each other: of one with many values they cannot."""
    return intersection(attribute, speaking[0]) in columns


def _or_silent(words: Sequence[str], operator: str, nothing: int) -> str:
    """What they say together, where `nothing` stands for whoever is silent; empty where all are."""
    together = f" {operator} ".join(f"coalesce({one}, {nothing})" for one in words)
    return f"(CASE WHEN coalesce({', '.join(words)}) IS NOT NULL THEN {together} END)"


def _speaking(columns: Collection[str], attribute: str, partners: Iterable[str]) -> list[str]:
    return [one for one in partners if union(attribute, one) in columns]


def _in_common(speaking: Sequence[str], attribute: str, words: int) -> Mask:
    """What partners say in common, empty where none says anything."""
    said = _said([intersection(attribute, partner) for partner in speaking], words)
    # One partner needs no combination, and gets none: the plain column is what the engine can scan fastest.
    if len(speaking) == 1:
        return said[0]
    # Whoever says nothing must not narrow the others: all bits are set (-1) then. Where all are silent the intersection
    # would be every concept there is; it has to be empty.
    return tuple(_or_silent(words, "&", -1) for words in zip(*said, strict=True))


def _said_by(partner: str, attribute: str, words: int) -> Mask:
    """What one partner says, empty where it says nothing."""
    common, allowed = _said([intersection(attribute, partner), union(attribute, partner)], words)
    return chosen(is_empty(common), allowed, common)


def _any_of(said: Sequence[Mask]) -> Mask:
    """What any of some partners says."""
    return tuple(f"({' | '.join(f'coalesce({one}, 0)' for one in words)})" for words in zip(*said, strict=True))


def _said(names: Iterable[str], words: int) -> list[Mask]:
    return [columns_in("units", mask_columns(name, words)) for name in names]
