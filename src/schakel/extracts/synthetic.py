"""The synthetic twin of an extract: the same tables and columns, to write code against before seeing a row.

It is made from the declarations alone, so nothing in it tells anything of what was delivered. Each concept is as likely
as another, and events are spread over the ten years up to the end of the product: it shows the form of the data, never
their content.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from random import Random

from schakel.extracts.layout import BETWEEN, ExtractTable, column_of
from schakel.model.alliance import Alliance
from schakel.model.concept import ConceptScheme
from schakel.model.contract import EventRule
from schakel.model.product import Product

LABEL = "synthetic."
"""What every invented pseudonym begins with."""
_UNITS = 200  # of each kind: enough to run code on, too few to be taken for a register
_DAYS = 3653
_SAID, _HAPPENED, _RARE = 0.85, 0.6, 0.02
_Row = Mapping[str, str]


def write_synthetic(tables: Sequence[ExtractTable], alliance: Alliance, product: Product, place: Path) -> int:
    """Write an invented extract as CSV, the same on every call, and return how many units it has.

    The name of the product is the seed, and its last day the end of the invented events.
    """
    for table in tables:
        with (place / f"{table.name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, [column.name for column in table.columns], lineterminator="\n")
            writer.writeheader()
            writer.writerows(_rows(table, alliance, product))
    return _UNITS * len(alliance.kinds_counted(product))


def _rows(table: ExtractTable, alliance: Alliance, product: Product) -> Iterator[_Row]:
    # Seeded by names and not by anything delivered, so that the twin can be made without access to the zone.
    random = Random(f"{product.name} {table.name}")
    if table.unit:
        return _units(table, alliance, random)
    return _links(alliance, product, random) if table.name == "links" else _events(table, alliance, product, random)


def _units(table: ExtractTable, alliance: Alliance, random: Random) -> Iterator[_Row]:
    for pseudonym in _pseudonyms(table.unit):
        row = {"pseudonym": pseudonym}
        for attribute in table.attributes:
            # Now and then partners contradict each other: code that was never run on that would fail on the first real
            # row.
            conflict = random.random() < _RARE
            row |= _known(attribute, alliance.scheme_of(attribute), random, conflict)
            row[f"{column_of(attribute)}_conflict"] = str(conflict).lower()
        yield row


def _events(table: ExtractTable, alliance: Alliance, product: Product, random: Random) -> Iterator[_Row]:
    for kind in alliance.kinds_counted(product):
        rules = _rules(alliance, kind)
        for pseudonym in _pseudonyms(kind):
            days = sorted(random.choices(range(_DAYS), k=len(rules)))
            for rule, day in zip(rules, days, strict=True):
                if random.random() < _HAPPENED:
                    happened = (product.ends - timedelta(_DAYS - day)).isoformat()
                    told = {"unit": kind, "pseudonym": pseudonym, "event": rule.event, "happened": happened}
                    yield {**told, "early": "false", **_claimed(rule, table, alliance, random)}


def _rules(alliance: Alliance, kind: str) -> Sequence[EventRule]:
    """One rule for each event of a kind of unit."""
    rules = [rule for partner in alliance.partners.values() for rule in partner.contract.events if rule.unit == kind]
    return list({rule.event: rule for rule in rules}.values())


def _claimed(rule: EventRule, table: ExtractTable, alliance: Alliance, random: Random) -> _Row:
    row: dict[str, str] = {}
    for attribute in table.attributes:
        if attribute in dict(rule.claims):
            row |= _known(attribute, alliance.scheme_of(attribute), random)
    return row


def _links(alliance: Alliance, product: Product, random: Random) -> Iterator[_Row]:
    for kind in alliance.kinds_counted(product):
        for parent in alliance.units[kind].belongs_to:
            parents = _pseudonyms(parent)
            for pseudonym in _pseudonyms(kind):
                told = {"unit": kind, "pseudonym": pseudonym, "parent_unit": parent}
                yield {**told, "parent_pseudonym": random.choice(parents)}


def _known(attribute: str, scheme: ConceptScheme, random: Random, conflict: bool = False) -> _Row:
    """What is known of an attribute: nothing, a leaf, all under a broader concept, or two leaves in conflict."""
    leaves = [concept.notation for concept in scheme.leaves]
    if conflict:
        codes = random.sample(leaves, min(2, len(leaves)))
    else:
        said = random.random() < _SAID
        codes = [leaf.notation for leaf in scheme.leaves_of(random.choice(scheme.concepts).notation)] if said else []
    name = column_of(attribute)
    written = BETWEEN.join(sorted(codes, key=leaves.index)) if len(codes) < len(leaves) else ""
    return {name: codes[0] if len(codes) == 1 else "", f"{name}_may_be": written}


def _pseudonyms(kind: str) -> list[str]:
    return [f"{LABEL}{kind}.{number:06}" for number in range(1, _UNITS + 1)]
