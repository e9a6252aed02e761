"""An alliance is a folder of declarations, read and checked: who delivers what, in which words, counted how."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from pathlib import Path

from schakel.model.assessment import Assessment
from schakel.model.concept import ConceptScheme
from schakel.model.contract import Contract
from schakel.model.delivery import Coverage
from schakel.model.form import EntryForm
from schakel.model.indicator import Indicator
from schakel.model.mapping import MappingLine
from schakel.model.persons import PersonAttributes
from schakel.model.places import Boundaries, Inhabitants
from schakel.model.product import Ground, Product
from schakel.model.published_figure import PublishedFigure
from schakel.model.recommendation import Recommendation
from schakel.model.research import ResearchQuestion
from schakel.model.sign_in import SignIn
from schakel.model.target import Target
from schakel_base.errors import RequestError
from schakel_base.text import NOTHING, Text


class Which(StrEnum):
    """Of which children an event must be: any of them, all, or the one that had it first or last."""

    ANY = "any"
    ALL = "all"
    FIRST = "first"
    LAST = "last"


@dataclass(frozen=True)
class EventOfChildren:
    """An event that a unit has if units that belong to it have another.

    Parameters
    ----------
    unit, event
        The kind of the units that belong to it, and what happens to these.
    which
        Of which of them.
    """

    name: str
    unit: str
    event: str
    which: Which


@dataclass(frozen=True)
class Unit:
    """A counting unit; one that belongs to others inherits the attributes named from them.

    Parameters
    ----------
    label, plural
        What readers call one of them, and several.
    inherits
        Names of attributes that it has from those others, each from all that have it.
    definition
        What counts as one, for readers.
    events
        Those that it has by what happens to units that belong to it.
    once
        The events that happen to one of them once: all rows that tell of it tell of the same.
    """

    name: str
    label: Text
    plural: Text
    belongs_to: tuple[str, ...] = ()
    inherits: tuple[str, ...] = ()
    definition: Text = NOTHING
    events: tuple[EventOfChildren, ...] = ()
    once: tuple[str, ...] = ()


def lineage(names: Iterable[str], units: Mapping[str, Unit]) -> frozenset[str]:
    """Return kinds of unit with all that they belong to, as far as there are such units."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        unit = waiting.pop()
        if unit not in found and unit in units:
            found.add(unit)
            waiting.extend(units[unit].belongs_to)
    return frozenset(found)


@dataclass(frozen=True)
class Attribute:
    """Something that can be known about a unit: a concept of `scheme`, which may have a place in `boundaries` on maps.

    `inhabitants` are the people who live there, by notation, where they are declared. Where partners contradict each
    other the first in `precedence` who says anything is believed; without any of them, nobody is. Of an attribute of
    which `many` values can be true no claim contradicts another.
    """

    name: str
    scheme: str
    label: Text
    boundaries: tuple[Boundaries, ...] = ()
    inhabitants: Mapping[str, Inhabitants] = field(default_factory=dict)
    precedence: tuple[str, ...] = ()
    many: bool = False


@dataclass(frozen=True)
class Magnitude:
    """A number that can be known about a unit, such as the months of a sentence."""

    name: str
    label: Text


@dataclass(frozen=True)
class Partner:
    """An organisation that delivers: its contract and its mapping, and the form by which a row can be filled in."""

    name: str
    title: Text
    contract: Contract
    mapping: tuple[MappingLine, ...]
    form: EntryForm | None = None


@dataclass(frozen=True)
class ShippedDelivery:
    """Files that come with the alliance folder and are one delivery, its day, and the days that it covers.

    Parameters
    ----------
    file, others
        Their paths; most deliveries have one file.
    delivered
        The day on which it counts as delivered, and as known.
    covers
        The days about which it is complete; None where nobody says so.
    """

    partner: str
    file: Path
    delivered: date
    source: Text
    synthetic: bool = False
    covers: Coverage | None = None
    others: tuple[Path, ...] = ()

    @property
    def files(self) -> tuple[Path, ...]:
        """All of its files."""
        return self.file, *self.others


@dataclass(frozen=True)
class Engine:
    """What an alliance declares about the engine that builds it.

    Parameters
    ----------
    memory
        The bytes that one process may hold; what does not fit is spilled to disk.
    spark
        The address of the Spark that runs the steps of the chain; empty where DuckDB does.
    """

    memory: int = 4 << 30
    spark: str = ""


@dataclass(frozen=True)
class Reuse:
    """Who publishes, the address of the licence, and (if any) the address of a page on which to reach the publisher."""

    publisher: Text
    licence: str
    contact: str = ""


