"""People who come back: on the day that was drawn, or as soon after it as there is an opening."""

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest
from small_world import WRITING, changed, world

from schakel.simulation import simulate
from schakel.simulation.people import first_free
from schakel_base.errors import DeclarationError

Arrest = dict[str, Any]

WORLD = """
years: [2010, 2019]
warm_up: 0
source: {en: invented}
lists: {streets: streets.csv}
parameters:
  arrests: {value: 4000, source: chosen, verified: false}
  day: {value: {low: 0, high: 364}, source: chosen, verified: false}
  cause: {value: {candle: 1}, source: chosen, verified: false}
  back-after: {value: {365: 0.2, 730: 0.36}, source: chosen, verified: false}
  to-theme: {value: 1, source: chosen, verified: false}
truth:
  incident:
    yearly: [{count: arrests, theme: true}]
    fields:
      day: {whole: day}
      happened: make_date(year, 1, 1) + cast(day as integer)
      cause: {draw: cause}
      somewhere: {pick: streets, takes: [name as street]}
      somebody: {someone: person, on: happened, takes: [id as person, first_seen]}
    returns: {curve: back-after, theme: to-theme}
  person:
    from: incident
    takes: [happened as first_seen]
"""

WRITTEN = changed(WRITING, "truth", to={})


def test_whoever_is_due_takes_the_first_opening_on_or_after_that_day() -> None:
    assert first_free(np.array([1, 5, 5, 9]), np.array([2, 5, 6])).tolist() == [1, 2, 3]


def test_whoever_finds_no_opening_is_left_over() -> None:
    assert first_free(np.array([1, 5]), np.array([4, 4, 9])).tolist() == [1, 2, 3]


@pytest.fixture(scope="module")
def arrests(tmp_path_factory: pytest.TempPathFactory) -> list[Arrest]:
    folder = tmp_path_factory.mktemp("returns")
    simulate(world(folder, WORLD, WRITTEN), folder / "out")
    columns = ["person", "happened", "first_seen"]
    found: list[Arrest] = pq.read_table(folder / "out" / "truth" / "incident.parquet", columns=columns).to_pylist()
    return found


def test_the_declared_share_is_back_within_the_declared_time(arrests: list[Arrest]) -> None:
    appearances: dict[int, list[date]] = {}
    for arrest in sorted(arrests, key=lambda arrest: arrest["happened"]):
        appearances.setdefault(arrest["person"], []).append(arrest["happened"])
    first = [days for days in appearances.values() if days[0].year < 2016]
    back = [len(days) > 1 and (days[1] - days[0]).days <= 735 for days in first]
    assert sum(back) / len(back) == pytest.approx(0.36, abs=0.02)


def test_what_is_known_of_a_person_stays_the_same(arrests: list[Arrest]) -> None:
    seen = {(arrest["person"], arrest["first_seen"]) for arrest in arrests}
    assert len(seen) == len({person for person, _ in seen})


def test_every_opening_is_taken_once(arrests: list[Arrest]) -> None:
    assert len(arrests) == 40_000


def test_the_theme_alone_keeps_only_those_who_return_to_it(tmp_path: Path) -> None:
    away = WORLD.replace("to-theme: {value: 1,", "to-theme: {value: 0,")
    simulate(world(tmp_path, away, WRITTEN), tmp_path / "out", theme_only=True)
    people = pq.read_table(tmp_path / "out" / "truth" / "incident.parquet")["person"].to_pylist()
    assert len(set(people)) == len(people)


@pytest.mark.parametrize(
    ("right", "wrong", "sentence"),
    [
        ("first_seen]}", "last_seen]}", "There is no field `last_seen`; did you mean `first_seen`?"),
        ("[happened as first_seen]", "[happened as first_seen, person as who]", "There is no field `person`."),
        ("someone: person", "someone: persons", "There is no table `persons`; did you mean `person`?"),
        ("on: happened", "on: happend", "There is no field `happend`; did you mean `happened`?"),
        ("to-theme: {value: 1,", "to-theme: {value: 2,", "The parameter `to-theme` must be a share from 0 to 1."),
        ("{365: 0.2, 730: 0.36}", "{365: 0.4, 730: 0.36}", "must be shares by number of days, both rising."),
    ],
)
def test_a_slip_about_people_is_said(tmp_path: Path, right: str, wrong: str, sentence: str) -> None:
    with pytest.raises(DeclarationError) as error:
        simulate(world(tmp_path, WORLD.replace(right, wrong), WRITTEN), tmp_path / "out")
    assert sentence in str(error.value)
