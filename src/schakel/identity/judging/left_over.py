"""What no row says any more once some rows are gone: records of persons, and numbers of units that people judged."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from schakel.alliance.checking import keyed
from schakel.identity.judging.judged import place_of_units, units_judged_about
from schakel.identity.key_map import text_of_key
from schakel.identity.unit_pseudonyms import unit_pseudonyms
from schakel.identity.who_is_who.forgetting import forget
from schakel.identity.who_is_who.ledger import Ledger
from schakel.model.alliance import Alliance
from schakel.model.contract import Contract
from schakel.store.engine import Input, connect
from schakel.store.erasing import ErasedDelivery, Erasure
from schakel.store.workspace import Workspace
from schakel_base.database import quote_name, quote_text

RECORD = "record"


@dataclass(frozen=True)
class LeftOver:
    """The accepted rows of an alliance, by delivery and partner, and those among them that are to go."""

    alliance: Alliance
    workspace: Workspace
    deliveries: Mapping[str, Sequence[int]]
    going: Sequence[ErasedDelivery]

    def records(self) -> tuple[str, ...]:
        """Return the keyed hashes of the records of persons that go: of rows with one key the last ones do."""
        if self.alliance.persons is None:
            return ()
        names = list[str]()
        for contract in self._losing():
            text = text_of_key(contract.supersedes_by or ("delivery", "row"))
            query = f"""
                SELECT concat_ws(chr(31), {quote_text(contract.partner)}, {text}, rank) FROM (
                    SELECT *, row_number() OVER (PARTITION BY {text} ORDER BY going, delivery, row) AS rank FROM rows)
                WHERE going"""
            with self._rows(contract) as connection:
                names += [name for (name,) in connection.execute(query).fetchall()]
        known = set(Ledger(self.workspace.sealed(self.workspace.persons)).who_is_who()["record"].to_pylist())
        return tuple(sorted(known.intersection(unit_pseudonyms(self.alliance.name).pseudonyms(RECORD, names))))

    def units(self) -> dict[str, tuple[str, ...]]:
        """Return by kind the numbers of units that go, of the kinds that people judged about."""
        return {unit: self._numbers(unit) for unit in units_judged_about(self.alliance, self.workspace)}

    def _numbers(self, unit: str) -> tuple[str, ...]:
        gone, left = set[str](), set[str]()
        for contract, key in keyed(self.alliance, unit):
            query = f"SELECT DISTINCT going, {text_of_key(key.columns)} FROM rows"
            with self._rows(contract) as connection:
                for going, number in connection.execute(query).fetchall():
                    (gone if going else left).add(number)
        return tuple(sorted(gone - left))

    def _losing(self) -> Iterator[Contract]:
        """The contracts of the partners that lose rows and name persons."""
        losing = {one.partner for one in self.going if one.rows}
        for partner in self.alliance.partners.values():
            if partner.name in losing and partner.contract.person_columns:
                yield partner.contract

    @contextmanager
    def _rows(self, contract: Contract) -> Iterator[duckdb.DuckDBPyConnection]:
        """Open the accepted rows of a partner as `rows`, with `delivery` and whether the row is `going`."""
        numbers = self.deliveries.get(contract.partner, ())
        inputs: dict[str, Input] = {f"accepted_{one}": self.workspace.accepted_rows(one) for one in numbers}
        which = {one.number: one.which for one in self.going if one.rows}
        columns = ", ".join(f"CAST(NULL AS VARCHAR) AS {quote_name(one.name)}" for one in contract.used_columns)
        parts = [f"SELECT 0 AS delivery, false AS going, 0 AS row, {columns} WHERE false"]
        for number in numbers:
            going = "false" if number not in which else "true"
            if (some := which.get(number)) is not None:
                inputs[f"going_{number}"] = pa.table({"row": pa.array(some, pa.int64())})
                going = f"row IN (SELECT row FROM going_{number})"
            parts.append(f"SELECT {number} AS delivery, {going} AS going, * FROM accepted_{number}")
        with connect(inputs) as connection:
            connection.execute(f"CREATE TEMP VIEW rows AS {' UNION ALL BY NAME '.join(parts)}")
            yield connection


def forget_left_over(workspace: Workspace, erasure: Erasure) -> None:
    """Let the ledgers forget what goes with an erasure; lists of candidates can be made again, and go whole."""
    forget(workspace.sealed(workspace.persons), erasure.records)
    for unit, numbers in erasure.units.items():
        place = place_of_units(workspace, unit)
        forget(workspace.sealed(place / "decisions"), numbers)
        for listed in place.glob("list*"):
            listed.unlink()
