"""alliance.yaml: the name, languages, units and attributes of an alliance."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from schakel.alliance.concept_checks import check_scheme
from schakel.alliance.declared import DeclaredDocument, FolderReading
from schakel.alliance.listed_scheme import scheme_of_keys
from schakel.alliance.names import MANY, Names
from schakel.alliance.places import read_boundaries
from schakel.alliance.schema import SCHEMAS
from schakel.model.alliance import Attribute, Engine, EventOfChildren, Magnitude, Reuse, Unit
from schakel.model.concept import ConceptScheme
from schakel.model.naming import web_folder
from schakel.model.places import Boundaries, Inhabitants
from schakel.model.product import Ground, Product
from schakel.model.sign_in import ClaimedRole, SignIn
from schakel_base.faults import Faults, did_you_mean
from schakel_base.nouns import noun_of
from schakel_base.text import NOTHING, Text
from schakel_base.yaml_file import read_yaml

FILE = "alliance.yaml"
_HELD_FOR = ("partner", "municipality", "product")


@dataclass(frozen=True)
class General:
    """What alliance.yaml says. `event_lines` are where it names events, which contracts declare and are read later.

    `precedence_lines` are where it names partners, by attribute; these are read later too.

    `address` is where its releases are on the web: that of each product in a folder of its name below it.
    """

    name: str
    title: Text
    summary: Text
    units: Mapping[str, Unit]
    attributes: Mapping[str, Attribute]
    address: str
    reuse: Reuse | None
    events: Mapping[str, Text]
    event_lines: Mapping[str, int | None]
    precedence_lines: Mapping[str, int | None]
    grounds: Mapping[str, Ground]
    engine: Engine
    sign_in: SignIn | None
    has_gate: bool
    magnitudes: Mapping[str, Magnitude]
    unit_lines: Mapping[str, int | None]
    once_lines: Mapping[str, int | None]
    listed: Mapping[str, ConceptScheme]

    def title_of(self, scheme: str) -> Text:
        """Return what a scheme without a title is called: as the one attribute that is a concept of it."""
        named = [one.label for one in self.attributes.values() if one.scheme == scheme]
        return named[0].with_capital() if len(named) == 1 else NOTHING

    def with_inhabitants(self, people: Mapping[str, Mapping[str, Inhabitants]]) -> "General":
        """Return the same, with the people who live in places: by scheme, then by notation."""
        attributes = {
            name: replace(one, inhabitants=people.get(one.scheme, {})) for name, one in self.attributes.items()
        }
        return replace(self, attributes=attributes)

    def with_addresses(self, products: Mapping[str, Product]) -> dict[str, Product]:
        """Return products with the addresses of their releases, also where they declare none of their own."""
        found = products.values() if self.address else ()
        below = {one.name: web_folder(f"{self.address}{one.name}") for one in found if not one.address}
        return {name: replace(one, address=below.get(name, one.address)) for name, one in products.items()}

    def check_children(self, happenings: Mapping[str, str], spans: Mapping[str, str], faults: Faults) -> None:
        """Note each event of children that no contract reports, or reports without a day.

        Parameters
        ----------
        spans
            What is known of the date of an event, `year` or `month`, where that is not its day.
        """
        for unit in self.units.values():
            for one in unit.events:
                if problem := self._of_children(unit, one, happenings, spans):
                    faults.add(problem, FILE, self.unit_lines[unit.name])

    def check_once(self, happenings: Mapping[str, str], faults: Faults) -> None:
        """Note each event that should happen to a unit once and that no contract says happens to it."""
        for unit in self.units.values():
            for event in unit.once:
                if happenings.get(event) != unit.name:
                    end = did_you_mean(event, [name for name, on in happenings.items() if on == unit.name])
                    sentence = f"No contract says that `{event}` happens to `{unit.name}`{end}"
                    faults.add(sentence, FILE, self.once_lines[unit.name])

    def _of_children(
        self, unit: Unit, one: EventOfChildren, happenings: Mapping[str, str], spans: Mapping[str, str]
    ) -> str:
        if one.name in happenings:
            return f"A contract says that `{one.name}` happens; give one of the two another name."
        if one.unit not in self.units:
            return f"There is no unit `{one.unit}`{did_you_mean(one.unit, self.units)}"
        if unit.name not in self.units[one.unit].belongs_to:
            return f"`{one.unit}` does not belong to `{unit.name}`, so `{one.name}` never happens."
        if one.event in spans:
            return (
                f"A contract says of `{one.event}` its {spans[one.event]} and no day, so no child is the first or last."
            )
        if happenings.get(one.event) != one.unit:
            return f"No contract says that `{one.event}` happens to `{one.unit}`, so `{one.name}` never happens."
        return ""

    def check_events(self, names: Names) -> None:
        """Note a fault for a label of an event that no contract declares."""
        for name, line in self.event_lines.items():
            names.check("event", name, FILE, line)

    def check_partners(self, names: Names) -> None:
        """Note a fault for a partner that is believed first and that there is not."""
        for attribute, line in self.precedence_lines.items():
            for partner in self.attributes[attribute].precedence:
                names.check("partner", partner, FILE, line)


def read_general(folder: Path, names: Names) -> tuple[General | None, FolderReading]:
    """Return what alliance.yaml says (None after noting its faults), and the reading of all else in its languages.

    The names of units and attributes become known even where something else in the file is at fault.
    """
    document = read_yaml(folder, FILE, names.faults)
    if document is None:
        return None, FolderReading(folder, (), names)
    # Before the schema is checked: a mistake elsewhere in this file must not make every name in it unknown.
    names.declare("unit", _keys(document.value.get("units")))
    names.declare("attribute", _keys(document.value.get("attributes")))
    names.declare("magnitude", _keys(document.value.get("magnitudes", {})))
    names.declare("scheme", [*names.by_kind["scheme"], *_listing(document.value.get("attributes"))])
    names.declare("ground", _keys(document.value.get("grounds", {})))
    declared = DeclaredDocument(FolderReading(folder, _languages(document.value.get("languages")), names), document)
    if not declared.fits(SCHEMAS["alliance"]):
        return None, declared.reading
    general = General(
        name=document.value["name"],
        title=Text(document.value["title"]),
        summary=Text(document.value["summary"]),
        units={name: _unit(name, entry) for name, entry in document.value["units"].items()},
        attributes={
            name: _attribute(name, entry, declared.reading) for name, entry in document.value["attributes"].items()
        },
        address=web_folder(document.value.get("address", "")),
        reuse=noun_of(Reuse, document.value["reuse"]) if "reuse" in document.value else None,
        events={name: Text(label) for name, label in document.value.get("events", {}).items()},
        event_lines={name: document.line("events", name) for name in document.value.get("events", {})},
        precedence_lines={
            name: document.line("attributes", name, "precedence") for name in document.value["attributes"]
        },
        grounds={name: noun_of(Ground, entry) for name, entry in document.value.get("grounds", {}).items()},
        engine=_engine(document.value.get("engine", {})),
        sign_in=_sign_in(document.value["sign_in"]) if "sign_in" in document.value else None,
        has_gate="release" in document.value,
        once_lines={name: document.line("units", name, "once") for name in document.value["units"]},
        unit_lines={name: document.line("units", name, "events") for name in document.value["units"]},
        magnitudes={
            name: noun_of(Magnitude, entry, name=name) for name, entry in document.value.get("magnitudes", {}).items()
        },
        listed={name: _listed(name, declared) for name in _listing(document.value["attributes"])},
    )
    names.declare(MANY, [name for name, one in general.attributes.items() if one.many])
    _check(general, declared)
    return general, declared.reading


def _listing(attributes: Any) -> list[str]:
    """The names of the attributes that list their concepts themselves."""
    found = attributes.items() if isinstance(attributes, dict) else ()
    return [name for name, entry in found if isinstance(entry, dict) and "concepts" in entry]


def _listed(name: str, declared: DeclaredDocument) -> ConceptScheme:
    """The scheme of an attribute that lists its concepts; note what keeps it from being counted by."""
    entry, place = declared.document.value["attributes"][name], ("attributes", name, "concepts")
    languages, listed = declared.reading.languages, entry["concepts"]
    if isinstance(listed, list) and len(languages) > 1:
        said = ", ".join(f"{language}: …" for language in languages)
        declared.add(f"In several languages each concept has its labels: `{listed[0]}: {{{said}}}`.", *place)
    if isinstance(listed, list):
        listed = {one: dict.fromkeys(languages, one.replace("-", " ")) for one in listed}
    labels = {notation: Text(label) for notation, label in listed.items()}
    scheme = scheme_of_keys(name, labels, Text(entry["label"]).with_capital())
    lines = {concept.uri: declared.document.line(*place, concept.notation) for concept in scheme.concepts}
    check_scheme(scheme, languages, FILE, lines, declared.reading.faults, defined=False)
    return scheme


def _boundaries(reading: FolderReading, files: Iterable[str]) -> tuple[Boundaries, ...]:
    return tuple(found for file in files if (found := read_boundaries(reading, file)))


def _keys(value: Any) -> list[str] | None:
    return list(value) if isinstance(value, dict) else None


def _languages(value: Any) -> tuple[str, ...]:
    return tuple(entry for entry in value if isinstance(entry, str)) if isinstance(value, list) else ()


def _attribute(name: str, entry: dict[str, Any], reading: FolderReading) -> Attribute:
    boundaries = _boundaries(reading, entry.get("boundaries", ()))
    return noun_of(Attribute, {"scheme": name, **entry}, name=name, boundaries=boundaries)


def _unit(name: str, entry: dict[str, Any]) -> Unit:
    above, events = entry.get("belongs_to", ()), entry.get("events", {})
    return noun_of(
        Unit,
        entry,
        name=name,
        belongs_to=(above,) if isinstance(above, str) else tuple(above),
        events=tuple(noun_of(EventOfChildren, one, name=event) for event, one in events.items()),
    )


def _engine(entry: dict[str, str]) -> Engine:
    memory = {"memory": int(entry["memory"].removesuffix("GB")) << 30} if "memory" in entry else {}
    return Engine(**memory, spark=entry.get("spark", ""))


def _sign_in(entry: dict[str, Any]) -> SignIn:
    roles = tuple(
        ClaimedRole(one["claim"], one["value"], one["role"], next((one[kind] for kind in _HELD_FOR if kind in one), ""))
        for one in entry["roles"]
    )
    return SignIn(entry["issuer"], entry["client"], roles)


def _check(general: General, declared: DeclaredDocument) -> None:
    for name, unit in general.units.items():
        place = ("units", name, "belongs_to")
        known = [declared.name("unit", parent, *place) for parent in unit.belongs_to]
        if all(known) and _belongs_to_itself(unit, general.units):
            declared.add(f"The unit `{name}` belongs to itself.", *place)
        for index, inherited in enumerate(unit.inherits):
            declared.name("attribute", inherited, "units", name, "inherits", index)
    for index, one in enumerate(declared.document.value.get("sign_in", {}).get("roles", ())):
        if "partner" in one:
            declared.name("partner", one["partner"], "sign_in", "roles", index, "partner")
    for name, attribute in general.attributes.items():
        declared.name("scheme", attribute.scheme, "attributes", name, "scheme")
    for name in general.listed:
        if name != general.attributes[name].scheme:
            declared.add("An attribute has its `concepts` here or in a `scheme`.", "attributes", name, "scheme")


def _belongs_to_itself(unit: Unit, units: Mapping[str, Unit]) -> bool:
    # A circle that this unit only leads to must end as well, so every unit on the way is remembered.
    waiting, seen = [*unit.belongs_to], set[str]()
    while waiting:
        above = waiting.pop()
        if above in units and above not in seen:
            seen.add(above)
            waiting.extend(units[above].belongs_to)
    return unit.name in seen
