"""What is held of the chain to follow a cohort: the rows of whoever can be followed, however many others there are."""

from datetime import timedelta

import pyarrow as pa
from offenders import DAY, QUESTION, World, leaves

from schakel.research.recidivism.source import CHAIN_TABLES, ChainSource
from schakel.store.engine import connect


def test_rows_about_nobody_who_can_be_followed_are_not_held() -> None:
    world = World()
    world.case("a", "a1", DAY - timedelta(300), (DAY, 1), form=1, what=1)
    world.case("a", "a2", DAY - timedelta(3000), (DAY - timedelta(2000), 1), form=1, what=1)
    for number in range(20):  # acquitted, or disposed of at another time
        day = DAY if number % 2 else DAY - timedelta(4000)
        world.case(f"b{number}", f"b{number}", day - timedelta(9), (day, 1 + number % 2), form=1, what=1)
    with connect({name: pa.Table.from_pylist(world.tables[name]) for name in CHAIN_TABLES}) as connection:
        ChainSource(connection, QUESTION, leaves)
        cases = connection.sql("SELECT DISTINCT unit_id FROM case_rows ORDER BY ALL").fetchall()
        held = {name: connection.sql(f"SELECT count(*) FROM {name}").fetchall()[0][0] for name in HELD}
    assert cases == [("a1",), ("a2",)]
    assert held == {"case_rows": 4, "named_units": 8, "offence_rows": 6, "dated_events": 2}


HELD = ("case_rows", "named_units", "offence_rows", "dated_events")
