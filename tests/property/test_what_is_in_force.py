"""Whatever files a partner delivers, corrections and snapshots among them, those rows count that the referee counts."""

from dataclasses import replace
from datetime import date
from hashlib import sha256

import pyarrow as pa
import pyarrow.parquet as pq
from arrivals import in_force as rows_of
from arrivals import shelter, take_in, write
from examples import examples
from hypothesis import example, given
from hypothesis import strategies as st
from referee import rows_that_count
from small import alliance

from schakel.intake import known_deliveries
from schakel.intake.accepted import Accepted
from schakel.intake.in_force import in_force
from schakel.intake.naming_rows import Named
from schakel.intake.running_out import every_row
from schakel.intake.superseding import superseded_step
from schakel.model import Column, Contract, Coverage, Delivery, Snapshot
from schakel.model.delivery import ErasureCause
from schakel.store import Workspace, connect, run_step
from schakel.store.access_log import reading
from schakel.store.catalogue import Catalogue
from schakel.verbs.erasing import carry_out, plan_erasure

COLUMNS = (Column("number"), Column("asked", type="date"))
CONTRACTS = [
    Contract("shelter", "shelter", "1.0.0", COLUMNS, supersedes_by=key, snapshot=snapshot)
    for key in ((), ("number",))
    for snapshot in (None, Snapshot(), Snapshot("asked"))
]
DAYS = st.integers(1, 5).map(lambda day: date(2021, 1, day))
COVERS = st.none() | st.tuples(DAYS, DAYS).map(sorted).map(lambda days: Coverage(*days))
ROWS = st.lists(
    st.fixed_dictionaries({"number": st.sampled_from("123"), "asked": st.just("") | DAYS.map(str)}), max_size=3
)
TWICE = [((date(2021, 1, 1),) * 2, [{"number": "1", "asked": "2021-01-01"}])] * 2
"""Two deliveries of the same row; the second can replace what the first was the whole of."""
ANOTHER = [*TWICE[:1], ((date(2021, 1, 1),) * 2, [{"number": "2", "asked": "2021-01-01"}])]
"""Two deliveries; the second is all that there is, and loses its only row before it is taken back itself."""
DELIVERED = st.lists(st.tuples(DAYS, COVERS, st.booleans(), ROWS), min_size=1, max_size=4)


def written(number, delivered, covers, is_snapshot, rows, folder):
    """A delivery with its accepted rows in a file, and the same rows for the referee."""
    path = folder / f"{number}.parquet"
    columns = {name: pa.array([row[name] or None for row in rows], pa.string()) for name in ("number", "asked")}
    pq.write_table(pa.table({"row": pa.array(range(1, len(rows) + 1), pa.int64()), **columns}), path)
    digest = sha256(str(number).encode()).hexdigest()
    delivery = Delivery(number, "shelter", "1.0.0", path.name, digest, delivered, delivered)
    return Accepted(replace(delivery, covers=covers, snapshot=is_snapshot), path), rows


@examples(25)
@given(contract=st.sampled_from(CONTRACTS), delivered=DELIVERED)
def test_the_referee_counts_the_same_rows(contract, delivered, tmp_path_factory):
    folder = tmp_path_factory.mktemp("force")
    made = [written(number, *one, folder) for number, one in enumerate(delivered, start=1)]
    accepted = [one for one, _ in made]
    counted = rows_that_count(contract, [(one.delivery, rows) for one, rows in made])
    assert rows_in_force(contract, accepted, folder) == counted
    assert rows_in_force(contract, together(accepted, folder), folder) == counted


