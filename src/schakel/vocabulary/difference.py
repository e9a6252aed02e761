"""Two editions of a scheme side by side: what changed, and which published series that breaks.

Concepts are the same if they have the same notation. A series breaks where a concept that it counts is gone, means
something else, or is elsewhere in the tree. An edition that no table counts by directly still breaks the tables
that count what its concepts are matched to (`skos:exactMatch`, `skos:narrowMatch`).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from schakel.model.alliance import Alliance
from schakel.model.concept import Concept, ConceptScheme
from schakel.model.indicator import DimensionRule, Indicator
from schakel.model.mapping import Match


@dataclass(frozen=True)
class Change:
    """One concept as it was and as it is."""

    before: Concept
    after: Concept


@dataclass(frozen=True)
class Difference:
    """What changed from one edition to another; a concept can be both redefined and moved."""

    before: ConceptScheme
    after: ConceptScheme
    added: tuple[Concept, ...]
    removed: tuple[Concept, ...]
    redefined: tuple[Change, ...]
    moved: tuple[Change, ...]

    @property
    def affected(self) -> tuple[Concept, ...]:
        """The concepts of the earlier edition whose series do not go on unchanged."""
        changed = [*self.removed, *(change.before for change in (*self.redefined, *self.moved))]
        return tuple({concept.notation: concept for concept in changed}.values())


@dataclass(frozen=True)
class BrokenSeries:
    """An indicator that counts concepts whose meaning changed, and which (their notations in the earlier edition)."""

    indicator: str
    concepts: tuple[str, ...]


def difference(before: ConceptScheme, after: ConceptScheme) -> Difference:
    """Return what changed between two editions of a scheme."""
    changes = [
        Change(concept, after.by_notation[concept.notation])
        for concept in before.concepts
        if concept.notation in after.by_notation
    ]
    return Difference(
        before=before,
        after=after,
        added=tuple(concept for concept in after.concepts if concept.notation not in before.by_notation),
        removed=tuple(concept for concept in before.concepts if concept.notation not in after.by_notation),
        redefined=tuple(change for change in changes if _meaning(change.before) != _meaning(change.after)),
        moved=tuple(change for change in changes if set(change.before.broader) != set(change.after.broader)),
    )


def _meaning(concept: Concept) -> tuple[object, ...]:
    """What makes a concept mean something: neither its sources nor its notes."""
    # A new source or an editor's note does not change who is counted.
    return concept.label, concept.definition, concept.matches


def broken_series(alliance: Alliance, found: Difference) -> tuple[BrokenSeries, ...]:
    """Return the indicators of an alliance that a change of edition breaks, in the order of their names."""
    broken = []
    for name, indicator in sorted(alliance.indicators.items()):
        counted = set(_counted(alliance, indicator))
        concepts = tuple(concept.notation for concept in found.affected if counted & _stands_for(concept))
        if concepts:
            broken.append(BrokenSeries(name, concepts))
    return tuple(broken)


def _stands_for(concept: Concept) -> set[str]:
    """The URIs of a concept and of those that it is matched to as a whole or in part."""
    return {concept.uri, *(uri for kind, uri in concept.matches if kind in (Match.EXACT, Match.NARROW))}


def _counted(alliance: Alliance, indicator: Indicator) -> Iterator[str]:
    """The URIs of all concepts that an indicator counts by."""
    for dimension in indicator.dimensions:
        for attribute, notations in _used(dimension):
            scheme = alliance.scheme_of(attribute)
            # By URI and not by notation: two schemes can have the same notation for other things.
            yield from (scheme.by_notation[notation].uri for notation in notations or scheme.by_notation)


def _used(dimension: DimensionRule) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The attributes of a dimension with the notations it names; none named means all of the scheme."""
    if dimension.attribute:
        yield dimension.attribute, dimension.show or dimension.among
    for attribute in dimension.attributes:
        yield attribute, ()
    for phase in dimension.phases:
        if phase.attribute:
            yield phase.attribute, (phase.concept,)


def lines(found: Difference, broken: tuple[BrokenSeries, ...], language: str) -> tuple[str, ...]:
    """Return a difference as lines of text, one per change, with labels in `language`."""

    def label(concept: Concept) -> str:
        return f"{concept.notation} ({concept.label.in_language(language)})"

    return (
        f"From {_edition(found.before)} to {_edition(found.after)}:",
        *(f"added: {label(concept)}" for concept in found.added),
        *(f"removed: {label(concept)}" for concept in found.removed),
        *(f"redefined: {label(change.before)}" for change in found.redefined),
        *(
            f"moved: {label(change.before)}, from {_place(change.before)} to {_place(change.after)}"
            for change in found.moved
        ),
        *(f"breaks: {series.indicator}, by {', '.join(series.concepts)}" for series in broken),
    )


def _place(concept: Concept) -> str:
    return " and ".join(concept.broader) or "the top"


def _edition(scheme: ConceptScheme) -> str:
    return f"{scheme.name}, {scheme.edition}" if scheme.edition else scheme.name
