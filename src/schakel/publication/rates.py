"""Counts of places as rates per 100,000 inhabitants, if an alliance declares how many people live there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from schakel.disclosure.protected import ProtectedTable
from schakel.model.figure import Figure, as_printed
from schakel.model.places import Inhabitants
from schakel.model.table import Category, Dimension
from schakel.publication.arrangement import Cells
from schakel.publication.content import ReleaseContent

PER = 100_000
"""The inhabitants to which rates are given."""


@dataclass(frozen=True)
class PlaceRate:
    """A count of a table in one place, its inhabitants, and the rate; without bounds there is no rate."""

    table: ProtectedTable
    place: Category
    count: Figure
    people: Inhabitants
    rate: Figure | None


def rate_of(count: Figure, people: Inhabitants | None) -> Figure | None:
    """Return a count per 100,000 inhabitants, to one decimal; bounds stay bounds."""
    if people is None or count.lower is None or count.upper is None:
        return None
    # Of the published count and of a public number, so that a rate tells no more than these two.
    return as_printed(PER * count.lower / people.number, PER * count.upper / people.number, 1)


def inhabitants_of(table: ProtectedTable, dimension: Dimension, content: ReleaseContent) -> Mapping[str, Inhabitants]:
    """Return how many people live in the places of a dimension, by their code."""
    rule = next(one for one in table.indicator.dimensions if one.name == dimension.name)
    attribute = content.attributes.get(rule.attribute)
    return attribute.inhabitants if attribute else {}


def rates(content: ReleaseContent) -> Iterator[PlaceRate]:
    """Yield the rate of every place whose inhabitants are known, of every table that counts it."""
    for table in content.tables:
        cells = Cells(table)
        for dimension in table.dimensions:
            known = inhabitants_of(table, dimension, content)
            for place in (one for one in dimension.categories if one.code in known):
                if cell := cells.get({dimension.name: place.code}):
                    people = known[place.code]
                    yield PlaceRate(table, place, cell.count, people, rate_of(cell.count, people))
