"""The view of one place in one language: everything that the tables of a release say about it.

What they say of any category is found in the same way (`tables_about`).

A place is a category with boundaries. Two attributes may be about the same places (where it happened, where somebody
lives): these share a page, since they share a scheme.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from schakel.disclosure.protected import ProtectedTable
from schakel.model.alliance import Attribute
from schakel.model.naming import anchor
from schakel.model.table import Category, Dimension
from schakel.publication.addresses import defined_at
from schakel.publication.arrangement import Cells
from schakel.publication.content import ReleaseContent
from schakel.publication.localisation import Localisation
from schakel.publication.periods import over
from schakel.publication.tabulation import address_of


@dataclass(frozen=True)
class PlaceFigure:
    """A figure of a place: what it counts, in words, whether it is withheld, and its address from the site."""

    label: str
    value: str
    is_marked: bool
    address: str


@dataclass(frozen=True)
class PlaceTable:
    """What one table says about a place: the whole figure, what it counts, and its parts by period or else by category.

    `over` is the time that the whole figure is about (`2014 to 2019`), empty where the table has no periods. The table
    of that `name` has the place as the category `at` of a dimension.
    """

    name: str
    at: Mapping[str, str]
    title: str
    unit: str
    over: str
    whole: PlaceFigure
    parts: tuple[PlaceFigure, ...]
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
        for scheme in (one for one in self.content.schemes if one.name == self.scheme):
            if concept := scheme.by_notation.get(self.category.code):
                return self.language.text(concept.definition), defined_at(scheme, concept.notation)
        return "", ""

    @cached_property
    def tables(self) -> tuple[PlaceTable, ...]:
        """The tables that have it as a category, in the order of the release."""
        sides = (
            (table, dimension)
            for table in self.content.tables
            for dimension, attribute in of_places(table, self.content)
            if attribute.scheme == self.scheme
        )
        return tables_about(self.category.code, sides, self.content, self.language)


@dataclass(frozen=True)
class CountedAs:
    """The category under which tables count something: what it is called, and what they say about it."""

    label: str
    tables: tuple[PlaceTable, ...]


def counted_as(code: str, content: ReleaseContent, language: Localisation) -> CountedAs | None:
    """Return what the tables of a release say about the category with this code; None where none has it."""
    sides = [(table, dimension) for table in content.tables for dimension in table.dimensions]
    found = (one for _, dimension in sides for one in dimension.categories if one.code == code)
    category = next(found, None)
    if category is None:
        return None
    return CountedAs(language.text(category.label), tables_about(code, sides, content, language))


def tables_about(
    code: str, sides: Iterable[tuple[ProtectedTable, Dimension]], content: ReleaseContent, language: Localisation
) -> tuple[PlaceTable, ...]:
    """Return what tables say about the category with this code, each by the dimension that may have it."""
    return tuple(
        _TableAbout(table, dimension, code, language).read(language.text(content.counted(table.indicator)))
        for table, dimension in sides
        if any(one.code == code for one in dimension.categories)
    )


class _TableAbout:
    """Reads one table at one category of a dimension."""

    def __init__(self, table: ProtectedTable, dimension: Dimension, code: str, language: Localisation) -> None:
        self._table, self._dimension, self._language = table, dimension, language
        self._at, self._cells = {dimension.name: code}, Cells(table)

    def read(self, unit: str) -> PlaceTable:
        """Return what it says; `unit` is what it counts."""
        title = self._language.text(self._table.indicator.title)
        whole, cell = self._figure(title, {}), self._cells.get(self._at)
        assert whole is not None and cell is not None  # the category is one of the table
        unit = self._language.counted(cell.count, unit)
        name, parts = self._table.indicator.name, tuple(self._parts())
        periods = over(self._periods, self._language, unit) if self._periods else ""
        return PlaceTable(name, self._at, title, unit, periods, whole, parts, self._table.synthetic)

    @property
    def _others(self) -> tuple[tuple[str, Dimension], ...]:
        """The other dimensions, each with its kind."""
        rules = zip(self._table.indicator.dimensions, self._table.dimensions, strict=True)
        return tuple((rule.kind, side) for rule, side in rules if side is not self._dimension)

    @property
    def _periods(self) -> Dimension | None:
        return next((side for kind, side in self._others if kind == "period"), None)

    def _parts(self) -> Iterator[PlaceFigure]:
        """By period if it has any, else by its first other dimension."""
        # What changed over the years is what most readers of a place look for.
        side = self._periods or next((side for _, side in self._others), None)
        for one in side.categories if side else ():
            found = self._figure(self._language.label(one.label), {side.name: one.code}) if side and one.level else None
            if found:
                yield found

    def _figure(self, label: str, at: dict[str, str]) -> PlaceFigure | None:
        cell = self._cells.get(self._at | at)
        if cell is None:
            return None
        address = f"indicators/{self._table.indicator.name}.html#{address_of(self._table, cell)}"
        return PlaceFigure(label, self._language.figure(cell.count), cell.count.mark is not None, address)


def place_page(scheme: str, code: str) -> str:
    """Return the page of a place, in the folder of a language."""
    return f"places/{anchor(scheme, code)}.html"


def places_of(content: ReleaseContent, language: Localisation) -> tuple[PlaceView, ...]:
    """Return the places that a table of the release says something about, in the order of the tables."""
    found: dict[tuple[str, str], Category] = {}
    for table in content.tables:
        for dimension, attribute in of_places(table, content):
            drawn = {code for boundaries in attribute.boundaries for code in boundaries.areas}
            for category in dimension.categories:
                if category.code in drawn:
                    # The first label stands: two attributes may have the same place, and it has one page.
                    found.setdefault((attribute.scheme, category.code), category)
    return tuple(PlaceView(scheme, category, content, language) for (scheme, _), category in found.items())


def of_places(table: ProtectedTable, content: ReleaseContent) -> Iterator[tuple[Dimension, Attribute]]:
    """Yield the dimensions of a table whose categories have boundaries, each with its attribute."""
    for rule, dimension in zip(table.indicator.dimensions, table.dimensions, strict=True):
        attribute = content.attributes.get(rule.attribute)
        if attribute and attribute.boundaries:
            yield dimension, attribute
