"""Facts about all persons of a unit, such as its docket: they help to link the accused in one file.

Such a row may name no person at all. What it says reaches the persons of the unit by the number of that unit, which the
rows about these persons write too. Where rows say several things of one unit, it is not known of its persons.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa

from schakel.identity.key_map import text_of_key
from schakel.model.alliance import Alliance
from schakel.model.column import Column
from schakel.model.contract import Contract
from schakel.store.engine import Input, connect
from schakel_base.database import quote_name

_KEY, _VALUE = "key of a unit", "said of a unit"


@dataclass(frozen=True)
class SaidOfUnit:
    """What is said about the persons of each unit of a kind: by the `table` of its key and value."""

    attribute: str
    unit: str
    table: pa.Table

    @property
    def name(self) -> str:
        """What the table is called beside the rows of a partner."""
        return f"{self.attribute} of {self.unit}"

    @property
    def value(self) -> str:
        """The SQL of the value that a row has by its unit."""
        return f"{quote_name(self.name)}.{quote_name(_VALUE)}"

    def joined(self, contract: Contract) -> str:
        """Return the SQL that lays the table beside the rows of a partner that name the unit."""
        key = text_of_key(_key_of(contract, self.unit))
        return f"LEFT JOIN {quote_name(self.name)} ON {quote_name(self.name)}.{quote_name(_KEY)} = {key}"


def said_of_units(alliance: Alliance, rows: Mapping[str, Input]) -> tuple[SaidOfUnit, ...]:
    """Return what the rows of all partners say about the persons of units, by attribute and kind of unit."""
    found: dict[tuple[str, str], list[pa.Table]] = {}
    for contract in (partner.contract for partner in alliance.partners.values()):
        for column in (one for one in contract.columns if one.person_of):
            of = (column.person, column.person_of)
            found.setdefault(of, []).append(_said(rows[contract.partner], contract, column))
    return tuple(SaidOfUnit(*of, _settled(pa.concat_tables(parts))) for of, parts in found.items())


def _said(rows: Input, contract: Contract, column: Column) -> pa.Table:
    key, value = _key_of(contract, column.person_of), quote_name(column.name)
    named = " AND ".join(f"{quote_name(one)} IS NOT NULL" for one in (*key, column.name))
    said = f"{text_of_key(key)} AS {quote_name(_KEY)}, CAST({value} AS VARCHAR) AS {quote_name(_VALUE)}"
    with connect({"rows": rows}) as connection:
        return connection.sql(f"SELECT DISTINCT {said} FROM rows WHERE {named}").to_arrow_table()


def _settled(said: pa.Table) -> pa.Table:
    """Return the value of each unit whose rows all say the same."""
    key, value = quote_name(_KEY), quote_name(_VALUE)
    one = f"SELECT {key}, min({value}) AS {value} FROM said GROUP BY {key} HAVING count(DISTINCT {value}) = 1"
    with connect({"said": said}) as connection:
        return connection.sql(one).to_arrow_table()


def _key_of(contract: Contract, unit: str) -> tuple[str, ...]:
    return next(key.columns for key in contract.units if key.unit == unit)
