"""The key map: which row is about which unit."""

import pyarrow as pa

from schakel.identity.key_map import key_map, repeats
from schakel.identity.pseudonyms import KeyedHash
from schakel.model.column import Column
from schakel.model.contract import Contract, UnitKey
from schakel.store.engine import connect

CONTRACT = Contract(
    partner="office",
    id="office",
    version="1",
    columns=(Column("report", required=True), Column("sex"), Column("remark", unused="free text")),
    units=(UnitKey("report", ("report",)), UnitKey("person")),
)


RANKS = """
    SELECT * FROM (SELECT delivery, row, row_number() OVER (PARTITION BY report, sex ORDER BY row) AS rank FROM rows)
    WHERE rank > 1
"""


def ids(rows, unit):
    table = pa.table(
        {
            "delivery": [1] * len(rows),
            "row": list(range(1, len(rows) + 1)),
            "report": [report for report, _ in rows],
            "sex": pa.array([sex for _, sex in rows], pa.string()),
        }
    )
    with connect({"rows": table}) as connection:
        found = key_map(connection, CONTRACT, KeyedHash(b"s" * 32)).to_pylist()
        connection.register("ranks", connection.sql(RANKS).to_arrow_table())
        again = repeats(connection, CONTRACT, ["person"], KeyedHash(b"s" * 32)).to_pylist()
    found += again if unit == "person" else []
    return {entry["row"]: entry[unit] for entry in found if entry[unit] is not None}


def test_rows_with_the_same_key_speak_of_the_same_unit():
    reports = ids([("7", "m"), ("7", "f"), ("8", "m")], "report")
    assert reports[1] == reports[2] != reports[3]


def test_a_row_without_the_key_speaks_of_no_such_unit():
    assert set(ids([("7", "m"), (None, "f")], "report")) == {1}


def test_identical_rows_are_kept_apart():
    persons = ids([("7", "m"), ("7", "m")], "person")
    assert persons[1] != persons[2]


def test_a_row_keeps_its_pseudonym_when_rows_arrive_in_another_order():
    first = ids([("7", "m"), ("7", "m"), ("8", None)], "person")
    second = ids([("8", None), ("7", "m"), ("7", "m")], "person")
    assert set(first.values()) == set(second.values())
    assert first[3] == second[1]