@dataclass(frozen=True, eq=False)  # told apart by identity, so that what follows from it can be kept
class Alliance:
    """All declarations of one folder, checked against each other.

    Parameters
    ----------
    name
        The name of the folder as declared: small letters, digits and `-`.
    languages
        Tags (BCP 47); the first is the language of what is written in one language only.
    units, attributes, magnitudes, schemes, partners, indicators, products, research
        By name.
    deliveries
        Files that come with the folder; not what was delivered since.
    fingerprint
        SHA-256 over all declarations, in hexadecimal; an edition names it.
    declared
        SHA-256 of each declaration, by its path in the folder.
    reuse
        Under which licence products may be used again; None where nobody declares it.
    events
        What readers call an event, by its name.
    persons
        How persons are linked by name; None where they are not.
    grounds
        Articles of law, by name.
    engine
        With what it is built.
    sign_in
        The directory by which people sign in at the desk; None where they have accounts there.
    has_gate
        Whether releases leave by the gate of the desk alone, where one person approves and another releases.
    """

    name: str
    title: Text
    summary: Text
    languages: tuple[str, ...]
    folder: Path
    units: Mapping[str, Unit]
    attributes: Mapping[str, Attribute]
    schemes: Mapping[str, ConceptScheme]
    partners: Mapping[str, Partner]
    indicators: Mapping[str, Indicator]
    products: Mapping[str, Product]
    deliveries: tuple[ShippedDelivery, ...]
    fingerprint: str
    recommendations: tuple[Recommendation, ...] = ()
    targets: tuple[Target, ...] = ()
    published_figures: tuple[PublishedFigure, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    research: Mapping[str, ResearchQuestion] = field(default_factory=dict)
    reuse: Reuse | None = None
    events: Mapping[str, Text] = field(default_factory=dict)
    persons: PersonAttributes | None = None
    grounds: Mapping[str, Ground] = field(default_factory=dict)
    engine: Engine = field(default_factory=Engine)
    sign_in: SignIn | None = None
    has_gate: bool = False
    magnitudes: Mapping[str, Magnitude] = field(default_factory=dict)
    declared: Mapping[str, str] = field(default_factory=dict)

    @property
    def public_partners(self) -> frozenset[str]:
        """The partners whose records anybody can read one by one."""
        # Public is public: what one product may publish record by record, no other has to protect.
        return frozenset(partner for product in self.products.values() for partner in product.public_sources)

    def kinds_counted(self, product: Product) -> tuple[str, ...]:
        """Return the kinds of unit that a product counts, and those that these belong to, as they are declared."""
        # A unit is told of with what it belongs to: some of its attributes are stated of that alone.
        found = self.lineage(self.indicators[table].unit for table in product.tables)
        return tuple(kind for kind in self.units if kind in found)

    def lineage(self, units: Iterable[str]) -> frozenset[str]:
        """Return kinds of unit with all that they belong to."""
        return lineage(units, self.units)

    def published_at(self, addresses: Mapping[str, str]) -> "Alliance":
        """Return the same, with other addresses on the web for the newest releases of products, by their names."""
        # For this run alone: the fingerprint stays that of the declarations, so that the same edition is still current.
        products = {name: replace(one, address=addresses.get(name, one.address)) for name, one in self.products.items()}
        return replace(self, products=products)

    @property
    def linked_units(self) -> frozenset[str]:
        """The kinds of unit of which linking says what is one: a person stands in their keys."""
        contracts = (partner.contract for partner in self.partners.values())
        return frozenset(key.unit for one in contracts for key in one.linked_keys(self.persons))

    @property
    def publishing_products(self) -> tuple[Product, ...]:
        """The products under which something is published: all but those that answer requests of persons."""
        return tuple(one for one in self.products.values() if not one.access_requests)

    @property
    def events_of_children(self) -> Mapping[str, EventOfChildren]:
        """The events that units have by what happens to their children, by name."""
        return {one.name: one for unit in self.units.values() for one in unit.events}

    def event_label(self, event: str) -> Text:
        """Return what readers call an event: its name where nothing is declared."""
        # A Text needs words in each language that pages are in; the name of an event is the same in all of them.
        return self.events.get(event) or Text(dict.fromkeys(self.languages, event))

    def spoken(self, language: str = "") -> str:
        """Return a language that the alliance speaks, by its tag; by default its first.

        Raises
        ------
        RequestError
            If it does not speak it.
        """
        tag = language or self.languages[0]
        if tag not in self.languages:
            raise RequestError(f"{self.name} does not speak {tag}; it speaks: {', '.join(self.languages)}")
        return tag

    def is_whole(self, magnitude: str) -> bool:
        """Whether a magnitude is a whole number, as every column that states it says."""
        contracts = (partner.contract for partner in self.partners.values())
        return all(one.type == "integer" for contract in contracts for one in contract.columns_stating(magnitude))

    def scheme_of(self, attribute: str) -> ConceptScheme:
        """Return the concept scheme of an attribute.

        Raises
        ------
        KeyError
            If no such attribute is declared.
        """
        return self.schemes[self.attributes[attribute].scheme]
