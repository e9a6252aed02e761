"""The simulated Dutch chain

It comes near the published totals that it is calibrated to, and its partners write rows as real partners would.
"""

from collections import Counter
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest
from arrivals import receive
from small_world import rows

from schakel.alliance import read
from schakel.model import Alliance, ShippedDelivery
from schakel.simulation import simulate

FOLDER = Path(__file__).parents[2] / "alliances" / "nl-mensenhandel"
YEARS = range(2013, 2020)


@pytest.fixture(scope="module")
def alliance() -> Alliance:
    return read(FOLDER)


@pytest.fixture(scope="module")
def world(alliance: Alliance, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[ShippedDelivery]]:
    out = tmp_path_factory.mktemp("nl")
    return out, simulate(alliance, out, YEARS, theme_only=True)


@pytest.fixture(scope="module")
def truth(world: tuple[Path, list[ShippedDelivery]]) -> Path:
    return world[0] / "truth"


def asked(truth: Path, question: str) -> dict[Any, Any]:
    """The answer to a question about the truth, by its first column; a table is named as `{suspect}`."""
    files = {file.stem: f"'{file}'" for file in truth.glob("*.parquet")}
    with duckdb.connect() as connection:
        return dict(connection.execute(question.format_map(files)).fetchall())


def delivered(world: tuple[Path, list[ShippedDelivery]], partner: str) -> list[dict[str, str | None]]:
    """All rows that a partner delivered, in their order."""
    return [row for delivery in world[1] if delivery.partner == partner for row in rows(delivery.file)]


def test_files_come_in_the_order_in_which_they_were_delivered(world: tuple[Path, list[ShippedDelivery]]) -> None:
    order = [(one.delivered, one.partner) for one in world[1]]
    assert order == sorted(order)
    assert len({partner for _, partner in order}) > 5


def test_suspects_fall_from_about_250_to_under_150(truth: Path) -> None:
    suspects = asked(truth, "SELECT year(registered), count(*) FROM {suspect} GROUP BY 1")
    assert suspects[2013] == pytest.approx(250, rel=0.08)
    assert suspects[2017] == pytest.approx(144, rel=0.08)


def test_convicted_persons_come_near_the_series_of_the_courts(truth: Path) -> None:
    question = "SELECT year(tried), count(DISTINCT person) FROM {verdict} WHERE convicted GROUP BY 1"
    convicted = asked(truth, question)
    for year, published in ((2013, 156), (2014, 133), (2015, 139), (2016, 103)):
        assert convicted[year] == pytest.approx(published, rel=0.25)


def test_a_quarter_of_the_cases_ends_in_a_sepot_in_2016_and_two_fifths_in_2019(truth: Path) -> None:
    question = """
        SELECT year(inflow), avg(CAST(decision IN ('onvoorwaardelijk sepot', 'voorwaardelijk sepot') AS INTEGER))
        FROM {case} WHERE position = 1 GROUP BY 1
    """
    sepots = asked(truth, question)
    assert sepots[2016] == pytest.approx(0.25, abs=0.07)
    assert sepots[2019] == pytest.approx(0.42, abs=0.07)


def test_as_many_victims_are_reported_as_the_rapporteur_counted(truth: Path) -> None:
    victims = asked(truth, "SELECT year(reported), count(*) FROM {victim} GROUP BY 1")
    for year, published in ((2013, 1437), (2014, 1256), (2017, 958), (2018, 668), (2019, 1334)):
        assert victims[year] == pytest.approx(published, rel=0.06)


def test_shares_of_women_and_of_foreign_suspects_are_as_declared(truth: Path) -> None:
    shares = asked(
        truth,
        """
        SELECT 'women', avg(CAST(sex = 'V' AS INTEGER)) FROM {suspect}
        UNION ALL SELECT 'foreign', avg(CAST(nationality <> '0001' AS INTEGER)) FROM {suspect}
        """,
    )
    assert shares["women"] == pytest.approx(0.19, abs=0.04)
    assert shares["foreign"] == pytest.approx(0.55, abs=0.06)