@examples(10)
@example(contract=CONTRACTS[1], delivered=TWICE, keys=frozenset(), numbers=frozenset({2}))
@example(contract=CONTRACTS[3], delivered=TWICE, keys=frozenset("1"), numbers=frozenset())
@example(contract=CONTRACTS[4], delivered=ANOTHER, keys=frozenset("2"), numbers=frozenset({2}))
@given(
    contract=st.sampled_from(CONTRACTS),
    delivered=st.lists(st.tuples(st.tuples(DAYS, DAYS), ROWS.filter(len)), min_size=1, max_size=4),
    keys=st.frozensets(st.sampled_from("123"), max_size=2),
    numbers=st.frozensets(st.integers(1, 4), max_size=2),
)
def test_what_is_withdrawn_counts_no_more_nor_does_it_replace_anything(
    contract, delivered, keys, numbers, tmp_path_factory
):
    folder = tmp_path_factory.mktemp("withdrawn")
    workspace = Workspace(folder / "workspace")
    partner = shelter(supersedes_by=contract.supersedes_by, snapshot=contract.snapshot)
    for number, (days, rows) in enumerate(delivered, start=1):
        # The remark makes each file another one.
        file = write(folder, *(f"{row['number']},{row['asked']},sex,1,{number}" for row in rows))
        covers = Coverage(*sorted(days)) if contract.snapshot and contract.snapshot.by else None
        take_in(workspace, partner, file, date(2021, 2, number), covers=covers)
    handed = [(one.delivery, rows) for one, (_, rows) in zip(Catalogue(workspace).receipts(), delivered, strict=True)]
    keys, numbers = keys if contract.supersedes_by else (), {*numbers} & {*range(1, len(delivered) + 1)}
    withdraw(workspace, partner, keys, numbers)
    left = [
        (replace(one, snapshot=False, covers=None), [None for _ in rows])
        if one.number in numbers
        else (one, [None if row["number"] in keys else row for row in rows])
        for one, rows in handed
    ]
    found = known_deliveries(Catalogue(workspace).receipts(), date.max)
    counted = [(row["delivery"], row["row"]) for row in rows_of(partner.contract, found, workspace, workspace.folder)]
    assert counted == rows_that_count(contract, left)


def withdraw(workspace, partner, keys, numbers):
    """Take records back by their keys, and deliveries as a whole."""
    of = alliance(contracts=(partner.contract,))
    for one in (*keys, *numbers):
        with reading(workspace, "withdraw", "by mistake", ""):
            receipts = Catalogue(workspace).receipts()
            whole = [receipt for receipt in receipts if receipt.delivery.number == one]
            named = Named(({"number": str(one)},), every=True)
            chosen = every_row(workspace, whole) if whole else named.rows(workspace, receipts, partner.contract)
            taken_back = frozenset(receipt.delivery.number for receipt in whole)
            why = (ErasureCause.WITHDRAWN, "by mistake")
            carry_out(
                of, workspace, plan_erasure(of, workspace, date(2021, 3, 1), *why, chosen, taken_back, taken_back)
            )


def rows_in_force(contract, accepted, folder):
    tables = {one.table: one.file for one in accepted}
    gone = run_step(superseded_step(contract, accepted), tables, folder / f"gone-{len(accepted)}.parquet")
    with connect({"rows": in_force(contract, accepted, gone.path)}) as connection:
        return connection.sql("SELECT delivery, row FROM rows ORDER BY ALL").fetchall()


def together(accepted, folder):
    """The same, those that can be in a bundle in one, beside the rows of a delivery that is not asked for."""
    small = [one for one in accepted if not (one.delivery.snapshot or one.delivery.covers)]
    if not small:
        return accepted
    other = replace(small[0].delivery, number=99)
    rows = pa.concat_tables(beside(one.delivery, one.file) for one in (*small, replace(small[0], delivery=other)))
    pq.write_table(rows, folder / "bundle.parquet")
    deliveries = tuple(one.delivery for one in small)
    bundle = Accepted(deliveries[0], folder / "bundle.parquet", bundled=deliveries, others=frozenset({99}))
    return [bundle, *(one for one in accepted if one not in small)]


def beside(delivery, file):
    rows = pq.read_table(file)
    days = pa.repeat(pa.scalar(delivery.delivered), rows.num_rows)
    numbers = pa.repeat(pa.scalar(delivery.number, pa.int64()), rows.num_rows)
    return pa.table({"delivery": numbers, "delivered": days, "known": days, **{c: rows[c] for c in rows.schema.names}})
