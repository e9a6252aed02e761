"""Declare a simulated world

You declare a world. Schakel generates its truth, and partners record what they would have known about it.
"""

from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from small_world import WORLD, WRITING, brigade, changed, deliver_itself, delivered, rows, told_on_receipt, world

from schakel.model import Column
from schakel.model.file_layout import FileLayout, LayoutColumn
from schakel.simulation import deliveries, simulate

THEME = {"years": range(2020, 2022), "theme_only": True}


def test_as_many_things_happen_as_are_declared_for_the_year(tmp_path: Path) -> None:
    first, second = simulate(world(tmp_path), tmp_path / "out", **THEME)
    assert (len(rows(first.file)), len(rows(second.file))) == (100, 60)


def test_without_theme_only_everything_else_happens_too(tmp_path: Path) -> None:
    [delivery] = simulate(world(tmp_path), tmp_path / "out", years=range(2020, 2021))
    causes = Counter(row["cause"] == "rain" for row in rows(delivery.file))
    assert causes == {False: 100, True: 900}


def test_the_scale_is_a_share_of_all_declared_numbers(tmp_path: Path) -> None:
    [delivery] = simulate(world(tmp_path), tmp_path / "out", years=range(2020, 2021), scale=0.1)
    assert len(rows(delivery.file)) == 100


def test_a_weight_is_a_likelihood(tmp_path: Path) -> None:
    [delivery] = simulate(world(tmp_path), tmp_path / "out", years=range(2020, 2021), theme_only=True, scale=100)
    causes = Counter(row["cause"] for row in rows(delivery.file))
    assert causes["stove"] / causes["candle"] == pytest.approx(3, rel=0.1)


def test_numbers_of_children_add_up_to_what_their_weights_promise(tmp_path: Path) -> None:
    simulate(world(tmp_path), tmp_path / "out", years=range(2020, 2021), theme_only=True)
    engines = pq.read_table(tmp_path / "out" / "truth" / "engine.parquet")
    assert engines.num_rows == 200  # a hundred fires, half of them with one engine and half with three


def test_an_expression_may_look_at_brothers_and_sisters_and_still_be_told_of_its_own_row(tmp_path: Path) -> None:
    eldest = {"eldest": "first_value(id) over (partition by incident order by position desc)", "itself": "id"}
    declared = changed(WORLD, "truth", "engine", "fields", to=eldest)
    simulate(world(tmp_path, declared), tmp_path / "out", years=range(2020, 2021), scale=20)
    engines = pq.read_table(tmp_path / "out" / "truth" / "engine.parquet").to_pylist()
    last = {one["incident"]: one["id"] for one in engines}
    assert len(last) > 1000
    assert all(one["itself"] == one["id"] and one["eldest"] == last[one["incident"]] for one in engines)


def test_the_contract_lays_the_file_out(tmp_path: Path) -> None:
    columns = (Column("street"), Column("day", type="date", format="%d-%m-%y"), Column("cause"), Column("number"))
    contract = brigade(*columns, delimiter=";", encoding="utf-16-le")
    [delivery] = simulate(world(tmp_path, contract=contract), tmp_path / "out", years=range(2020, 2021), scale=0.01)
    header, line, *_ = delivery.file.read_text("utf-16-le").splitlines()
    assert header == "street;day;cause;number"
    assert line.split(";")[1].strip('"')[-3:] == "-20"


def test_a_file_looks_as_the_layout_of_its_day_says(tmp_path: Path) -> None:
    day = LayoutColumn("day", "happened", "date", "%d/%m/%Y", "%Y%m%d")
    layout = FileLayout("0.9.0", date(2021, 6, 30), (LayoutColumn("number", "nr"), day), ("cause", "street"), ("desk",))
    contract = replace(brigade(), layouts=(layout,))
    first, second = simulate(world(tmp_path, contract=contract), tmp_path / "out", years=range(2020, 2022), scale=0.1)
    assert (first.delivered, list(rows(first.file)[0])) == (date(2021, 1, 11), ["nr", "happened", "desk"])
    assert all(row["happened"].isdigit() and row["happened"][:4] == "2020" for row in rows(first.file))
    assert list(rows(second.file)[0]) == ["number", "day", "cause", "street"]


def test_a_file_is_delivered_some_days_after_the_end_of_its_period(tmp_path: Path) -> None:
    [delivery] = simulate(world(tmp_path), tmp_path / "out", years=range(2020, 2021))
    assert delivery.delivered == date(2021, 1, 11)
    assert delivery.file.name == "synthetic-brigade-2020-01-2020-12.csv"


def test_each_quarter_has_its_own_file_with_what_became_known_in_it(tmp_path: Path) -> None:
    writing = changed(WRITING, "deliver", "every", to="quarter")
    found = simulate(world(tmp_path, writing=writing), tmp_path / "out", years=range(2020, 2021))
    months = [{int(str(row["day"])[3:5]) for row in rows(delivery.file)} for delivery in found]
    assert months == [{1, 2, 3}, {4, 5, 6}, {7, 8, 9}, {10}]


