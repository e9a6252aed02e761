"""What the templates are given of one place in one language: all that the tables of a release say of it.

A place is a category with boundaries. Two attributes may be about the same places (where it happened, where somebody
lives): these share a page, since they share a scheme.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from schakel.disclosure.protected import ProtectedTable
from schakel.model.alliance import Attribute
from schakel.model.concept import ConceptScheme
from schakel.model.naming import anchor
from schakel.model.table import Category, Dimension
from schakel.publication.arrangement import Cells
from schakel.publication.content import ReleaseContent
from schakel.publication.localisation import Localisation
from schakel.publication.tabulation import address_of
from schakel.publication.vocabulary_links import defined_at


@dataclass(frozen=True)
class PlaceFigure:
    """A figure of a place: what it is of, in words, whether it is withheld, and its address from the site."""

    label: str
    value: str
    is_marked: bool
    address: str


@dataclass(frozen=True)
class PlaceTable:
    """What one table says of a place: the figure of all periods, what it counts, and the figure of each period."""

    title: str
    unit: str
    whole: PlaceFigure
    periods: tuple[PlaceFigure, ...]
    synthetic: bool


@dataclass(frozen=True, eq=False)
class PlaceView:
    """One place in one language, known by the name of its scheme and its code there."""

    scheme: str
    category: Category
    content: ReleaseContent
    language: Localisation

    @property
    def path(self) -> str:
        """Its page, in the folder of the language."""
        return place_page(self.scheme, self.category.code)

    @property
    def title(self) -> str:
        """What it is called."""
        return self.language.label(self.category.label)

    @property
    def definition(self) -> tuple[str, str]:
        """What the word means, and the address of its definition; both empty where no scheme of the release has it."""
        for scheme in self._schemes:
            if concept := scheme.by_notation.get(self.category.code):
                return self.language.text(concept.definition), defined_at(scheme, concept.notation)
        return "", ""

    @cached_property
    def tables(self) -> tuple[PlaceTable, ...]:
        """The tables that have it as a category, in the order of the release."""
        return tuple(
            self._table(table, dimension)
            for table in self.content.tables
            for dimension, attribute in _of_places(table, self.content)
            if attribute.scheme == self.scheme and self.category.code in [one.code for one in dimension.categories]
        )

    @property
    def _schemes(self) -> Iterator[ConceptScheme]:
        return (one for one in self.content.schemes if one.name == self.scheme)

    def _table(self, table: ProtectedTable, dimension: Dimension) -> PlaceTable:
        at = {dimension.name: self.category.code}
        title = self.language.text(table.indicator.title)
        whole = self._figure(table, title, at)
        assert whole is not None  # the category is one of the table
        rules = zip(table.indicator.dimensions, table.dimensions, strict=True)
        periods = next((side for rule, side in rules if rule.kind == "period"), None)
        found = (
            self._figure(table, self.language.label(one.label), at | {periods.name: one.code})
            for one in (periods.categories if periods else ())
            if periods and one.level
        )
        unit = self.language.text(self.content.counted(table.indicator))
        return PlaceTable(title, unit, whole, tuple(filter(None, found)), table.synthetic)

    def _figure(self, table: ProtectedTable, label: str, at: dict[str, str]) -> PlaceFigure | None:
        cell = Cells(table).get(at)
        if cell is None:
            return None
        address = f"indicators/{table.indicator.name}.html#{address_of(table, cell)}"
        return PlaceFigure(label, self.language.figure(cell.count), cell.count.mark is not None, address)


def place_page(scheme: str, code: str) -> str:
    """Return the page of a place, in the folder of a language."""
    return f"places/{anchor(scheme, code)}.html"


def places_of(content: ReleaseContent, language: Localisation) -> tuple[PlaceView, ...]:
    """Return the places that a table of the release says something about, in the order of the tables."""
    found: dict[tuple[str, str], Category] = {}
    for table in content.tables:
        for dimension, attribute in _of_places(table, content):
            drawn = {code for boundaries in attribute.boundaries for code in boundaries.areas}
            for category in dimension.categories:
                if category.code in drawn:
                    found.setdefault((attribute.scheme, category.code), category)
    return tuple(PlaceView(scheme, category, content, language) for (scheme, _), category in found.items())


def _of_places(table: ProtectedTable, content: ReleaseContent) -> Iterator[tuple[Dimension, Attribute]]:
    """The dimensions of a table whose categories have boundaries."""
    for rule, dimension in zip(table.indicator.dimensions, table.dimensions, strict=True):
        attribute = content.attributes.get(rule.attribute)
        if attribute and attribute.boundaries:
            yield dimension, attribute
