"""The persons of an alliance: which rows of its partners are of one person, by the numbers and names that they write.

A *record* is what a row in force says of its person; a row that supersedes it is the same record. Records are linked in
the order of the days on which they became known, by the declared model, and the ledger gives each its person once. In
every key the person then takes the place of the person's numbers, so that a row without a number, or with another one,
speaks of the same unit.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from duckdb import DuckDBPyConnection

from schakel.identity.clerical import sampled
from schakel.identity.link_quality import LinkQuality, link_quality
from schakel.identity.membership import group_members
from schakel.identity.pseudonyms import PseudonymProvider
from schakel.identity.record_name import RECORD, key_of_record, names_somebody, read_persons_model, record_name
from schakel.identity.said_of_units import SaidOfUnit, said_of_units
from schakel.identity.who_is_who.assigning import assign
from schakel.identity.who_is_who.ledger import Ledger
from schakel.model.alliance import Alliance
from schakel.model.contract import Contract
from schakel.model.persons import PersonAttributes, PersonGroup
from schakel.store.engine import ROWS_PER_BATCH, Input, connect
from schakel_base.database import quote_name, quote_text
from schakel_base.errors import MemoryLimitError
from schakel_linkage import LinkModel
from schakel_linkage.linking import Increment, KnownRecords, Pool

_RECURS = pa.dictionary(pa.int32(), pa.string())
"""Texts that stand in many rows, each kept once: so records take a third of the room."""
BYTES_A_RECORD = 480
"""What a record of a person takes at most while persons are linked, beside 400 MB for all (measured, docs/scale.md)."""
_PLACE = pa.schema(
    [("partner", _RECURS), ("delivery", pa.int64()), ("row", pa.int64()), ("known", pa.date32()), (RECORD, pa.string())]
)


@dataclass(frozen=True)
class LinkedPersons:
    """The person of each row that says who it is about.

    Parameters
    ----------
    rows
        `partner`, `delivery`, `row`, `record` and `person`.
    records
        `partner`, and what each of these rows says of the groups of persons that are asked for.
    known
        What each of these rows says of its person, to be compared by the model.
    suggested
        The pairs of persons whom people are asked to judge.
    """

    rows: pa.Table
    records: pa.Table
    known: KnownRecords
    as_of: date
    suggested: tuple[tuple[str, str], ...]

    @cached_property
    def who(self) -> npt.NDArray[np.int64]:
        """The number of the person of each row, from 0."""
        return np.asarray(self.rows["person"].combine_chunks().dictionary_encode().indices, dtype=np.int64)

    def sampled(self, groups: Sequence[PersonGroup], ledger: Ledger) -> pa.Table:
        """Return what people said about pairs drawn at random, of all and of each group."""
        members = {one.name: group_members(self.records, one, self.who) for one in groups}
        return sampled(self.known, self.who, self.rows[RECORD], members, ledger, self.as_of)

    def quality(self, groups: Sequence[PersonGroup]) -> LinkQuality:
        """Measure how well they are linked."""
        return link_quality(self.records, self.known, self.who, groups, len(self.suggested))


def link_persons(
    alliance: Alliance, rows: Mapping[str, Input], provider: PseudonymProvider, ledger: Ledger, as_of: date
) -> LinkedPersons:
    """Return the person of each row in force that has one, as judged up to a day; whoever had none is given one first.

    Parameters
    ----------
    as_of
        Judgements after this day are not looked at.

    Raises
    ------
    SchakelError
        If the model of the alliance is at fault or has no weights.
    MemoryLimitError
        If there are more records than the declared memory holds.
    """
    assert alliance.persons is not None, "an alliance that declares no attributes of persons links none"
    model = read_persons_model(alliance)
    records = person_records(alliance, rows, provider, alliance.persons)
    _check_room(records.num_rows, alliance.engine.memory)
    _give_back()
    _give_persons(records, model, ledger)
    persons = ledger.who_is_who(as_of)
    who = persons["person"].take(pc.index_in(records[RECORD], value_set=persons["record"].combine_chunks()))
    # Records that became known after the day have their person later, and do not belong to this edition.
    if who.null_count:
        records, who = records.filter(pc.is_valid(who)), who.drop_null()
    # Numbered by their first records, as whoever counts persons has them.
    who = pc.cast(who, pa.string()).combine_chunks().dictionary_encode()
    linked = records.select(["partner", "delivery", "row", RECORD]).append_column("person", who)
    suggested = tuple(ledger.suggested(as_of))
    known = KnownRecords.of(records, model, as_of)
    # The rest of what was written is in the numbers.
    records = records.select(["partner", *sorted({one.attribute for one in alliance.persons.groups})])
    del persons
    _give_back()
    return LinkedPersons(linked, records, known, as_of, suggested)


def _check_room(records: int, memory: int) -> None:
    """Refuse to begin with more records than one process may hold: they are all compared with each other."""
    needed = records * BYTES_A_RECORD
    if needed > memory:
        raise MemoryLimitError(
            f"linking {records:,} records of persons takes about {needed / (1 << 30):.1f} GB, and one process may hold "
            f"{memory / (1 << 30):.1f} GB; declare more `memory` under `engine` in alliance.yaml"
        )


def person_records(
    alliance: Alliance, rows: Mapping[str, Input], provider: PseudonymProvider, attributes: PersonAttributes
) -> pa.Table:
    """Return what the rows in force say about persons, a column for each attribute, each text stored once.

    Beside them stand `partner`, `delivery`, `row`, `known`, and the keyed hash under which the ledger knows a `record`.
    """
    schema = pa.schema([*_PLACE, *((name, _RECURS) for name in attributes.kinds)])
    found, of_units = [schema.empty_table()], said_of_units(alliance, rows)
    for partner in alliance.partners.values():
        if partner.contract.person_columns:
            named = {key.unit for key in partner.contract.units if key.columns}
            beside = [one for one in of_units if one.unit in named]
            with connect({"rows": rows[partner.name], **{one.name: one.table for one in beside}}) as connection:
                place = _place(connection, partner.contract, attributes)
                query = _written(partner.contract, attributes, place, beside)
                written = connection.sql(query).to_arrow_reader(ROWS_PER_BATCH)
                found.append(_in_order([_under_pseudonyms(batch, schema, provider) for batch in written], schema))
    return pa.concat_tables(found).unify_dictionaries()


def _place(connection: DuckDBPyConnection, contract: Contract, attributes: PersonAttributes) -> str:
    """The SQL of the place of a row among those of one record: all are the first, unless several have one key.

    To number millions of rows the database would hold all that they say at once.
    """
    key, named = key_of_record(contract), names_somebody(contract, attributes)
    again = f"SELECT 1 FROM rows WHERE {named} GROUP BY {key} HAVING count(*) > 1 LIMIT 1"
    several = contract.supersedes_by and connection.sql(again).fetchall()
    return f"row_number() OVER (PARTITION BY {key} ORDER BY delivery, row)" if several else "1"


def _in_order(found: Sequence[pa.Table], schema: pa.Schema) -> pa.Table:
    """Put rows in the order in which they were delivered, as they mostly come."""
    table = pa.concat_tables([schema.empty_table(), *found]).unify_dictionaries()
    order = pc.sort_indices(table, [("delivery", "ascending"), ("row", "ascending")])
    return table if np.array_equal(order, np.arange(len(order))) else table.take(order)


def _under_pseudonyms(written: pa.RecordBatch, schema: pa.Schema, provider: PseudonymProvider) -> pa.Table:
    names = pa.array(provider.pseudonyms(RECORD, written[RECORD].to_pylist()), pa.string())
    every = pa.array(np.arange(len(written)))
    # Copied, since a column that the database handed over keeps all others of its batch in memory.
    columns = (names if one.name == RECORD else written[one.name].take(every).cast(one.type) for one in schema)
    return pa.Table.from_arrays(list(columns), schema=schema)


def _written(contract: Contract, attributes: PersonAttributes, place: str, of_units: Sequence[SaidOfUnit]) -> str:
    """What each row of a partner says about its person, and about all persons of a unit that it names."""
    values = {name: [quote_name(column)] for name, column in contract.person_columns.items()}
    for one in of_units:  # what a row says of its own person goes first
        values.setdefault(one.attribute, []).append(one.value)
    written = {name: f"coalesce({', '.join([*values.get(name, ()), quote_text('')])})" for name in attributes.kinds}
    said = ", ".join(f"{value} AS {quote_name(name)}" for name, value in written.items())
    return f"""
        SELECT {quote_text(contract.partner)} AS partner, delivery, row, known,
            {record_name(contract, place)} AS record, {said}
        FROM rows {" ".join(one.joined(contract) for one in of_units)}
        WHERE {names_somebody(contract, attributes)}
    """


def _give_persons(records: pa.Table, model: LinkModel, ledger: Ledger) -> None:
    """Let the ledger give a person to each record that has none, day by day."""
    has_person = pc.is_in(records[RECORD], value_set=ledger.records())
    if pc.all(has_person).as_py() is not False:
        return
    pool = Pool.empty()
    for day, known, new in _by_day(records, has_person, ledger.last_day):
        if known.num_rows:
            pool = pool.extended(Increment.of(known, model, pool, day).part)  # they have their person: none is compared
        if new.num_rows:
            pool, _ = assign(new, model, pool, ledger, day)
        _give_back()


def _give_back() -> None:
    """Give the machine back what was let go of: the heap would keep it, and what comes next would be on top of it."""
    pa.default_memory_pool().release_unused()


def _by_day(records: pa.Table, has_person: pa.ChunkedArray, last: date) -> Iterator[tuple[date, pa.Table, pa.Table]]:
    """The records of each day, with and without a person; a late one belongs to the last day judged."""
    # The ledger takes no entries dated before its last: who was who on a day must not change afterwards.
    late = pc.max_element_wise(records["known"], pa.scalar(last, pa.date32()))
    days = pc.if_else(has_person, records["known"], late)
    for day in sorted(pc.unique(days).to_pylist()):
        of_day = pc.equal(days, pa.scalar(day))
        yield day, _only(records, pc.and_(of_day, has_person)), _only(records, pc.and_not(of_day, has_person))


def _only(records: pa.Table, asked: pa.ChunkedArray) -> pa.Table:
    """Return the records that are asked for, without copying them where these are all."""
    return records if pc.all(asked).as_py() else records.filter(asked)
