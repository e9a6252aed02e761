"""A small alliance of police and prosecution, who write numbers and names; persons are linked by the Dutch model."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import small

from schakel.alliance import FILE
from schakel.identity import KeyedHash, link_persons, open_ledger
from schakel.model import Alliance, Column, Contract, Partner, PersonAttributes, PersonGroup, UnitKey

DUTCH = Path(__file__).parents[1] / "alliances" / "nl-mensenhandel"
KINDS = {
    "given_name": "name", "surname": "name", "birth_date": "date", "sex": "code", "birth_country": "code",
    "nationality": "code", "chain_number": "number", "bsn": "number",
}  # fmt: skip
PROVIDER = KeyedHash(b"s" * 32)
DAY = date(2021, 3, 1)

Rows = Sequence[Mapping[str, str]]


def row(
    number: str, skn: str = "", bsn: str = "", name: str = "", born: str = "", known: date = DAY
) -> dict[str, object]:
    """What a partner writes: the number of the row, and of its person `surname, given name`."""
    surname, _, given = name.partition(", ")
    return {"number": number, "skn": skn, "bsn": bsn, "surname": surname, "given": given, "born": born, "known": known}


def _contract(partner: str) -> Contract:
    held = {"skn": "chain_number", "bsn": "bsn", "surname": "surname", "given": "given_name", "born": "birth_date"}
    columns = (Column("number"), *(Column(name, person=attribute) for name, attribute in held.items()))
    units = (UnitKey("report", ("number",)), UnitKey("person", ("skn",)))
    return Contract(partner, partner, "1.0.0", columns, units=units, supersedes_by=("number",))


def _alliance() -> Alliance:
    contracts = [_contract(name) for name in ("police", "prosecution")]
    partners = {one.partner: Partner(one.partner, small.text(one.partner), one, ()) for one in contracts}
    return replace(small.alliance(), folder=DUTCH, partners=partners, persons=PersonAttributes(FILE, KINDS))


ALLIANCE = _alliance()


def group(name: str, attribute: str, *values: str) -> PersonGroup:
    """Persons of whom an attribute has one of a few values."""
    return PersonGroup(name, small.text(name), attribute, frozenset(values))


def grouped(*groups: PersonGroup) -> Alliance:
    """The small alliance, which counts some groups of persons apart."""
    return replace(ALLIANCE, persons=PersonAttributes(FILE, KINDS, groups))


def stored(partner: str, rows: Sequence[Mapping[str, object]], folder: Path) -> Path:
    """Write the rows in force of a partner."""
    columns = {
        "delivery": pa.array([1] * len(rows), pa.int64()),
        "row": pa.array(range(1, len(rows) + 1), pa.int64()),
        "known": pa.array([one["known"] for one in rows], pa.date32()),
        **{
            name: pa.array([one[name] or None for one in rows], pa.string())
            for name in ("number", "skn", "bsn", "surname", "given", "born")
        },
    }
    path = folder / f"rows_{partner}.parquet"
    pq.write_table(pa.table(columns), path)
    return path


def persons_of(folder: Path, as_of: date = date(2030, 1, 1), **rows: Sequence[Mapping[str, object]]) -> dict[str, str]:
    """The person of each row, by the number of the row, under the ledger in `folder`."""
    files = {name: stored(name, rows.get(name, []), folder) for name in ALLIANCE.partners}
    found = link_persons(ALLIANCE, files, PROVIDER, open_ledger(folder / "persons"), as_of).rows.to_pylist()
    return {str(rows[one["partner"]][one["row"] - 1]["number"]): one["person"] for one in found}


def groups(persons: Mapping[str, str]) -> set[frozenset[str]]:
    """The rows that are of one person, together."""
    found: dict[str, set[str]] = {}
    for number, person in persons.items():
        found.setdefault(person, set()).add(number)
    return {frozenset(group) for group in found.values()}
