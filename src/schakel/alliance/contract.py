"""A partner's contract, read from the Open Data Contract Standard into the parts of it that the rooms use."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from open_data_contract_standard.model import OpenDataContractStandard, SchemaObject, SchemaProperty

from schakel.alliance import contract_checks
from schakel.alliance.contract_rules import (
    check_options,
    faults_of_zone,
    field_rules,
    format_of,
    quality_rules,
    row_rules,
)
from schakel.alliance.declared import DeclaredDocument, FolderReading
from schakel.alliance.derived import check_derived, classified, read_derived
from schakel.alliance.layouts import check_layouts, check_places, read_format, read_layouts
from schakel.alliance.servers import check_drops, check_servers, read_drops, read_servers, table_of
from schakel.alliance.short_contract import COLUMN_PROPERTIES, TABLE_PROPERTIES, is_short, is_sound, written_out
from schakel.alliance.standard import TABLE, custom, keys_of_contract, read_standard
from schakel.model.column import Column, Permission, StatedMagnitude
from schakel.model.contract import Contract, EventRule, LegalCategory, Relation, Rule, UnitKey
from schakel.model.file_layout import Snapshot, UnknownColumns
from schakel.model.retention import Retention, RetentionPeriod
from schakel.model.rhythm import Rhythm
from schakel_base.faults import Faults
from schakel_base.nouns import Noun, noun_of
from schakel_base.text import Text
from schakel_base.yaml_file import Place, YamlFile, read_yaml

_MONTHS = {"m": 1, "month": 1, "months": 1, "y": 12, "yr": 12, "year": 12, "years": 12}
_DAYS = ("d", "day", "days")
_SINCE = "generalAvailability"

Properties = dict[str, tuple[Any, Place]]


def read_contract(reading: FolderReading, partner: str) -> Contract | None:
    """Return the contract of a partner, or None after noting why it cannot be read."""
    faults, document = reading.faults, read_yaml(reading.folder, f"partners/{partner}/contract.yaml", reading.faults)
    document = document and in_full(document, partner, faults)
    found = document and read_standard(document, reading.languages, faults)
    if document is None or not found:
        return None
    standard, table = found
    # An alliance whose languages are at fault is read on, so that its other faults are told as well.
    language = reading.languages[0] if reading.languages else ""
    properties = custom(document, TABLE, table.customProperties, TABLE_PROPERTIES, faults)
    columns = (*_columns(document, table, faults), *_unused(document, properties))
    layouts, place = properties.get("layouts", ((), ()))
    contract = Contract(
        partner=partner,
        id=str(standard.id),
        version=str(standard.version),
        columns=columns,
        rules=tuple(_rules(document, table, properties, language, faults)),
        units=tuple(
            noun_of(UnitKey, one, columns=tuple(one.get("key", ()))) for one in _value(properties, "units", [])
        ),
        events=tuple(_events(document, properties)),
        relations=tuple(noun_of(Relation, entry) for entry in _value(properties, "relations", [])),
        supersedes_by=tuple(_value(properties, "supersedesBy", ())),
        servers=tuple(read_servers(standard)),
        drops=tuple(read_drops(partner, standard, document)),
        table=table_of(table),
        query=_value(properties, "query", ""),
        snapshot=_said_of(Snapshot, _value(properties, "snapshot", {})),
        encoding=_value(properties, "encoding", "utf-8"),
        delimiter=_value(properties, "delimiter", ","),
        format=read_format(_value(properties, "format", {})),
        unknown_columns=UnknownColumns(_value(properties, "unknownColumns", UnknownColumns.NOTE)),
        title=Text(_value(properties, "title", {language: str(standard.name)})),
        file=document.file,
        retention=_retention(_value(properties, "retention", {})),
        layouts=tuple(read_layouts(layouts, columns, document, place)),
        rhythm=read_rhythm(
            standard, lambda sentence: faults.add(sentence, document.file, document.line("slaProperties"))
        ),
    )
    contract = replace(contract, categories=_categories(_value(properties, "legalCategories", {}), contract.columns))
    places = {name: place for name, (_, place) in properties.items()}
    contract_checks.check(DeclaredDocument(reading, document), contract, places)
    check_derived(contract, table, lambda sentence, line: faults.add(sentence, document.file, line))
    check_drops(contract, lambda sentence, line: faults.add(sentence, document.file, line))
    check_servers(contract, document.line, lambda sentence, line: faults.add(sentence, document.file, line))
    check_places(
        contract,
        lambda *inside: document.line(*places.get("format", TABLE), *inside),
        lambda sentence, line: faults.add(sentence, document.file, line),
    )
    check_layouts(
        contract,
        layouts,
        lambda *inside: document.line(*place, *inside),
        lambda sentence, line: faults.add(sentence, document.file, line),
    )
    return contract


def in_full(document: YamlFile, partner: str, faults: Faults) -> YamlFile | None:
    """Return a contract as the standard has it, or None after noting why a short one cannot be written out."""
    if not is_short(document):
        return document
    return written_out(document, partner) if is_sound(document, keys_of_contract(), faults) else None


def _value(properties: Properties, name: str, default: Any) -> Any:
    return properties[name][0] if name in properties else default


def _names(value: str | list[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _columns(document: YamlFile, table: SchemaObject, faults: Faults) -> Iterator[Column]:
    for place, column in _placed(table):
        properties = custom(document, place, column.customProperties, COLUMN_PROPERTIES, faults)
        claim, person = _value(properties, "claim", {}), _value(properties, "person", "")
        of_unit = person if isinstance(person, dict) else {"attribute": person, "of": ""}
        check_options(column, document, place, faults)
        if "written" in properties and column.logicalType != "number":
            sentence = f"`{column.name}` is `written` as numbers are, so its type must be number."
            faults.add(sentence, document.file, document.line(*properties["written"][1]))
        zone = _value(properties, "zone", "")
        for sentence in faults_of_zone(column, zone):
            faults.add(sentence, document.file, document.line(*(properties["zone"][1] if zone else place)))
        yield Column(
            name=str(column.name),
            type=str(column.logicalType),
            required=bool(column.required),
            format=format_of(column),
            zone=zone,
            units=_names(claim.get("unit", [])),
            attribute=claim.get("attribute", ""),
            split=claim.get("split", ""),
            each=claim.get("each", ""),
            codes=_value(properties, "codes", ""),
            valid_on=claim.get("valid_on", ""),
            stated=_said_of(StatedMagnitude, _value(properties, "magnitude", {})),
            text=_value(properties, "text", ""),
            person=of_unit["attribute"],
            person_of=of_unit["of"],
            permission=_said_of(Permission, _value(properties, "permission", {})),
            unused=_value(properties, "unused", ""),
            classification=classified(column.classification),
            derived=read_derived(_value(properties, "derived", {})),
            description=column.description or "",
            line=document.line(*place),
        )


def _unused(document: YamlFile, properties: Properties) -> Iterator[Column]:
    """Columns that are declared unused in one list, with one reason for all of them."""
    entries, place = properties.get("unused", ([], ()))
    for index, entry in enumerate(entries):
        line = document.line(*place, index)
        yield from (Column(name, unused=entry["reason"], line=line) for name in entry["columns"])


def _said_of(kind: type[Noun], value: dict[str, Any]) -> Noun | None:
    return noun_of(kind, value) if value else None


def _retention(value: dict[str, Any]) -> Retention | None:
    if not value:
        return None
    period = RetentionPeriod.of(value["period"])
    return Retention(period, value["from"], Text(value["ground"]), value.get("verified", True))


def _categories(value: dict[str, Any], columns: Iterable[Column]) -> dict[LegalCategory, tuple[str, ...]]:
    """The columns by category; `all` are all columns."""
    # Unused columns too: they are in the archive, and what is kept has to be accounted for.
    everything = tuple(column.name for column in columns)
    return {LegalCategory(name): everything if names == "all" else tuple(names) for name, names in value.items()}


def _placed(table: SchemaObject) -> Iterator[tuple[Place, SchemaProperty]]:
    for index, column in enumerate(table.properties or []):
        yield (*TABLE, "properties", index), column


def _rules(
    document: YamlFile, table: SchemaObject, properties: Properties, language: str, faults: Faults
) -> Iterator[Rule]:
    for place, column in _placed(table):
        yield from field_rules(column, document.line(*place))
        yield from quality_rules(column.quality, str(column.name), document, place, language, faults)
    yield from quality_rules(table.quality, "", document, TABLE, language, faults)
    if "rowRules" in properties:
        entries, place = properties["rowRules"]
        yield from row_rules(entries, document, place)


def _events(document: YamlFile, properties: Properties) -> Iterator[EventRule]:
    entries, place = properties.get("events", ((), ()))
    for index, entry in enumerate(entries):
        claims = tuple(entry.get("claims", {}).items())
        yield noun_of(EventRule, entry, claims=claims, line=document.line(*place, index))


def read_rhythm(standard: OpenDataContractStandard, add: Callable[[str], None]) -> Rhythm | None:
    """Return how often a partner delivers; None where its contract does not say."""
    found = {one.property: one for one in standard.slaProperties or ()}
    if "frequency" not in found:
        return None
    often, late, since = (found.get(name) for name in ("frequency", "latency", _SINCE))
    months = _whole(often and often.value) * _MONTHS.get(str(often and often.unit), 0)
    if not months or (12 % months and months % 12):
        add("`frequency` is a number of months that a year divides into, or of years, such as 3 with the unit `month`.")
        return None
    if late is None or late.unit not in _DAYS or (days := _whole(late.value)) < 0:
        add("`latency` says within how many days after a period its delivery is here; its unit is `day`.")
        return None
    try:
        return Rhythm(months, days, date.fromisoformat(str(since and since.value)))
    except ValueError:
        add(f"`{_SINCE}` is the day from which on a partner delivers, such as 2026-01-01.")
        return None


def _whole(value: Any) -> int:
    return int(str(value)) if str(value).isdigit() else -1