def test_registrations_of_all_offences_outnumber_persons_as_in_2017(alliance: Alliance, tmp_path: Path) -> None:
    simulate(alliance, tmp_path, range(2016, 2018), scale=0.02)
    question = """
        SELECT year(registered), count(*) / count(DISTINCT person) FROM {suspect} WHERE NOT theme GROUP BY 1
    """
    assert asked(tmp_path / "truth", question)[2017] == pytest.approx(245 / 170, abs=0.06)


def test_every_bsn_passes_the_eleven_test_and_lies_in_the_range_of_test_persons(truth: Path) -> None:
    numbers = [number for number in pq.read_table(truth / "person.parquet")["bsn"].to_pylist() if number]
    assert len(set(numbers)) == len(numbers) > 1000
    for number in numbers:
        weighted = sum(int(digit) * weight for digit, weight in zip(number, (9, 8, 7, 6, 5, 4, 3, 2, -1), strict=True))
        assert number.startswith("9999")
        assert weighted % 11 == 0


def test_the_prosecution_service_writes_no_form_and_the_police_three(
    alliance: Alliance, world: tuple[Path, list[ShippedDelivery]]
) -> None:
    forms = {row["uitbuitingsvorm"] for row in delivered(world, "politie")}
    assert forms == {"seksueel", "arbeid", "crimineel", None}
    assert not any(column.attribute == "form" for column in alliance.partners["om"].contract.columns)


def test_a_case_is_delivered_again_once_it_is_decided(world: tuple[Path, list[ShippedDelivery]]) -> None:
    versions: dict[str | None, list[str | None]] = {}
    for row in delivered(world, "om"):
        versions.setdefault(row["parketnummer"], []).append(row["beslissing"])
    again = [decisions for decisions in versions.values() if len(decisions) == 2]
    assert len(again) > 100
    assert all(first is None and second for first, second in again)


def test_the_same_signal_comes_through_two_senders(world: tuple[Path, list[ShippedDelivery]]) -> None:
    senders: dict[str | None, list[str | None]] = {}
    for row in delivered(world, "emm"):
        senders.setdefault(row["kenmerk_bron"], []).append(row["zender"])
    times = Counter(len(found) for found in senders.values())
    assert set(times) == {1, 2}
    assert times[2] / len(senders) == pytest.approx(0.14 * 0.9**2, abs=0.02)  # neither has a reference of its own
    assert all(first != second for first, second in (found for found in senders.values() if len(found) == 2))


def test_persons_are_written_down_with_gaps_and_slips(world: tuple[Path, list[ShippedDelivery]]) -> None:
    written = delivered(world, "politie")
    assert 0.03 < sum(row["skn"] is None for row in written) / len(written) < 0.15
    assert any(str(row["geboortedatum"]).endswith("-00-00") for row in written)


def test_contracts_accept_every_row_but_those_with_an_impossible_date(
    alliance: Alliance, world: tuple[Path, list[ShippedDelivery]], tmp_path: Path
) -> None:
    last = [delivery for delivery in world[1] if delivery.delivered.year == YEARS[-1] + 1]
    assert len(last) == 12
    for delivery in last:
        partner = alliance.partners[delivery.partner]
        receipt = receive(tmp_path, partner, delivery)
        impossible = [
            row for row in rows(delivery.file) if any(str(value).endswith("-02-30") for value in row.values())
        ]
        assert (receipt.refusal, receipt.refused) == ("", len(impossible))


def test_the_truth_tells_of_every_delivered_row_who_it_is(world: tuple[Path, list[ShippedDelivery]]) -> None:
    out, found = world
    told = asked(out / "truth", "SELECT file, count(*) FROM {rows} GROUP BY 1")
    assert told == {delivery.file.name: len(rows(delivery.file)) for delivery in found}


@pytest.mark.parametrize(("scale", "theme_only"), [(1, True), (2, False)])  # all offences are the theme of the chain
def test_trafficking_in_the_whole_chain_follows_the_scale(tmp_path: Path, scale: int, theme_only: bool) -> None:
    chain = read(FOLDER.parent / "nl-strafrechtketen")
    simulate(chain, tmp_path, range(2014, 2015), scale, theme_only)
    found = asked(tmp_path / "truth", "SELECT trafficking, count(*) FROM {file} WHERE year = 2014 GROUP BY 1")
    assert found == {True: 107 * scale, False: 2728 * scale}
