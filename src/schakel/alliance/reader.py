"""Reads a whole alliance folder: every declaration, checked by itself and against the others.

Files are read in the order in which they refer to each other: the names in alliance.yaml, the vocabulary, the
partners, then the indicators and products that count what partners say. A file at fault is left out and its name
stays known, so that each fault is said once, where it is.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from schakel.alliance.assessments import check_products, read_assessments
from schakel.alliance.declared import FolderReading
from schakel.alliance.deliveries import read_deliveries
from schakel.alliance.fingerprint import digests, fingerprint
from schakel.alliance.general import FILE, General, read_general
from schakel.alliance.indicators import check_labels, read_indicator
from schakel.alliance.knowable import Knowable, check_events, happenings_of, knowable_from, schemes_of, spans_of
from schakel.alliance.linking import check_linked, read_person_attributes
from schakel.alliance.names import Names
from schakel.alliance.partners import list_partners, read_partner
from schakel.alliance.places import check_boundaries, read_inhabitants
from schakel.alliance.products import check_profiles, read_product
from schakel.alliance.published_figures import read_published_figures
from schakel.alliance.recommendations import read_recommendations
from schakel.alliance.research import check_columns, list_research, read_research
from schakel.alliance.servers import check_own_drops
from schakel.alliance.targets import read_targets
from schakel.alliance.vocabulary import read_scheme
from schakel.alliance.written_out import Terms
from schakel.model.alliance import Alliance, Partner
from schakel.model.concept import ConceptScheme
from schakel_base.errors import DeclarationError, Fault
from schakel_base.faults import Faults, did_you_mean
from schakel_base.schema import DEFINITIONS
from schakel_base.text import Text
from schakel_base.text_file import list_files

# Written here and not asked of the library that has them: whoever reads declarations would load its solver too. A test
# holds the two together.
PROFILES = frozenset(
    {"round-5", "round-5-additive", "round-10-additive", "alliance", "acro-default", "cbs-10-50-90", "public"}
)
"""The disclosure profiles that a product may name."""

Noun = TypeVar("Noun")

ROOMS = (
    "partners",
    "vocabulary",
    "indicators",
    "products",
    "research",
    "deliveries",
    "recommendations",
    "targets",
    "reference",
    "assessments",
    "sentencing",
    "linking",
)


def read(folder: Path, profiles: frozenset[str] = PROFILES) -> Alliance:
    """Read an alliance folder; in what is returned every reference is resolved: what a declaration names is there.

    Raises
    ------
    DeclarationError
        With every fault that was found: one sentence each, with the file relative to the folder and the line.
    """
    if not folder.is_dir():
        raise DeclarationError(Fault(f"There is no folder `{folder}`."))
    if not (folder / FILE).exists():
        raise DeclarationError(Fault(f"This folder has no {FILE}, so it is not an alliance.", str(folder)))
    return _Everything(folder, profiles).alliance()


class _Everything:
    """All declarations of one folder."""

    def __init__(self, folder: Path, profiles: frozenset[str]) -> None:
        self.folder = folder
        self.faults = Faults()
        self.names = Names(self.faults)
        self.scheme_files = list_files(folder, "vocabulary", (".ttl", ".csv"), self.faults)
        self.indicator_files = list_files(folder, "indicators", ".yaml", self.faults)
        self.product_files = list_files(folder, "products", ".yaml", self.faults)
        self.research_files = list_research(folder, self.faults)
        self.partner_names = list_partners(folder, self.faults)
        # Names first, from the names of files: what refers to a file at fault is not a second fault.
        self.names.declare("scheme", self.scheme_files)
        self.names.declare("indicator", self.indicator_files)
        self.names.declare("product", self.product_files)
        self.names.declare("research", self.research_files)
        self.names.declare("partner", self.partner_names)
        self.names.declare("profile", profiles)
        self.names.declare("assessment", [path.stem for path in (folder / "assessments").glob("*.yaml")])

    def alliance(self) -> Alliance:
        """Return the alliance, or raise all faults."""
        self.check_rooms()
        general, reading = read_general(self.folder, self.names)
        schemes = self.schemes(general, reading.languages)
        of_attributes = schemes_of(general.attributes, schemes) if general else {}
        people = read_inhabitants(reading, schemes)
        if general:
            check_boundaries(general.attributes.values(), schemes, self.faults)
            general = general.with_inhabitants(people)
        persons = read_person_attributes(reading)
        # Partners before indicators: only contracts say which events there are and what can be known.
        partners = self.partners(reading, of_attributes, general)
        if general:
            general.check_events(self.names)
            general.check_partners(self.names)
        check_own_drops(_read(partners).values(), self.faults)
        if self.contracts_are_sound():
            check_linked([one.contract for one in _read(partners).values()], persons, self.faults)
        knowable = self.knowable(partners, general, of_attributes)
        # None of a file at fault, so that its name stays known.
        terms = self.terms(general, reading, _read(partners))
        indicators = {
            name: read_indicator(reading, file, knowable, terms) for name, file in self.indicator_files.items()
        }
        check_labels(_read(indicators).values(), self.faults)
        research = {name: read_research(reading, file, knowable) for name, file in self.research_files.items()}
        check_columns(_read(research), _read(partners), self.research_files, self.faults)
        products = {name: read_product(reading, file, terms) for name, file in self.product_files.items()}
        check_profiles(reading, [*_read(products).values()])
        terms.tell_unsaid(self.faults)
        deliveries = read_deliveries(reading, _read(partners))
        recommendations = read_recommendations(reading, _read(indicators))
        targets = read_targets(reading, _read(indicators))
        published_figures = read_published_figures(reading)
        # While a contract is at fault nothing is said about its columns.
        sound = _read(partners) if self.contracts_are_sound() else {}
        assessments = read_assessments(reading, schemes, sound, of_attributes)
        check_products(_read(products).values(), assessments, self.faults)
        # Once, at the end, so that whoever mends a folder sees all of its faults.
        self.faults.raise_if_any()
        assert general is not None  # else it would have raised
        return Alliance(
            name=general.name,
            title=general.title,
            summary=general.summary,
            languages=reading.languages,
            folder=self.folder,
            units=general.units,
            attributes=general.attributes,
            reuse=general.reuse,
            events=general.events,
            grounds=general.grounds,
            engine=general.engine,
            sign_in=general.sign_in,
            has_gate=general.has_gate,
            magnitudes=general.magnitudes,
            schemes=_read(schemes),
            partners=_read(partners),
            indicators=_read(indicators),
            products=general.with_addresses(_read(products)),
            research=_read(research),
            deliveries=deliveries,
            fingerprint=fingerprint(self.folder),
            declared=digests(self.folder),
            recommendations=recommendations,
            targets=targets,
            published_figures=published_figures,
            assessments=assessments,
            persons=persons,
        )

    def schemes(self, general: General | None, languages: tuple[str, ...]) -> dict[str, ConceptScheme | None]:
        """Read all schemes: those in files, and those that alliance.yaml lists."""
        listed: Mapping[str, ConceptScheme] = general.listed if general else {}
        for name in listed.keys() & self.scheme_files.keys():
            self.faults.add(
                f"{FILE} lists the concepts of `{name}` too; one of the two must go.", self.scheme_files[name]
            )
        read = {
            name: read_scheme(self.folder, file, languages, self.faults, self.title_of(name, general, languages))
            for name, file in self.scheme_files.items()
        }
        return {**read, **listed}

    def title_of(self, scheme: str, general: General | None, languages: tuple[str, ...]) -> Text:
        """Return what a scheme is called that has no title; anything while alliance.yaml is at fault."""
        return general.title_of(scheme) if general else Text(dict.fromkeys(languages, scheme))

    def check_rooms(self) -> None:
        """Note folders and files whose names are not those that an alliance has, and the absence of partners."""
        for path in sorted(self.folder.iterdir()):
            # Only a name that looks like a mistake is a fault: an alliance may have folders of its own.
            if path.is_dir() and path.name not in ROOMS and (end := did_you_mean(path.name, ROOMS)) != ".":
                self.faults.add(f"There is no folder `{path.name}` in an alliance{end}", path.name)
        if not self.partner_names:
            self.faults.add("There are no partners. Give each a folder here, with its contract.", "partners")
        for name in self.partner_names:
            self.check_name(name, f"partners/{name}")
        for name, file in self.scheme_files.items():
            self.check_name(name, file)

    def check_name(self, name: str, file: str) -> None:
        """Note a fault if a folder or file that gives a thing its name has none that a thing can have."""
        wanted = DEFINITIONS.load()["$defs"]["name"]
        if not re.search(wanted["pattern"], name):
            self.faults.add(f"`{name}` must be {wanted['description']}.", file)

    def partners(
        self, reading: FolderReading, schemes: Mapping[str, ConceptScheme | None], general: General | None
    ) -> dict[str, Partner | None]:
        """Read all partners; afterwards the names of events are known, if every contract could be read."""
        partners = {name: read_partner(reading, name, schemes) for name in self.partner_names}
        if self.contracts_are_sound():
            check_events(_read(partners).values(), self.faults)
            happenings = happenings_of(_read(partners).values())
            units = general.units.values() if general else ()
            if general:
                general.check_children(happenings, spans_of(_read(partners).values()), self.faults)
                general.check_once(happenings, self.faults)
            self.names.declare("event", [*happenings, *(one.name for unit in units for one in unit.events)])
        return partners

    def knowable(
        self,
        partners: Mapping[str, Partner | None],
        general: General | None,
        schemes: Mapping[str, ConceptScheme | None],
    ) -> Knowable:
        """Return what can be known: nothing is said about it while a contract is at fault."""
        if general is None or not self.contracts_are_sound():
            return Knowable(schemes)
        return knowable_from(_read(partners).values(), general.units, schemes)

    def terms(self, general: General | None, reading: FolderReading, partners: Mapping[str, Partner]) -> Terms:
        """Return what short declarations are written out from."""
        if general is None:
            return Terms()
        return Terms(
            reading.languages,
            general.units,
            general.attributes,
            general.magnitudes,
            partners,
            general.events,
            general.title,
            general.summary,
        )

    def contracts_are_sound(self) -> bool:
        """Whether there are contracts, and every one could be read and fits together."""
        return bool(self.partner_names) and not any(
            self.faults.in_file(f"partners/{name}/contract.yaml") for name in self.partner_names
        )


def _read(found: Mapping[str, Noun | None]) -> dict[str, Noun]:
    return {name: noun for name, noun in found.items() if noun is not None}