def test_an_error_makes_another_value_of_the_right_one(tmp_path: Path) -> None:
    error = {"chance": "half", "becomes": "upper({value})"}
    writing = changed(WRITING, "columns", "cause", to={"is": "cause", "errors": [error]})
    [delivery] = simulate(world(tmp_path, writing=writing), tmp_path / "out", years=range(2020, 2021))
    shouted = [row for row in rows(delivery.file) if row["cause"] in ("CANDLE", "STOVE", "RAIN")]
    assert len(shouted) == pytest.approx(500, abs=60)


def test_a_row_is_delivered_again_when_more_is_known_of_it(tmp_path: Path) -> None:
    later = {"known": "happened + 400"}
    first = {"known": "happened", "becomes": {"cause": "NULL"}}
    writing = changed(WRITING, "versions", to=[first, later])
    found = simulate(world(tmp_path, writing=writing), tmp_path / "out", **THEME)
    before, after = (rows(delivery.file) for delivery in found)
    assert {row["cause"] for row in before} == {None}
    mended = {row["number"] for row in after if row["cause"]}
    assert mended <= {row["number"] for row in before}
    assert len(mended) > 50


def test_a_row_that_changes_within_a_period_is_delivered_once_as_it_is_at_its_end(tmp_path: Path) -> None:
    first = {"known": "happened", "becomes": {"cause": "NULL"}}
    writing = changed(WRITING, "versions", to=[first, {"known": "happened + 5"}])
    [delivery] = simulate(world(tmp_path, writing=writing), tmp_path / "out", years=range(2020, 2021))
    assert len(rows(delivery.file)) == 1000
    assert None not in {row["cause"] for row in rows(delivery.file)}


def test_what_was_known_before_the_first_year_is_not_delivered(tmp_path: Path) -> None:
    warmed = changed(WORLD, "warm_up", to=3)
    found = simulate(world(tmp_path, warmed), tmp_path / "out", years=range(2021, 2022), theme_only=True)
    assert [len(rows(delivery.file)) for delivery in found] == [60]


def test_a_file_is_delivered_before_the_years_that_follow_are_made(tmp_path: Path) -> None:
    made: list[str] = []
    found = deliveries(world(tmp_path), tmp_path / "out", **THEME, progress=lambda what, _: made.append(what))
    assert (next(found).delivered, made) == (date(2021, 1, 11), ["2020"])
    assert ([one.delivered for one in found], made) == ([date(2022, 1, 11)], ["2020", "2021"])
    assert (tmp_path / "out" / "deliveries.yaml").exists()


def test_the_truth_of_every_delivered_row_is_kept_in_a_file_of_its_own(tmp_path: Path) -> None:
    error = {"chance": "always", "becomes": "NULL"}
    writing = changed(WRITING, "columns", "cause", to={"is": "cause", "errors": [error]})
    [delivery] = simulate(world(tmp_path, writing=writing), tmp_path / "out", years=range(2020, 2021), scale=0.05)
    truth = pq.read_table(tmp_path / "out" / "truth" / "rows.parquet").to_pylist()
    written = rows(delivery.file)
    assert {row["cause"] for row in written} == {None}
    assert {row["cause"] for row in truth} <= {"candle", "stove", "rain"}
    assert [f"I{row['unit']}" for row in truth] == [row["number"] for row in written]


def test_the_same_seed_gives_the_same_bytes_and_another_seed_other_ones(tmp_path: Path) -> None:
    alliance = world(tmp_path)
    first, again, other = (
        [delivery.file.read_bytes() for delivery in simulate(alliance, tmp_path / name, seed=seed)]
        for name, seed in (("first", 1), ("again", 1), ("other", 2))
    )
    assert first == again
    assert first != other


def test_a_new_error_leaves_everything_else_as_it_was(tmp_path: Path) -> None:
    error = {"chance": "half", "becomes": "NULL"}
    writing = changed(WRITING, "columns", "street", to={"is": "street", "errors": [error]})
    [plain] = simulate(world(tmp_path), tmp_path / "plain", years=range(2020, 2021))
    [marred] = simulate(world(tmp_path, writing=writing), tmp_path / "marred", years=range(2020, 2021))
    kept = [{**row, "street": None} for row in rows(plain.file)]
    assert [{**row, "street": None} for row in rows(marred.file)] == kept


def test_an_alliance_holds_one_simulated_world(tmp_path: Path) -> None:
    told: list[str] = []
    assert delivered(world(tmp_path), told)[1] == 160
    fewer = world(tmp_path, changed(WORLD, "parameters", "fires", "value", to={2020: 100, 2021: 50}))
    assert told == []
    receipts, rows_that_count = delivered(fewer, told)
    assert (len(receipts), rows_that_count) == (3, 150)
    assert told == ["1 delivery counts no more, since another world was simulated then than now."]
    assert "set aside  none of its rows counts: another invented world was simulated since" in told_on_receipt(
        receipts[1]
    )
    # Nothing is lost: it counts again where it is what is simulated.
    receipts, rows_that_count = delivered(world(tmp_path), told)
    assert (len(receipts), rows_that_count, len(told)) == (3, 160, 2)
    assert [one.set_aside for one in receipts] == [False, False, True]


def test_what_a_partner_delivers_itself_stays_beside_a_simulated_world(tmp_path: Path) -> None:
    alliance, told = world(tmp_path), list[str]()
    deliver_itself(alliance, "I-own,01/02/2021,candle,North Street")
    assert delivered(alliance, told)[1] == 161
    assert told == []
