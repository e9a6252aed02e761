"""What is left without any row after rows are erased: records of persons, and unit numbers that people judged."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from schakel.alliance.checking import keyed
from schakel.identity.judging.judged import place_of_units, units_judged_about
from schakel.identity.judging.queue import QUEUE_FILE
from schakel.identity.key_map import text_of_key
from schakel.identity.record_name import RECORD, key_of_record, names_somebody, record_name
from schakel.identity.unit_pseudonyms import unit_pseudonyms
from schakel.identity.who_is_who.forgetting import forget
from schakel.identity.who_is_who.ledger import Ledger
from schakel.intake.accepted import accepted_rows
from schakel.intake.superseding import first_deliveries
from schakel.model.alliance import Alliance
from schakel.model.contract import Contract
from schakel.model.delivery import Delivery
from schakel.store.engine import Input, connect
from schakel.store.erasing import ErasedDelivery, Erasure
from schakel.store.workspace import Workspace
from schakel_base.database import quote_name

_FILE, _LAST = '"file of the row"', '"accepted last"'  # no column of a partner


@dataclass(frozen=True)
class LeftOver:
    """The deliveries of an alliance with accepted rows, by partner, and what is to go of them."""

    alliance: Alliance
    workspace: Workspace
    deliveries: Mapping[str, Sequence[Delivery]]
    going: Sequence[ErasedDelivery]

    def records(self) -> tuple[str, ...]:
        """Return the keyed hashes of the records of persons that go.

        Of rows with one key in one file, those behind a row that goes get its name, and are another person: a record
        stays only where some row has its name before and after.
        """
        persons = self.alliance.persons
        if persons is None:
            return ()
        names = list[str]()
        for contract in self._losing():
            together = f"{key_of_record(contract)}, {_FILE}, {_LAST}"
            # Rows of a person without a number are named by their place among rows alike; a row that goes moves those
            # behind it up.
            place = f"row_number() OVER (PARTITION BY {together}{{}} ORDER BY delivery, row)"
            before, after = (record_name(contract, place.format(among)) for among in ("", ", going"))
            query = f"""
                SELECT before FROM (
                    SELECT {before} AS before, {after} AS after, going FROM (
                        SELECT *, delivery = max(delivery) OVER (PARTITION BY {_FILE}, row) AS {_LAST}
                        FROM rows WHERE {names_somebody(contract, persons)}))
                GROUP BY before HAVING bool_and(going OR before <> after)"""
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
        # A number that any row still names is still somebody's, whichever partner wrote it.
        return tuple(sorted(gone - left))

    def _losing(self) -> Iterator[Contract]:
        """The contracts of the partners that lose rows and name persons."""
        losing = {one.partner for one in self.going if one.rows}
        for partner in self.alliance.partners.values():
            if partner.name in losing and partner.contract.person_columns:
                yield partner.contract

    @contextmanager
    def _rows(self, contract: Contract) -> Iterator[duckdb.DuckDBPyConnection]:
        """Open the accepted rows of a partner as `rows`, with `delivery`, the file, and whether the row is `going`."""
        going = [one for one in self.going if one.rows]
        part = [(one.number, row) for one in going for row in one.which or ()]
        numbers, rows = zip(*part, strict=True) if part else ((), ())
        inputs: dict[str, Input] = {
            "whole": pa.table({"delivery": pa.array([one.number for one in going if one.which is None], pa.int64())}),
            "part": pa.table({"delivery": pa.array(numbers, pa.int64()), "row": pa.array(rows, pa.int64())}),
        }
        is_going = "delivery IN (SELECT delivery FROM whole) OR (delivery, row) IN (SELECT (delivery, row) FROM part)"
        columns = ", ".join(f"CAST(NULL AS VARCHAR) AS {quote_name(one.name)}" for one in contract.used_columns)
        parts = [f"SELECT 0 AS delivery, 0 AS {_FILE}, false AS going, 0 AS row, {columns} WHERE false"]
        accepted = accepted_rows(self.deliveries.get(contract.partner, ()), self.workspace, contract)
        first = first_deliveries(accepted)
        for one in accepted:
            table = f"today_{one.delivery.number}"
            inputs[table] = one.today(contract)
            own = f"{one.origin(first)} AS {_FILE}, {is_going} AS going"
            parts.append(f"SELECT {own}, * EXCLUDE (delivered, known) FROM {table}")
        with connect(inputs) as connection:
            connection.execute(f"CREATE TEMP VIEW rows AS {' UNION ALL BY NAME '.join(parts)}")
            yield connection


def forget_left_over(workspace: Workspace, erasure: Erasure) -> None:
    """Remove what an erasure covers from the ledgers, and the lists of candidates that an earlier version kept."""
    forget(workspace.sealed(workspace.persons), erasure.records)
    for queue in workspace.persons.glob(f"{QUEUE_FILE}*"):  # and a draft of one, if a process was killed
        queue.unlink()
    for unit, numbers in erasure.units.items():
        place = place_of_units(workspace, unit)
        forget(workspace.sealed(place / "decisions"), numbers)
        for listed in place.glob("list*"):
            listed.unlink()
