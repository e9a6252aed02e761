"""The chain has the least and the most that rows state of a magnitude, of each unit of which any row states it."""

from pathlib import Path

import fines
import small
from counting import chain_of
from incidents import ALLIANCE

from schakel.chain.columns import least, most, wide_columns
from schakel.store.engine import connect


def test_the_ends_of_what_rows_state_are_a_table_of_the_chain(tmp_path: Path) -> None:
    stated = [("one", "8"), ("one", "3"), ("two", "6"), ("three", "")]
    rows = [{"case": case, "disposed": "2020-03-01", "court": "J", "months": months} for case, months in stated]
    chain = chain_of(ALLIANCE, {"court": rows}, tmp_path)
    with connect({"magnitudes": chain["magnitudes"]}) as connection:
        ends = connection.sql("SELECT unit, magnitude, least, most FROM magnitudes ORDER BY least").fetchall()
    assert ends == [("case", "sentence", 3.0, 8.0), ("case", "sentence", 6.0, 6.0)]


def test_what_follows_from_one_alliance_is_not_taken_for_another() -> None:
    """If two alliances in one process were equal, the second would be counted by the columns of the first."""
    first, second = small.alliance(), fines.alliance()
    assert first != second and len({first, second}) == 2
    assert not wide_columns("report", first).keys() & {least("fine"), most("fine")}
    assert wide_columns("report", second).keys() >= {least("fine"), most("fine")}
