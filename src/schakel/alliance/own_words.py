"""Columns that hold notations or labels of concepts: these values need no line in the mapping."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from schakel.model.concept import Concept, ConceptScheme
from schakel.model.contract import Contract
from schakel.model.mapping import MappingLine, Match

WORDS: Mapping[str, Callable[[Concept], Collection[str]]] = {
    "notations": lambda concept: (concept.notation,),
    "labels": lambda concept: frozenset(concept.label.by_language.values()),
}
REVIEWER = "the contract"


def own_words(
    contract: Contract, schemes: Mapping[str, Sequence[ConceptScheme | None]], mapped: Collection[tuple[str, str]]
) -> Iterator[MappingLine]:
    """Yield a line for each word of a concept in the columns that hold them, numbered downwards from -1.

    Parameters
    ----------
    contract
        Says what a column holds.
    schemes
        Those of the attributes that a column claims, by column.
    mapped
        Columns and values that have a line in the mapping: that line holds.
    """
    words = (
        (column.name, word, concept.notation)
        for column in contract.columns
        if column.codes
        for concept in _concepts(schemes.get(column.name, ()))
        for word in sorted(WORDS[column.codes](concept))
        if (column.name, word) not in mapped
    )
    for number, (column, word, notation) in enumerate(words, start=1):
        yield MappingLine(column, word, notation, Match.EXACT, None, None, REVIEWER, "", -number)


def _concepts(schemes: Sequence[ConceptScheme | None]) -> Iterator[Concept]:
    """The concepts that are in every scheme of a column's claims."""
    read = [scheme for scheme in schemes if scheme]
    for concept in read[0].concepts if read else ():
        if all(concept.notation in scheme.by_notation for scheme in read):
            yield concept
